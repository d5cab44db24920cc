package dev.whence.rules.facts;

import dev.whence.domain.inventory.NodeType;
import java.time.LocalDate;

/// Goods of one order line at one ship node, as the node-eligibility table sees them.
///
/// A finding holds for the line: a node without a hazmat license may still send the other lines.
///
/// @param unitsOrdered of the SKU by the line
/// @param unitsAvailable available to promise to this order at the node, protected units taken off
/// @param unitsShort what the node lacks for the line, 0 when it can ship it
/// @param minutesToCutoff from packed to today's cutoff, negative when missed or closed today
/// @param parcelsLeft capacity left on the first hand-over day that has any, 0 when none has within
///   the policy's horizon
/// @param distanceKm to the destination, rounded half up
/// @param poBox whether the address is a post office box
/// @param military whether it is one of armed forces abroad
/// @param acceptancePercent parcels that the node accepted lately, drawn towards 95 percent
/// @param minutesToAccept in which it accepted them, the median, drawn towards 30 minutes
/// @param parcelsAnswered that it accepted or refused lately
/// @param parcelsRefused of these
/// @param orderDate in the destination's time zone
public record ShipNodeFact(
    String shipNode,
    NodeType nodeType,
    String country,
    String region,
    String destinationCountry,
    String destinationRegion,
    String destinationPostalCode,
    boolean poBox,
    boolean military,
    String channel,
    String customerClass,
    String customerId,
    String serviceLevel,
    String category,
    boolean hazmat,
    boolean handlesHazmat,
    boolean active,
    boolean servesChannel,
    long unitsOrdered,
    long unitsAvailable,
    long unitsShort,
    long minutesToCutoff,
    int parcelsLeft,
    int distanceKm,
    int acceptancePercent,
    int minutesToAccept,
    int parcelsAnswered,
    int parcelsRefused,
    LocalDate orderDate) {}
