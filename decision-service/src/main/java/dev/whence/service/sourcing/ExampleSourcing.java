package dev.whence.service.sourcing;

import static java.util.stream.Collectors.groupingBy;

import dev.whence.domain.Cost;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.inventory.Acceptance;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.Order;
import dev.whence.domain.places.PostalAreas;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.estimates.ModelEstimator;
import dev.whence.models.estimates.ModelRegistry;
import dev.whence.rules.facts.AllocationTerms;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.Market;
import dev.whence.rules.sourcing.NodeState;
import dev.whence.rules.sourcing.OrderSourcing;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.StockAllocation;
import dev.whence.rules.tables.RuleTables;
import dev.whence.service.inventory.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Decides orders in networks of their own, by the one function that decides live ones: as on the
/// first day of a network, when nothing is reserved, booked or known of the past, and with no
/// model, so that estimates are those that carriers publish. Equal arguments give equal decisions.
public final class ExampleSourcing {
  private static final Estimator NO_MODEL =
      new ModelEstimator(
          new ModelRegistry(
              ModelContract.names().stream()
                  .<LoadResult>map(
                      name -> new LoadResult.Missing(name, "an example is decided without models"))
                  .toList()));

  private ExampleSourcing() {}

  /// @param stock of which nothing is reserved
  public record Network(
      Market market, PostalAreas areas, List<Item> items, List<StockPosition> stock) {
    public Network {
      items = List.copyOf(items);
      stock = List.copyOf(stock);
    }
  }

  public sealed interface Result {
    record Decided(SourcingDecision decision) implements Result {}

    /// @param skus that the network does not have
    record UnknownSkus(SortedSet<Sku> skus) implements Result {}

    /// @param skus that are out of use
    record OutOfUse(SortedSet<Sku> skus) implements Result {}
  }

  public static Result decide(
      Network network, Order order, Instant at, Demands demands, RuleTables tables) {
    var missing = new TreeSet<>(order.unitsBySku().keySet());
    var outOfUse = new TreeSet<Sku>();
    List<Item> items = network.items().stream().filter(item -> missing.remove(item.sku())).toList();
    items.stream().filter(item -> !item.active()).forEach(item -> outOfUse.add(item.sku()));
    if (!missing.isEmpty()) {
      return new Result.UnknownSkus(missing);
    }
    if (!outOfUse.isEmpty()) {
      return new Result.OutOfUse(outOfUse);
    }
    Order located = order.locatedBy(network.areas());
    var orderCase =
        new Case(
            located,
            at,
            nodes(network, located, items, at, tables),
            items,
            List.of(),
            List.of(),
            List.of(),
            demands);
    return new Result.Decided(
        OrderSourcing.decide(network.market(), orderCase, tables, NO_MODEL.forOneOrder()));
  }

  private static List<NodeState> nodes(
      Network network, Order order, List<Item> items, Instant at, RuleTables tables) {
    AllocationTerms terms = StockAllocation.of(order, items, at, tables);
    List<StockPosition> stock =
        network.stock().stream()
            .filter(position -> order.unitsBySku().containsKey(position.sku()))
            .toList();
    Map<Position, Integer> kept = ChannelShares.of(terms.keptPercent(), Map.of(), stock);
    Map<ShipNodeId, List<StockPosition>> byNode =
        stock.stream()
            .map(position -> SnapshotStore.keeping(position, kept))
            .collect(groupingBy(StockPosition::node));
    return byNode.entrySet().stream()
        .map(node ->
            new NodeState(node.getKey(), node.getValue(), List.of(), Acceptance.UNKNOWN, Cost.ZERO))
        .toList();
  }
}
