package dev.whence.service.sourcing;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.whence.domain.Cost;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.inventory.Acceptance;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.places.PostalAreas;
import dev.whence.rules.facts.AllocationTerms;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.Case.LineReturnHistory;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.Market;
import dev.whence.rules.sourcing.NodeState;
import dev.whence.rules.sourcing.StockAllocation;
import dev.whence.service.carriers.CarrierStore;
import dev.whence.service.history.RecentTransitStore;
import dev.whence.service.history.ReturnCounts;
import dev.whence.service.inventory.ItemStore;
import dev.whence.service.inventory.NodeDay;
import dev.whence.service.inventory.NodeStore;
import dev.whence.service.inventory.Position;
import dev.whence.service.inventory.StockStore;
import dev.whence.service.money.ExchangeRateStore;
import dev.whence.service.orders.GiveBack;
import dev.whence.service.orders.OrderBasis;
import dev.whence.service.orders.OrderState;
import dev.whence.service.orders.OrderStates;
import dev.whence.service.orders.Rest;
import dev.whence.service.places.ConditionStore;
import dev.whence.service.places.ConditionStore.Place;
import dev.whence.service.places.PostalAreaStore;
import dev.whence.service.shipments.AcceptanceStore;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import dev.whence.service.versions.InForce;
import dev.whence.service.versions.VersionStore;
import dev.whence.service.versions.VersionStore.Numbers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// Reads everything a decision may know, as of one moment. Thread-safe.
///
/// Stock, bookings and items come in one round trip of one REPEATABLE READ transaction. Ship nodes
/// and carrier services are kept in memory; the same transaction reads the number of their last
/// load, so a load by any process is in force for the next snapshot of every process.
public final class SnapshotStore {
  /// Bookings of days before yesterday anywhere on earth cannot matter to a decision made now.
  private static final int DAYS_BEHIND = 2;

  private static final String REFERENCE_VERSION = "SELECT version FROM reference_version";
  private static final String COUNTERS =
      "SELECT arrivals.version, conditions.version"
          + " FROM arrival_version AS arrivals, condition_version AS conditions";
  private static final String ITEMS = "SELECT * FROM items WHERE sku = ANY (?)";
  private static final String STOCK = "SELECT * FROM stock WHERE sku = ANY (?)";

  /// A day on which a node takes fewer parcels than usual is as good as booked for the others.
  private static final String BOOKINGS =
      """
      SELECT node, day, parcels + greatest(0, parcels_per_day - coalesce(most, parcels_per_day))
      FROM capacity_bookings JOIN ship_nodes ON id = node
      WHERE node = ANY (SELECT node FROM stock WHERE sku = ANY (?)) AND day >= ?
        AND (parcels > 0 OR most IS NOT NULL)
      """;

  private final Database database;
  private final RecentTransitStore recentTransit;
  private final ConditionStore conditions;
  private final AcceptanceStore acceptance;
  private final InForce.Source inForce;
  private final NodeStore.Reader nodes = new NodeStore.Reader();
  private final AtomicReference<Reference> reference =
      new AtomicReference<>(
          new Reference(-1, Market.of(List.of(), List.of(), List.of()), PostalAreas.NONE));

  /// @param inForce its tables say which orders stock goes to first
  public SnapshotStore(
      Database database, RecentTransitStore recentTransit, InForce.Source inForce) {
    this.database = database;
    this.recentTransit = recentTransit;
    this.conditions = new ConditionStore(database);
    this.acceptance = new AcceptanceStore(database);
    this.inForce = inForce;
  }

  /// What is known for an order as it stands, whether it was decided before or not.
  ///
  /// @param now the decision's time: what became known at it or later is left out
  public Snapshot snapshot(Order order, Instant now, Demands demands) {
    Read read = read(order, now, OptionalInt.empty());
    Competition others = competition(order, now, read, GiveBack.NOTHING, OptionalInt.empty());
    return snapshot(order, now, demands, read, GiveBack.NOTHING, others);
  }

  /// What is known for what is left of an order. What is given back for it counts as there.
  ///
  /// @param rest says what is left, given what became of the order so far
  public OrderSnapshot snapshot(
      Order order, Instant now, Demands demands, Function<OrderState, Rest> rest) {
    return snapshot(order, now, demands, rest, OptionalInt.empty());
  }

  /// As [#snapshot(Order, Instant, Demands, Function)], of an order that has its place among those
  /// that wait: were it asked about anew, two might each let the other go first.
  ///
  /// @param priority as the others see it
  OrderSnapshot snapshot(
      Order order,
      Instant now,
      Demands demands,
      Function<OrderState, Rest> rest,
      OptionalInt priority) {
    Read read = read(order, now, priority);
    OrderState state = read.moving().state();
    return switch (rest.apply(state)) {
      case Rest.Open(var open, var basis) -> {
        Competition others = competition(open, now, read, basis.giveBack(), priority);
        yield new OrderSnapshot.Open(
            snapshot(open, now, left(demands, open, state, basis), read, basis.giveBack(), others),
            basis.among(others.priority(), others.keptBack(), others.areFirst()));
      }
      case Rest settled -> new OrderSnapshot.Settled(state, settled);
    };
  }

