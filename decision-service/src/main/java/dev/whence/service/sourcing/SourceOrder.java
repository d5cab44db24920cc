package dev.whence.service.sourcing;

import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.Market;
import dev.whence.rules.sourcing.OrderSourcing;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.UnknownId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// Decides where one order ships from: read, decide, write. Thread-safe.
///
/// Evaluate and commit differ in the write only: both read one snapshot and make the one pure call
/// to [OrderSourcing]. If another order takes the stock between snapshot and write, the order is
/// decided again on a new snapshot, [#ROUNDS] times at most.
public final class SourceOrder {
  /// How often an order is decided until its stock can be had.
  public static final int ROUNDS = 3;

  private final DecisionTime time;
  private final SnapshotStore snapshots;
  private final DecisionStore decisions;
  private final RuleTables tables;
  private final Estimator estimator;
  private final TableWarnings warnings;

  public SourceOrder(
      DecisionTime time,
      SnapshotStore snapshots,
      DecisionStore decisions,
      RuleTables tables,
      Estimator estimator,
      TableWarnings warnings) {
    this.time = time;
    this.snapshots = snapshots;
    this.decisions = decisions;
    this.tables = tables;
    this.estimator = estimator;
    this.warnings = warnings;
  }

  /// What is asked for.
  ///
  /// @param demands what the caller insists on
  /// @param text the caller's request as JSON text, kept with the decision
  public record Request(Order order, Demands demands, String text) {}

  /// What came of it. Only [Committed] changed anything.
  public sealed interface Result {
    record Evaluated(Decided decided) implements Result {}

    /// @param rounds how often it was decided, at least 1
    record Committed(DecisionId id, Decided decided, CommitResult.Hold hold, int rounds)
        implements Result {}

    /// The same request was committed before, as this decision.
    record Repeated(DecisionId id) implements Result {}

    record KeyConflict(String key) implements Result {}

    /// Nothing is known of these SKUs.
    record UnknownSkus(SortedSet<Sku> skus) implements Result {}

    /// An earlier decision holds stock for this order already.
    record AlreadySourced(DecisionId id) implements Result {}

    /// Other orders took the stock or the capacity in every round.
    record Lost(int rounds) implements Result {}
  }

  /// A decision with what it was made of.
  ///
  /// @param timings by stage: `read` the snapshot, `decide` with the models' time in it
  /// @param warnings of the rule tables
  public record Decided(
      Market market,
      Case orderCase,
      EstimateLog estimates,
      SourcingDecision decision,
      SortedMap<String, Duration> timings,
      List<UnknownId> warnings) {
    public Decided {
      timings = Collections.unmodifiableSortedMap(new TreeMap<>(timings));
      warnings = List.copyOf(warnings);
    }

    /// What is recorded of the market and the case.
    public SourcingInputs inputs() {
      return SourcingInputs.of(market, orderCase);
    }
  }

  /// Decides and tells; nothing is reserved or recorded.
  public Result evaluate(Request request) {
    return switch (decide(request)) {
      case Attempt.Unknown(var skus) -> new Result.UnknownSkus(skus);
      case Attempt.Made(var decided) -> new Result.Evaluated(decided);
    };
  }

  /// Decides, reserves and records; the same request under the same key does so once.
  public Result commit(Request request, CallerKey key) {
    if (key instanceof CallerKey.Given given) {
      var known = decisions.findAnswer(given);
      if (known.isPresent()) {
        return repeated(known.get());
      }
    }
    for (int round = 1; round <= ROUNDS; round++) {
      switch (decide(request)) {
        case Attempt.Unknown(var skus) -> {
          return new Result.UnknownSkus(skus);
        }
        case Attempt.Made(var decided) -> {
          CommitResult written = write(request, key, decided, round);
          switch (written) {
            case CommitResult.Committed(var id, var hold, var ignored) -> {
              return new Result.Committed(id, decided, hold, round);
            }
            case CommitResult.DuplicateKey ignored -> {
              return repeated(written);
            }
            case CommitResult.KeyConflict ignored -> {
              return repeated(written);
            }
            case CommitResult.AlreadyReserved(var id) -> {
              return new Result.AlreadySourced(id);
            }
            case CommitResult.StockLost ignored -> {}
            case CommitResult.CapacityLost ignored -> {}
          }
        }
      }
    }
    return new Result.Lost(ROUNDS);
  }

  private CommitResult write(Request request, CallerKey key, Decided decided, int round) {
    DecisionId id = DecisionId.next(decided.orderCase().now());
    return decisions.commit(
        new NewDecision(
            id,
            request.text(),
            decided.inputs(),
            decided.estimates(),
            decided.decision(),
            round,
            decided.timings(),
            decided.warnings()),
        key,
        hold -> new RecordedAnswer(201, id.toString()));
  }

  /// What is recorded under a key is the id of its decision.
  private static Result repeated(CommitResult known) {
    return switch (known) {
      case CommitResult.DuplicateKey(var answer) ->
          new Result.Repeated(DecisionId.parse(answer.body()));
      case CommitResult.KeyConflict(var key) -> new Result.KeyConflict(key);
      default -> throw new IllegalStateException("A key is known as " + known + ".");
    };
  }

  private Attempt decide(Request request) {
    var timings = new TreeMap<String, Duration>();
    long start = System.nanoTime();
    Snapshot snapshot =
        snapshots.snapshot(request.order(), time.of(request.order()), request.demands());
    long read = System.nanoTime();
    timings.put("read", Duration.ofNanos(read - start));
    return switch (snapshot) {
      case Snapshot.UnknownSkus(var skus) -> new Attempt.Unknown(skus);
      case Snapshot.Ready(var market, var orderCase) -> {
        var recorder = new EstimateLog.Recorder(new TimedEstimator(estimator, timings));
        SourcingDecision decision = OrderSourcing.decide(market, orderCase, tables, recorder);
        timings.put("decide", Duration.ofNanos(System.nanoTime() - read));
        yield new Attempt.Made(
            new Decided(
                market,
                orderCase,
                recorder.log(),
                decision,
                timings,
                warnings.touching(market, orderCase.order(), decision)));
      }
    };
  }

  private sealed interface Attempt {
    record Made(Decided decided) implements Attempt {}

    record Unknown(SortedSet<Sku> skus) implements Attempt {}
  }
}
