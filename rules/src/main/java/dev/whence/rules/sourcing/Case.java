package dev.whence.rules.sourcing;

import static java.util.Comparator.comparing;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.attributes.Conditions;
import dev.whence.domain.carriers.MeasuredTransit;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.domain.returns.ReturnHistory;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// One order and everything that moves, read in one snapshot. Two snapshots with the same content
/// are equal, whatever order they were read in.
///
/// @param now the decision's time
/// @param nodes candidates: every ship node with a stock record of one of the order's SKUs; kept in
///   node-id order
/// @param items one for each SKU on the shelf; kept in SKU order
/// @param recentTransit what lanes took lately; a lane without an entry has no history
/// @param measuredTransit what each carrier service took lately everywhere; one without an entry
///   was not seen
/// @param returnHistory one entry a line at most; a line without one has no history
/// @param demands what the caller insists on
/// @param conditions where nodes and destination are
public record Case(
    Order order,
    Instant now,
    List<NodeState> nodes,
    List<Item> items,
    List<RecentTransit> recentTransit,
    List<MeasuredTransit> measuredTransit,
    List<LineReturnHistory> returnHistory,
    Demands demands,
    Conditions conditions) {

  /// Without anything said of places.
  public Case(
      Order order,
      Instant now,
      List<NodeState> nodes,
      List<Item> items,
      List<RecentTransit> recentTransit,
      List<MeasuredTransit> measuredTransit,
      List<LineReturnHistory> returnHistory,
      Demands demands) {
    this(
        order,
        now,
        nodes,
        items,
        recentTransit,
        measuredTransit,
        returnHistory,
        demands,
        Conditions.NONE);
  }

  /// @throws IllegalArgumentException if an id appears twice or a SKU has no item
  public Case {
    nodes = nodes.stream().sorted(comparing(NodeState::id)).toList();
    items = items.stream().sorted(comparing(Item::sku)).toList();
    recentTransit =
        recentTransit.stream()
            .sorted(
                comparing(RecentTransit::carrierService)
                    .thenComparing(RecentTransit::originRegion)
                    .thenComparing(RecentTransit::destinationRegion))
            .toList();
    measuredTransit =
        measuredTransit.stream().sorted(comparing(MeasuredTransit::carrierService)).toList();
    returnHistory = returnHistory.stream().sorted(comparing(LineReturnHistory::line)).toList();
    Market.requireUnique("ship node", nodes, NodeState::id);
    Set<Sku> known = Market.requireUnique("item", items, Item::sku);
    for (OrderLine line : order.lines()) {
      for (var goods : line.goods()) {
        if (!known.contains(goods.sku())) {
          throw new IllegalArgumentException(
              "Order %s asks for SKU %s, of which nothing is known.\nMaybe load the SKU first."
                  .formatted(order.id(), goods.sku()));
        }
      }
    }
  }

  /// The same case with one ship node's stock and bookings replaced.
  Case with(NodeState replacement) {
    return copy(
        now,
        nodes.stream().map(n -> n.id().equals(replacement.id()) ? replacement : n).toList(),
        demands);
  }

  /// The same case, decided at another time.
  Case at(Instant time) {
    return copy(time, nodes, demands);
  }

  /// The same case with some candidates only.
  Case among(Set<ShipNodeId> candidates) {
    return copy(
        now, nodes.stream().filter(node -> candidates.contains(node.id())).toList(), demands);
  }

  /// The same case under other demands.
  public Case demanding(Demands others) {
    return copy(now, nodes, others);
  }

  /// The same case, promised otherwise.
  Case promising(Promise promise) {
    return copy(order.promising(promise), now, nodes, demands, conditions);
  }

  /// The same case with other ship nodes.
  public Case withNodes(List<NodeState> others) {
    return copy(now, others, demands);
  }

  /// The same case with what is so at these instants only: what a decision that asked about no
  /// others stands on.
  public Case withConditionsAt(Collection<Instant> instants) {
    return copy(order, now, nodes, demands, conditions.covering(instants));
  }

  /// What is told of a parcel that leaves a ship node at a time: what its order tells, and what is
  /// so at the node and, behind [Conditions#DESTINATION], at its destination.
  public Attributes told(ShipNode from, Instant handover) {
    Attributes there =
        conditions.at(order.destination().country(), order.destination().region(), handover);
    return order
        .attributes()
        .overAsFarAsThereIsRoom(
            conditions
                .at(from.country(), from.region(), handover)
                .overAsFarAsThereIsRoom(there.behind(Conditions.DESTINATION)));
  }

  NodeState node(ShipNodeId id) {
    return nodes.stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
  }

  private Case copy(Instant time, List<NodeState> candidates, Demands wanted) {
    return copy(order, time, candidates, wanted, conditions);
  }

  private Case copy(
      Order of, Instant time, List<NodeState> candidates, Demands wanted, Conditions holding) {
    return new Case(
        of,
        time,
        candidates,
        items,
        recentTransit,
        measuredTransit,
        returnHistory,
        wanted,
        holding);
  }

  /// What is known about one line coming back.
  public record LineReturnHistory(OrderLineId line, ReturnHistory history) {}
}
