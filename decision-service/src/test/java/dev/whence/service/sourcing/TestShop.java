package dev.whence.service.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.MeasuredTransit;
import dev.whence.domain.carriers.ParcelMeasures;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.models.estimates.ModelEstimator;
import dev.whence.models.estimates.ModelRegistry;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.CostTerms;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Allocation;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingDecision.WhyLow;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import dev.whence.service.carriers.CarrierStore;
import dev.whence.service.history.RecentTransitStore;
import dev.whence.service.inventory.ItemStore;
import dev.whence.service.inventory.NodeStore;
import dev.whence.service.inventory.StockStore;
import dev.whence.service.orders.OrderBasis;
import dev.whence.service.orders.OrderStates;
import dev.whence.service.orders.Rest;
import dev.whence.service.records.DecisionId;
import dev.whence.service.reservations.ReservationStore;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import dev.whence.service.verify.StoreCheck;
import dev.whence.service.versions.InForce;
import dev.whence.service.versions.ModelSet;
import dev.whence.service.versions.RuleSet;
import dev.whence.service.versions.VersionStore.Numbers;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A small merchant in an emptied database, and decisions made by hand, so that tests of the store
/// need no rule tables.
public final class TestShop {
  public static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z"); // a Monday
  public static final Currency USD = Currency.getInstance("USD");
  public static final CarrierServiceId GROUND = new CarrierServiceId("GROUND");
  public static final Duration HOLD = Duration.ofMinutes(15);

  public final Database database;
  public final NodeStore nodes;
  public final CarrierStore carriers;
  public final ItemStore items;
  public final StockStore stock;
  public final SnapshotStore snapshots;
  public final DecisionStore decisions;
  public final ReservationStore reservations;

  public TestShop() {
    this(TestDatabase.emptied());
  }

  public TestShop(Database database) {
    this(database, new DecisionStore(database));
  }

  TestShop(Database database, DecisionStore decisions) {
    this.database = database;
    nodes = new NodeStore(database);
    carriers = new CarrierStore(database);
    items = new ItemStore(database);
    stock = new StockStore(database);
    snapshots = snapshots(RuleBook.shipped().scan());
    this.decisions = decisions;
    reservations = new ReservationStore(database);
    carriers.upsert(List.of(service("GROUND")));
  }

  /// Snapshots to be decided with tables of one's own and without models.
  public SnapshotStore snapshots(RuleTables tables) {
    return new SnapshotStore(
        database, new RecentTransitStore(database), InForce.Source.of(inForce(tables)));
  }

  /// Tables of one's own and no models.
  public static InForce inForce(RuleTables tables) {
    var models = new ModelRegistry(List.of());
    return new InForce(
        new RuleSet(1, RuleBook.shipped(), tables),
        new ModelSet(1, models, new ModelEstimator(models)));
  }

  /// Loads nodes (10 000 parcels a day) and items as far as needed, and one position each.
  public TestShop with(String node, String sku, int onHand) {
    if (nodes.find(new ShipNodeId(node)).isEmpty()) {
      nodes.upsert(List.of(node(node, 10_000)));
    }
    items.upsert(List.of(item(sku)));
    stock.count(List.of(new StockStore.Count(new ShipNodeId(node), new Sku(sku), onHand, 0)));
    return this;
  }

  public static ShipNode node(String id, int parcelsPerDay) {
    return new ShipNode(
        new ShipNodeId(id),
        "Node " + id,
        NodeType.DC,
        "US",
        "NJ",
        new GeoPoint(40.7, -74.2),
        true,
        false,
        Set.of("web", "app"),
        new NodeCalendar(
            ZoneId.of("America/New_York"),
            EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
            LocalTime.of(16, 30),
            Duration.ofMinutes(90),
            Set.of(LocalDate.of(2026, 12, 25))),
        parcelsPerDay,
        new Money(150, USD),
        new Money(20, USD));
  }

