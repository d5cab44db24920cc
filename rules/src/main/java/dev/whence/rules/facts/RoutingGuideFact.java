package dev.whence.rules.facts;

import dev.whence.domain.inventory.NodeType;
import java.time.LocalDate;

/// One order line leaving one ship node, as the carrier-routing-guide sees it.
///
/// @param lineWeightGrams of all units of the line
/// @param distanceKm node to destination, rounded half up
/// @param daysToPromise whole days from hand-over date to promised date
/// @param orderDate in the destination's time zone
public record RoutingGuideFact(
    NodeType nodeType,
    String originCountry,
    String destinationCountry,
    String destinationRegion,
    String channel,
    String customerClass,
    String serviceLevel,
    boolean hazmat,
    int lineWeightGrams,
    int distanceKm,
    int daysToPromise,
    LocalDate orderDate) {}
