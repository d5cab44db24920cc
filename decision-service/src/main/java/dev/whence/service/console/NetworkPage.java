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
    long full = loads.values().stream().filter(load -> load.parcels() >= load.most()).count();
    long off = all.stream().filter(node -> !node.active()).count();
    return "%s, %s%s"
        .formatted(
            Show.count(all.size(), "ship node"),
            full == 0 ? "none is full today" : full + (full == 1 ? " is" : " are") + " full today",
            off == 0 ? "" : ", " + off + " out of use");
  }

  static @Nullable DrawnMap map(List<ShipNode> nodes, Map<ShipNodeId, NodeLoad> loads) {
    if (nodes.isEmpty()) {
      return null;
    }
    return DrawnMap.ofNetwork(
        nodes.stream()
            .map(node -> {
              @Nullable NodeLoad load = loads.get(node.id());
              boolean full = load != null && load.parcels() >= load.most();
              return new DrawnMap.Place(
                  node.id().value(),
                  node.location(),
                  !node.active()
                      ? DrawnMap.Kind.LOST
                      : full ? DrawnMap.Kind.RULED_OUT : DrawnMap.Kind.CHOSEN,
                  0,
                  "%s: %s"
                      .formatted(
                          node.name(),
                          load == null
                              ? "out of use"
                              : "%,d of %,d parcels today".formatted(load.parcels(), load.most())));
            })
            .toList());
  }

  public @Nullable NodeLoad load(ShipNode node) {
    return loads.get(node.id());
  }
}
