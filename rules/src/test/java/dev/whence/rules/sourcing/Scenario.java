package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.ExchangeRate;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.MeasuredTransit;
import dev.whence.domain.carriers.RateCard;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.carriers.Surcharge;
import dev.whence.domain.carriers.Tariff;
import dev.whence.domain.carriers.TransitWindow;
import dev.whence.domain.carriers.Validity;
import dev.whence.domain.carriers.WeightStep;
import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.KeyedEstimator;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.inventory.Acceptance;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.OpenDay;
import dev.whence.domain.inventory.ServiceCutoff;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.Component;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.rules.sourcing.NodeState.DayLoad;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import dev.whence.rules.sourcing.SourcingDecision.NodeAssessment;
import dev.whence.rules.sourcing.SourcingDecision.ServiceAssessment;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import dev.whence.rules.tables.RuleTables;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Aligned text tables of a network in, one line an expectation out.
///
/// Without further words: it is Monday noon UTC; nodes work from Monday to Friday, need two hours
/// and hand over at 16:00 UTC; a parcel costs 50 cents to pack and a unit 10; the customer pays
/// 20.00 a unit and lives at latitude and longitude zero.
final class Scenario {
  /// A Monday.
  static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");

  static final LocalDate MONDAY = LocalDate.of(2026, 11, 2);
  static final LocalDate TUESDAY = LocalDate.of(2026, 11, 3);
  static final LocalDate WEDNESDAY = LocalDate.of(2026, 11, 4);
  static final LocalDate THURSDAY = LocalDate.of(2026, 11, 5);
  static final LocalDate FRIDAY = LocalDate.of(2026, 11, 6);
  static final LocalDate SATURDAY = LocalDate.of(2026, 11, 7);
  static final LocalDate NEXT_MONDAY = LocalDate.of(2026, 11, 9);

  static final ModelRef MODEL = new ModelRef("transit-time", "test");
  static final FallbackReason MISSING = new FallbackReason.Missing("transit-time");

  /// 1 day per 300 km by GROUND, 4.00 up to 300 km, 7.00 up to 900 km, 9.00 beyond, 1.00 a kg; 1
  /// day, 15.00 and 3.00 a kg by AIR.
  static final String SERVICES =
      """
      service  days  parcel  kg   km
      GROUND   1     400     100  300
      GROUND   3     700     100  900
      GROUND   6     900     100  4000
      AIR      1     1500    300  4000
      """;

  private static final double KM_PER_DEGREE = 111.195;

  private final Map<String, Item> items = new TreeMap<>();
  private final Map<String, List<Surcharge>> surcharges = new HashMap<>();
  private final List<ExchangeRate> rates = new ArrayList<>();
  private String orderLines;
  private String nodeTable;
  private String serviceTable = SERVICES;
  private Policy policy = new Policy();
  private UnaryOperator<TestTables> tables = UnaryOperator.identity();
  private Demands demands = Demands.NONE;
  private Promise promise = new Promise.AsPolicySays();
  private Instant now = NOON;
  private String currency = "USD";
  private String serviceLevel = "STANDARD";
  private Destination destination =
      new Destination("US", "HERE", "00001", new GeoPoint(0, 0), ZoneOffset.UTC);
  private Estimator estimator = trusting();
  private @Nullable List<MeasuredTransit> measured;
  private @Nullable List<RecentTransit> recent;

  private Scenario(String orderLines, String nodeTable) {
    this.orderLines = orderLines;
    this.nodeTable = nodeTable;
    // A travels harmlessly, B is hazardous.
    item(new Item(new Sku("A"), "fashion", 500, 0, 300, false));
    item(new Item(new Sku("B"), "battery", 1_000, 0, 300, true));
    item(new Item(new Sku("C"), "toys", 2_000, 0, 300, false));
  }

  /// @param orderLines `A 2, B 1`; `A 2 @39900` with a unit price in minor units; `KIT 1 = A 2 + B`
  ///   for a bundle whose components may leave apart, `KIT 1 == A 2 + B` for one that leaves
  ///   together. Ids are L1, L2, ...
  /// @param nodeTable a line of column names, then one line a node: `node`, `km` east of the
  ///   destination, units of each SKU under its name, `parcels` a day, and `flags` (see [#node])
  static Scenario of(String orderLines, String nodeTable) {
    return new Scenario(orderLines, nodeTable);
  }

  Scenario order(String lines) {
    orderLines = lines;
    return this;
  }

  Scenario nodes(String table) {
    nodeTable = table;
    return this;
  }

