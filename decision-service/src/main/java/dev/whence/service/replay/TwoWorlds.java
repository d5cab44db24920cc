package dev.whence.service.replay;

import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.models.scoring.TimedScorer;
import dev.whence.rules.replay.Comparison;
import dev.whence.rules.replay.Expectation;
import dev.whence.rules.replay.KnownEstimates;
import dev.whence.rules.replay.Made;
import dev.whence.rules.replay.RecordedOrder;
import dev.whence.rules.replay.ReplayResult;
import dev.whence.rules.replay.World;
import dev.whence.rules.replay.World.Lived;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.FiredRows;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.TableDifference;
import dev.whence.rules.tables.TableDifference.Change;
import dev.whence.rules.tables.schema.ModelGuard;
import dev.whence.service.records.DecisionId;
import dev.whence.service.replay.RecordedOrders.Fates;
import dev.whence.service.replay.RecordedOrders.Page;
import dev.whence.service.replay.RecordedOrders.Start;
import dev.whence.service.sourcing.StoredDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// One replay: both worlds live through the recorded orders, page by page, each on a thread of its
/// own. While they do, the next page is read, and those that both have lived through are compared.
/// Holds five pages in memory, however many there are.
final class TwoWorlds {
  /// So far the one world may be behind the other.
  private static final int PAGES_AHEAD = 3;

  /// Ship nodes of the orders of a page, all together: larger orders, smaller pages.
  private static final int NODES_A_PAGE = 960;

  private static final int LEAST_PAGE = 2;
  private static final int MOST_PAGE = 60;
  private static final int FIRST_PAGE = 10;

  /// For a page, which rests for half a minute at most beside requests ([Courtesy]); the rest is
  /// room for slow machines.
  private static final Duration STUCK_AFTER = Duration.ofMinutes(10);

  /// For orders whose questions are all asked anew.
  private static final EstimateLog NOTHING_KNOWN = new EstimateLog(List.of(), List.of());

  private final RecordedOrders orders;
  private final Supplier<Estimator> models;
  private final Courtesy courtesy;
  private final boolean sameGuard;
  private final AtomicLong asked = new AtomicLong();
  private final World before;
  private final World after;
  private final Comparison comparison;
  private long older;

  /// @param models answer what nobody asked when the order was decided
  TwoWorlds(
      RecordedOrders orders,
      Supplier<Estimator> models,
      Courtesy courtesy,
      RuleBook base,
      RuleBook tables,
      Optional<Expectation> expectation) {
    this.orders = orders;
    this.models = models;
    this.courtesy = courtesy;
    this.before = new World(base.compile());
    this.after = new World(tables.compile());
    var changedBefore = new HashSet<TableRow>();
    var changedAfter = new HashSet<TableRow>();
    addChanges(base, tables, changedBefore, changedAfter);
    this.sameGuard =
        text(base, ModelGuard.SCHEMA.table()).equals(text(tables, ModelGuard.SCHEMA.table()));
    this.comparison = new Comparison(changedBefore, changedAfter, expectation);
  }

  private static String text(RuleBook book, String table) {
    return book.canonicalTexts().getOrDefault(table, "");
  }

  private static void addChanges(
      RuleBook base, RuleBook tables, Set<TableRow> before, Set<TableRow> after) {
    var names = new HashSet<>(base.canonicalTexts().keySet());
    names.addAll(tables.canonicalTexts().keySet());
    for (String table : names) {
      for (Change change : TableDifference.of(text(base, table), text(tables, table)).changes()) {
        switch (change) {
          case Change.Line ignored -> {}
          case Change.RowAdded(var id, var ignored) -> after.add(new TableRow(table, id));
          case Change.RowRemoved(var id, var ignored) -> before.add(new TableRow(table, id));
          case Change.RowMoved(var id, int ignored, int ignoredToo) ->
              addBoth(new TableRow(table, id), before, after);
          case Change.CellChanged(var id, var ignored, var ignoredToo, var last) ->
              addBoth(new TableRow(table, id), before, after);
        }
      }
    }
  }

  private static void addBoth(TableRow row, Set<TableRow> before, Set<TableRow> after) {
    before.add(row);
    after.add(row);
  }

  /// Says how far a replay is.
  @FunctionalInterface
  interface Progress {
    /// @return false to end it
    boolean told(long replayed, long total);
  }

  /// What came of it.
  ///
  /// @param older decisions that are recorded in a form that is no longer read, and were left out
  /// @param asked questions that the models in force were asked; all others are answered as they
  ///   were
  record Outcome(
      ReplayResult result, long replayed, long total, boolean complete, long older, long asked) {}

