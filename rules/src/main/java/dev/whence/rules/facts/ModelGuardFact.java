package dev.whence.rules.facts;

import java.time.LocalDate;

/// A model that is about to be asked about an order, as the model-guard table sees it.
///
/// @param model `transit-time` or `return-risk`
/// @param orderDate in the destination's time zone
public record ModelGuardFact(
    String model,
    String channel,
    String customerClass,
    String serviceLevel,
    String destinationCountry,
    long orderValueMinor,
    LocalDate orderDate) {}
