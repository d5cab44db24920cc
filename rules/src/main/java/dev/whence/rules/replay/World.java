package dev.whence.rules.replay;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.Component;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.FiredRows;
import dev.whence.rules.sourcing.NodeState;
import dev.whence.rules.sourcing.NodeState.DayLoad;
import dev.whence.rules.sourcing.OrderSourcing;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Allocation;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import dev.whence.rules.tables.RuleTables;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// What would have happened to recorded orders under other rule tables, one order after the other.
///
/// Each order finds the stock and the parcels planned as they were recorded, corrected by the
/// difference between what this world and the recorded one have taken before: so whatever else
/// happened (counts, receipts, parcels that left) happens here, too. As long as this world decides
/// as was recorded, an order finds exactly what it found, and by the tables and the code of the
/// time ([Made]) what was decided stands without being decided again. Not thread-safe.
public final class World {
  /// Orders of which is known that other units are open than were; the oldest is forgotten first.
  private static final int MOST_ORDERS = 50_000;

  /// A ship node's day is at most one behind that of UTC. Nothing is handed over on an earlier one,
  /// so differences of those, of which a long history has many, are not looked at.
  private static final int DAYS_BEHIND_UTC = 1;

  private static final NavigableMap<LocalDate, Integer> NONE = Collections.emptyNavigableMap();

  private final RuleTables tables;

  /// Units taken beyond what was recorded, by SKU and ship node; never zero.
  private final Map<Sku, Map<ShipNodeId, Integer>> units = new HashMap<>();

  /// Parcels planned beyond what was recorded, by ship node and its local hand-over day; never
  /// zero.
  private final Map<ShipNodeId, NavigableMap<LocalDate, Integer>> parcels = new HashMap<>();

  /// Units of lines that shipped here and did not in the record.
  private final Map<OrderId, Map<OrderLineId, Integer>> ahead = new LinkedHashMap<>();

  /// What orders took otherwise, while it is not given back.
  private final Map<OrderId, List<Difference>> open = new LinkedHashMap<>();

  private final PriorityQueue<GiveBack> toComeBack = new PriorityQueue<>();

  public World(RuleTables tables) {
    this.tables = tables;
  }

  private record Position(ShipNodeId node, Sku sku) {}

  private record Day(ShipNodeId node, LocalDate day) {}

  /// What a decision took beyond what was recorded of it.
  private record Taken(Map<Position, Integer> units, Map<Day, Integer> parcels) {
    static Taken of(SourcingDecision decided, SourcingDecision recorded) {
      var taken = new Taken(new HashMap<>(), new HashMap<>());
      taken.add(decided, 1);
      taken.add(recorded, -1);
      taken.units.values().removeIf(each -> each == 0);
      taken.parcels.values().removeIf(each -> each == 0);
      return taken;
    }

    static Taken ofNothing(SourcingDecision recorded) {
      var taken = new Taken(new HashMap<>(), new HashMap<>());
      taken.add(recorded, -1);
      return taken;
    }

    private void add(SourcingDecision decision, int sign) {
      for (Shipment shipment : decision.taken()) {
        parcels.merge(new Day(shipment.shipNode(), shipment.handoverDay()), sign, Integer::sum);
        for (Allocation part : shipment.lines()) {
          units.merge(
              new Position(shipment.shipNode(), part.sku()), sign * part.units(), Integer::sum);
        }
      }
    }

    boolean isNothing() {
      return units.isEmpty() && parcels.isEmpty();
    }
  }

  /// What an order took otherwise than recorded, until it is given back.
  private static final class Difference {
    private final OrderId order;
    private final Taken taken;
    private boolean back;

    Difference(OrderId order, Taken taken) {
      this.order = order;
      this.taken = taken;
    }
  }

  private record GiveBack(Instant at, Difference difference) implements Comparable<GiveBack> {
    @Override
    public int compareTo(GiveBack other) {
      return at.compareTo(other.at);
    }
  }

  /// What became of an order here.
  ///
  /// @param fired rows of all tables that fired, also for candidates that lost
  /// @param foundOther whether stock, parcels or open lines were others than recorded
  public record Lived(SourcingDecision decision, Set<TableRow> fired, boolean foundOther) {}

