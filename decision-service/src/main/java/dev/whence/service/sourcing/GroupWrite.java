package dev.whence.service.sourcing;

import dev.whence.service.inventory.NodeDay;
import dev.whence.service.inventory.Position;
import dev.whence.service.inventory.StockLedger;
import dev.whence.service.records.DecisionId;
import dev.whence.service.reservations.ReservationId;
import dev.whence.service.reservations.ReservationPlan;
import dev.whence.service.sourcing.CommitResult.Committed;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Several decisions, of orders and under keys of their own, in one transaction. Rows are locked as
/// everywhere, kind by kind: keys, orders, stock, capacity, each in its order. What all want of a
/// row of stock or capacity is taken by one guarded update, so such a row is changed once and
/// locked only while the transaction ends.
///
/// @param commits of orders that are not known yet
record GroupWrite(List<PendingCommit> commits) {
  private static final String CLAIM_KEYS =
      """
      INSERT INTO idempotency_keys (key, request_sha256, decision_id)
      SELECT key, digest, decision::uuid
      FROM unnest(?::text[], ?::text[], ?::text[]) AS given (key, digest, decision)
      ORDER BY key COLLATE "C" ON CONFLICT (key) DO NOTHING RETURNING key
      """;

  GroupWrite {
    commits =
        commits.stream().sorted(Comparator.comparing(commit -> commit.write().orderId())).toList();
  }

  /// What became of it.
  sealed interface Outcome {
    /// @param results of those that are written, by decision; the others were known under their key
    record Written(Map<DecisionId, Committed> results) implements Outcome {}

    /// Nothing was written.
    ///
    /// @param losers decisions that do not get what they want, or not together with the others
    record Lost(Set<DecisionId> losers) implements Outcome {}
  }

  Outcome write(Connection connection) throws SQLException {
    List<PendingCommit> members = claimKeys(connection);
    if (members.isEmpty()) {
      return new Outcome.Written(Map.of());
    }
    Set<DecisionId> losers = addOwnRows(connection, members);
    if (losers.isEmpty()) {
      Map<DecisionId, Committed> results = results(connection, members);
      losers = takeShared(connection, members);
      if (losers.isEmpty()) {
        return new Outcome.Written(results);
      }
    }
    connection.rollback();
    return new Outcome.Lost(losers);
  }

  /// Members whose key is new, and those without one.
  private List<PendingCommit> claimKeys(Connection connection) throws SQLException {
    List<PendingCommit> keyed =
        commits.stream().filter(commit -> commit.key() instanceof CallerKey.Given).toList();
    if (keyed.isEmpty()) {
      return commits;
    }
    List<CallerKey.Given> keys =
        keyed.stream().map(commit -> (CallerKey.Given) commit.key()).toList();
    var batch =
        new StatementBatch()
            .add(
                CLAIM_KEYS,
                TextArray.of(keys.stream().map(CallerKey.Given::key).toList()),
                TextArray.of(keys.stream().map(CallerKey.Given::requestSha256).toList()),
                TextArray.of(keyed.stream().map(PendingCommit::id).toList()));
    try (StatementBatch.Answers answers = batch.send(connection)) {
      Set<String> claimed = Set.copyOf(answers.rows(CLAIM_KEYS, row -> row.getString(1)));
      return commits.stream()
          .filter(commit ->
              !(commit.key() instanceof CallerKey.Given given) || claimed.contains(given.key()))
          .toList();
    }
  }

  /// @return members whose orders have changed since they were read
  private static Set<DecisionId> addOwnRows(Connection connection, List<PendingCommit> members)
      throws SQLException {
    List<StatementBatch> batches = new ArrayList<>();
    for (PendingCommit member : members) {
      var batch = new StatementBatch();
      DecisionStore.addOrder(batch, member.write());
      DecisionStore.addOwnRows(batch, member.write(), member.claim());
      batches.add(batch);
    }
    List<Integer> orders = StatementBatch.sendAll(connection, DecisionStore.UPSERT_ORDER, batches);
    return IntStream.range(0, members.size())
        .filter(i -> orders.get(i) == 0)
        .mapToObj(i -> members.get(i).id())
        .collect(Collectors.toSet());
  }

  private static Map<DecisionId, Committed> results(
      Connection connection, List<PendingCommit> members) throws SQLException {
    var batch = new StatementBatch();
    ReservationPlan.askExpiry(
        batch, members.stream().map(member -> member.write().plan()).toList());
    try (StatementBatch.Answers answers = batch.send(connection)) {
      Map<ReservationId, Instant> expiry = ReservationPlan.readExpiry(answers);
      return members.stream()
          .collect(Collectors.toMap(PendingCommit::id, member -> committed(member, expiry)));
    }
  }

  private static Committed committed(PendingCommit member, Map<ReservationId, Instant> expiry) {
    return new Committed(member.id(), member.write().plan().hold(expiry));
  }

  /// @return members that want a row of which there is too little for all
  private static Set<DecisionId> takeShared(Connection connection, List<PendingCommit> members)
      throws SQLException {
    var units = new ArrayList<StockLedger.Wanted>();
    var parcels = new TreeMap<NodeDay, Integer>();
    for (PendingCommit member : members) {
      units.addAll(member.write().plan().wantedUnits());
      member
          .write()
          .plan()
          .parcels()
          .forEach((day, places) -> parcels.merge(day, places, Math::addExact));
    }
    var batch = new StatementBatch();
    StockLedger.reserveAll(batch, units);
    StockLedger.takeAllParcels(batch, parcels);
    try (StatementBatch.Answers answers = batch.send(connection)) {
      Set<Position> reserved = StockLedger.readReserved(answers);
      Set<NodeDay> taken = StockLedger.readTaken(answers);
      return members.stream()
          .filter(member ->
              !reserved.containsAll(member.write().plan().units().keySet())
                  || !taken.containsAll(member.write().plan().parcels().keySet()))
          .map(PendingCommit::id)
          .collect(Collectors.toSet());
    }
  }
}
