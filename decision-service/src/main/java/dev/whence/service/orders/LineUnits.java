package dev.whence.service.orders;

import dev.whence.domain.orders.OrderLineId;

/// Units of a line.
///
/// @param units at least 1; of a bundle so many bundles
public record LineUnits(OrderLineId line, int units) {
  /// For instance `1 unit of line 1`.
  public String inWords() {
    return units + (units == 1 ? " unit of line " : " units of line ") + line;
  }

  /// That they have left, for instance `1 unit of line 1 has left`.
  String haveLeft() {
    return inWords() + (units == 1 ? " has left" : " have left");
  }

  /// In a list, for instance `2 of line 1`.
  @Override
  public String toString() {
    return units + " of line " + line;
  }
}
