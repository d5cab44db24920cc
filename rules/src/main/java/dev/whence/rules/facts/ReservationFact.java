package dev.whence.rules.facts;

import dev.whence.domain.inventory.NodeType;
import java.time.LocalDate;

/// One order line at one ship node, as the reservation-policy table sees it.
///
/// @param orderDate in the destination's time zone
public record ReservationFact(
    String shipNode,
    NodeType nodeType,
    String channel,
    String customerClass,
    String customerId,
    String serviceLevel,
    String category,
    LocalDate orderDate) {}