  /// Runs to the end; empty if [Progress] ended it.
  Optional<Outcome> run(int mostOrders, Progress progress) throws InterruptedException {
    Start start = orders.start(mostOrders);
    if (!progress.told(0, start.total())) {
      return Optional.empty();
    }
    try (var threads = new ReplayThreads(STUCK_AFTER)) {
      ExecutorService reader = threads.one("read");
      ExecutorService one = threads.one("before");
      ExecutorService other = threads.one("after");
      var underWay = new ArrayDeque<UnderWay>();
      long taken = 0;
      long replayed = 0;
      Ready ready = read(start.after(), (int) Math.min(FIRST_PAGE, start.total()));
      while (ready.size() > 0 || !underWay.isEmpty()) {
        taken += ready.size();
        older += ready.older();
        Optional<DecisionId> last = ready.last();
        int next = last.isEmpty() ? 0 : (int) Math.min(ready.nextSize(), start.total() - taken);
        Future<Ready> following = reader.submit(() -> read(last, next));
        if (ready.size() > 0) {
          Ready page = ready;
          underWay.addLast(
              new UnderWay(
                  page,
                  one.submit(() -> live(before, page)),
                  other.submit(() -> live(after, page))));
        }
        if (underWay.size() > PAGES_AHEAD || next == 0) {
          UnderWay first = underWay.removeFirst();
          compare(first, threads);
          replayed += first.page().size();
          if (!progress.told(replayed, start.total())) {
            return Optional.empty();
          }
        }
        ready = threads.get(following);
      }
      return Optional.of(
          new Outcome(
              comparison.result(), replayed, start.total(), start.complete(), older, asked.get()));
    }
  }

  private List<Optional<Lived>> live(World world, Ready page) {
    var lived = new ArrayList<Optional<Lived>>(page.orders().size());
    for (RecordedOrder order : page.orders()) {
      lived.add(courtesy.work(() -> world.live(order)));
    }
    return lived;
  }

  /// A page that both worlds live through.
  private record UnderWay(
      Ready page, Future<List<Optional<Lived>>> before, Future<List<Optional<Lived>>> after) {}

  private void compare(UnderWay lived, ReplayThreads threads) throws InterruptedException {
    List<Optional<Lived>> before = threads.get(lived.before());
    List<Optional<Lived>> after = threads.get(lived.after());
    List<RecordedOrder> orders = lived.page().orders();
    for (int i = 0; i < orders.size(); i++) {
      RecordedOrder order = orders.get(i);
      comparison.add(
          order,
          before.get(i),
          after.get(i),
          lived.page().fates().of(DecisionId.parse(order.decision())));
    }
  }

  /// A page that is ready to be lived through.
  ///
  /// @param older how many were left out
  /// @param nextSize how many the next page may have
  private record Ready(
      List<RecordedOrder> orders, Fates fates, Optional<DecisionId> last, int older, int nextSize) {
    static final Ready END =
        new Ready(
            List.of(),
            new Fates(java.util.Map.of(), Set.of(), java.util.Map.of()),
            Optional.empty(),
            0,
            LEAST_PAGE);

    int size() {
      return orders.size() + older;
    }
  }

  private Ready read(Optional<DecisionId> after, int limit) {
    if (limit == 0) {
      return Ready.END;
    }
    Page page = courtesy.work(() -> orders.page(after, limit));
    Fates fates = orders.fates(page.decisions());
    Estimator estimator = models.get();
    long nodes = 0;
    var recorded = new ArrayList<RecordedOrder>(page.decisions().size());
    for (StoredDecision decision : page.decisions()) {
      nodes += decision.inputs().reference().nodes().size();
      recorded.add(
          new RecordedOrder(
              decision.id().toString(),
              decision.inputs().market(),
              decision.inputs().orderCase(),
              new KnownEstimates(
                  sameGuard ? decision.estimates() : NOTHING_KNOWN,
                  patient(estimator.forOneOrder()),
                  asked),
              decision.decision(),
              decision.approved(),
              fates.kind(decision),
              Optional.ofNullable(fates.ended().get(decision.id().toString())),
              // By another guard the models are asked anew, in both worlds.
              sameGuard
                  ? decision
                      .fired()
                      .map(fired -> new Made(decision.ruleSet(), FiredRows.rows(fired)))
                  : Optional.empty()));
    }
    int each = (int) (nodes / Math.max(1, recorded.size())) + 1;
    return new Ready(
        recorded,
        fates,
        page.last(),
        page.older(),
        Math.clamp(NODES_A_PAGE / each, LEAST_PAGE, MOST_PAGE));
  }

  /// Nobody waits for an answer, so a model is never late.
  private static Estimator patient(Estimator estimator) {
    return new Estimator() {
      @Override
      public <Q, E> List<E> estimate(
          EstimateKey<Q, E> key, List<Q> queries, GuardTerms guard, Instant now) {
        return estimator.estimate(key, queries, guard.within(TimedScorer.AS_LONG_AS_IT_TAKES), now);
      }
    };
  }
}
