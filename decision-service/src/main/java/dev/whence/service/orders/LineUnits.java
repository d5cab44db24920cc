package dev.whence.service.orders;

import dev.whence.domain.orders.OrderLineId;

/// Units of a line.
///
/// @param units at least 1; of a bundle so many bundles
public record LineUnits(OrderLineId line, int units) {
  /// As it is told to people, for instance `2 of line 1`.
  @Override
  public String toString() {
    return units + " of line " + line;
  }
}