  /// @param table a line of column names, then one line a zone of a service: `service`, published
  ///   `days`, cents a `parcel`, cents a `kg`, up to `km`, and flags (see [#service])
  Scenario services(String table) {
    serviceTable = table;
    return this;
  }

  Scenario policy(Policy terms) {
    policy = terms;
    return this;
  }

  Scenario tables(UnaryOperator<TestTables> change) {
    tables = change;
    return this;
  }

  Scenario demands(Demands wanted) {
    demands = wanted;
    return this;
  }

  Scenario promise(LocalDate day) {
    promise = new Promise.On(day);
    return this;
  }

  Scenario exactly(LocalDate day) {
    promise = new Promise.Exactly(day);
    return this;
  }

  Scenario at(String instant) {
    now = Instant.parse(instant);
    return this;
  }

  Scenario currency(String code) {
    currency = code;
    return this;
  }

  Scenario serviceLevel(String level) {
    serviceLevel = level;
    return this;
  }

  Scenario destination(Destination to) {
    destination = to;
    return this;
  }

  Scenario estimator(Estimator other) {
    estimator = other;
    return this;
  }

  Scenario measured(MeasuredTransit... seen) {
    measured = List.of(seen);
    return this;
  }

  /// What lanes took lately; without this the destination was seen, and no lane.
  Scenario recent(RecentTransit... lanes) {
    recent = List.of(lanes);
    return this;
  }

  /// A destination that some parcels reached, none of this lane.
  RecentTransit seen(String service, String origin) {
    return lane(service, origin, TransitWindow.EMPTY);
  }

  /// A lane into the destination.
  RecentTransit lane(String service, String origin, TransitWindow lane) {
    return new RecentTransit(
        new CarrierServiceId(service),
        origin,
        destination.region(),
        new TransitWindow(50, 2_400, 2_400),
        lane,
        TransitWindow.EMPTY,
        now.minusSeconds(3_600));
  }

  Scenario item(Item item) {
    items.put(item.sku().value(), item);
    return this;
  }

  Scenario surcharge(String service, Surcharge surcharge) {
    surcharges.computeIfAbsent(service, id -> new ArrayList<>()).add(surcharge);
    return this;
  }

  /// So much of `to` for one of `from`, in major units.
  Scenario rate(String from, String to, String rate) {
    rates.add(
        new ExchangeRate(
            Currency.getInstance(from),
            Currency.getInstance(to),
            new java.math.BigDecimal(rate),
            MONDAY.minusDays(1),
            "test"));
    return this;
  }

  SourcingDecision decide() {
    return decide(estimator);
  }

  SourcingDecision decide(Estimator other) {
    return OrderSourcing.decide(market(), orderCase(), ruleTables(), other);
  }

  SourcingDecision decideBy(RuleTables others) {
    return OrderSourcing.decide(market(), orderCase(), others, estimator);
  }

  TestTables ruleTables() {
    return tables.apply(new TestTables(policy.terms()));
  }

  Market market() {
    return Market.of(
        rows(nodeTable).stream().map(Scenario::node).toList(), services(), List.copyOf(rates));
  }

  Case orderCase() {
    List<CarrierService> services = services();
    return new Case(
        order(),
        now,
        rows(nodeTable).stream().map(this::state).toList(),
        List.copyOf(items.values()),
        recent != null ? recent : List.of(seen("SOME", "SOMEWHERE")),
        measured != null
            ? measured
            : services.stream().map(service -> steady(service.id().value(), 1_000)).toList(),
        List.of(),
        demands);
  }

  Order order() {
    return new Order(
        new OrderId("O-1"),
        "web",
        "regular",
        "",
        serviceLevel,
        destination,
        promise,
        Currency.getInstance(currency),
        now,
        lines());
  }

  private List<OrderLine> lines() {
    var lines = new ArrayList<OrderLine>();
    for (String line : orderLines.split(",")) {
      boolean together = line.contains("==");
      String[] sides = line.strip().split("\\s*==?\\s*");
      String[] cells = sides[0].split("\\s+");
      long price = cells.length > 2 ? Long.parseLong(cells[2].substring(1)) : 2_000;
      var components = new ArrayList<Component>();
      if (sides.length > 1) {
        for (String component : sides[1].split("\\s*\\+\\s*")) {
          String[] parts = component.split("\\s+");
          components.add(
              new Component(new Sku(parts[0]), parts.length > 1 ? Integer.parseInt(parts[1]) : 1));
        }
      }
      lines.add(
          new OrderLine(
              new OrderLineId("L" + (lines.size() + 1)),
              new Sku(cells[0]),
              Integer.parseInt(cells[1]),
              Money.of(price, currency),
              components,
              together));
    }
    return lines;
  }

