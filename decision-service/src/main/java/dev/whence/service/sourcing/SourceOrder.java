package dev.whence.service.sourcing;

import dev.whence.domain.inventory.Refusal;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.search.PlanSearch;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.FiredRows;
import dev.whence.rules.sourcing.Market;
import dev.whence.rules.sourcing.OrderSourcing;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.NodeAssessment;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.rules.tables.UnknownId;
import dev.whence.service.admission.Deadline;
import dev.whence.service.orders.OrderBasis;
import dev.whence.service.orders.OrderState;
import dev.whence.service.orders.Rest;
import dev.whence.service.records.DecisionId;
import dev.whence.service.reservations.Hold;
import dev.whence.service.versions.InForce;
import dev.whence.service.versions.VersionStore.Numbers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;

/// Decides where one order ships from: read, decide, write. Thread-safe.
///
/// Evaluate and commit differ in the write only: both read one snapshot and make the one pure call
/// to [OrderSourcing]. If another order takes the stock between snapshot and write, the order is
/// decided again on a new snapshot, [#ROUNDS] times at most.
public final class SourceOrder {
  /// How often an order is decided until its stock can be had.
  public static final int ROUNDS = 3;

  /// What a slow machine searches in a millisecond, of [PlanSearch#BUDGET].
  private static final int WORK_A_MILLISECOND = 50_000;

  /// Enough for a plan of any order.
  private static final int LEAST_WORK = 20_000;

  /// Parts of the time that is left of which searches get one.
  private static final int SEARCH_SHARES = 4;

  private static final String AUTOMATIC = "{\"automatic\": ";

  /// Recorded as the request of an approval.
  private static final String APPROVED = automatic("approved");

  /// Recorded as the request of a person who has it tried again.
  private static final String AGAIN = automatic("tried again");

  /// Recorded as the request of a claim.
  private static final String CLAIMED = automatic("claimed offer");

  /// Of a line: those that move, however many the ship node has sent before.
  private static final int EVERY_UNIT = Integer.MAX_VALUE;

  /// Recorded as the request where nobody sent one.
  private static final String WAITING = automatic("waiting units");

  private final DecisionTime time;
  private final SnapshotStore snapshots;
  private final DecisionStore decisions;
  private final TableWarnings warnings;
  private final ShadowScoring shadows;
  private final CommittedRows committed;

  /// Told of the rows that answered in a decision once it is committed; does not wait.
  public interface CommittedRows {
    /// @param day when it was made, UTC
    /// @param rows by table
    void committed(int ruleSet, LocalDate day, SortedMap<String, List<String>> rows);
  }

  public SourceOrder(
      DecisionTime time,
      SnapshotStore snapshots,
      DecisionStore decisions,
      TableWarnings warnings,
      ShadowScoring shadows) {
    this(time, snapshots, decisions, warnings, shadows, (ruleSet, day, rows) -> {});
  }

  public SourceOrder(
      DecisionTime time,
      SnapshotStore snapshots,
      DecisionStore decisions,
      TableWarnings warnings,
      ShadowScoring shadows,
      CommittedRows committed) {
    this.committed = committed;
    this.time = time;
    this.snapshots = snapshots;
    this.decisions = decisions;
    this.warnings = warnings;
    this.shadows = shadows;
  }

  private static String automatic(String what) {
    return AUTOMATIC + "\"" + what + "\"}";
  }

  /// Whether it is recorded as the request where no caller sent one.
  static boolean isAutomatic(String request) {
    return request.startsWith(AUTOMATIC);
  }

  /// Whether a recorded request says that nobody decided: a ship node claimed what it was offered.
  public static boolean isClaim(String request) {
    return request.equals(CLAIMED);
  }

  /// What is asked for.
  ///
  /// @param demands what the caller insists on
  /// @param text the caller's request as JSON text, kept with the decision
  /// @param deadline after which nobody waits for the answer: nothing is written then
  public record Request(Order order, Demands demands, String text, Deadline deadline) {}

