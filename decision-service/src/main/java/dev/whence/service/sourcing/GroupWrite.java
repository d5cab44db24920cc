package dev.whence.service.sourcing;

import dev.whence.service.inventory.NodeDay;
import dev.whence.service.inventory.Position;
import dev.whence.service.inventory.StockLedger;
import dev.whence.service.sourcing.CommitResult.Committed;
import dev.whence.service.sourcing.CommitResult.Hold;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
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
      INSERT INTO idempotency_keys (key, request_sha256)
      SELECT key, digest FROM unnest(?::text[], ?::text[]) AS given (key, digest)
      ORDER BY key COLLATE "C" ON CONFLICT (key) DO NOTHING RETURNING key
      """;

  private static final String ANSWER_KEYS =
      """
      UPDATE idempotency_keys AS known SET status = given.status, body = given.body
      FROM unnest(?::text[], ?::int[], ?::text[]) AS given (key, status, body)
      WHERE known.key = given.key
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
      Map<DecisionId, Committed> results = answers(connection, members);
      losers = takeShared(connection, members, results);
      if (losers.isEmpty()) {
        return new Outcome.Written(results);
      }
    }
    connection.rollback();
    return new Outcome.Lost(losers);
  }

  /// Members whose key is new, and those without one.
  private List<PendingCommit> claimKeys(Connection connection) throws SQLException {
    List<CallerKey.Given> keys = keys();
    if (keys.isEmpty()) {
      return commits;
    }
    var batch =
        new StatementBatch()
            .add(
                CLAIM_KEYS,
                TextArray.of(keys.stream().map(CallerKey.Given::key).toList()),
                TextArray.of(keys.stream().map(CallerKey.Given::requestSha256).toList()));
    try (StatementBatch.Answers answers = batch.send(connection)) {
      Set<String> claimed = Set.copyOf(answers.rows(row -> row.getString(1)));
      return commits.stream()
          .filter(commit ->
              !(commit.key() instanceof CallerKey.Given given) || claimed.contains(given.key()))
          .toList();
    }
  }

  private List<CallerKey.Given> keys() {
    return commits.stream()
        .map(PendingCommit::key)
        .filter(CallerKey.Given.class::isInstance)
        .map(CallerKey.Given.class::cast)
        .toList();
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
    List<Integer> orders = StatementBatch.sendAll(connection, batches);
    return IntStream.range(0, members.size())
        .filter(i -> orders.get(i) == 0)
        .mapToObj(i -> members.get(i).id())
        .collect(Collectors.toSet());
  }

  private static Map<DecisionId, Committed> answers(
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
    Hold hold = member.write().plan().hold(expiry);
    return new Committed(member.id(), hold, member.answer().apply(hold));
  }

  /// @return members that want a row of which there is too little for all
  private static Set<DecisionId> takeShared(
      Connection connection, List<PendingCommit> members, Map<DecisionId, Committed> results)
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
    int answered = addAnswers(batch, members, results);
    StockLedger.reserveAll(batch, units);
    StockLedger.takeAllParcels(batch, parcels);
    try (StatementBatch.Answers answers = batch.send(connection)) {
      answers.skip(answered);
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

  /// @return how many statements
  private static int addAnswers(
      StatementBatch batch, List<PendingCommit> members, Map<DecisionId, Committed> results) {
    var keys = new ArrayList<String>();
    var statuses = new ArrayList<Integer>();
    var bodies = new ArrayList<String>();
    for (PendingCommit member : members) {
      if (member.key() instanceof CallerKey.Given given
          && results.get(member.id()) instanceof Committed(var id, var hold, var answer)) {
        keys.add(given.key());
        statuses.add(answer.status());
        bodies.add(answer.body());
      }
    }
    if (keys.isEmpty()) {
      return 0;
    }
    batch.add(ANSWER_KEYS, new TextArray(keys), new IntArray(statuses), new TextArray(bodies));
    return 1;
  }
}
