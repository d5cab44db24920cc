package dev.whence.rules.facts;

import dev.whence.domain.inventory.NodeType;
import java.time.LocalDate;

/// One order line at one ship node, as the node-eligibility table sees it.
///
/// A finding holds for the line: a node without a hazmat licence may still send the other lines.
///
/// @param unitsOrdered of the line
/// @param unitsAvailable available to promise to this order at the node, protected units taken off
/// @param unitsShort what the node lacks for the line, 0 when it can ship it
/// @param minutesToCutoff from packed to today's cutoff, negative when missed or closed today
/// @param parcelsLeft capacity left on the hand-over day
/// @param distanceKm to the destination, rounded half up
/// @param orderDate in the destination's time zone
public record ShipNodeFact(
    String shipNode,
    NodeType nodeType,
    String country,
    String region,
    String destinationCountry,
    String destinationRegion,
    String channel,
    String customerClass,
    String serviceLevel,
    String category,
    boolean hazmat,
    boolean handlesHazmat,
    boolean active,
    boolean servesChannel,
    int unitsOrdered,
    int unitsAvailable,
    int unitsShort,
    long minutesToCutoff,
    int parcelsLeft,
    int distanceKm,
    LocalDate orderDate) {}
