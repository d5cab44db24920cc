package dev.whence.domain.inventory;

import dev.whence.domain.Cost;

/// Units of one SKU at one ship node, as read in one snapshot.
///
/// @param onHand units there: the last count and what moved since; [#UNCOUNTED] where the node
///   never runs out. Below the reserved units when a count says so, below zero when more left than
///   was known of
/// @param reserved units held for other orders, at least 0
/// @param safetyStock units never promised, at least 0
/// @param worth what keeping one unit here is worth to later orders; zero until prices of stock are
///   computed
/// @param active whether its units may be promised; one out of use keeps its count and what is
///   reserved
public record StockPosition(
    ShipNodeId node,
    Sku sku,
    int onHand,
    int reserved,
    int safetyStock,
    Cost worth,
    boolean active) {
  /// The units on hand of a position that is not counted, for instance a vendor's.
  public static final int UNCOUNTED = Integer.MAX_VALUE;

  /// What a position that is not counted can promise: more than any order may ask for.
  private static final int NEVER_RUNS_OUT = 1_000_000_000;

  /// @throws IllegalArgumentException if reserved units or safety stock are negative
  public StockPosition {
    if (reserved < 0 || safetyStock < 0) {
      throw new IllegalArgumentException(
          "Stock of %s at %s is %d reserved, %d safety; neither may be negative."
              .formatted(sku, node, reserved, safetyStock));
    }
  }

  /// A position in use.
  public StockPosition(
      ShipNodeId node, Sku sku, int onHand, int reserved, int safetyStock, Cost worth) {
    this(node, sku, onHand, reserved, safetyStock, worth, true);
  }

  public StockPosition with(boolean inUse) {
    return new StockPosition(node, sku, onHand, reserved, safetyStock, worth, inUse);
  }

  public boolean isCounted() {
    return onHand != UNCOUNTED;
  }

  /// Whether fewer units are there than are reserved.
  public boolean isShort() {
    return onHand < reserved;
  }

  /// Available to promise when `protectedUnits` are kept for others; never below zero, and zero out
  /// of use.
  public int availableToPromise(int protectedUnits) {
    if (!active) {
      return 0;
    }
    if (!isCounted()) {
      return NEVER_RUNS_OUT;
    }
    long left = (long) onHand - reserved - safetyStock - protectedUnits;
    return (int) Math.max(0, left);
  }
}
