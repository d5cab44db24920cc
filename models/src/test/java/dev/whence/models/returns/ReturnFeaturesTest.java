package dev.whence.models.returns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.Probability;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.returns.ReturnHistory;
import org.junit.jupiter.api.Test;

class ReturnFeaturesTest {
  private static final Probability PRIOR = new Probability(0.1);

  @Test
  void oneRowNamedAndComputed() {
    var history = new ReturnHistory(20, 12, 200, 60, 5, 3);

    assertThat(render(new ReturnQuery("shoes", "marketplace", 9_999, 2, 4, 3, 3, history)))
        .isEqualTo(
            """
            sku_rate 0.4
            category_rate 0.2
            customer_rate 0.35
            sku_sold_log 3.0445225
            category_sold_log 5.3033047
            customer_sold_log 1.7917595
            unit_price_log 9.2103405
            quantity 2.0
            order_units 4.0
            order_lines 3.0
            same_category_units 3.0
            same_category_share 0.75
            marketplace 1.0
            store 0.0
            quantity_log 1.0986123
            order_units_log 1.609438
            order_lines_log 1.3862944
            same_category_units_log 1.3862944
            """);
  }

  @Test
  void withoutHistoryEveryRateIsThePrior() {
    assertThat(render(new ReturnQuery("shoes", "web", 100, 1, 1, 1, 1, ReturnHistory.NONE)))
        .contains("sku_rate 0.1\ncategory_rate 0.1\ncustomer_rate 0.1\n")
        .contains("marketplace 0.0\nstore 0.0\n");
  }

  @Test
  void aSkuWithoutSalesLooksLikeItsCategory() {
    var history = new ReturnHistory(0, 0, 200, 60, 0, 0);

    assertThat(render(new ReturnQuery("shoes", "web", 100, 1, 1, 1, 1, history)))
        .contains("sku_rate 0.2\ncategory_rate 0.2\n");
  }

  @Test
  void moreReturnedThanSoldCountsAsAll() {
    var history = new ReturnHistory(0, 0, 200, 900, 0, 0);

    assertThat(render(new ReturnQuery("shoes", "web", 100, 1, 1, 1, 1, history)))
        .contains("category_rate 0.55\n");
  }

  @Test
  void nonsenseBecomesNoNumber() {
    assertThat(render(new ReturnQuery("shoes", "web", -2, 1, 0, 1, 0, ReturnHistory.NONE)))
        .contains("unit_price_log NaN\n")
        .contains("same_category_share NaN\n");
  }

  private static String render(ReturnQuery line) {
    var text = new StringBuilder();
    float[] row = ReturnFeatures.row(line, PRIOR);
    for (int i = 0; i < row.length; i++) {
      text.append(ReturnFeatures.NAMES.get(i)).append(' ').append(row[i]).append('\n');
    }
    return text.toString();
  }
}
