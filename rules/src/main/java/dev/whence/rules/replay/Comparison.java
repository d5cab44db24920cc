package dev.whence.rules.replay;

import static java.util.stream.Collectors.joining;

import dev.whence.domain.Cost;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.orders.OrderLine;
import dev.whence.rules.replay.ReplayResult.Changes;
import dev.whence.rules.replay.ReplayResult.Example;
import dev.whence.rules.replay.ReplayResult.Figure;
import dev.whence.rules.replay.ReplayResult.Happened;
import dev.whence.rules.replay.ReplayResult.ObservedOutcomes;
import dev.whence.rules.replay.ReplayResult.Orders;
import dev.whence.rules.replay.ReplayResult.Parcel;
import dev.whence.rules.replay.ReplayResult.RowChange;
import dev.whence.rules.replay.ReplayResult.Side;
import dev.whence.rules.replay.ReplayResult.Verdict;
import dev.whence.rules.replay.World.Lived;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingDecision.Shortage;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import dev.whence.rules.sourcing.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/// Gathers what differs between two worlds that live through the same orders. Takes the same memory
/// however many orders there are. Not thread-safe.
public final class Comparison {
  /// Examples of each kind of change.
  public static final int EXAMPLES = 10;

  private static final int MOST_ROW_CHANGES = 200;
  private static final long SEED = 20_261_129;

  private final Set<TableRow> changedBefore;
  private final Set<TableRow> changedAfter;
  private final Optional<Expectation> expectation;

  private final Map<String, Paired> costs = new TreeMap<>();
  private final Map<Measure, Paired> measures = new EnumMap<>(Measure.class);
  private final Map<ChangeKind, Kind> kinds = new EnumMap<>(ChangeKind.class);
  private final Map<RowKey, Long> rows = new LinkedHashMap<>();
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<Example> broken = new ArrayList<>();
  private final Seen seenBefore = new Seen();
  private final Seen seenAfter = new Seen();
  private long brokenCount;
  private long otherRows;
  private long replayed;
  private long decided;
  private long byRows;
  private long byOthers;
  private long touched;
  private long asClaimed;
  private long onlyBefore;
  private long onlyAfter;
  private long likeRecord;

  /// @param changedBefore rows of the tables of before that are gone, moved or other in those of
  ///   after
  /// @param changedAfter rows of the tables of after that are new, moved or other
  /// @param expectation what must hold, if anything
  public Comparison(
      Set<TableRow> changedBefore, Set<TableRow> changedAfter, Optional<Expectation> expectation) {
    this.changedBefore = Set.copyOf(changedBefore);
    this.changedAfter = Set.copyOf(changedAfter);
    this.expectation = expectation;
  }

  /// What is known of the parcels of a recorded decision.
  ///
  /// @param onTime parcels delivered by the promised day
  /// @param late parcels delivered after it, or lost
  /// @param open parcels of which it is not known
  public record Observed(int onTime, int late, int open, int returnedUnits) {
    public static final Observed NOTHING = new Observed(0, 0, 0, 0);
  }

  private enum Measure {
    PARCELS("parcels", "parcels an order", true),
    SPLITS("splits", "share of orders", true),
    DISTANCE("distance", "km an order, all parcels", true),
    ON_TIME("on-time", "chance that all of an order is on time", false),
    DAYS_LATE("days-late", "expected days late an order, all parcels", true),
    FALLBACKS("fallbacks", "share of orders decided by the routing guide", true),
    UNFILLED("unfilled", "units an order that do not ship at once", true),
    HELD("held", "share of orders", true),
    UNFILLABLE("unfillable", "share of orders", true);

    private final String code;
    private final String unit;
    private final boolean lessIsBetter;

    Measure(String code, String unit, boolean lessIsBetter) {
      this.code = code;
      this.unit = unit;
      this.lessIsBetter = lessIsBetter;
    }
  }

  private record RowKey(String table, List<String> before, List<String> after) {}

  /// Changes of one kind so far.
  private static final class Kind {
    private final List<Drawn> examples = new ArrayList<>();
    private long orders;
    private long byRows;
    private long byOthers;
  }

