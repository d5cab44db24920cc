package dev.whence.service.console;

import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.service.inventory.CapacityStore.NodeLoad;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What orders can be sent from.
///
/// @param shown nodes that fit `word`, as many as are shown at once
/// @param found how many fit
/// @param loads of today, of the nodes in use
/// @param map of those that fit; null where there is none
/// @param mayLoad whether the viewer may bring in others
public record NetworkPage(
    Frame frame,
    String word,
    List<ShipNode> shown,
    int found,
    int all,
    Map<ShipNodeId, NodeLoad> loads,
    @Nullable DrawnMap map,
    boolean mayLoad) {

  static String title(List<ShipNode> all, Map<ShipNodeId, NodeLoad> loads) {
    if (all.isEmpty()) {
      return "No ship node is loaded";
    }
    long full = 0;
    long closed = 0;
    for (ShipNode node : all) {
      @Nullable NodeLoad load = loads.get(node.id());
      if (load != null) {
        closed += isOpen(node, load) ? 0 : 1;
        full += isFull(node, load) ? 1 : 0;
      }
    }
    long off = all.stream().filter(node -> !node.active()).count();
    return "%s, %s%s%s"
        .formatted(
            Show.count(all.size(), "ship node"),
            full == 0 ? "none is full today" : full + (full == 1 ? " is" : " are") + " full today",
            closed == 0 ? "" : ", " + closed + " closed today",
            off == 0 ? "" : ", " + off + " out of use");
  }

  /// Whether the node works on the day of the load.
  public static boolean isOpen(ShipNode node, NodeLoad load) {
    return node.calendar().isOpenOn(load.day());
  }

  private static boolean isFull(ShipNode node, NodeLoad load) {
    return isOpen(node, load) && load.parcels() >= load.most();
  }

  static @Nullable DrawnMap map(List<ShipNode> nodes, Map<ShipNodeId, NodeLoad> loads) {
    if (nodes.isEmpty()) {
      return null;
    }
    return DrawnMap.ofNetwork(
        nodes.stream()
            .map(node -> {
              @Nullable NodeLoad load = loads.get(node.id());
              return new DrawnMap.Place(
                  node.id().value(),
                  node.location(),
                  kind(node, load),
                  0,
                  "%s: %s".formatted(node.name(), today(node, load)));
            })
            .toList());
  }

  private static DrawnMap.Kind kind(ShipNode node, @Nullable NodeLoad load) {
    if (load == null || !isOpen(node, load)) {
      return DrawnMap.Kind.LOST;
    }
    return isFull(node, load) ? DrawnMap.Kind.RULED_OUT : DrawnMap.Kind.CHOSEN;
  }

  /// What a ship node does today, in words.
  ///
  /// @param load of today; null for one that is out of use
  static String today(ShipNode node, @Nullable NodeLoad load) {
    if (load == null) {
      return "out of use";
    }
    return isOpen(node, load)
        ? "%,d of %,d parcels today".formatted(load.parcels(), load.most())
        : "closed today";
  }

  public @Nullable NodeLoad load(ShipNode node) {
    return loads.get(node.id());
  }
}
