package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RateZone;
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

/// One whole pure decision over the shipped tables: 12 ship nodes, 8 carrier services, six lines;
/// estimates are handed in, so models are not in it.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SourcingPolicyBenchmark {
  private static final Currency USD = Currency.getInstance("USD");
  private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");
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

  @Param({"REMEMBERED", "SCAN"})
  public String engine = "REMEMBERED";

  private RuleTables tables = RuleBook.shipped().scan();
  private List<SourcingInputs> inputs = List.of();
  private int next;

  @Setup
  public void prepare() {
    RuleBook book = RuleBook.shipped();
    tables = engine.equals("REMEMBERED") ? book.compile() : book.scan();
    var random = new Random(5);
    var all = new ArrayList<SourcingInputs>();
    for (int i = 0; i < 32; i++) {
      all.add(inputs(random));
    }
    inputs = all;
  }

  @Benchmark
  public SourcingDecision decide() {
    next = (next + 1) % inputs.size();
    return SourcingPolicy.decide(inputs.get(next), tables, Scenario.trusting());
  }

  private static SourcingInputs inputs(Random random) {
    var lines = new ArrayList<OrderLine>();
    var items = new ArrayList<Item>();
    for (int i = 0; i < 6; i++) {
      var sku = new Sku("SKU-" + i);
      items.add(new Item(sku, "home", 300 + 200 * i, 2_000, 300, false));
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
    var nodes = new ArrayList<NodeSnapshot>();
    for (int n = 0; n < 12; n++) {
      nodes.add(node(n, random, items));
    }
    return new SourcingInputs(order, NOW, nodes, services(), items, List.of(), List.of());
  }

  private static NodeSnapshot node(int n, Random random, List<Item> items) {
    var id = new ShipNodeId("NODE-%02d".formatted(n));
    var node =
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
            Money.of(25, "USD"));
    var stock = new ArrayList<StockPosition>();
    for (Item item : items) {
      int units = random.nextInt(4) > 0 ? 10 : 0;
      stock.add(new StockPosition(id, item.sku(), units, 0, 0, Cost.ZERO));
    }
    return new NodeSnapshot(node, stock, List.of(), Cost.ZERO);
  }

  private static List<CarrierService> services() {
    var services = new ArrayList<CarrierService>();
    for (int s = 0; s < SERVICES.size(); s++) {
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
}
