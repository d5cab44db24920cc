package dev.whence.service.reservations;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;

/// Units that a decision wanted and other orders took.
///
/// @param wanted units of the SKU in all lines from that node
/// @param available units it could promise to this order when looked at again
public record LostUnits(ShipNodeId node, Sku sku, int wanted, int available) {}