  /// What of the demands concerns what is left of the order.
  private static Demands left(Demands demands, Order open, OrderState state, OrderBasis basis) {
    Map<OrderLineId, Integer> quantities =
        open.lines().stream().collect(toMap(OrderLine::id, OrderLine::quantity));
    return demands.within(
        line -> quantities.getOrDefault(line, 0),
        (line, node) -> state.plannedAt(line, node, basis.giveBack()));
  }

  private Read read(Order order, Instant now, OptionalInt priority) {
    Volatile read = database.transact(connection -> readVolatile(connection, order, now, priority));
    Reference known = reference.get();
    while (known.version() != read.inForce().referenceData()) {
      known = database.transact(this::readReference);
      reference.set(known);
      if (known.version() != read.inForce().referenceData()) {
        read = database.transact(connection -> readVolatile(connection, order, now, priority));
      }
    }
    return new Read(read, known, inForce.at(read.inForce()));
  }

  private Snapshot snapshot(
      Order order, Instant now, Demands demands, Read read, GiveBack giveBack, Competition others) {
    Set<Sku> missing = new TreeSet<>(order.unitsBySku().keySet());
    Set<Sku> outOfUse = new TreeSet<>();
    for (Item item : read.moving().items()) {
      if (missing.remove(item.sku()) && !item.active()) {
        outOfUse.add(item.sku());
      }
    }
    if (!missing.isEmpty()) {
      return new Snapshot.UnknownSkus(new TreeSet<>(missing));
    }
    return outOfUse.isEmpty()
        ? new Snapshot.Ready(
            read.known().market(),
            orderCase(order, now, demands, read.moving(), read.known(), giveBack, others),
            read.inForce(),
            read.known().version())
        : new Snapshot.OutOfUse(new TreeSet<>(outOfUse));
  }

  private Case orderCase(
      Order order,
      Instant now,
      Demands demands,
      Volatile read,
      Reference known,
      GiveBack giveBack,
      Competition others) {
    Set<Sku> skus = order.unitsBySku().keySet();
    Map<NodeDay, Integer> places = giveBack.places();
    Map<ShipNodeId, List<StockPosition>> stock =
        positions(order, read, giveBack).stream()
            .map(position -> keeping(position, others.keptBack()))
            .collect(groupingBy(StockPosition::node));
    Map<ShipNodeId, List<Booking>> booked =
        read.bookings().stream().collect(groupingBy(Booking::node));
    Map<ShipNodeId, Acceptance> accepted = acceptance.lately();
    List<NodeState> nodes =
        stock.entrySet().stream()
            .map(entry ->
                new NodeState(
                    entry.getKey(),
                    entry.getValue(),
                    booked.getOrDefault(entry.getKey(), List.of()).stream()
                        .map(booking -> booking.without(places))
                        .filter(load -> load.parcels() > 0)
                        .toList(),
                    accepted.getOrDefault(entry.getKey(), Acceptance.UNKNOWN),
                    Cost.ZERO))
            .toList();
    return new Case(
        order.locatedBy(known.areas()),
        now,
        nodes,
        read.items().stream().filter(item -> skus.contains(item.sku())).toList(),
        recentTransit(order, now, read.counters().arrivals(), nodes, known.market()),
        recentTransit.measured(now, read.counters().arrivals()),
        returnHistory(order, read),
        demands,
        conditions.at(now, read.counters().conditions(), places(order, nodes, known.market())));
  }

  /// Stock of the order's SKUs, once the units given back are there again.
  private static List<StockPosition> positions(Order order, Volatile read, GiveBack giveBack) {
    Set<Sku> skus = order.unitsBySku().keySet();
    Map<Position, Integer> units = giveBack.units();
    return read.stock().stream()
        .filter(position -> skus.contains(position.sku()))
        .map(position -> freed(position, units))
        .toList();
  }

  /// What the order has to leave for orders that are served earlier and for other channels.
  private Competition competition(
      Order order, Instant now, Read read, GiveBack giveBack, OptionalInt given) {
    Volatile moving = read.moving();
    AllocationTerms terms =
        StockAllocation.of(
            order.locatedBy(read.known().areas()),
            moving.items(),
            now,
            read.inForce().ruleSet().tables());
    List<StockPosition> stock = positions(order, moving, giveBack);
    int priority = given.orElse(terms.priority());
    Map<Position, Integer> kept = Earmarks.of(moving.wanted(), priority, stock);
    boolean areFirst = !kept.isEmpty();
    if (terms.keptPercent() > 0) {
      database
          .run(connection ->
              ChannelShares.of(connection, order.channel(), terms.keptPercent(), stock))
          .forEach((position, units) -> kept.merge(position, units, Math::addExact));
    }
    return new Competition(priority, kept, areFirst);
  }

