package dev.whence.models.returns;

import static dev.whence.models.features.Feature.Role.EVIDENCE;
import static dev.whence.models.features.Feature.Role.HISTORY;
import static dev.whence.models.features.Feature.Role.MEASURE;

import dev.whence.domain.Probability;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.returns.ReturnHistory;
import dev.whence.models.features.AttributeColumns;
import dev.whence.models.features.FeatureTable;
import dev.whence.models.features.FeatureTable.Column;
import dev.whence.models.features.Smoothing;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToLongFunction;

/// The features of the return-risk model, float32, in [#NAMES] order.
///
/// Rates are units returned over units sold. The category's is drawn towards the share of all
/// training lines that came back (the prior, which the card carries), the customer's too, the SKU's
/// towards its category's. No ids, and no words: a category is what came back of it.
public final class ReturnFeatures {
  /// The card's name of the share of all training units that came back.
  public static final String PRIOR_PARAMETER = "prior_return_rate";

  /// Units that weigh as much as the prior of the respective rate.
  static final double CATEGORY_PRIOR_UNITS = 200;

  static final double SKU_PRIOR_UNITS = 20;
  static final double CUSTOMER_PRIOR_UNITS = 5;

  /// A line and the prior its rates are drawn towards.
  public record Question(ReturnQuery line, Probability prior) {
    private ReturnHistory history() {
      return line.history();
    }
  }

  /// The end of the name of a feature that is the logarithm of the one so begun.
  public static final String LOG = "_log";

  public static final FeatureTable<Question> TABLE =
      new FeatureTable<>(
          List.of(
              Column.<Question>of(
                      "sku_rate",
                      "share",
                      HISTORY,
                      "Returned share of the SKU's units, drawn towards category_rate by 20"
                          + " units.",
                      ReturnFeatures::skuRate)
                  .knownWhen(question -> question.history().skuSold() > 0),
              Column.<Question>of(
                      "category_rate",
                      "share",
                      HISTORY,
                      "Returned share of the category's units, drawn towards the prior by 200"
                          + " units.",
                      ReturnFeatures::categoryRate)
                  .knownWhen(question -> question.history().categorySold() > 0),
              Column.<Question>of(
                      "customer_rate",
                      "share",
                      HISTORY,
                      "Returned share of the customer's units, drawn towards the prior by 5"
                          + " units.",
                      ReturnFeatures::customerRate)
                  .knownWhen(question -> question.history().customerSold() > 0),
              Column.<Question>of(
                      "sku_sold_log",
                      "ln(1 + units)",
                      EVIDENCE,
                      "Units behind sku_rate.",
                      question -> logOf(question.history().skuSold()))
                  .knownWhen(question -> question.history().skuSold() > 0),
              Column.<Question>of(
                      "category_sold_log",
                      "ln(1 + units)",
                      EVIDENCE,
                      "Units behind category_rate.",
                      question -> logOf(question.history().categorySold()))
                  .knownWhen(question -> question.history().categorySold() > 0),
              Column.<Question>of(
                      "customer_sold_log",
                      "ln(1 + units)",
                      EVIDENCE,
                      "Units behind customer_rate; 0 for a new customer.",
                      question -> logOf(question.history().customerSold()))
                  .knownWhen(question -> question.history().customerSold() > 0),
              Column.of(
                  "unit_price_log",
                  "ln(1 + minor units)",
                  MEASURE,
                  "Price of one unit in the order's currency.",
                  question -> logOf(question.line().unitPriceMinor())),
              Column.of(
                  "quantity",
                  "units",
                  MEASURE,
                  "Units of the line.",
                  question -> question.line().quantity()),
              Column.of(
                  "order_units",
                  "units",
                  MEASURE,
                  "Units of the whole order.",
                  question -> question.line().orderUnits()),
              Column.of(
                  "order_lines",
                  "lines",
                  MEASURE,
                  "Lines of the order.",
                  question -> question.line().orderLines()),
              Column.of(
                  "same_category_units",
                  "units",
                  MEASURE,
                  "Units of the order in the line's category, this line included.",
                  question -> question.line().sameCategoryUnits()),
              Column.of(
                  "same_category_share",
                  "share",
                  MEASURE,
                  "same_category_units over order_units.",
                  question ->
                      (double) question.line().sameCategoryUnits() / question.line().orderUnits()),
              Column.of(
                  "marketplace",
                  "0 or 1",
                  MEASURE,
                  "1 when the channel is the word marketplace.",
                  question -> channelIs("marketplace", question)),
              Column.of(
                  "store",
                  "0 or 1",
                  MEASURE,
                  "1 when the channel is the word store.",
                  question -> channelIs("store", question)),
              logOf("quantity", "units", question -> question.line().quantity()),
              logOf("order_units", "units", question -> question.line().orderUnits()),
              logOf("order_lines", "lines", question -> question.line().orderLines()),
              logOf(
                  "same_category_units",
                  "units",
                  question -> question.line().sameCategoryUnits())));

  /// Of how many a feature has besides, the logarithm: a linear model sees the step from one to two
  /// as it sees that from fifty to a hundred. Out of its range where the feature itself is.
  private static Column<Question> logOf(
      String feature, String unit, ToLongFunction<Question> count) {
    return Column.of(
        feature + LOG,
        "ln(1 + %s)".formatted(unit),
        MEASURE,
        "Logarithm of %s.".formatted(feature),
        question -> logOf(count.applyAsLong(question)));
  }

  public static final List<String> NAMES = TABLE.names();

  private ReturnFeatures() {}

  /// [#TABLE] and columns of attributes behind it.
  ///
  /// @param attributes units by name of the column, as [AttributeColumns] names them
  /// @throws IllegalArgumentException if a column has no name of an attribute
  public static FeatureTable<Question> table(SequencedMap<String, String> attributes) {
    return AttributeColumns.behind(TABLE, attributes, question -> question.line().attributes());
  }

  /// One row in [#NAMES] order; not a number where the query's counts make no sense.
  public static float[] row(ReturnQuery line, Probability prior) {
    return TABLE.row(new Question(line, prior));
  }

  private static double skuRate(Question question) {
    var history = question.history();
    return rate(history.skuReturned(), history.skuSold(), categoryRate(question), SKU_PRIOR_UNITS);
  }

  private static double categoryRate(Question question) {
    var history = question.history();
    return rate(
        history.categoryReturned(),
        history.categorySold(),
        question.prior().value(),
        CATEGORY_PRIOR_UNITS);
  }

  private static double customerRate(Question question) {
    var history = question.history();
    return rate(
        history.customerReturned(),
        history.customerSold(),
        question.prior().value(),
        CUSTOMER_PRIOR_UNITS);
  }

  /// Records may show more units back than sold; the share still ends at 1.
  private static double rate(long returned, long sold, double prior, double priorUnits) {
    double seen = Math.min(1, (double) returned / sold);
    return Smoothing.towards(prior, priorUnits, seen, sold);
  }

  private static double logOf(long count) {
    return StrictMath.log1p((double) count);
  }

  private static double channelIs(String word, Question question) {
    return word.equals(question.line().channel()) ? 1 : 0;
  }
}
