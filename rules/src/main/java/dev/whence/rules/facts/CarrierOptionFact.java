package dev.whence.rules.facts;

import dev.whence.domain.inventory.NodeType;
import java.time.LocalDate;

/// One order line from one ship node by one carrier service, as the carrier-eligibility table sees
/// it.
///
/// A finding holds for the line: what may not fly may still leave the other lines to the plane.
///
/// @param unitWeightGrams of one unit
/// @param lineWeightGrams of all its units
/// @param longestSideMm of one unit
/// @param lineValueMinor minor units of the order's currency
/// @param distanceKm node to destination, rounded half up
/// @param quoted whether the rate card has a zone for the lane in the order's currency
/// @param transitDays published days, 0 when not quoted
/// @param daysToPromise whole days from hand-over date to promised date, negative when it lies
///   before @param orderDate in the destination's time zone
public record CarrierOptionFact(
    String carrierService,
    String carrier,
    NodeType nodeType,
    String originCountry,
    String destinationCountry,
    String destinationRegion,
    String channel,
    String customerClass,
    String serviceLevel,
    String category,
    boolean hazmat,
    int unitWeightGrams,
    int lineWeightGrams,
    int longestSideMm,
    long lineValueMinor,
    int distanceKm,
    boolean quoted,
    int transitDays,
    int daysToPromise,
    LocalDate orderDate) {}
