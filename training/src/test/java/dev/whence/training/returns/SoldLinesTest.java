package dev.whence.training.returns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ReturnRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// When what came back is known to later lines.
class SoldLinesTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration WINDOW = Duration.ofDays(60);

  private static Instant day(int day) {
    return FIRST.plus(Duration.ofDays(day));
  }

  private static OrderLineRow line(int day, int quantity) {
    return new OrderLineRow(
        new OrderId("O" + day),
        new OrderLineId("1"),
        "",
        day(day),
        "anna",
        "web",
        new Sku("SHOE"),
        "fashion",
        quantity,
        1_000,
        Currency.getInstance("USD"),
        quantity,
        1,
        quantity,
        false,
        Attributes.NONE);
  }

  private static ReturnRow back(int ofDay, int day, int units) {
    return new ReturnRow(new OrderId("O" + ofDay), new OrderLineId("1"), day(day), units, "");
  }

  /// `sold returned` of the SKU, as the line of that day knows it.
  private static String known(SoldLines lines, int day) {
    var history =
        lines.all().stream()
            .filter(line -> line.orderedAt().equals(day(day)))
            .findFirst()
            .orElseThrow()
            .query()
            .history();
    return history.skuSold() + " " + history.skuReturned();
  }

  @Test
  void aLineCountsTwoWeeksAfterItsOrder_withWhatCameBackByThen_andLaterWhenItIsKnown() {
    SoldLines lines =
        SoldLines.of(
            List.of(line(0, 3), line(14, 9), line(15, 9), line(30, 9), line(31, 9), line(80, 9)),
            List.of(back(0, 5, 1), back(0, 30, 1), back(0, 50, 7), back(0, 70, 1)),
            WINDOW,
            Optional.empty());

    assertThat(known(lines, 14)).isEqualTo("0 0");
    assertThat(known(lines, 15)).isEqualTo("3 1");
    assertThat(known(lines, 30)).isEqualTo("21 1");
    assertThat(known(lines, 31)).isEqualTo("21 2");
    assertThat(known(lines, 80)).as("no more than were sold").startsWith("39 ").endsWith(" 3");
    assertThat(lines.all().getFirst().unitsReturned()).isEqualTo(3);
  }

  @Test
  void whatComesBackAfterTheWindowIsNeverKnown() {
    SoldLines lines =
        SoldLines.of(
            List.of(line(0, 3), line(90, 1)), List.of(back(0, 61, 1)), WINDOW, Optional.empty());

    assertThat(known(lines, 90)).isEqualTo("3 0");
  }

  @Test
  void withAShorterWindowALineCountsAtItsEnd() {
    SoldLines lines =
        SoldLines.of(
            List.of(line(0, 3), line(8, 1)),
            List.of(back(0, 5, 1)),
            Duration.ofDays(7),
            Optional.empty());

    assertThat(known(lines, 8)).isEqualTo("3 1");
  }
}
