package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
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
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.facts.SourcingTerms.WhenShort;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import dev.whence.rules.sourcing.SourcingDecision.NodeAssessment;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Aligned text tables in, one line a node out.
final class Scenario {
  /// A Monday; nodes hand over at 16:00 UTC.
  static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");

  static final ModelRef MODEL = new ModelRef("transit-time", "test");
  private static final Currency USD = Currency.getInstance("USD");

  private Scenario() {}

  static SourcingTerms terms(WhenShort whenShort) {
    return new SourcingTerms("standard", 600, 100, 3, 5_000, 700, whenShort, 4);
  }

  /// Columns: node, km east of the destination, units of SKU A, of SKU B, parcels left, flags
  /// (`closed`, `hazmat`), all separated by blanks.
  static List<NodeSnapshot> nodes(String table) {
    var nodes = new ArrayList<NodeSnapshot>();
    table
        .lines()
        .skip(1)
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(line -> nodes.add(node(line.split("\\s+"))));
    return nodes;
  }

  private static NodeSnapshot node(String[] cells) {
    var id = new ShipNodeId(cells[0]);
    double degrees = Double.parseDouble(cells[1]) / 111.195;
    List<String> flags = Arrays.asList(cells).subList(5, cells.length);
    var node =
        new ShipNode(
            id,
            cells[0],
            NodeType.DC,
            "US",
            "R" + cells[0],
            new GeoPoint(0, degrees),
            !flags.contains("closed"),
            flags.contains("hazmat"),
            Set.of(),
            new NodeCalendar(
                ZoneOffset.UTC,
                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                LocalTime.of(16, 0),
                Duration.ofHours(2),
                Set.of()),
            Integer.parseInt(cells[4]),
            Money.of(50, "USD"),
            Money.of(10, "USD"));
    return new NodeSnapshot(
        node, List.of(stock(id, "A", cells[2]), stock(id, "B", cells[3])), List.of(), Cost.ZERO);
  }

  private static StockPosition stock(ShipNodeId node, String sku, String units) {
    return new StockPosition(node, new Sku(sku), Integer.parseInt(units), 0, 0, Cost.ZERO);
  }

  /// Lines as `A 2, B 1`; the hazardous SKU is B.
  static Order order(String lines) {
    var orderLines = new ArrayList<OrderLine>();
    for (String line : lines.split(",")) {
      String[] cells = line.strip().split("\\s+");
      orderLines.add(
          new OrderLine(
              new OrderLineId("L" + (orderLines.size() + 1)),
              new Sku(cells[0]),
              Integer.parseInt(cells[1]),
              Money.of(2_000, "USD")));
    }
    return new Order(
        new OrderId("O-1"),
        "web",
        "regular",
        "",
        "STANDARD",
        new Destination("US", "HERE", "00001", new GeoPoint(0, 0), ZoneOffset.UTC),
        new Promise.AsPolicySays(),
        USD,
        NOON,
        orderLines);
  }

  /// GROUND: 1 day per 300 km, 4.00 up to 300 km, 7.00 beyond, 1.00 a kg. AIR: 1 day, 15.00.
  static List<CarrierService> services() {
    return List.of(
        service("GROUND", zone(300, 400, 100, 1), zone(900, 700, 100, 3), zone(4_000, 900, 100, 6)),
        service("AIR", zone(4_000, 1_500, 300, 1)));
  }

  private static CarrierService service(String id, RateZone... zones) {
    return new CarrierService(
        new CarrierServiceId(id), "Carrier", id, USD, 0, new Probability(0.9), List.of(zones));
  }

  private static RateZone zone(int upToKm, long parcel, long kilogram, int days) {
    return new RateZone("", "", upToKm, Money.of(parcel, "USD"), Money.of(kilogram, "USD"), days);
  }

  static SourcingInputs inputs(Order order, List<NodeSnapshot> nodes) {
    return new SourcingInputs(
        order,
        NOON,
        nodes,
        services(),
        List.of(
            new Item(new Sku("A"), "fashion", 500, 0, 300, false),
            new Item(new Sku("B"), "battery", 1_000, 0, 300, true)),
        List.of(),
        List.of());
  }

  /// A model that knows the published days to be exact: 100 % within them, 0 % before.
  static Estimator trusting() {
    return new Estimator() {
      @Override
      public List<TransitEstimate> transit(
          List<TransitQuery> queries, GuardTerms guard, Instant now) {
        return queries.stream()
            .<TransitEstimate>map(query -> {
              var days = new ArrayList<Double>();
              TransitDistribution.LEVELS.forEach(
                  level -> days.add(query.publishedDays() * (0.9 + level / 10)));
              return new TransitEstimate.Predicted(
                  new TransitDistribution(Probability.ZERO, days), MODEL);
            })
            .toList();
      }

      @Override
      public List<ReturnEstimate> returns(
          List<ReturnQuery> queries, GuardTerms guard, Instant now) {
        return queries.stream()
            .<ReturnEstimate>map(q ->
                new ReturnEstimate.Predicted(
                    new Probability(q.category().equals("fashion") ? 0.5 : 0.1),
                    new ModelRef("return-risk", "test")))
            .toList();
      }
    };
  }

  static Estimator failing(FallbackReason because) {
    return new Estimator() {
      @Override
      public List<TransitEstimate> transit(
          List<TransitQuery> queries, GuardTerms guard, Instant now) {
        return queries.stream()
            .<TransitEstimate>map(
                q -> new TransitEstimate.Assumed(q.publishedDays(), q.publishedOnTime(), because))
            .toList();
      }

      @Override
      public List<ReturnEstimate> returns(
          List<ReturnQuery> queries, GuardTerms guard, Instant now) {
        return queries.stream()
            .<ReturnEstimate>map(q -> new ReturnEstimate.Assumed(Probability.ZERO, because))
            .toList();
      }
    };
  }

  /// One line a node: verdict, what it would cost more, findings.
  static String render(SourcingDecision decision) {
    return decision.assessments().stream()
        .map(Scenario::line)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(NodeAssessment assessment) {
    String verdict =
        switch (assessment.verdict()) {
          case Verdict.Chosen() -> "chosen";
          case Verdict.Outbid(var extra, var cost, var service) ->
              "+%s by %s".formatted(extra.minorUnits().toPlainString(), service);
          case Verdict.RuledOut() -> "out";
        };
    String findings =
        assessment.findings().stream().map(Scenario::text).collect(Collectors.joining(", "));
    return (assessment.shipNode() + "  " + verdict + "  " + findings).stripTrailing();
  }

  private static String text(Finding finding) {
    return finding.ruleId()
        + " "
        + finding.reason()
        + " "
        + finding.lines().stream().map(OrderLineId::value).collect(Collectors.joining("+"));
  }

  /// `node service line+line` for each shipment.
  static List<String> shipments(SourcingDecision decision) {
    return decision.outcome().shipments().stream()
        .map(s ->
            s.shipNode()
                + " "
                + s.carrierService()
                + " "
                + s.lines().stream().map(a -> a.line().value()).collect(Collectors.joining("+")))
        .toList();
  }
}
