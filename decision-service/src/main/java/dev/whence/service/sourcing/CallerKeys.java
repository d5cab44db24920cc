package dev.whence.service.sourcing;

import dev.whence.service.records.DecisionId;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// What callers' keys were answered with. Thread-safe.
///
/// A key is claimed by the first statement of the transaction that does the work, with the decision
/// that is made under it; any other answer is written by the last. Both are there, or neither and
/// nothing of the work. A twin that comes while the first is at work waits at the claim. What is
/// refused is not remembered.
public final class CallerKeys {
  /// No row when the key is known, after waiting for whoever just works under it. Takes the key,
  /// the digest of the request and the decision that is made under it.
  static final String CLAIM_DECIDED =
      """
      INSERT INTO idempotency_keys (key, request_sha256, decision_id) VALUES (?, ?, ?)
      ON CONFLICT (key) DO NOTHING
      """;

  /// As [#CLAIM_DECIDED], of what is answered later; takes the key and the digest.
  private static final String CLAIM =
      """
      INSERT INTO idempotency_keys (key, request_sha256) VALUES (?, ?) ON CONFLICT (key) DO NOTHING
      """;

  /// Takes status, body, location and key.
  private static final String ANSWER =
      "UPDATE idempotency_keys SET status = ?, body = ?, location = ? WHERE key = ?";

  private static final String RECORDED =
      """
      SELECT request_sha256, status, body, location, decision_id FROM idempotency_keys WHERE key = ?
      """;

  private static final String FORGET =
      "DELETE FROM idempotency_keys WHERE created_at < now() - ? * interval '1 second'";

  private final Database database;

  public CallerKeys(Database database) {
    this.database = database;
  }

  /// What is known of a key.
  public sealed interface Known {
    /// The same request was answered before, maybe a moment ago by a twin.
    record Answered(RecordedAnswer answer) implements Known {}

    /// A decision was made under it, by the same request.
    record Decided(DecisionId decision) implements Known {}

    /// The key was used for another request.
    record Conflict(String key) implements Known {}
  }

  /// Does the work and remembers its answer, in one transaction that everything the work does with
  /// the order store joins; or finds that it was done.
  ///
  /// @param work may run again after a deadlock; whatever it throws undoes it, and the key is as if
  ///   it had never been used
  /// @return empty where the work was done now
  public Optional<Known> once(CallerKey.Given key, Supplier<RecordedAnswer> work) {
    return database.together(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(CLAIM, key.key(), key.requestSha256()).send(connection)) {
        if (answers.count(CLAIM) == 0) {
          return Optional.of(recorded(connection, key));
        }
      }
      write(connection, key, work.get());
      return Optional.empty();
    });
  }

  /// Replaces the answer by one that tells more.
  public void amend(CallerKey.Given key, RecordedAnswer answer) {
    database.transact(connection -> {
      write(connection, key, answer);
      return true;
    });
  }

  /// Forgets answers that are older than `age` by the database's clock: from then on a repeated
  /// request is a new one.
  ///
  /// @return how many
  public int forget(Duration age) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(FORGET, age.toSeconds()).send(connection)) {
        return answers.count(FORGET);
      }
    });
  }

  private static void write(Connection connection, CallerKey.Given key, RecordedAnswer answer)
      throws SQLException {
    new StatementBatch()
        .add(ANSWER, answer.status(), answer.body(), answer.location(), key.key())
        .send(connection)
        .close();
  }

  /// What is known of a key that could not be claimed.
  static Known recorded(Connection connection, CallerKey.Given key) throws SQLException {
    return find(connection, key)
        .orElseThrow(
            () -> new IllegalStateException("Key " + key.key() + " was taken and is gone."));
  }

  /// Nothing for a new key, and nothing while its first request is still being worked on.
  static Optional<Known> find(Connection connection, CallerKey.Given key) throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(RECORDED, key.key()).send(connection)) {
      return answers
          .rows(
              RECORDED,
              row ->
                  row.getString(1).equals(key.requestSha256())
                      ? known(row)
                      : new Known.Conflict(key.key()))
          .stream()
          .findFirst();
    }
  }

  private static Known known(ResultSet row) throws SQLException {
    UUID decision = row.getObject(5, UUID.class);
    return decision == null
        ? new Known.Answered(new RecordedAnswer(row.getInt(2), row.getString(3), row.getString(4)))
        : new Known.Decided(new DecisionId(decision));
  }
}
