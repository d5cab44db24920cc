package dev.whence.rules.facts;

import dev.whence.domain.TableAnswer;

/// Prices and limits for one order: one row of the sourcing-policy table. Amounts are minor units
/// of the order's currency.
///
/// @param ruleId the row
/// @param lateCostMinor what one late parcel costs
/// @param splitCostMinor what each parcel after the first costs beyond its freight
/// @param mostParcels at least 1
/// @param unfilledUnitCostMinor what one unit that does not ship costs
/// @param returnCostMinor reverse logistics of one returned unit
/// @param whenShort what becomes of an order that cannot ship whole
/// @param promiseDays from the order date to the promised date when the caller names none
public record SourcingTerms(
    String ruleId,
    long lateCostMinor,
    long splitCostMinor,
    int mostParcels,
    long unfilledUnitCostMinor,
    long returnCostMinor,
    WhenShort whenShort,
    int promiseDays)
    implements TableAnswer {

  /// What becomes of an order when units are short.
  public enum WhenShort {
    /// Ship what is there; the rest waits for stock.
    BACKORDER,
    /// Ship nothing until a person decides.
    HOLD,
    /// Ship nothing and tell the caller that the order cannot be filled.
    REJECT
  }
}
