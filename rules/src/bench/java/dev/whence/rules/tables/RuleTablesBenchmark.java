package dev.whence.rules.tables;

import dev.whence.domain.inventory.NodeType;
import dev.whence.rules.facts.CarrierOptionFact;
import dev.whence.rules.facts.OrderFact;
import dev.whence.rules.facts.ShipNodeFact;
import dev.whence.rules.tables.schema.CarrierEligibility;
import dev.whence.rules.tables.schema.NodeEligibility;
import dev.whence.rules.tables.schema.SourcingPolicy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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

/// What the shipped tables cost one order of 6 lines at 12 ship nodes with 8 carrier services.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RuleTablesBenchmark {
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
  private static final List<String> CATEGORIES =
      List.of("fashion", "shoes", "electronics", "home", "toys", "furniture");
  private static final LocalDate DAY = LocalDate.of(2026, 11, 27);

  @Param({"REMEMBERED", "DROOLS", "SCAN"})
  public String engine = "REMEMBERED";

  private RuleBook book = RuleBook.shipped();
  private RuleTables tables = book.scan();
  private List<ShipNodeFact> nodeFacts = List.of();
  private List<CarrierOptionFact> carrierFacts = List.of();
  private int next;

  @Setup
  public void prepare() {
    book = RuleBook.shipped();
    tables = book.with(EngineKind.valueOf(engine));
    var types = List.copyOf(EnumSet.allOf(NodeType.class));
    var nodes = new ArrayList<ShipNodeFact>();
    var carriers = new ArrayList<CarrierOptionFact>();
    for (int node = 0; node < 12; node++) {
      NodeType type = types.get(node % types.size());
      for (int line = 0; line < 6; line++) {
        nodes.add(nodeFact(node, type, line));
      }
      for (String service : SERVICES) {
        for (int line = 0; line < 6; line++) {
          carriers.add(carrierFact(node, type, line, service));
        }
      }
    }
    nodeFacts = nodes;
    carrierFacts = carriers;
  }

  /// 72 facts.
  @Benchmark
  public Object nodeEligibility() {
    return tables.all(NodeEligibility.SCHEMA, nodeFacts);
  }

  /// 576 facts, line by line within service within node, as the decision asks.
  @Benchmark
  public Object carrierEligibility() {
    return tables.all(CarrierEligibility.SCHEMA, carrierFacts);
  }

  /// 1 fact of the 576, another one each time.
  @Benchmark
  public Object oneCarrierOption() {
    next = next + 1 < carrierFacts.size() ? next + 1 : 0;
    return tables.all(CarrierEligibility.SCHEMA, carrierFacts.get(next));
  }

  /// 1 fact.
  @Benchmark
  public Object sourcingPolicy() {
    return tables.first(
        SourcingPolicy.SCHEMA,
        new OrderFact(
            "web", "regular", "", "STANDARD", "US", "NY", "10001", false, false, "USD", 12_000, 6, 9,
            false, DAY));
  }

  /// A rule book from its files to the first question, without loading classes.
  @Benchmark
  public Object load() {
    RuleBook loaded = RuleBook.fromCanonicalTexts(book.canonicalTexts());
    return loaded.with(EngineKind.valueOf(engine));
  }

  private static ShipNodeFact nodeFact(int node, NodeType type, int line) {
    return new ShipNodeFact(
        "NODE-" + node,
        type,
        "US",
        "NJ",
        "US",
        "NY",
        "10001",
        false,
        false,
        "web",
        "regular",
        "",
        "STANDARD",
        CATEGORIES.get(line),
        line == 2,
        node % 3 > 0,
        true,
        node != 7,
        2,
        (node + line) % 5,
        Math.max(0, 2 - (node + line) % 5),
        90 - 20L * node,
        100,
        350 * node,
        95,
        30,
        0,
        0,
        DAY);
  }

  private static CarrierOptionFact carrierFact(
      int node, NodeType type, int line, String service) {
    return new CarrierOptionFact(
        service,
        "carrier",
        "NODE-" + node,
        type,
        "US",
        "NJ",
        "US",
        "NY",
        "10001",
        false,
        false,
        "web",
        "regular",
        "",
        "STANDARD",
        CATEGORIES.get(line),
        line == 2,
        400L * (line + 1),
        300 * (line + 1),
        400L * (line + 1),
        2_000L * (line + 1),
        300 * (line + 1),
        900 * (line + 1),
        2_500L * (line + 1),
        1,
        line == 2,
        false,
        350 * node,
        node != 5,
        1 + node / 3,
        5,
        0,
        DAY);
  }
}