  /// What came of it. Only [Committed] changed anything.
  public sealed interface Result {
    record Evaluated(Decided decided) implements Result {}

    /// @param rounds how often it was decided, at least 1
    /// @param writing time of the last write, with making the record
    record Committed(DecisionId id, Decided decided, Hold hold, int rounds, Duration writing)
        implements Result {}

    /// The same request was committed before, as this decision.
    record Repeated(DecisionId id) implements Result {}

    record KeyConflict(String key) implements Result {}

    /// Nothing is known of these SKUs.
    record UnknownSkus(SortedSet<Sku> skus) implements Result {}

    /// These items are out of use.
    record OutOfUse(SortedSet<Sku> skus) implements Result {}

    /// Nothing that is asked for is open any more.
    ///
    /// @param id the last decision on the order
    /// @param standing of each line asked for, in a sentence
    record AlreadySourced(DecisionId id, List<String> standing) implements Result {
      public AlreadySourced {
        standing = List.copyOf(standing);
      }
    }

    /// The order is known with other lines, or the change takes away what has left.
    ///
    /// @param problems one sentence each
    record DoesNotFit(List<String> problems) implements Result {
      public DoesNotFit {
        problems = List.copyOf(problems);
      }
    }

    /// Nobody has to decide about the order.
    record NotHeld(OrderId id) implements Result {}

    /// The deadline was over before a stage; nothing was changed.
    record TooLate(Stage before) implements Result {}

    /// Other orders took the stock or the capacity in every round.
    record Lost(int rounds) implements Result {}
  }

  /// What a deadline is looked at before.
  public enum Stage {
    DECIDE,
    WRITE
  }

  /// A decision with what it was made of.
  ///
  /// @param inForce what it was decided with
  /// @param referenceData the version of the market
  /// @param timings by stage: `read` the snapshot, `decide` with the models' time in it
  /// @param warnings of the rule tables
  /// @param fired the rows that answered
  public record Decided(
      Market market,
      Case orderCase,
      OrderBasis basis,
      InForce inForce,
      int referenceData,
      EstimateLog estimates,
      SourcingDecision decision,
      SortedMap<String, Duration> timings,
      List<UnknownId> warnings,
      FiredRows fired) {
    public Decided {
      timings = Collections.unmodifiableSortedMap(new TreeMap<>(timings));
      warnings = List.copyOf(warnings);
    }

    /// What it was decided with.
    public Numbers versions() {
      return inForce.with(referenceData);
    }

    /// What was thought of each candidate; worked out now where the caller asked for none of it.
    public List<NodeAssessment> assessments() {
      return orderCase.demands().explain() == Demands.Explain.NONE
          ? OrderSourcing.decide(
                  market,
                  orderCase.demanding(orderCase.demands().explaining(Demands.Explain.NODES)),
                  inForce.ruleSet().tables(),
                  estimates.replay(inForce.models().estimator()))
              .assessments()
          : decision.assessments();
    }

    /// What is recorded of the market and the case.
    public SourcingInputs inputs() {
      return SourcingInputs.of(market, orderCase, estimates, decision);
    }
  }

  /// No order can be placed later than this.
  public Instant latestOrder() {
    return time.latestOrder();
  }

  /// Decides and tells; nothing is reserved or recorded.
  public Result evaluate(Request request) {
    Order order = request.order();
    return switch (decide(
        request, state -> new Rest.Open(order, OrderBasis.ofNew(order, state.seen())))) {
      case Attempt.Ended(var result) -> result;
      case Attempt.Made(var decided) -> new Result.Evaluated(decided);
    };
  }

  /// Decides, reserves and records; the same request under the same key does so once. Of an order
  /// that is known, what is open of the lines asked for is decided, and the rest stays as it is.
  public Result commit(Request request, CallerKey key) {
    return commit(
        request,
        key,
        state -> Rest.further(state, request.order(), request.demands().excludedNodes()));
  }

  /// Replaces an order by a changed one: what has not left is given back and decided anew, in one
  /// transaction.
  public Result change(Request request, CallerKey key) {
    return commit(request, key, state -> Rest.changed(state, request.order()));
  }