  /// Decides the next order, and takes what it takes.
  ///
  /// @return empty where nothing is decided: a ship node claimed it, or everything that was open of
  ///   it then has shipped here before
  @SuppressWarnings("ReferenceEquality") // what is as recorded is the same object
  public Optional<Lived> live(RecordedOrder order) {
    comeBack(order.orderCase().now());
    switch (order.kind()) {
      case FURTHER -> {}
      case ANEW -> giveBack(order.orderCase().order().id());
      case CLAIMED -> {
        giveBack(order.orderCase().order().id());
        return Optional.empty();
      }
    }
    Optional<Case> found = found(order.orderCase());
    if (found.isEmpty()) {
      settle(order, Taken.ofNothing(order.recorded()));
      remember(order, Map.of());
      return Optional.empty();
    }
    Case orderCase = found.get();
    boolean foundOther = orderCase != order.orderCase();
    Lived lived =
        order
            .made()
            .filter(made -> !foundOther && made.tables().equals(tables.digest()))
            .map(made -> new Lived(order.recorded().explainedBy(List.of()), made.fired(), false))
            .orElseGet(() -> decide(order, orderCase, foundOther));
    settle(order, Taken.of(lived.decision(), order.recorded()));
    remember(order, shipped(orderCase.order().lines(), lived.decision()));
    return Optional.of(lived);
  }

  private Lived decide(RecordedOrder order, Case orderCase, boolean foundOther) {
    var fired = new FiredRows(tables);
    SourcingDecision decided =
        OrderSourcing.decide(
            order.market(),
            orderCase.demanding(orderCase.demands().explaining(Demands.Explain.NONE)),
            fired,
            order.estimator());
    return new Lived(
        order.approved() ? decided.approved() : decided,
        FiredRows.rows(fired.deciding()),
        foundOther);
  }

  private void settle(RecordedOrder order, Taken taken) {
    if (taken.isNothing()) {
      return;
    }
    take(taken, 1);
    OrderId id = order.orderCase().order().id();
    var difference = new Difference(id, taken);
    open.computeIfAbsent(id, _ -> new ArrayList<>()).add(difference);
    forgetOldest(open);
    order.endedAt().ifPresent(at -> toComeBack.add(new GiveBack(at, difference)));
  }

  private void comeBack(Instant now) {
    while (!toComeBack.isEmpty() && !toComeBack.element().at().isAfter(now)) {
      giveBack(toComeBack.remove().difference());
    }
  }

  /// From now on the order has what it has in the record.
  private void giveBack(OrderId order) {
    List<Difference> differences = open.remove(order);
    if (differences != null) {
      differences.forEach(this::giveBack);
    }
    ahead.remove(order);
  }

  private void giveBack(Difference difference) {
    if (!difference.back) {
      difference.back = true;
      take(difference.taken, -1);
      ahead.remove(difference.order);
    }
  }

  private void take(Taken taken, int sign) {
    taken
        .units()
        .forEach((position, more) ->
            add(units, position.sku(), HashMap::new, position.node(), sign * more));
    taken
        .parcels()
        .forEach((day, more) -> add(parcels, day.node(), TreeMap::new, day.day(), sign * more));
  }

  private static <K, L, M extends Map<L, Integer>> void add(
      Map<K, M> to, K key, Supplier<M> none, L within, int more) {
    M sums = to.computeIfAbsent(key, _ -> none.get());
    add(sums, within, more);
    if (sums.isEmpty()) {
      to.remove(key);
    }
  }

  private static <K> void add(Map<K, Integer> to, K key, int more) {
    int sum = to.getOrDefault(key, 0) + more;
    if (sum == 0) {
      to.remove(key);
    } else {
      to.put(key, sum);
    }
  }

  /// The case as this world has it, the same object where nothing differs; empty where no line is
  /// left.
  @SuppressWarnings("ReferenceEquality") // what is as recorded is the same object
  private Optional<Case> found(Case recorded) {
    Map<OrderLineId, Integer> shipped = ahead.getOrDefault(recorded.order().id(), Map.of());
    var lines = new ArrayList<OrderLine>();
    for (OrderLine line : recorded.order().lines()) {
      int quantity = line.quantity() - shipped.getOrDefault(line.id(), 0);
      if (quantity == line.quantity()) {
        lines.add(line);
      } else if (quantity > 0) {
        lines.add(line.withQuantity(quantity));
      }
    }
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    boolean sameLines = lines.equals(recorded.order().lines());
    var nodes = new ArrayList<NodeState>();
    boolean sameNodes = true;
    LocalDate first =
        LocalDate.ofInstant(recorded.now(), ZoneOffset.UTC).minusDays(DAYS_BEHIND_UTC);
    for (NodeState node : recorded.nodes()) {
      NodeState here = found(node, first);
      sameNodes &= here == node;
      nodes.add(here);
    }
    if (sameLines && sameNodes) {
      return Optional.of(recorded);
    }
    Map<OrderLineId, Integer> quantities = new HashMap<>();
    lines.forEach(line -> quantities.put(line.id(), line.quantity()));
    return Optional.of(
        new Case(
            sameLines ? recorded.order() : recorded.order().withLines(lines),
            recorded.now(),
            nodes,
            recorded.items(),
            recorded.recentTransit(),
            recorded.measuredTransit(),
            recorded.returnHistory().stream()
                .filter(history -> quantities.containsKey(history.line()))
                .toList(),
            sameLines
                ? recorded.demands()
                : recorded.demands().within(line -> quantities.getOrDefault(line, 0), (_, _) -> 0),
            recorded.conditions()));
  }