  public static CarrierService service(String id) {
    return new CarrierService(
        new CarrierServiceId(id),
        "ACME",
        "Acme " + id,
        USD,
        5000,
        new Probability(0.93),
        List.of(
            new RateZone("US", "US", 500, new Money(600, USD), new Money(40, USD), 2),
            new RateZone("US", "US", 5_000, new Money(900, USD), new Money(60, USD), 5)));
  }

  public static Item item(String sku) {
    return new Item(new Sku(sku), "fashion", 400, 3_000, 300, false);
  }

  /// An order of one line a SKU, in the order given.
  public static Order order(String id, String... skus) {
    var lines = new ArrayList<OrderLine>();
    for (String sku : skus) {
      lines.add(line("L" + (lines.size() + 1), sku, 1));
    }
    return order(id, lines);
  }

  public static OrderLine line(String id, String sku, int quantity) {
    return new OrderLine(new OrderLineId(id), new Sku(sku), quantity, new Money(4_999, USD));
  }

  public static Order order(String id, List<OrderLine> lines) {
    return new Order(
        new OrderId(id),
        "web",
        "regular",
        "customer-1",
        "STANDARD",
        new Destination(
            "US", "FL", "33101", new GeoPoint(25.77, -80.19), ZoneId.of("America/New_York")),
        new Promise.AsPolicySays(),
        USD,
        NOW.minusSeconds(60),
        lines);
  }

  /// The same snapshot for another order of the same lines.
  static SourcingInputs forOrder(SourcingInputs inputs, String id) {
    Case known = inputs.orderCase();
    return new SourcingInputs(
        inputs.reference(),
        new Case(
            order(id, known.order().lines()),
            known.now(),
            known.nodes(),
            known.items(),
            known.recentTransit(),
            known.measuredTransit(),
            known.returnHistory(),
            known.demands()));
  }

  public SourcingInputs inputs(Order order) {
    return inputs(order, NOW);
  }

  public SourcingInputs inputs(Order order, Instant now) {
    return switch (snapshots.snapshot(order, now, Demands.NONE)) {
      case Snapshot.OutOfUse(var skus) -> throw new AssertionError("Out of use: " + skus);
      case Snapshot.Ready(var market, var orderCase, var ignored, int alike) ->
          SourcingInputs.of(market, orderCase);
      case Snapshot.UnknownSkus unknown -> throw new AssertionError(unknown);
    };
  }

  /// Every line of the order from the node named for its SKU; one shipment a node.
  public static NewDecision decision(SourcingInputs inputs, Map<String, String> nodeBySku) {
    var byNode = new TreeMap<ShipNodeId, List<Allocation>>();
    for (OrderLine line : inputs.orderCase().order().lines()) {
      String node = nodeBySku.get(line.sku().value());
      byNode
          .computeIfAbsent(new ShipNodeId(String.valueOf(node)), id -> new ArrayList<>())
          .add(new Allocation(line.id(), line.sku(), line.quantity(), 0));
    }
    List<Shipment> shipments = new ArrayList<>();
    byNode.forEach((node, lines) -> shipments.add(shipment(node, lines)));
    return decision(inputs, new Outcome.Allocated(shipments));
  }

  /// What is open of an order that may be known.
  public Rest rest(Order order) {
    return database.transact(connection -> {
      var batch = new StatementBatch();
      OrderStates.ask(batch, order.id());
      try (StatementBatch.Answers answers = batch.send(connection)) {
        return Rest.further(OrderStates.read(answers), order, List.of());
      }
    });
  }

  /// A further decision on an order: of what is open of it.
  public NewDecision again(Order order, Map<String, String> nodeBySku) {
    var open = (Rest.Open) rest(order);
    NewDecision made = decision(inputs(open.order()), nodeBySku);
    return new NewDecision(
        made.id(),
        open.basis(),
        new StandingOrder(order, Demands.NONE),
        made.versions(),
        made.request(),
        made.inputs(),
        made.estimates(),
        made.decision(),
        made.round(),
        made.timings(),
        made.warnings(),
        made.fired());
  }