  /// Decides what is open of an order that was held, or of some of its lines; what the policy would
  /// hold again ships as proposed.
  ///
  /// @param lines that are approved; empty for all
  /// @return [Result.NotHeld] if nobody has to decide about the order
  public Result approve(OrderId id, Set<OrderLineId> lines, CallerKey key, Deadline deadline) {
    Optional<StandingOrder> found = decisions.findStanding(id);
    if (found.isEmpty()) {
      return new Result.NotHeld(id);
    }
    StandingOrder standing = found.get();
    List<OrderLine> approved =
        standing.order().lines().stream()
            .filter(line -> lines.isEmpty() || lines.contains(line.id()))
            .toList();
    if (approved.size() < lines.size()) {
      List<OrderLineId> known = standing.order().lines().stream().map(OrderLine::id).toList();
      return new Result.DoesNotFit(
          lines.stream()
              .filter(line -> !known.contains(line))
              .map("Line %s is not in it."::formatted)
              .toList());
    }
    Order asked = standing.order().withLines(approved);
    return commit(
        new Request(asked, standing.demands(), APPROVED, deadline),
        key,
        state -> state.isHeld() ? asApproved(Rest.asItStands(state, asked)) : new Rest.NotHeld());
  }

  /// Decides what is open of a known order, also what nobody tries any more without being told to.
  ///
  /// @return empty for an order of which not enough is known to decide it again
  public Optional<Result> again(OrderId id, CallerKey key, Deadline deadline) {
    return decisions
        .findStanding(id)
        .map(standing ->
            commit(
                new Request(standing.order(), standing.demands(), AGAIN, deadline),
                key,
                state -> Rest.asItStands(state, standing.order())));
  }

  private static Rest asApproved(Rest rest) {
    return rest instanceof Rest.Open(var order, var basis)
        ? new Rest.Open(order, basis.asApproved())
        : rest;
  }

  /// Sources what waits of an order, if any of it can be had; its units stay reserved without
  /// another word of the caller.
  ///
  /// @param standing the whole order
  /// @param refusals of ship nodes that are not asked again
  /// @param priority of the order among those that wait
  Result sourceWaiting(StandingOrder standing, List<Refusal> refusals, int priority) {
    Demands demands = standing.demands().refused(refusals).explaining(Demands.Explain.NODES);
    var request = new Request(standing.order(), demands, WAITING, Deadline.NONE);
    for (int round = 1; round <= ROUNDS; round++) {
      switch (decide(
          request, state -> Rest.waiting(state, standing.order()), OptionalInt.of(priority))) {
        case Attempt.Ended(var result) -> {
          return result;
        }
        case Attempt.Made(var decided) -> {
          if (decided.decision().outcome().shipments().isEmpty()) {
            if (decided.basis().isBehind()) {
              decisions.unclaim(standing.order().id()); // once they have been served
            } else {
              decisions.tried(standing.order().id(), decided.basis());
            }
            return new Result.Evaluated(decided);
          }
          long start = System.nanoTime();
          CommitResult written =
              write(request, new CallerKey.None(), Optional.empty(), decided, round);
          if (written instanceof CommitResult.Committed(var id, var hold)) {
            return new Result.Committed(id, decided, hold, round, since(start));
          }
        }
      }
    }
    return new Result.Lost(ROUNDS);
  }

  /// What became of moving a parcel to a ship node that claimed it.
  sealed interface Moved {
    /// @param shipment the parcel that its units are in now
    record Done(DecisionId id, String shipment) implements Moved {}

    /// The offer is no longer open, or its parcel holds nothing any more.
    record Taken() implements Moved {}

    /// The ship node cannot send the parcel.
    ///
    /// @param why one sentence each, without a subject; may be empty
    record Impossible(List<String> why) implements Moved {
      public Impossible {
        why = List.copyOf(why);
      }
    }

    /// Other orders took the stock or the capacity in every round.
    record Lost() implements Moved {}
  }

