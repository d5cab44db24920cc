package dev.whence.service.inventory;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;

/// A SKU at a ship node. Ordered as rows of stock are locked.
public record Position(ShipNodeId node, Sku sku) implements Comparable<Position> {
  @Override
  public int compareTo(Position other) {
    int byNode = node.compareTo(other.node);
    return byNode != 0 ? byNode : sku.compareTo(other.sku);
  }
}
