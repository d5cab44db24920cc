package dev.whence.rules.facts;

import java.time.LocalDate;

/// An order as the allocation-priority table sees it, when stock is given to orders.
///
/// @param orderValueMinor minor units of the order's currency
/// @param waitingHours since it was placed, rounded down; 0 for a new one
/// @param daysToPromise from today to the promised day, in the destination's time zone; negative
///   once it is over
/// @param orderDate in the destination's time zone
public record AllocationFact(
    String channel,
    String customerClass,
    String customerId,
    String serviceLevel,
    String currency,
    long orderValueMinor,
    int waitingHours,
    int daysToPromise,
    LocalDate orderDate) {}
