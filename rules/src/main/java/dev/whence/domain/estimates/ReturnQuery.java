package dev.whence.domain.estimates;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.returns.ReturnHistory;

/// One order line as the return-risk model sees it.
///
/// @param unitPriceMinor minor units of the order's currency
/// @param orderUnits units in the whole order
/// @param sameCategoryUnits units of the order in the same category, this line included: a sign of
///   trying sizes
/// @param attributes what the merchant tells beyond that: of the line, and else of its order
public record ReturnQuery(
    String category,
    String channel,
    long unitPriceMinor,
    int quantity,
    int orderUnits,
    int orderLines,
    int sameCategoryUnits,
    ReturnHistory history,
    Attributes attributes) {

  /// Of which nothing more is told.
  public ReturnQuery(
      String category,
      String channel,
      long unitPriceMinor,
      int quantity,
      int orderUnits,
      int orderLines,
      int sameCategoryUnits,
      ReturnHistory history) {
    this(
        category,
        channel,
        unitPriceMinor,
        quantity,
        orderUnits,
        orderLines,
        sameCategoryUnits,
        history,
        Attributes.NONE);
  }
}