  /// @param number of the change, for the order of time
  private record Drawn(long number, Example example) {}

  private static final class Seen {
    private long orders;
    private long onTime;
    private long late;
    private long open;
    private long returned;
    private long cannotSay;

    void add(SourcingDecision decision, SourcingDecision recorded, Observed observed) {
      if (!ChangeKind.isSamePlan(decision, recorded)) {
        cannotSay++;
        return;
      }
      orders++;
      onTime += observed.onTime();
      late += observed.late();
      open += observed.open();
      returned += observed.returnedUnits();
    }

    Happened happened() {
      return new Happened(orders, onTime, late, open, returned, cannotSay);
    }
  }

  /// Adds the next order, as both worlds lived through it.
  public void add(
      RecordedOrder order, Optional<Lived> before, Optional<Lived> after, Observed observed) {
    replayed++;
    if (before.isEmpty() || after.isEmpty()) {
      addOne(order, before.isPresent(), after.isPresent());
      return;
    }
    decided++;
    SourcingDecision was = before.get().decision();
    SourcingDecision is = after.get().decision();
    if (ChangeKind.of(order.recorded(), was).isEmpty()) {
      likeRecord++;
    }
    seenBefore.add(was, order.recorded(), observed);
    seenAfter.add(is, order.recorded(), observed);
    measure(order, was, is);
    Set<TableRow> culprits = culprits(before.get().fired(), after.get().fired());
    if (!culprits.isEmpty()) {
      touched++;
    }
    ChangeKind.of(was, is)
        .ifPresent(kind -> changed(kind, order, before.get(), after.get(), culprits));
  }

  private void addOne(RecordedOrder order, boolean before, boolean after) {
    if (before == after) {
      if (order.kind() == RecordedOrder.Kind.CLAIMED) {
        asClaimed++;
      }
      return;
    }
    if (before) {
      onlyBefore++;
    } else {
      onlyAfter++;
    }
    if (!expectation.map(expected -> expected.allows(Set.of())).orElse(true)) {
      brokenCount++;
    }
  }

  private Set<TableRow> culprits(Set<TableRow> firedBefore, Set<TableRow> firedAfter) {
    var culprits = new HashSet<TableRow>();
    addShared(changedBefore, firedBefore, culprits);
    addShared(changedAfter, firedAfter, culprits);
    return culprits;
  }

  private static void addShared(Set<TableRow> some, Set<TableRow> others, Set<TableRow> to) {
    boolean fewer = some.size() < others.size();
    for (TableRow row : fewer ? some : others) {
      if ((fewer ? others : some).contains(row)) {
        to.add(row);
      }
    }
  }

  private void changed(
      ChangeKind kind, RecordedOrder order, Lived before, Lived after, Set<TableRow> culprits) {
    Kind changes = kinds.computeIfAbsent(kind, _ -> new Kind());
    changes.orders++;
    if (culprits.isEmpty()) {
      byOthers++;
      changes.byOthers++;
    } else {
      byRows++;
      changes.byRows++;
      countRows(before.fired(), after.fired(), culprits);
    }
    // A reservoir: each change of the kind is kept with the same chance.
    long place = changes.orders <= EXAMPLES ? changes.orders - 1 : random.nextLong(changes.orders);
    boolean breaks = expectation.isPresent() && !expectation.get().allows(culprits);
    if (breaks) {
      brokenCount++;
    }
    if (place < EXAMPLES || (breaks && broken.size() < EXAMPLES)) {
      Example example = example(kind, order, before, after, culprits);
      if (place < EXAMPLES) {
        var drawn = new Drawn(changes.orders, example);
        if (place < changes.examples.size()) {
          changes.examples.set((int) place, drawn);
        } else {
          changes.examples.add(drawn);
        }
      }
      if (breaks && broken.size() < EXAMPLES) {
        broken.add(example);
      }
    }
  }

