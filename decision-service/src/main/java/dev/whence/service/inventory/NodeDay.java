package dev.whence.service.inventory;

import dev.whence.domain.inventory.ShipNodeId;
import java.time.LocalDate;

/// A local hand-over date of a ship node. Ordered as rows of capacity are locked.
public record NodeDay(ShipNodeId node, LocalDate day) implements Comparable<NodeDay> {
  @Override
  public int compareTo(NodeDay other) {
    int byNode = node.compareTo(other.node);
    return byNode != 0 ? byNode : day.compareTo(other.day);
  }
}
