package dev.whence.service.replay;

import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Replays of drafts in the order store. Thread-safe, also for several processes on one store: one
/// of them works off a replay, and whoever has lost it to another or to a cancellation is told so
/// at its next word.
public final class ReplayStore {
  private static final String COLUMNS =
      """
      SELECT id, draft, draft_revision, base, base_digest, tables_digest, expectation, most_orders,
        state, asked_by, asked_at, begun_at, ended_at, replayed, total, complete, met, trouble,
      """;

  private static final String FIND =
      COLUMNS + "result::text AS result FROM table_replays WHERE id = ? AND draft = ?";

  private static final String GET =
      COLUMNS + "result::text AS result FROM table_replays WHERE id = ?";

  private static final String LIST =
      COLUMNS
          + "NULL::text AS result FROM table_replays WHERE draft = ? AND id < ? ORDER BY id DESC LIMIT ?";

  private static final String ASK =
      """
      INSERT INTO table_replays (draft, draft_revision, base, base_digest, tables_digest,
        expectation, most_orders, asked_by)
      VALUES (?, ?, ?, ?, ?, nullif(?, ''), ?, ?)
      ON CONFLICT (draft) WHERE state IN ('WAITING', 'RUNNING') DO NOTHING
      RETURNING id
      """;

  private static final String OPEN =
      COLUMNS
          + "NULL::text AS result FROM table_replays WHERE draft = ? AND state IN ('WAITING', 'RUNNING')";

  private static final String CLAIM =
      """
      UPDATE table_replays SET state = 'RUNNING', runner = ?, begun_at = now(), heard_at = now(),
        replayed = 0
      WHERE id = (SELECT id FROM table_replays WHERE state = 'WAITING' ORDER BY id LIMIT 1
        FOR UPDATE SKIP LOCKED)
      RETURNING id
      """;

  private static final String TELL =
      """
      UPDATE table_replays SET replayed = ?, total = ?, heard_at = now()
      WHERE id = ? AND state = 'RUNNING' AND runner = ?
      """;

  private static final String FINISH =
      """
      UPDATE table_replays SET state = 'DONE', ended_at = now(), replayed = ?, total = ?,
        complete = ?, met = ?, result = ?::json
      WHERE id = ? AND state = 'RUNNING' AND runner = ?
      """;

  private static final String FAIL =
      """
      UPDATE table_replays SET state = 'FAILED', ended_at = now(), trouble = ?
      WHERE id = ? AND state = 'RUNNING' AND runner = ?
      """;

  private static final String LAY_BACK =
      """
      UPDATE table_replays SET state = 'WAITING', runner = NULL, begun_at = NULL, heard_at = NULL,
        replayed = 0
      WHERE id = ? AND state = 'RUNNING' AND runner = ?
      """;

  private static final String CANCEL =
      """
      UPDATE table_replays SET state = 'CANCELLED', ended_at = now(), trouble = ?
      WHERE id = ? AND draft = ? AND state IN ('WAITING', 'RUNNING')
      """;

  private static final String LOSE =
      """
      UPDATE table_replays SET state = 'LOST', ended_at = now(), trouble = ?
      WHERE state = 'RUNNING' AND heard_at < now() - ? * interval '1 second'
      """;

  private static final String LOST =
      "The process that worked on it has not been heard of since. Maybe ask for it again.";

  private static final String NOTE =
      """
      INSERT INTO table_draft_events (draft, kind, who, revision, words)
      SELECT replay.draft, 'replayed', asked_by, draft_revision, ? FROM table_replays AS replay
      WHERE replay.id = ?
      """;

  private final Database database;

  public ReplayStore(Database database) {
    this.database = database;
  }

  /// What is asked for.
  ///
  /// @param expectation as [Expected#text] writes it, empty for none
  public record Wanted(
      int draft,
      int draftRevision,
      int base,
      String baseDigest,
      String tablesDigest,
      String expectation,
      int mostOrders,
      String askedBy) {}

  /// What came of asking.
  public sealed interface Asked {
    record Accepted(Replay replay) implements Asked {}

    /// Another one of the draft waits or is under way.
    record AlreadyOpen(Replay replay) implements Asked {}
  }