  /// What the store says in several places and does not agree on; empty when all is well.
  public List<StoreCheck.Finding> discrepancies() {
    return new StoreCheck(database).run().stream().filter(finding -> !finding.holds()).toList();
  }

  static NewDecision decision(SourcingInputs inputs, Outcome outcome) {
    var decision =
        new SourcingDecision(
            inputs.orderCase().order().id(),
            inputs.orderCase().now(),
            new SourcingDecision.PromiseReport(
                LocalDate.of(2026, 5, 8),
                false,
                new Probability(0.5),
                true,
                List.of(LocalDate.of(2026, 5, 8)),
                List.of()),
            outcome,
            new SourcingTerms(
                "default",
                600,
                200,
                150,
                3,
                500,
                100,
                700,
                SourcingTerms.WhenShort.BACKORDER,
                SourcingTerms.HeldStock.FREE,
                SourcingTerms.SplitLines.IF_NEEDED,
                true,
                4,
                10,
                new Probability(0.5),
                List.of(),
                SourcingTerms.Offering.NONE),
            new SourcingDecision.Path.Rules(List.of(new FallbackReason.Missing("transit-time"))),
            CostTerms.ZERO,
            Probability.ONE,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new SourcingDecision.SearchReport(1, 1, 1, Cost.ZERO),
            new SourcingDecision.Grounds("rules-1", List.of(), List.of(), Probability.ONE));
    return new NewDecision(
        DecisionId.next(NOW),
        OrderBasis.ofNew(inputs.orderCase().order(), ""),
        new StandingOrder(inputs.orderCase().order(), inputs.orderCase().demands()),
        new Numbers(1, 1, 1),
        "{\"orderId\": \"" + inputs.orderCase().order().id() + "\"}",
        inputs,
        new EstimateLog(List.of(), List.of()),
        decision,
        1,
        new TreeMap<>(Map.of("read", Duration.ofNanos(1_500_000))),
        List.of(),
        new TreeMap<>(Map.of("sourcing-policy", List.of("default"))));
  }

  static Shipment shipment(ShipNodeId node, List<Allocation> lines) {
    return new Shipment(
        node,
        GROUND,
        lines,
        Instant.parse("2026-05-04T20:30:00Z"),
        LocalDate.of(2026, 5, 4),
        new TransitEstimate.Measured(
            MeasuredTransit.none(GROUND).distribution(5, new Probability(0.93)),
            5,
            0,
            new FallbackReason.Missing("transit-time")),
        new Probability(0.93),
        0.2,
        List.of(WhyLow.FALLBACK),
        HOLD,
        new ParcelMeasures(400_000, 3_000, 300, 300, 4_999, 1, 0),
        List.of(),
        CostTerms.ZERO,
        List.of());
  }

  public CommitResult commit(NewDecision decision) {
    return commit(decision, new CallerKey.None());
  }

  public CommitResult commit(NewDecision decision, CallerKey key) {
    return decisions.commit(decision, key);
  }

  /// One number that SQL text answers.
  public long number(String sql) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(sql).send(connection)) {
        return answers.rows(sql, row -> row.getLong(1)).getFirst();
      }
    });
  }

  /// One text that SQL text answers.
  public String text(String sql) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(sql).send(connection)) {
        return answers.rows(sql, row -> row.getString(1)).getFirst();
      }
    });
  }

  /// Pairs of texts that SQL text answers.
  public Map<String, String> texts(String sql) {
    return database.run(connection -> {
      var pairs = new TreeMap<String, String>();
      try (StatementBatch.Answers answers = new StatementBatch().add(sql).send(connection)) {
        answers.rows(sql, row -> pairs.put(row.getString(1), row.getString(2)));
      }
      return pairs;
    });
  }

  public void execute(String sql) {
    database.transact(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }
}
