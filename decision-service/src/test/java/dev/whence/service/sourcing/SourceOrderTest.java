package dev.whence.service.sourcing;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.Order;
import dev.whence.rules.search.PlanSearch;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.WhyNot;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import dev.whence.service.admission.Deadline;
import dev.whence.service.history.RecentTransitStore;
import dev.whence.service.sourcing.RecordedDecisions.Basis;
import dev.whence.service.sourcing.SourceOrder.Request;
import dev.whence.service.sourcing.SourceOrder.Result;
import dev.whence.service.versions.InForce;
import dev.whence.service.versions.ModelSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Read, decide, write over a real database and the shipped rule tables; no model is loaded.
class SourceOrderTest {
  private static final RuleTables TABLES = RuleBook.shipped().compile();
  private TestShop shop;

  @BeforeEach
  void stockTheShop() {
    shop = new TestShop().with("NEWARK", "SHIRT", 5).with("TRENTON", "SHIRT", 5);
  }

  private SourceOrder sourceOrder() {
    return sourceOrder(shop.snapshots(TABLES));
  }

  private SourceOrder sourceOrder(SnapshotStore snapshots) {
    return new SourceOrder(
        new DecisionTime.Live(Clock.fixed(TestShop.NOW, ZoneOffset.UTC)),
        snapshots,
        shop.decisions,
        new TableWarnings(
            RuleBook.shipped(),
            Set.of("transit-time"),
            shop.database,
            Clock.fixed(TestShop.NOW, ZoneOffset.UTC)),
        new ShadowScoring(shop.database, ignored -> {}));
  }

  private RecordedDecisions recorded() {
    return new RecordedDecisions(
        shop.decisions, InForce.Source.of(TestShop.inForce(TABLES)), digest -> Optional.empty());
  }

  private static Request request(Order order) {
    return new Request(order, Demands.NONE, "{\"orderId\": \"" + order.id() + "\"}", Deadline.NONE);
  }