  public Asked ask(Wanted wanted) {
    return database.transact(connection -> {
      List<Integer> ids;
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(
                  ASK,
                  wanted.draft(),
                  wanted.draftRevision(),
                  wanted.base(),
                  wanted.baseDigest(),
                  wanted.tablesDigest(),
                  wanted.expectation(),
                  wanted.mostOrders(),
                  wanted.askedBy())
              .send(connection)) {
        ids = answers.rows(ASK, row -> row.getInt(1));
      }
      if (!ids.isEmpty()) {
        return new Asked.Accepted(one(connection, GET, ids.getFirst()).orElseThrow());
      }
      // It may have ended since; then whoever asks again gets through.
      return new Asked.AlreadyOpen(
          one(connection, OPEN, wanted.draft())
              .or(() -> last(connection, wanted.draft()))
              .orElseThrow());
    });
  }

  private static Optional<Replay> last(Connection connection, int draft) {
    try {
      return one(connection, LIST, draft, Integer.MAX_VALUE, 1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public Optional<Replay> find(int draft, int id) {
    return database.run(connection -> one(connection, FIND, id, draft));
  }

  /// The newest first, without results.
  ///
  /// @param before only those with a lower id
  public List<Replay> list(int draft, int before, int limit) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(LIST, draft, before, limit).send(connection)) {
        return answers.rows(LIST, ReplayStore::read);
      }
    });
  }

  /// Ends one that waits or is under way; nothing happens to others.
  public void cancel(int draft, int id, String who) {
    database.transact(connection -> {
      new StatementBatch()
          .add(CANCEL, "Cancelled by " + who + ".", id, draft)
          .send(connection)
          .close();
      return true;
    });
  }

  /// Takes the one that has waited longest.
  Optional<Replay> claim(UUID runner) {
    return database.transact(connection -> {
      List<Integer> ids;
      try (StatementBatch.Answers answers =
          new StatementBatch().add(CLAIM, runner).send(connection)) {
        ids = answers.rows(CLAIM, row -> row.getInt(1));
      }
      return ids.isEmpty() ? Optional.empty() : one(connection, GET, ids.getFirst());
    });
  }

  /// Says how far it is, and that its runner is alive.
  ///
  /// @return false if it was cancelled, or is no longer this runner's
  boolean tell(int id, UUID runner, long replayed, long total) {
    return changed(TELL, replayed, total, id, runner);
  }

  /// @param verdict told with the draft's events
  boolean finish(
      int id,
      UUID runner,
      long replayed,
      long total,
      boolean complete,
      boolean met,
      String result,
      String verdict) {
    return database.transact(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(FINISH, replayed, total, complete, met, result, id, runner)
              .send(connection)) {
        if (answers.count(FINISH) == 0) {
          return false;
        }
      }
      new StatementBatch().add(NOTE, verdict, id).send(connection).close();
      return true;
    });
  }

  void fail(int id, UUID runner, String why) {
    var _ = changed(FAIL, why, id, runner);
  }

  /// Lets another process, or a later one, begin it anew.
  void layBack(int id, UUID runner) {
    var _ = changed(LAY_BACK, id, runner);
  }

  /// Gives up those whose process says nothing any more.
  void lose(Duration silence) {
    var _ = changed(LOSE, LOST, silence.toSeconds());
  }

  private boolean changed(String statement, Object... parameters) {
    return database.transact(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(statement, parameters).send(connection)) {
        return answers.count(statement) > 0;
      }
    });
  }

  private static Optional<Replay> one(Connection connection, String query, Object... parameters)
      throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(query, parameters).send(connection)) {
      return answers.rows(query, ReplayStore::read).stream().findFirst();
    }
  }

  private static Replay read(ResultSet row) throws SQLException {
    boolean met = row.getBoolean("met");
    Optional<Boolean> whether = row.wasNull() ? Optional.empty() : Optional.of(met);
    return new Replay(
        row.getInt("id"),
        row.getInt("draft"),
        row.getInt("draft_revision"),
        row.getInt("base"),
        row.getString("base_digest"),
        row.getString("tables_digest"),
        Optional.ofNullable(row.getString("expectation")),
        row.getInt("most_orders"),
        Replay.State.valueOf(row.getString("state")),
        row.getString("asked_by"),
        instant(row, "asked_at").orElseThrow(),
        instant(row, "begun_at"),
        instant(row, "ended_at"),
        row.getLong("replayed"),
        row.getLong("total"),
        row.getBoolean("complete"),
        whether,
        Optional.ofNullable(row.getString("result")),
        row.getString("trouble"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