  private void countRows(
      Set<TableRow> firedBefore, Set<TableRow> firedAfter, Set<TableRow> culprits) {
    var tables = new TreeSet<String>();
    culprits.forEach(row -> tables.add(row.table()));
    for (String table : tables) {
      var key =
          new RowKey(
              table,
              ids(table, firedBefore, firedAfter, changedBefore),
              ids(table, firedAfter, firedBefore, changedAfter));
      if (rows.containsKey(key) || rows.size() < MOST_ROW_CHANGES) {
        rows.merge(key, 1L, Long::sum);
      } else {
        otherRows++;
      }
    }
  }

  /// Rows that fired here and not there, or were changed.
  private static List<String> ids(
      String table, Set<TableRow> here, Set<TableRow> there, Set<TableRow> changed) {
    return here.stream()
        .filter(row -> row.table().equals(table))
        .filter(row -> !there.contains(row) || changed.contains(row))
        .map(TableRow::ruleId)
        .sorted()
        .toList();
  }

  private void measure(RecordedOrder order, SourcingDecision was, SourcingDecision is) {
    costs
        .computeIfAbsent(order.orderCase().order().currency().getCurrencyCode(), _ -> new Paired())
        .add(minor(was), minor(is));
    boolean ship = !parcels(was).isEmpty() && !parcels(is).isEmpty();
    for (Measure measure : Measure.values()) {
      if (measure != Measure.ON_TIME || ship) {
        measures
            .computeIfAbsent(measure, _ -> new Paired())
            .add(value(measure, order, was), value(measure, order, is));
      }
    }
  }

  private static double value(Measure measure, RecordedOrder order, SourcingDecision decision) {
    return switch (measure) {
      case PARCELS -> parcels(decision).size();
      case SPLITS -> share(parcels(decision).size() > 1);
      case DISTANCE -> {
        double km = 0;
        for (Shipment shipment : parcels(decision)) {
          ShipNode node = order.market().node(shipment.shipNode());
          km += node.location().distanceKm(order.orderCase().order().destination().location());
        }
        yield km;
      }
      case ON_TIME -> decision.onTime().value();
      case DAYS_LATE -> {
        double days = 0;
        for (Shipment shipment : parcels(decision)) {
          days += shipment.expectedDaysLate();
        }
        yield days;
      }
      case FALLBACKS -> share(decision.path() instanceof Path.Rules);
      case UNFILLED -> unfilled(decision, order.orderCase());
      case HELD -> share(decision.outcome() instanceof Outcome.Held);
      case UNFILLABLE -> share(decision.outcome() instanceof Outcome.Unfillable);
    };
  }

  private static double share(boolean is) {
    return is ? 1 : 0;
  }

  private static List<Shipment> parcels(SourcingDecision decision) {
    return decision.outcome().shipments();
  }

  /// Of a decision that ships nothing, all of them.
  private static int unfilled(SourcingDecision decision, Case orderCase) {
    int units = 0;
    if (parcels(decision).isEmpty()) {
      for (OrderLine line : orderCase.order().lines()) {
        units += line.quantity();
      }
    } else {
      for (Shortage shortage : decision.outcome().shortages()) {
        units += shortage.units();
      }
    }
    return units;
  }

  private static double minor(SourcingDecision decision) {
    return (double) decision.cost().total().tenThousandths() / Cost.SCALE;
  }

  private static Example example(
      ChangeKind kind, RecordedOrder order, Lived before, Lived after, Set<TableRow> culprits) {
    Side was = side(order.orderCase(), before.decision());
    Side is = side(order.orderCase(), after.decision());
    List<String> rows =
        culprits.stream().map(row -> row.table() + " " + row.ruleId()).sorted().toList();
    return new Example(
        order.decision(),
        order.orderCase().order().id().value(),
        order.orderCase().now().toString(),
        kind.code(),
        culprits.isEmpty() ? "stock" : "rows",
        rows,
        sentence(order, kind, was, is, rows),
        was,
        is);
  }

