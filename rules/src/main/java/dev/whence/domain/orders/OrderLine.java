package dev.whence.domain.orders;

import dev.whence.domain.Money;
import dev.whence.domain.inventory.Sku;

/// One SKU and a quantity. A line ships whole, from one ship node.
///
/// @param quantity units, at least 1
/// @param unitPrice what the customer paid for one unit
public record OrderLine(OrderLineId id, Sku sku, int quantity, Money unitPrice) {

  /// @throws IllegalArgumentException if the quantity is below 1
  public OrderLine {
    if (quantity < 1) {
      throw new IllegalArgumentException("Line " + id + " asks for " + quantity + " units.");
    }
  }

  public Money value() {
    return unitPrice.times(quantity);
  }
}
