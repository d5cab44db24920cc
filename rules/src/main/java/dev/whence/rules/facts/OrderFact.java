package dev.whence.rules.facts;

import java.time.LocalDate;

/// An order as the sourcing-policy table sees it.
///
/// @param orderValueMinor minor units of the order's currency
/// @param orderUnits over all lines
/// @param hazmat whether any line is hazardous
/// @param poBox whether the address is a post office box
/// @param military whether it is one of armed forces abroad
/// @param orderDate in the destination's time zone
public record OrderFact(
    String channel,
    String customerClass,
    String customerId,
    String serviceLevel,
    String destinationCountry,
    String destinationRegion,
    String destinationPostalCode,
    boolean poBox,
    boolean military,
    String currency,
    long orderValueMinor,
    int orderLines,
    long orderUnits,
    boolean hazmat,
    LocalDate orderDate) {}