  // What the tables say.

  /// One line of an aligned table: cells by column, and flags by name.
  record Line(Map<String, String> cells, Map<String, List<String>> flags) {
    String cell(String column) {
      String cell = cells.get(column);
      if (cell == null) {
        throw new AssertionError("There is no column " + column + " in " + cells + ".");
      }
      return cell;
    }

    long whole(String column) {
      return Long.parseLong(cell(column));
    }

    boolean has(String flag) {
      return flags.containsKey(flag);
    }

    String flag(String name, String otherwise) {
      return flags.getOrDefault(name, List.of(otherwise)).getFirst();
    }

    List<String> all(String name) {
      return flags.getOrDefault(name, List.of());
    }
  }

  private static List<Line> rows(String table) {
    List<String> lines = table.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    String[] columns = lines.getFirst().split("\\s+");
    var rows = new ArrayList<Line>();
    for (String text : lines.subList(1, lines.size())) {
      String[] words = text.split("\\s+");
      var cells = new LinkedHashMap<String, String>();
      var flags = new HashMap<String, List<String>>();
      for (int i = 0; i < words.length; i++) {
        if (i < columns.length && !columns[i].equals("flags")) {
          cells.put(columns[i], words[i]);
        } else {
          int equals = words[i].indexOf('=');
          String name = equals < 0 ? words[i] : words[i].substring(0, equals);
          flags
              .computeIfAbsent(name, each -> new ArrayList<>())
              .add(equals < 0 ? "" : words[i].substring(equals + 1));
        }
      }
      rows.add(new Line(cells, flags));
    }
    return rows;
  }

  /// Flags: `closed`, `hazmat`, `country=JP`, `region=TYO`, `zone=Asia/Tokyo`, `at=35.7/139.7`,
  /// `days=MON-SAT`, `opens=08:00`, `closes=18:00`, `cutoff=16:00`, `cutoff=AIR/10:00`,
  /// `processing=8h`, `holiday=2026-11-03`, `handling=JPY/310/10`, `booked=2026-11-02/1`,
  /// `reserved=A/3`, `safety=A/3`.
  private static ShipNode node(Line line) {
    String id = line.cell("node");
    GeoPoint place = new GeoPoint(0, line.whole("km") / KM_PER_DEGREE);
    if (line.has("at")) {
      String[] at = line.flag("at", "").split("/");
      place = new GeoPoint(Double.parseDouble(at[0]), Double.parseDouble(at[1]));
    }
    String[] handling = line.flag("handling", "USD/50/10").split("/");
    return new ShipNode(
        new ShipNodeId(id),
        id,
        NodeType.DC,
        line.flag("country", "US"),
        line.flag("region", "R" + id),
        place,
        !line.has("closed"),
        line.has("hazmat"),
        Set.of(),
        calendar(line),
        Math.toIntExact(line.whole("parcels")),
        Money.of(Long.parseLong(handling[1]), handling[0]),
        Money.of(Long.parseLong(handling[2]), handling[0]));
  }

  private static NodeCalendar calendar(Line line) {
    LocalTime cutoff = LocalTime.of(16, 0);
    var serviceCutoffs = new ArrayList<ServiceCutoff>();
    Set<DayOfWeek> days = days(line.flag("days", "MON-FRI"));
    for (String each : line.all("cutoff")) {
      int slash = each.indexOf('/');
      if (slash < 0) {
        cutoff = LocalTime.parse(each);
      } else {
        var service = new CarrierServiceId(each.substring(0, slash));
        LocalTime at = LocalTime.parse(each.substring(slash + 1));
        days.forEach(day -> serviceCutoffs.add(new ServiceCutoff(service, day, at)));
      }
    }
    LocalTime opens = LocalTime.parse(line.flag("opens", "00:00"));
    LocalTime closes = LocalTime.parse(line.flag("closes", "00:00"));
    LocalTime day = cutoff;
    return new NodeCalendar(
        ZoneId.of(line.flag("zone", "Z")),
        days.stream().map(each -> new OpenDay(each, opens, closes, day)).toList(),
        serviceCutoffs,
        Duration.parse("PT" + line.flag("processing", "2h").toUpperCase(java.util.Locale.ROOT)),
        holidays(line));
  }

  private static Set<LocalDate> holidays(Line line) {
    var holidays = new HashSet<LocalDate>();
    for (String each : line.all("holiday")) {
      String[] ends = each.split("/");
      LocalDate last = LocalDate.parse(ends[ends.length - 1]);
      for (LocalDate day = LocalDate.parse(ends[0]); !day.isAfter(last); day = day.plusDays(1)) {
        holidays.add(day);
      }
    }
    return holidays;
  }

