package dev.whence.rules.facts;

import java.time.LocalDate;

/// An order as the sourcing-policy table sees it.
///
/// @param orderValueMinor minor units of the order's currency
/// @param hazmat whether any line is hazardous
/// @param orderDate in the destination's time zone
public record OrderFact(
    String channel,
    String customerClass,
    String serviceLevel,
    String destinationCountry,
    String destinationRegion,
    String currency,
    long orderValueMinor,
    int orderLines,
    int orderUnits,
    boolean hazmat,
    LocalDate orderDate) {}