  /// Sends a parcel from the ship node that claimed it: its units are given back where they are
  /// planned, decided for the node alone, and reserved there, together with the claim or not at
  /// all.
  ///
  /// @param standing the whole order
  Moved move(StandingOrder standing, String shipment, ShipNodeId node, OfferClaim claim) {
    Demands asked = standing.demands();
    Demands demands =
        new Demands(
            asked.excludedNodes(),
            asked.excludedServices(),
            asked.handoverNotBefore(),
            asked.handoverBy(),
            standing.order().lines().stream()
                .map(line -> new Demands.Pin(line.id(), node, EVERY_UNIT))
                .toList(),
            asked.sameNode(),
            true,
            List.of(),
            Demands.Explain.NODES);
    var request = new Request(standing.order(), demands, CLAIMED, Deadline.NONE);
    for (int round = 1; round <= ROUNDS; round++) {
      switch (decide(request, state -> Rest.moving(state, standing.order(), shipment))) {
        case Attempt.Ended ignored -> {
          return new Moved.Taken();
        }
        case Attempt.Made(var decided) -> {
          SourcingDecision decision = decided.decision();
          if (decision.outcome().shipments().size() != 1
              || !decision.outcome().shortages().isEmpty()) {
            return new Moved.Impossible(findings(decision, node));
          }
          CommitResult written =
              write(request, new CallerKey.None(), Optional.of(claim), decided, round);
          if (written instanceof CommitResult.Committed(var id, var ignored)) {
            return new Moved.Done(id, id.shipment(1));
          }
          if (written instanceof CommitResult.OfferTaken) {
            return new Moved.Taken();
          }
        }
      }
    }
    return new Moved.Lost();
  }

  private static List<String> findings(SourcingDecision decision, ShipNodeId node) {
    return decision.assessments().stream()
        .filter(assessment -> assessment.shipNode().equals(node))
        .flatMap(assessment -> assessment.findings().stream())
        .map(finding -> finding.reason().sentence())
        .distinct()
        .toList();
  }

  private Result commit(Request request, CallerKey key, Function<OrderState, Rest> rest) {
    if (key instanceof CallerKey.Given given) {
      var known = decisions.findAnswer(given);
      if (known.isPresent()) {
        return repeated(known.get());
      }
    }
    for (int round = 1; round <= ROUNDS; round++) {
      switch (decide(request, rest)) {
        case Attempt.Ended(var result) -> {
          // A twin under the same key may be what has settled it, since that was looked up.
          return key instanceof CallerKey.Given given
              ? decisions.findAnswer(given).map(SourceOrder::repeated).orElse(result)
              : result;
        }
        case Attempt.Made(var decided) -> {
          if (request.deadline().isOver()) {
            return new Result.TooLate(Stage.WRITE);
          }
          long start = System.nanoTime();
          CommitResult written = write(request, key, Optional.empty(), decided, round);
          switch (written) {
            case CommitResult.Committed(var id, var hold) -> {
              return new Result.Committed(id, decided, hold, round, since(start));
            }
            case CommitResult.DuplicateKey ignored -> {
              return repeated(written);
            }
            case CommitResult.KeyConflict ignored -> {
              return repeated(written);
            }
            case CommitResult.OrderChanged ignored -> {}
            case CommitResult.OfferTaken ignored -> {}
            case CommitResult.StockLost ignored -> {}
            case CommitResult.CapacityLost ignored -> {}
          }
        }
      }
    }
    return new Result.Lost(ROUNDS);
  }

