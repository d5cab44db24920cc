package dev.whence.service.replay;

import dev.whence.domain.Cost;
import dev.whence.domain.estimates.Estimator;
import dev.whence.rules.replay.Comparison.Observed;
import dev.whence.rules.replay.KnownEstimates;
import dev.whence.rules.replay.MatchedFacts;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.OrderSourcing;
import dev.whence.rules.tables.RowTest;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import dev.whence.service.records.DecisionId;
import dev.whence.service.replay.RecordedOrders.Fates;
import dev.whence.service.replay.RecordedOrders.Page;
import dev.whence.service.sourcing.DecisionStore;
import dev.whence.service.sourcing.StoredDecision;
import dev.whence.service.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/// Which recorded orders a row touches, and how they went: the newest are decided again, as far as
/// a short time allows, and it is seen whether any fact that they ask the table about matches the
/// row's conditions. Thread-safe.
public final class TouchedOrders {
  /// Where nothing else is said.
  public static final int USUAL_ORDERS = 1_000;

  public static final int MOST_ORDERS = 10_000;

  private static final int PAGE = 50;
  private static final int EXAMPLES = 10;
  private static final Duration TIME = Duration.ofMillis(1_500);

  private final RecordedOrders orders;
  private final Supplier<Estimator> models;
  private final Function<RuleBook, RuleTables> compiled;

  /// @param compiled makes tables ready, or finds them ready
  /// @param models answer what nobody asked when an order was decided
  public TouchedOrders(
      Database database,
      DecisionStore decisions,
      Function<RuleBook, RuleTables> compiled,
      Supplier<Estimator> models) {
    this.orders = new RecordedOrders(database, decisions);
    this.compiled = compiled;
    this.models = models;
  }

  /// @param looked decisions that were looked at, the newest
  /// @param since the oldest of them; left out where there is none
  /// @param all whether no more are recorded
  /// @param matched of these, touched by the row
  /// @param costs recorded expected cost of those touched, by currency
  /// @param onTime their parcels delivered by the promised day
  /// @param late their parcels delivered after it, or lost
  /// @param open their parcels of which it is not known yet, or to which nothing was promised
  /// @param examples the newest of them
  public record Touched(
      int looked,
      boolean all,
      List<Instant> since,
      int matched,
      int onTime,
      int late,
      int open,
      int returnedUnits,
      List<CostOf> costs,
      List<Example> examples) {}

  /// @param mean in minor units
  public record CostOf(String currency, int orders, double mean) {}

  public record Example(
      String decisionId,
      String orderId,
      Instant at,
      int onTime,
      int late,
      int open,
      int returned) {}

  /// @param base tables that orders are decided with
  /// @param most how many decisions are looked at at most
  public Touched by(RowTest row, RuleBook base, int most) {
    long end = System.nanoTime() + TIME.toNanos();
    RuleTables tables = compiled.apply(base);
    List<DecisionId> newest = orders.newest(most + 1);
    boolean all = newest.size() <= most;
    var counts = new Counts();
    int looked = 0;
    int have = Math.min(most, newest.size());
    while (looked < have && System.nanoTime() < end) {
      int until = Math.min(have, looked + PAGE);
      Optional<DecisionId> after =
          until < newest.size() ? Optional.of(newest.get(until)) : Optional.empty();
      Page page = orders.page(after, until - looked);
      Fates fates = orders.fates(page.decisions());
      for (StoredDecision decision : page.decisions().reversed()) {
        if (isTouched(row, tables, decision)) {
          counts.add(decision, fates.of(decision.id()));
        }
      }
      counts.since =
          page.decisions().isEmpty()
              ? counts.since
              : List.of(page.decisions().getFirst().decision().decidedAt());
      looked = until;
    }
    return counts.touched(looked, all && looked == have);
  }

  private boolean isTouched(RowTest row, RuleTables tables, StoredDecision decision) {
    var matched = new MatchedFacts(tables, row.table(), row::holdsFor);
    var orderCase = decision.inputs().orderCase();
    OrderSourcing.decide(
        decision.inputs().market(),
        orderCase.demanding(orderCase.demands().explaining(Demands.Explain.NONE)),
        matched,
        new KnownEstimates(decision.estimates(), models.get(), new AtomicLong()));
    return matched.isMatched();
  }

  private static final class Counts {
    private final Map<String, List<Double>> costs = new TreeMap<>();
    private final List<Example> examples = new ArrayList<>();
    private List<Instant> since = List.of();
    private int matched;
    private int onTime;
    private int late;
    private int open;
    private int returned;

    void add(StoredDecision decision, Observed observed) {
      matched++;
      onTime += observed.onTime();
      late += observed.late();
      open += observed.open();
      returned += observed.returnedUnits();
      var order = decision.inputs().orderCase().order();
      costs
          .computeIfAbsent(order.currency().getCurrencyCode(), _ -> new ArrayList<>())
          .add((double) decision.decision().cost().total().tenThousandths() / Cost.SCALE);
      if (examples.size() < EXAMPLES) {
        examples.add(
            new Example(
                decision.id().toString(),
                order.id().value(),
                decision.decision().decidedAt(),
                observed.onTime(),
                observed.late(),
                observed.open(),
                observed.returnedUnits()));
      }
    }

    Touched touched(int looked, boolean all) {
      return new Touched(
          looked,
          all,
          since,
          matched,
          onTime,
          late,
          open,
          returned,
          costs.entrySet().stream()
              .map(each ->
                  new CostOf(
                      each.getKey(),
                      each.getValue().size(),
                      each.getValue().stream().mapToDouble(cost -> cost).average().orElse(0)))
              .toList(),
          examples);
    }
  }
}
