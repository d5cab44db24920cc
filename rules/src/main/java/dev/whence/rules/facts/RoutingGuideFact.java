package dev.whence.rules.facts;

import dev.whence.domain.inventory.NodeType;
import java.time.LocalDate;

/// A parcel leaving one ship node, as the carrier-routing-guide sees it.
///
/// @param hazmat whether anything in it is hazardous
/// @param parcelWeightGrams of everything in it, rounded up
/// @param parcelValueMinor of everything in it, minor units of the order's currency
/// @param distanceKm node to destination, rounded half up
/// @param daysToPromise days from the hand-over to the promised date, both at the destination
/// @param orderDate in the destination's time zone
public record RoutingGuideFact(
    String shipNode,
    NodeType nodeType,
    String originCountry,
    String originRegion,
    String destinationCountry,
    String destinationRegion,
    String destinationPostalCode,
    boolean poBox,
    boolean military,
    String channel,
    String customerClass,
    String customerId,
    String serviceLevel,
    boolean hazmat,
    long parcelWeightGrams,
    long parcelValueMinor,
    int distanceKm,
    int daysToPromise,
    LocalDate orderDate) {}