  /// @param first day of which the parcels may matter
  @SuppressWarnings("ReferenceEquality") // what is as recorded is the same object
  private NodeState found(NodeState recorded, LocalDate first) {
    List<StockPosition> stock = stock(recorded);
    Map<LocalDate, Integer> days = parcels.getOrDefault(recorded.id(), NONE).tailMap(first, true);
    List<DayLoad> booked = recorded.booked();
    if (!days.isEmpty()) {
      booked = new ArrayList<>(booked);
      for (var day : days.entrySet()) {
        booked.add(new DayLoad(day.getKey(), day.getValue()));
      }
    }
    return stock == recorded.stock() && days.isEmpty()
        ? recorded
        : new NodeState(
            recorded.id(), stock, booked, recorded.acceptance(), recorded.capacityPrice());
  }

  /// The same list where no position differs.
  @SuppressWarnings("ReferenceEquality") // what is as recorded is the same object
  private List<StockPosition> stock(NodeState recorded) {
    List<StockPosition> here = recorded.stock();
    for (int i = 0; i < recorded.stock().size(); i++) {
      StockPosition position = recorded.stock().get(i);
      int more = units.getOrDefault(position.sku(), Map.of()).getOrDefault(position.node(), 0);
      if (more != 0 && position.isCounted()) {
        if (here == recorded.stock()) {
          here = new ArrayList<>(here);
        }
        here.set(i, reserving(position, more));
      }
    }
    return here;
  }

  /// Fewer than none cannot be reserved: what was taken there and is not here lies on the shelf.
  private static StockPosition reserving(StockPosition position, int more) {
    int reserved = position.reserved() + more;
    return new StockPosition(
        position.node(),
        position.sku(),
        position.onHand() - Math.min(0, reserved),
        Math.max(0, reserved),
        position.safetyStock(),
        position.worth(),
        position.active());
  }

  /// @param shippedHere units by line
  private void remember(RecordedOrder order, Map<OrderLineId, Integer> shippedHere) {
    OrderId id = order.orderCase().order().id();
    List<OrderLine> lines = order.orderCase().order().lines();
    var more = new HashMap<>(ahead.getOrDefault(id, Map.of()));
    shippedHere.forEach((line, shipped) -> add(more, line, shipped));
    shipped(lines, order.recorded()).forEach((line, shipped) -> add(more, line, -shipped));
    if (more.isEmpty()) {
      ahead.remove(id);
    } else {
      ahead.put(id, more);
      forgetOldest(ahead);
    }
  }

  private static <V> void forgetOldest(Map<OrderId, V> map) {
    if (map.size() > MOST_ORDERS) {
      map.remove(map.keySet().iterator().next());
    }
  }

  private static Map<OrderLineId, Integer> shipped(
      List<OrderLine> lines, SourcingDecision decision) {
    var shipped = new HashMap<OrderLineId, Integer>();
    lines.forEach(line -> shipped.put(line.id(), shipped(line, decision)));
    return shipped;
  }

  /// Whole units of a line that a decision sends.
  private static int shipped(OrderLine line, SourcingDecision decision) {
    int units = line.quantity();
    for (Component goods : line.goods()) {
      int sent = 0;
      for (Shipment shipment : decision.outcome().shipments()) {
        for (Allocation part : shipment.lines()) {
          if (part.line().equals(line.id()) && part.sku().equals(goods.sku())) {
            sent += part.units();
          }
        }
      }
      units = Math.min(units, sent / goods.quantity());
    }
    return units;
  }
}
