package dev.whence.service.sourcing;

import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.service.orders.OrderBasis;
import dev.whence.service.records.DecisionId;
import dev.whence.service.records.PartStore;
import dev.whence.service.store.Database;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// The statements of recorded commits, with the values of then, under new ids: what the order store
/// alone can do. Nothing is decided, and what is written is made before. For benchmarks on scratch
/// stores: it reserves stock and records decisions. Thread-safe.
public final class CommitStatements {
  private final Database database;
  private final DecisionStore decisions;
  private final PartStore parts;
  private final List<StoredDecision> recorded;
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong made = new AtomicLong();
  private final String run = Long.toString(System.nanoTime(), 36);
  private final Queue<PendingCommit> prepared = new ConcurrentLinkedQueue<>();

  /// @param recorded decisions on new orders of which everything ships, at least one
  /// @throws IllegalArgumentException if one of them is not there
  public CommitStatements(Database database, List<DecisionId> recorded) {
    this.database = database;
    this.decisions = new DecisionStore(database);
    this.parts = new PartStore(database);
    this.recorded =
        recorded.stream()
            .map(id ->
                decisions
                    .find(id)
                    .orElseThrow(() ->
                        new IllegalArgumentException(
                            "The order store has no decision %s.\nMaybe it is the store of another service."
                                .formatted(id))))
            .toList();
    if (this.recorded.isEmpty()) {
      throw new IllegalArgumentException("There is no decision to repeat.");
    }
  }

  /// Reads what a decision reads.
  public void read() {
    read(next());
  }

  private void read(StoredDecision decision) {
    database.transact(connection ->
        SnapshotStore.readVolatile(
            connection,
            decision.inputs().orderCase().order(),
            decision.decision().decidedAt(),
            OptionalInt.empty()));
  }

  /// Makes what so many commits write.
  public void prepare(int commits) {
    for (int i = 0; i < commits; i++) {
      prepared.add(
          new PendingCommit(
              DecisionWrite.of(again(next()), parts), new CallerKey.None(), Optional.empty()));
    }
  }

  /// How many prepared commits are left.
  public int left() {
    return prepared.size();
  }

  /// Reads what a decision reads and writes one that was prepared.
  ///
  /// @return whether there was one, and it was written
  public boolean commit() {
    PendingCommit commit = prepared.poll();
    if (commit == null) {
      return false;
    }
    read(next());
    return decisions.commit(commit) instanceof CommitResult.Committed;
  }

  private StoredDecision next() {
    return recorded.get((int) (numbers.getAndIncrement() % recorded.size()));
  }

  /// The decision as if it had been made on another order.
  private NewDecision again(StoredDecision old) {
    Case of = old.inputs().orderCase();
    Order order = of.order().named(new OrderId("STORE-" + run + "-" + made.incrementAndGet()));
    SourcingDecision decision = decision(old.decision(), order.id());
    return new NewDecision(
        DecisionId.next(decision.decidedAt()),
        OrderBasis.ofNew(order, ""),
        new StandingOrder(order, of.demands()),
        old.versions(),
        old.request(),
        new SourcingInputs(
            old.inputs().reference(),
            new Case(
                order,
                of.now(),
                of.nodes(),
                of.items(),
                of.recentTransit(),
                of.measuredTransit(),
                of.returnHistory(),
                of.demands(),
                of.conditions())),
        old.estimates(),
        decision,
        1,
        old.timings(),
        old.warnings(),
        new TreeMap<>(old.fired().orElse(Map.of())));
  }

  private static SourcingDecision decision(SourcingDecision of, OrderId order) {
    return new SourcingDecision(
        order,
        of.decidedAt(),
        of.promise(),
        of.outcome(),
        of.terms(),
        of.path(),
        of.cost(),
        of.onTime(),
        of.second(),
        of.callerPlan(),
        of.assessments(),
        of.returns(),
        of.search(),
        of.grounds());
  }
}
