package dev.whence.rules.sourcing;

import static java.util.Comparator.comparing;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.returns.ReturnHistory;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Everything a decision may know, read in one snapshot. Two snapshots with the same content are
/// equal, whatever order they were read in.
///
/// @param now the decision's time
/// @param nodes candidates: every ship node with a stock record of one of the order's SKUs; kept in
///   node-id order
/// @param services every carrier service; kept in service-id order
/// @param items one for each SKU of the order; kept in SKU order
/// @param recentTransit what lanes took lately; a lane without an entry has no history
/// @param returnHistory one entry a line at most; a line without one has no history
/// @param excluded ship nodes the caller does not want, for instance because they refused the
///   order; kept in node-id order
public record SourcingInputs(
    Order order,
    Instant now,
    List<NodeSnapshot> nodes,
    List<CarrierService> services,
    List<Item> items,
    List<RecentTransit> recentTransit,
    List<LineReturnHistory> returnHistory,
    List<ShipNodeId> excluded) {

  /// @throws IllegalArgumentException if an id appears twice or a SKU has no item
  public SourcingInputs {
    nodes = nodes.stream().sorted(comparing(NodeSnapshot::id)).toList();
    services = services.stream().sorted(comparing(CarrierService::id)).toList();
    items = items.stream().sorted(comparing(Item::sku)).toList();
    recentTransit =
        recentTransit.stream()
            .sorted(
                comparing(RecentTransit::carrierService)
                    .thenComparing(RecentTransit::originRegion)
                    .thenComparing(RecentTransit::destinationRegion))
            .toList();
    returnHistory = returnHistory.stream().sorted(comparing(LineReturnHistory::line)).toList();
    excluded = excluded.stream().distinct().sorted().toList();
    requireUnique("ship node", nodes, NodeSnapshot::id);
    requireUnique("carrier service", services, CarrierService::id);
    Set<Sku> known = requireUnique("item", items, Item::sku);
    for (Sku sku : order.unitsBySku().keySet()) {
      if (!known.contains(sku)) {
        throw new IllegalArgumentException(
            "Order %s asks for SKU %s, of which nothing is known.\nMaybe load the SKU first."
                .formatted(order.id(), sku));
      }
    }
  }

  /// A snapshot that excludes no ship node.
  public SourcingInputs(
      Order order,
      Instant now,
      List<NodeSnapshot> nodes,
      List<CarrierService> services,
      List<Item> items,
      List<RecentTransit> recentTransit,
      List<LineReturnHistory> returnHistory) {
    this(order, now, nodes, services, items, recentTransit, returnHistory, List.of());
  }

  private static <T, K> Set<K> requireUnique(String what, List<T> values, Function<T, K> key) {
    var seen = new HashSet<K>();
    for (T value : values) {
      if (!seen.add(key.apply(value))) {
        throw new IllegalArgumentException(
            "The snapshot holds the " + what + " " + key.apply(value) + " twice.");
      }
    }
    return seen;
  }

  Item item(Sku sku) {
    for (Item item : items) {
      if (item.sku().equals(sku)) {
        return item;
      }
    }
    throw new IllegalArgumentException("The snapshot knows nothing of SKU " + sku + ".");
  }

  ReturnHistory returnHistory(OrderLineId line) {
    return returnHistory.stream()
        .filter(entry -> entry.line().equals(line))
        .map(LineReturnHistory::history)
        .findFirst()
        .orElse(ReturnHistory.NONE);
  }

  RecentTransit recentTransit(CarrierServiceId service, String origin, String destination) {
    return recentTransit.stream()
        .filter(entry ->
            entry.carrierService().equals(service)
                && entry.originRegion().equals(origin)
                && entry.destinationRegion().equals(destination))
        .findFirst()
        .orElseGet(() -> RecentTransit.none(service, origin, destination));
  }

  /// The same snapshot with one ship node replaced, for counterfactual questions.
  SourcingInputs with(NodeSnapshot replacement) {
    return copy(
        now, nodes.stream().map(n -> n.id().equals(replacement.id()) ? replacement : n).toList());
  }

  /// The same snapshot with one candidate only.
  SourcingInputs only(NodeSnapshot candidate) {
    return copy(now, List.of(candidate));
  }

  /// The same snapshot, decided at another time.
  SourcingInputs at(Instant time) {
    return copy(time, nodes);
  }

  private SourcingInputs copy(Instant time, List<NodeSnapshot> candidates) {
    return new SourcingInputs(
        order, time, candidates, services, items, recentTransit, returnHistory, excluded);
  }

  /// The same snapshot; these ship nodes may not send the order.
  public SourcingInputs excluding(Collection<ShipNodeId> unwanted) {
    return new SourcingInputs(
        order, now, nodes, services, items, recentTransit, returnHistory, List.copyOf(unwanted));
  }

  /// What is known about one line coming back.
  public record LineReturnHistory(OrderLineId line, ReturnHistory history) {}
}
