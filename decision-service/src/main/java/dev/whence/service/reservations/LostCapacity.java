package dev.whence.service.reservations;

import dev.whence.domain.inventory.ShipNodeId;
import java.time.LocalDate;

/// Places of a ship node's day that a decision wanted and other orders took.
///
/// @param day local hand-over date at the node
/// @param wanted parcels
/// @param available places that were left when looked at again
public record LostCapacity(ShipNodeId node, LocalDate day, int wanted, int available) {}
