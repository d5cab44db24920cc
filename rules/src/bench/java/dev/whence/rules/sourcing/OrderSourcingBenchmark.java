package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.KeyedEstimator;
import dev.whence.domain.estimates.PromiseLevels;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.inventory.Acceptance;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One whole pure decision over the shipped tables; estimates are handed in, so models are not in
/// it. `size` is ship nodes x carrier services x lines.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class OrderSourcingBenchmark {
  private static final Currency USD = Currency.getInstance("USD");
  private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");
  private static final int ORDERS = 32;
  private static final List<String> SERVICES =
      List.of(
          "PARCEL_GROUND",
          "PARCEL_2DAY",
          "PARCEL_NEXT_DAY",
          "POSTAL_SAVER",
          "REGIONAL_EXPRESS",
          "FREIGHT_LTL",
          "SAME_DAY_COURIER",
          "HOME_DELIVERY");

  @Param({"12x8x6", "200x8x5", "2000x8x5", "12x8x100"})
  public String size = "12x8x6";

  @Param({"NONE", "NODES"})
  public String explain = "NODES";

  private RuleTables tables = RuleBook.shipped().scan();
  private Market market = Market.of(List.of(), List.of(), List.of());
  private List<Case> cases = List.of();
  private int next;

  @Setup
  public void prepare() {
    tables = RuleBook.shipped().compile();
    String[] numbers = size.split("x");
    var random = new Random(5);
    int nodes = Integer.parseInt(numbers[0]);
    market = Market.of(nodes(nodes, random), services(Integer.parseInt(numbers[1])), List.of());
    var all = new ArrayList<Case>();
    for (int i = 0; i < ORDERS; i++) {
      all.add(orderCase(random, nodes, Integer.parseInt(numbers[2])));
    }
    cases = all;
    long gaps =
        cases.stream()
            .filter(
                c ->
                    !OrderSourcing.decide(market, c, tables, new Trusting())
                        .search()
                        .optimalityGap()
                        .equals(Cost.ZERO))
            .count();
    System.out.printf("%n%d of %d orders end with a gap.%n", gaps, ORDERS);
  }

  @Benchmark
  public SourcingDecision decide() {
    next = (next + 1) % cases.size();
    return OrderSourcing.decide(market, cases.get(next), tables, new Trusting());
  }

  /// Delivery options of the same baskets; `explain` makes no difference.
  @Benchmark
  public DeliveryOptions promise() {
    next = (next + 1) % cases.size();
    return PromisePolicy.offer(
        market, cases.get(next), tables, new Trusting(), PromiseLevels.AS_SAID);
  }

  private Case orderCase(Random random, int nodes, int lineCount) {
    var lines = new ArrayList<OrderLine>();
    var items = new ArrayList<Item>();
    for (int i = 0; i < lineCount; i++) {
      var sku = new Sku("SKU-%03d".formatted(i));
      items.add(new Item(sku, "home", 300 + 200 * (i % 6), 2_000, 300, false));
      lines.add(new OrderLine(new OrderLineId("L" + i), sku, 1 + i % 2, Money.of(3_000, "USD")));
    }
    var order =
        new Order(
            new OrderId("O"),
            "web",
            "regular",
            "",
            "STANDARD",
            new Destination("US", "IL", "60601", new GeoPoint(41.9, -87.6), ZoneOffset.UTC),
            new Promise.AsPolicySays(),
            USD,
            NOW,
            lines);
    var states = new ArrayList<NodeState>();
    for (int n = 0; n < nodes; n++) {
      ShipNodeId id = id(n);
      var stock = new ArrayList<StockPosition>();
      for (Item item : items) {
        int units = random.nextInt(4) > 0 ? 10 : 0;
        stock.add(new StockPosition(id, item.sku(), units, 0, 0, Cost.ZERO));
      }
      states.add(new NodeState(id, stock, List.of(), Acceptance.UNKNOWN, Cost.ZERO));
    }
    return new Case(
        order,
        NOW,
        states,
        items,
        List.of(),
        List.of(),
        List.of(),
        Demands.NONE.explaining(Demands.Explain.valueOf(explain)));
  }

  private static ShipNodeId id(int n) {
    return new ShipNodeId("NODE-%04d".formatted(n));
  }

  private static List<ShipNode> nodes(int count, Random random) {
    var nodes = new ArrayList<ShipNode>();
    for (int n = 0; n < count; n++) {
      ShipNodeId id = id(n);
      nodes.add(
          new ShipNode(
              id,
              id.value(),
              n % 3 == 0 ? NodeType.DC : NodeType.STORE,
              "US",
              "R" + n,
              new GeoPoint(28 + 18 * random.nextDouble(), -120 + 48 * random.nextDouble()),
              true,
              true,
              Set.of(),
              new NodeCalendar(
                  ZoneOffset.UTC,
                  EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.SATURDAY),
                  LocalTime.of(17, 0),
                  Duration.ofHours(1),
                  Set.of()),
              400,
              Money.of(150, "USD"),
              Money.of(25, "USD")));
    }
    return nodes;
  }

  private static List<CarrierService> services(int count) {
    var services = new ArrayList<CarrierService>();
    for (int s = 0; s < count; s++) {
      var zones = new ArrayList<RateZone>();
      for (int zone = 1; zone <= 8; zone++) {
        zones.add(
            new RateZone(
                "US",
                "US",
                zone * 600,
                Money.of(400 + 120L * zone + 170L * s, "USD"),
                Money.of(30 + 12L * zone, "USD"),
                Math.max(1, zone - s / 2)));
      }
      services.add(
          new CarrierService(
              new CarrierServiceId(SERVICES.get(s)),
              "Carrier " + s,
              SERVICES.get(s),
              USD,
              5_000,
              new Probability(0.93),
              zones));
    }
    return services;
  }

  /// Days about the published ones, always trusted.
  private static final class Trusting implements Estimator {
    private static final ModelRef MODEL = new ModelRef("bench", "1");

    @Override
    public <Q, E> List<E> estimate(
        EstimateKey<Q, E> key, List<Q> queries, GuardTerms guard, Instant now) {
      return KeyedEstimator.NONE
          .with(EstimateKey.TRANSIT_TIME, (asked, _, _) -> transit(asked))
          .with(EstimateKey.RETURN_RISK, (asked, _, _) -> returns(asked))
          .estimate(key, queries, guard, now);
    }

    private static List<TransitEstimate> transit(List<TransitQuery> queries) {
      var all = new ArrayList<TransitEstimate>(queries.size());
      for (TransitQuery query : queries) {
        double scale = query.publishedDays() + query.distanceKm() / 4_000;
        var days = new ArrayList<Double>(TransitDistribution.LEVELS.size());
        for (double level : TransitDistribution.LEVELS) {
          days.add(scale * (0.6 + 0.8 * level));
        }
        all.add(
            new TransitEstimate.Predicted(
                new TransitDistribution(new Probability(0.002), days), MODEL));
      }
      return all;
    }

    private static List<ReturnEstimate> returns(List<ReturnQuery> queries) {
      var all = new ArrayList<ReturnEstimate>(queries.size());
      for (int i = 0; i < queries.size(); i++) {
        all.add(new ReturnEstimate.Predicted(new Probability(0.1), MODEL));
      }
      return all;
    }
  }
}
