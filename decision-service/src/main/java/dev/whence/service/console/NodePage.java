package dev.whence.service.console;

import dev.whence.domain.inventory.ShipNode;
import dev.whence.service.inventory.CapacityStore.NodeLoad;
import java.util.List;

/// A ship node: when it is open, what it takes, how full its next days are.
///
/// @param days today first; empty of a node that is out of use
public record NodePage(Frame frame, ShipNode node, List<NodeLoad> days) {
  static String title(ShipNode node, List<NodeLoad> days) {
    return "%s: %s"
        .formatted(
            node.name(),
            days.isEmpty()
                ? "out of use"
                : "%,d of %,d parcels today"
                    .formatted(days.getFirst().parcels(), days.getFirst().most()));
  }
}