  /// The position without what is left for others.
  static StockPosition keeping(StockPosition stock, Map<Position, Integer> kept) {
    int units = kept.getOrDefault(new Position(stock.node(), stock.sku()), 0);
    return units == 0
        ? stock
        : new StockPosition(
            stock.node(),
            stock.sku(),
            stock.onHand(),
            Math.addExact(stock.reserved(), units),
            stock.safetyStock(),
            stock.worth(),
            stock.active());
  }

  /// The position once the units given back are there again.
  private static StockPosition freed(StockPosition stock, Map<Position, Integer> givenBack) {
    int units = givenBack.getOrDefault(new Position(stock.node(), stock.sku()), 0);
    return new StockPosition(
        stock.node(),
        stock.sku(),
        stock.onHand(),
        stock.reserved() - units,
        stock.safetyStock(),
        stock.worth(),
        stock.active());
  }

  private static Set<Place> places(Order order, List<NodeState> nodes, Market market) {
    var places = new HashSet<Place>();
    places.add(new Place(order.destination().country(), order.destination().region()));
    for (NodeState state : nodes) {
      ShipNode node = market.node(state.id());
      places.add(new Place(node.country(), node.region()));
    }
    return places;
  }

  private List<RecentTransit> recentTransit(
      Order order, Instant now, long version, List<NodeState> nodes, Market market) {
    Set<String> origins = new TreeSet<>();
    nodes.forEach(node -> origins.add(market.node(node.id()).region()));
    return recentTransit.at(
        now,
        version,
        market.services().stream().map(CarrierService::id).toList(),
        origins,
        order.destination().region());
  }

  private static List<LineReturnHistory> returnHistory(Order order, Volatile read) {
    Map<Sku, String> categories = read.items().stream().collect(toMap(Item::sku, Item::category));
    return order.lines().stream()
        .map(line ->
            new LineReturnHistory(
                line.id(),
                read.returns()
                    .history(
                        line.sku(), categories.getOrDefault(line.sku(), ""), order.customerId())))
        .toList();
  }

  /// What moves, as of one moment.
  static Volatile readVolatile(
      Connection connection, Order order, Instant now, OptionalInt priority) throws SQLException {
    TextArray skus = TextArray.of(order.unitsBySku().keySet());
    LocalDate firstDay = now.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(DAYS_BEHIND);
    var batch =
        new StatementBatch()
            .add(Database.ONE_SNAPSHOT)
            .add(Database.KEPT_PLANS.get(0))
            .add(Database.KEPT_PLANS.get(1))
            .add(COUNTERS)
            .add(VersionStore.IN_FORCE)
            .add(ITEMS, skus)
            .add(STOCK, skus)
            .add(BOOKINGS, skus, firstDay)
            .add(ReturnCounts.SELECT, skus, skus, order.customerId());
    Earmarks.ask(batch, order, priority);
    OrderStates.ask(batch, order.id());
    batch.add("COMMIT");
    try (StatementBatch.Answers answers = batch.send(connection)) {
      return new Volatile(
          answers.rows(COUNTERS, row -> new Counters(row.getLong(1), row.getLong(2))).getFirst(),
          Numbers.read(answers),
          answers.rows(ITEMS, ItemStore::read),
          answers.rows(STOCK, StockStore::read),
          answers.rows(
              BOOKINGS,
              row ->
                  new Booking(
                      new ShipNodeId(row.getString(1)),
                      row.getObject(2, LocalDate.class),
                      row.getInt(3))),
          ReturnCounts.of(answers.rows(ReturnCounts.SELECT, ReturnCounts.Entry::read)),
          Earmarks.read(answers),
          OrderStates.read(answers));
    }
  }

  private Reference readReference(Connection connection) throws SQLException {
    var batch = new StatementBatch().add(Database.ONE_SNAPSHOT).add(REFERENCE_VERSION);
    int version;
    try (StatementBatch.Answers answers = batch.send(connection)) {
      version = answers.rows(REFERENCE_VERSION, row -> row.getInt(1)).getFirst();
    }
    return new Reference(
        version,
        Market.of(
            nodes.read(connection),
            CarrierStore.readAll(connection),
            ExchangeRateStore.readAll(connection)),
        new PostalAreas(PostalAreaStore.readAll(connection)));
  }

  /// What is read anew for each order.
  record Volatile(
      Counters counters,
      Numbers inForce,
      List<Item> items,
      List<StockPosition> stock,
      List<Booking> bookings,
      ReturnCounts returns,
      List<Earmarks.Wanted> wanted,
      OrderState state) {}

  /// What goes up where something is loaded or arrives.
  record Counters(long arrivals, long conditions) {}

  private record Booking(ShipNodeId node, LocalDate day, int parcels) {
    NodeState.DayLoad without(Map<NodeDay, Integer> places) {
      return new NodeState.DayLoad(day, parcels - places.getOrDefault(new NodeDay(node, day), 0));
    }
  }

  private record Read(Volatile moving, Reference known, InForce inForce) {}

  /// @param keptBack units of positions that are left for others
  /// @param areFirst whether some of them wait for what has arrived
  private record Competition(int priority, Map<Position, Integer> keptBack, boolean areFirst) {}

  /// What is kept in memory.
  private record Reference(int version, Market market, PostalAreas areas) {}
}
