package dev.whence.domain.orders;

import dev.whence.domain.inventory.Sku;

/// What one unit of a bundle is made of.
///
/// @param quantity units of the SKU in one unit of the bundle, at least 1
public record Component(Sku sku, int quantity) {
  /// @throws IllegalArgumentException if the quantity is below 1
  public Component {
    if (quantity < 1) {
      throw new IllegalArgumentException(
          "A bundle asks for " + quantity + " units of " + sku + ".");
    }
  }
}