  private static String sentence(
      RecordedOrder order, ChangeKind kind, Side was, Side is, List<String> rows) {
    String before = told(kind, was);
    String after = told(kind, is);
    return "Order %s: %s became %s, %s."
        .formatted(
            order.orderCase().order().id(),
            before,
            before.equals(after) ? "another " + kind.code() : after,
            rows.isEmpty()
                ? "because earlier orders left it other stock, places or open lines"
                : "by " + String.join(", ", rows));
  }

  private static String told(ChangeKind kind, Side side) {
    String parcels =
        side.parcels().stream()
            .map(parcel ->
                "%s by %s on %s"
                    .formatted(parcel.shipNode(), parcel.carrierService(), parcel.handover()))
            .collect(joining(" and "));
    return kind == ChangeKind.OUTCOME || parcels.isEmpty() ? side.outcome() : parcels;
  }

  /// A decision in short.
  public static Side side(Case orderCase, SourcingDecision decision) {
    var currency = orderCase.order().currency();
    return new Side(
        outcome(decision.outcome()),
        Summary.of(decision, currency),
        ChangeKind.shipments(decision).stream()
            .map(shipment ->
                new Parcel(
                    shipment.shipNode().value(),
                    shipment.carrierService().value(),
                    shipment.handoverDay().toString(),
                    shipment.lines().stream().mapToInt(part -> part.units()).sum()))
            .toList(),
        minor(decision),
        currency.getCurrencyCode(),
        decision.onTime().value(),
        unfilled(decision, orderCase));
  }

  private static String outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Allocated ignored -> "allocated";
      case Outcome.PartlyBackordered ignored -> "partly-backordered";
      case Outcome.Backordered ignored -> "backordered";
      case Outcome.Held ignored -> "held";
      case Outcome.Unfillable ignored -> "unfillable";
    };
  }

  /// What there is so far.
  public ReplayResult result() {
    var figures = new ArrayList<Figure>();
    costs.forEach((currency, paired) ->
        figures.add(figure("cost", currency + " minor units an order", true, paired)));
    measures.forEach((measure, paired) ->
        figures.add(figure(measure.code, measure.unit, measure.lessIsBetter, paired)));
    var changes = new ArrayList<Changes>();
    kinds.forEach((kind, count) ->
        changes.add(
            new Changes(
                kind.code(),
                count.orders,
                count.byRows,
                count.byOthers,
                count.examples.stream()
                    .sorted(Comparator.comparingLong(Drawn::number))
                    .map(Drawn::example)
                    .toList())));
    return new ReplayResult(
        new Orders(
            replayed,
            decided,
            byRows + byOthers,
            byRows,
            byOthers,
            touched,
            asClaimed,
            onlyBefore,
            onlyAfter,
            likeRecord),
        figures,
        changes,
        rows.entrySet().stream()
            .sorted(Map.Entry.<RowKey, Long>comparingByValue().reversed())
            .map(row ->
                new RowChange(
                    row.getKey().table(),
                    row.getKey().before(),
                    row.getKey().after(),
                    row.getValue()))
            .toList(),
        otherRows,
        new ObservedOutcomes(seenBefore.happened(), seenAfter.happened()),
        verdict());
  }

  private static Figure figure(String name, String unit, boolean lessIsBetter, Paired paired) {
    double orders = paired.orders();
    return new Figure(
        name,
        unit,
        paired.orders(),
        paired.before() / orders,
        paired.after() / orders,
        (paired.after() - paired.before()) / orders,
        paired.interval().map(ends -> List.of(ends.low(), ends.high())).orElse(List.of()),
        lessIsBetter);
  }

  private Verdict verdict() {
    long changed = byRows + byOthers;
    String counted =
        "%d of %d decisions change, %d by rows that were changed and %d because earlier orders did"
            .formatted(changed, decided, byRows, byOthers);
    if (expectation.isEmpty()) {
      return new Verdict(false, true, 0, List.of(), counted + "; nothing was expected.");
    }
    boolean met = brokenCount == 0;
    return new Verdict(
        true,
        met,
        brokenCount,
        broken,
        met
            ? counted + ", as was expected."
            : "%s; %d of them were not expected.".formatted(counted, brokenCount));
  }
}