  private CommitResult write(
      Request request, CallerKey key, Optional<OfferClaim> claim, Decided decided, int round) {
    DecisionId id = DecisionId.next(decided.orderCase().now());
    SortedMap<String, List<String>> fired = decided.fired().deciding();
    CommitResult written =
        decisions.commit(
            new NewDecision(
                id,
                decided.basis(),
                new StandingOrder(request.order(), request.demands()),
                decided.versions(),
                request.text(),
                decided.inputs(),
                decided.estimates(),
                decided.decision(),
                round,
                decided.timings(),
                decided.warnings(),
                fired),
            key,
            claim);
    if (written instanceof CommitResult.Committed) {
      shadows.offer(id, decided.inForce().models(), decided.estimates(), decided.orderCase().now());
      committed.committed(
          decided.versions().ruleSet(),
          LocalDate.ofInstant(decided.orderCase().now(), ZoneOffset.UTC),
          fired);
    }
    return written;
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static Result repeated(CommitResult known) {
    return switch (known) {
      case CommitResult.DuplicateKey(var decision) -> new Result.Repeated(decision);
      case CommitResult.KeyConflict(var key) -> new Result.KeyConflict(key);
      default -> throw new IllegalStateException("A key is known as " + known + ".");
    };
  }

  private Attempt decide(Request request, Function<OrderState, Rest> rest) {
    return decide(request, rest, OptionalInt.empty());
  }

  private Attempt decide(Request request, Function<OrderState, Rest> rest, OptionalInt priority) {
    var timings = new TreeMap<String, Duration>();
    long start = System.nanoTime();
    OrderSnapshot snapshot =
        snapshots.snapshot(
            request.order(), time.of(request.order()), request.demands(), rest, priority);
    long read = System.nanoTime();
    timings.put("read", Duration.ofNanos(read - start));
    if (request.deadline().isOver()) {
      return new Attempt.Ended(new Result.TooLate(Stage.DECIDE));
    }
    return switch (snapshot) {
      case OrderSnapshot.Settled(var state, var why) ->
          new Attempt.Ended(settled(request.order(), state, why));
      case OrderSnapshot.Open(Snapshot.UnknownSkus(var skus), var ignored) ->
          new Attempt.Ended(new Result.UnknownSkus(skus));
      case OrderSnapshot.Open(Snapshot.OutOfUse(var skus), var ignored) ->
          new Attempt.Ended(new Result.OutOfUse(skus));
      case OrderSnapshot.Open(
              Snapshot.Ready(var market, var orderCase, var inForce, int referenceData),
              var basis) -> {
        Case within =
            orderCase.demanding(orderCase.demands().searching(searchWork(request.deadline())));
        var recorder =
            new EstimateLog.Recorder(
                TimedEstimator.forOneOrder(
                    inForce.models().estimator(), request.deadline(), timings));
        var fired = new FiredRows(inForce.ruleSet().tables());
        SourcingDecision decided = OrderSourcing.decide(market, within, fired, recorder);
        SourcingDecision decision = basis.approved() ? decided.approved() : decided;
        timings.put("decide", Duration.ofNanos(System.nanoTime() - read));
        yield new Attempt.Made(
            new Decided(
                market,
                within,
                basis,
                inForce,
                referenceData,
                recorder.log(),
                decision,
                timings,
                warnings.touching(inForce.ruleSet().book(), market, orderCase.order(), decision),
                fired));
      }
    };
  }

  /// What the searches of a decision may do in a quarter of the time that is left.
  private static long searchWork(Deadline deadline) {
    Duration most = Duration.ofMillis(PlanSearch.BUDGET / WORK_A_MILLISECOND);
    long nanos = deadline.share(SEARCH_SHARES, most).toNanos();
    return Math.max(LEAST_WORK, nanos / 1_000 * WORK_A_MILLISECOND / 1_000);
  }

  private static Result settled(Order order, OrderState state, Rest why) {
    return switch (why) {
      case Rest.NotHeld ignored -> new Result.NotHeld(order.id());
      case Rest.Nothing(var standing) ->
          new Result.AlreadySourced(new DecisionId(state.lastDecision().orElseThrow()), standing);
      case Rest.Differs(var differences) -> new Result.DoesNotFit(differences);
      case Rest.HasLeft(var problems) -> new Result.DoesNotFit(problems);
      case Rest.Open open -> throw new IllegalArgumentException("Not settled: " + open);
    };
  }

  private sealed interface Attempt {
    record Made(Decided decided) implements Attempt {}

    record Ended(Result result) implements Attempt {}
  }
}