  /// Takes its time, as a model may.
  private record Slow(Estimator estimator, Duration time, List<Duration> budgets)
      implements Estimator {
    @Override
    public <Q, E> List<E> estimate(
        EstimateKey<Q, E> key, List<Q> queries, GuardTerms guard, Instant now) {
      if (key.equals(EstimateKey.TRANSIT_TIME)) {
        budgets.add(guard.budget());
        try {
          Thread.sleep(time);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return estimator.estimate(key, queries, guard, now);
    }
  }

  private SourceOrder slow(Duration time, List<Duration> budgets) {
    InForce usual = TestShop.inForce(TABLES);
    var models =
        new ModelSet(
            1, usual.models().registry(), new Slow(usual.models().estimator(), time, budgets));
    return sourceOrder(
        new SnapshotStore(
            shop.database,
            new RecentTransitStore(shop.database),
            InForce.Source.of(new InForce(usual.ruleSet(), models))));
  }

  private static Request within(Order order, Duration budget) {
    return new Request(order, Demands.NONE, "{}", Deadline.of(System.nanoTime(), budget));
  }

  @Test
  void aDecisionThatIsMadeTooLateIsNotWritten() {
    var budgets = new ArrayList<Duration>();
    SourceOrder slow = slow(Duration.ofMillis(120), budgets);

    Result late =
        slow.commit(
            within(TestShop.order("O-1", "SHIRT"), Duration.ofMillis(100)), new CallerKey.None());

    assertThat(late).isEqualTo(new Result.TooLate(SourceOrder.Stage.WRITE));
    assertThat(rows()).isZero();
    assertThat(shop.number("SELECT sum(reserved) FROM stock")).isZero();
    assertThat(budgets).allMatch(budget -> budget.compareTo(Duration.ofMillis(50)) <= 0);
  }

  @Test
  void littleTimeIsLittleWorkForTheSearchAndIsRecordedForTheReplay() {
    var budgets = new ArrayList<Duration>();
    SourceOrder slow = slow(Duration.ZERO, budgets);

    var hurried =
        (Result.Committed)
            slow.commit(
                within(TestShop.order("O-1", "SHIRT"), Duration.ofMillis(150)),
                new CallerKey.None());
    var unhurried =
        (Result.Committed)
            slow.commit(
                within(TestShop.order("O-2", "SHIRT"), Duration.ofMinutes(1)),
                new CallerKey.None());

    assertThat(hurried.decided().orderCase().demands().searchWork())
        .isBetween(20_000L, 150L * 50_000 / 4);
    assertThat(unhurried.decided().orderCase().demands().searchWork()).isEqualTo(PlanSearch.BUDGET);
    assertThat(budgets.getFirst()).isLessThanOrEqualTo(Duration.ofMillis(75));
    assertThat(shop.decisions.find(hurried.id()).orElseThrow().inputs().orderCase())
        .isEqualTo(hurried.decided().orderCase());
  }

  @Test
  void evaluateDecidesTheSameAsCommitAndWritesNothing() {
    Request request = request(TestShop.order("O-1", "SHIRT"));

    var evaluated = (Result.Evaluated) sourceOrder().evaluate(request);
    long rowsBefore = rows();
    var committed = (Result.Committed) sourceOrder().commit(request, new CallerKey.None());

    assertThat(rowsBefore).isZero();
    assertThat(committed.decided().decision()).isEqualTo(evaluated.decided().decision());
    assertThat(shop.number("SELECT sum(reserved) FROM stock")).isEqualTo(1);
  }

  private long rows() {
    return shop.number(
        "SELECT (SELECT count(*) FROM decisions) + (SELECT count(*) FROM reservations)"
            + " + (SELECT count(*) FROM orders) + (SELECT count(*) FROM outbox)"
            + " + (SELECT sum(reserved) FROM stock)");
  }

  @Test
  void replayOfARecordedDecisionIsEqual() {
    var committed =
        (Result.Committed)
            sourceOrder().commit(request(TestShop.order("O-1", "SHIRT")), new CallerKey.None());
    shop.with("NEWARK", "SHIRT", 0); // what happened since must not matter

    var replay = recorded().replay(committed.id(), Basis.RECORDED).orElseThrow();

    assertThat(replay.equal()).isTrue();
    assertThat(replay.again()).isEqualTo(committed.decided().decision());
  }

  @Test
  void whyNotAnswersFromTheRecord() {
    var committed =
        (Result.Committed)
            sourceOrder().commit(request(TestShop.order("O-1", "SHIRT")), new CallerKey.None());

    var answer = recorded().whyNot(committed.id(), new ShipNodeId("TRENTON")).orElseThrow();

    assertThat(answer)
        .isInstanceOfSatisfying(
            WhyNot.Answer.Because.class, because -> assertThat(because.changes()).isNotEmpty());
  }

  @Test
  void sameKeyAndRequestIsOneDecision_sameKeyAndOtherRequestIsAConflict() {
    var key = new CallerKey.Given("key-1", "digest-1");
    Request request = request(TestShop.order("O-1", "SHIRT"));
    var first = (Result.Committed) sourceOrder().commit(request, key);

    Result again = sourceOrder().commit(request, key);
    Result other = sourceOrder().commit(request, new CallerKey.Given("key-1", "digest-2"));

    assertThat(again).isEqualTo(new Result.Repeated(first.id()));
    assertThat(other).isEqualTo(new Result.KeyConflict("key-1"));
    assertThat(shop.number("SELECT count(*) FROM decisions")).isEqualTo(1);
  }

  @Test
  void orderWithAnActiveReservationIsNotSourcedTwice() {
    Request request = request(TestShop.order("O-1", "SHIRT"));
    var first = (Result.Committed) sourceOrder().commit(request, new CallerKey.None());

    Result again = sourceOrder().commit(request, new CallerKey.None());

    assertThat(again)
        .isEqualTo(
            new Result.AlreadySourced(first.id(), List.of("Line L1: of 1 units 1 reserved.")));
    assertThat(shop.number("SELECT sum(reserved) FROM stock")).isEqualTo(1);
  }

  @Test
  void twinsOfOneOrderWithoutAKeyReserveOnce() throws Exception {
    Request request = request(TestShop.order("O-1", "SHIRT"));

    List<Result> results =
        together(8, i -> () -> sourceOrder().commit(request, new CallerKey.None()));

    assertThat(results).filteredOn(Result.Committed.class::isInstance).hasSize(1);
    assertThat(results).filteredOn(Result.AlreadySourced.class::isInstance).hasSize(7);
    assertThat(shop.number("SELECT sum(reserved) FROM stock")).isEqualTo(1);
  }

  @Test
  void competitorsForTheLastUnitsAreDecidedAgainAndSellExactlyTheStock() throws Exception {
    List<Result> results =
        together(
            24,
            i ->
                () ->
                    sourceOrder()
                        .commit(request(TestShop.order("O-" + i, "SHIRT")), new CallerKey.None()));

    Map<String, Long> outcomes =
        results.stream()
            .map(Result.Committed.class::cast) // a round a node, and one to see that none is left
            .map(committed -> committed.decided().decision().outcome().getClass().getSimpleName())
            .collect(groupingBy(name -> name, counting()));
    assertThat(outcomes).isEqualTo(Map.of("Allocated", 10L, "Backordered", 14L));
    assertThat(shop.number("SELECT sum(reserved) FROM stock")).isEqualTo(10);
    assertThat(shop.number("SELECT count(*) FROM reservations")).isEqualTo(10);
  }

  @Test
  void unknownSkuIsNamed() {
    Result result = sourceOrder().evaluate(request(TestShop.order("O-1", "SHIRT", "GHOST")));

    assertThat(result)
        .isInstanceOfSatisfying(
            Result.UnknownSkus.class,
            unknown -> assertThat(unknown.skus()).extracting("value").containsExactly("GHOST"));
  }

  @Test
  void timingsNameEveryStage() {
    var evaluated =
        (Result.Evaluated) sourceOrder().evaluate(request(TestShop.order("O-1", "SHIRT")));

    assertThat(evaluated.decided().timings())
        .containsOnlyKeys("read", "decide", "model-transit", "model-returns");
  }

  private interface Work {
    Callable<Result> number(int i);
  }

  private static List<Result> together(int times, Work work)
      throws InterruptedException, ExecutionException {
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Result>>();
      for (int i = 0; i < times; i++) {
        running.add(workers.submit(work.number(i)));
      }
      var results = new ArrayList<Result>();
      for (Future<Result> one : running) {
        results.add(one.get());
      }
      return results;
    }
  }
}