  private static Set<DayOfWeek> days(String range) {
    String[] ends = range.split("-");
    return EnumSet.range(day(ends[0]), day(ends[ends.length - 1]));
  }

  private static DayOfWeek day(String word) {
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> day.name().startsWith(word))
        .findFirst()
        .orElseThrow();
  }

  private NodeState state(Line line) {
    var id = new ShipNodeId(line.cell("node"));
    var stock = new ArrayList<StockPosition>();
    for (String sku : items.keySet()) {
      String units = line.cells().get(sku);
      if (units != null) {
        stock.add(
            new StockPosition(
                id,
                new Sku(sku),
                Integer.parseInt(units),
                amount(line, "reserved", sku),
                amount(line, "safety", sku),
                Cost.ZERO,
                !line.all("off").contains(sku)));
      }
    }
    var booked = new ArrayList<DayLoad>();
    for (String each : line.all("booked")) {
      String[] parts = each.split("/");
      booked.add(new DayLoad(LocalDate.parse(parts[0]), Integer.parseInt(parts[1])));
    }
    return new NodeState(id, stock, booked, Acceptance.UNKNOWN, Cost.ZERO);
  }

  private static int amount(Line line, String flag, String sku) {
    return line.all(flag).stream()
        .filter(each -> each.startsWith(sku + "/"))
        .mapToInt(each -> Integer.parseInt(each.substring(sku.length() + 1)))
        .sum();
  }

  /// Flags of a zone: `to=CA`, `from=2026-11-04`, `until=2026-11-03`, `steps=500:300/1000:400`,
  /// `min=300`, `prefix=99`. Flags of a service, on any of its lines: `currency=JPY`,
  /// `divisor=5000`, `working`, `delivers=MON-FRI`, `collects=MON-FRI`, `holiday=2026-11-03`,
  /// `ontime=0.95`, `off`.
  private List<CarrierService> services() {
    var byId = new LinkedHashMap<String, List<Line>>();
    for (Line line : rows(serviceTable)) {
      byId.computeIfAbsent(line.cell("service"), id -> new ArrayList<>()).add(line);
    }
    var services = new ArrayList<CarrierService>();
    byId.forEach((id, lines) -> services.add(service(id, lines)));
    return services;
  }

  private CarrierService service(String id, List<Line> lines) {
    var flags = new HashMap<String, List<String>>();
    lines.forEach(line ->
        line.flags()
            .forEach((name, values) ->
                flags.computeIfAbsent(name, each -> new ArrayList<>()).addAll(values)));
    var all = new Line(Map.of(), flags);
    String money = all.flag("currency", "USD");
    return new CarrierService(
        new CarrierServiceId(id),
        "Carrier",
        id,
        new Probability(Double.parseDouble(all.flag("ontime", "0.9"))),
        new CarrierCalendar(
            days(all.flag("collects", "MON-SUN")),
            days(all.flag("delivers", "MON-SAT")),
            holidays(all),
            all.has("working")
                ? CarrierCalendar.Counting.WORKING_DAYS
                : CarrierCalendar.Counting.CALENDAR_DAYS),
        new RateCard(
            Currency.getInstance(money),
            Integer.parseInt(all.flag("divisor", "0")),
            1,
            lines.stream().map(line -> zone(line, money)).toList(),
            surcharges.getOrDefault(id, List.of())),
        !all.has("off"));
  }

  private static RateZone zone(Line line, String money) {
    var steps = new ArrayList<WeightStep>();
    for (String step : line.flag("steps", "").split("/")) {
      if (!step.isEmpty()) {
        String[] parts = step.split(":");
        steps.add(
            new WeightStep(Long.parseLong(parts[0]), Money.of(Long.parseLong(parts[1]), money)));
      }
    }
    return new RateZone(
        "",
        "",
        line.flag("to", ""),
        "",
        line.all("prefix"),
        Math.toIntExact(line.whole("km")),
        new Validity(
            LocalDate.parse(line.flag("from", Validity.ALWAYS.from().toString())),
            LocalDate.parse(line.flag("until", Validity.ALWAYS.until().toString()))),
        new Tariff(
            Money.of(line.whole("parcel"), money),
            Cost.ofMinorUnits(line.whole("kg")),
            steps,
            Money.of(Long.parseLong(line.flag("min", "0")), money)),
        Math.toIntExact(line.whole("days")));
  }

  /// A service whose parcels always take between 90 % and 100 % of the days that are due.
  static MeasuredTransit steady(String service, long parcels) {
    return new MeasuredTransit(
        new CarrierServiceId(service),
        parcels,
        TransitDistribution.LEVELS.stream().map(level -> 0.9 + level / 10).toList());
  }

  // Estimators.

  /// A model that knows the published days to be exact: 99.5 % within them, 0 % before nine tenths.
  static Estimator trusting() {
    return trustingIf(_ -> true);
  }

  /// A model that is not to be trusted at all.
  static Estimator failing() {
    return trustingIf(_ -> false);
  }

  static Estimator trustingIf(Predicate<TransitQuery> trusted) {
    return answering(
        query -> trusted.test(query) ? predicted(query.publishedDays()) : assumed(query));
  }

  /// A model that knows every parcel to take between nine tenths of a day and one, whatever is
  /// published.
  static Estimator alwaysOneDay() {
    return answering(_ -> predicted(1));
  }

  private static Estimator answering(Function<TransitQuery, TransitEstimate> answer) {
    return KeyedEstimator.NONE
        .with(
            EstimateKey.TRANSIT_TIME,
            (queries, guard, now) -> {
              return queries.stream().map(answer).toList();
            })
        .with(
            EstimateKey.RETURN_RISK,
            (queries, guard, now) -> {
              return queries.stream()
                  .<ReturnEstimate>map(q ->
                      new ReturnEstimate.Predicted(
                          new Probability(q.category().equals("fashion") ? 0.5 : 0.1),
                          new ModelRef("return-risk", "test")))
                  .toList();
            });
  }

  private static TransitEstimate predicted(int publishedDays) {
    int days = Math.max(1, publishedDays);
    return new TransitEstimate.Predicted(
        new TransitDistribution(
            Probability.ZERO,
            TransitDistribution.LEVELS.stream().map(level -> days * (0.9 + level / 10)).toList()),
        MODEL);
  }

  private static TransitEstimate assumed(TransitQuery query) {
    return new TransitEstimate.Assumed(query.publishedDays(), query.publishedOnTime(), MISSING);
  }

  // What is told.

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
              "+%s by %s".formatted(plain(extra), service);
          case Verdict.CannotWin(var atLeast, var service) ->
              "at least +%s by %s".formatted(plain(atLeast), service);
          case Verdict.NotWorkedOut() -> "not worked out";
          case Verdict.RuledOut() -> "out";
        };
    return (assessment.shipNode() + "  " + verdict + "  " + text(assessment.findings()))
        .stripTrailing();
  }

  static String text(List<Finding> findings) {
    return findings.stream().map(Scenario::text).collect(Collectors.joining(", "));
  }

  private static String text(Finding finding) {
    return finding.ruleId()
        + " "
        + finding.reason()
        + " "
        + finding.lines().stream().map(OrderLineId::value).collect(Collectors.joining("+"));
  }

  /// `rule id, rule id` against one service of a node.
  static String against(SourcingDecision decision, String node, String service) {
    return decision.assessments().stream()
        .filter(assessment -> assessment.shipNode().value().equals(node))
        .flatMap(assessment -> assessment.services().stream())
        .filter(assessment -> assessment.carrierService().value().equals(service))
        .map(ServiceAssessment::findings)
        .flatMap(List::stream)
        .map(finding -> finding.ruleId() + ": " + finding.reason().sentence())
        .collect(Collectors.joining("; "));
  }

  /// `node service day L1*2 L2*1` for each parcel.
  static List<String> shipments(SourcingDecision decision) {
    return shipments(decision.outcome().shipments());
  }

  static List<String> shipments(List<SourcingDecision.Shipment> shipments) {
    return shipments.stream()
        .map(s ->
            s.shipNode()
                + " "
                + s.carrierService()
                + " "
                + s.handoverDay().toString().substring(5)
                + " "
                + s.lines().stream()
                    .map(a -> a.line() + "*" + a.units())
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  /// `L1*5 NoStock[]` for each line that is short.
  static List<String> shortages(SourcingDecision decision) {
    return decision.outcome().shortages().stream()
        .map(s -> s.line() + "*" + s.units() + " " + s.reason())
        .toList();
  }

  /// Cents, without needless zeros.
  static String plain(Cost cost) {
    return cost.minorUnits().stripTrailingZeros().toPlainString();
  }

  /// Costs that are not zero: `freight 500, handling 70`.
  static String cost(CostTerms terms) {
    return terms.byName().stream()
        .filter(term -> term.getValue().tenThousandths() != 0)
        .map(term -> term.getKey() + " " + plain(term.getValue()))
        .collect(Collectors.joining(", "));
  }
}
