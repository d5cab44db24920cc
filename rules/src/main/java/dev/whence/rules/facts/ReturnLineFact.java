package dev.whence.rules.facts;

import java.time.LocalDate;

/// One order line as the return-intervention table sees it.
///
/// @param returnProbability 0 to 1
/// @param predicted false when no model answered
/// @param lineValueMinor minor units of the order's currency
/// @param expectedReturnCostMinor probability times units times the policy's return cost, rounded
///   half even
/// @param orderDate in the destination's time zone
public record ReturnLineFact(
    String category,
    String channel,
    String customerClass,
    String customerId,
    double returnProbability,
    boolean predicted,
    int quantity,
    long lineValueMinor,
    long expectedReturnCostMinor,
    LocalDate orderDate) {}
