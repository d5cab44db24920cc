package dev.whence.domain.inventory;

import dev.whence.domain.Cost;

/// Units of one SKU at one ship node, as read in one snapshot.
///
/// @param onHand units counted there, at least 0
/// @param reserved units held for other orders, at least 0
/// @param safetyStock units never promised, at least 0
/// @param worth what keeping one unit here is worth to later orders; zero until prices of stock are
///   computed
public record StockPosition(
    ShipNodeId node, Sku sku, int onHand, int reserved, int safetyStock, Cost worth) {

  /// @throws IllegalArgumentException if a count is negative
  public StockPosition {
    if (onHand < 0 || reserved < 0 || safetyStock < 0) {
      throw new IllegalArgumentException(
          "Stock of %s at %s is %d on hand, %d reserved, %d safety; none may be negative."
              .formatted(sku, node, onHand, reserved, safetyStock));
    }
  }

  /// Available to promise when `protectedUnits` are kept for others; never below zero.
  public int availableToPromise(int protectedUnits) {
    return Math.max(0, onHand - reserved - safetyStock - protectedUnits);
  }
}
