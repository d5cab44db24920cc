package dev.whence.service.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/// What happened, told to other systems: written in the transaction that made it happen, read in an
/// order that misses nothing. Thread-safe.
///
/// Ids are given before commit, so a reader that remembers the highest id it saw would skip a
/// transaction that commits late. Readers therefore go by (transaction, id) and only see events of
/// transactions older than every transaction still running.
public final class Outbox {
  private static final String INSERT =
      "INSERT INTO outbox (type, subject, payload) VALUES (?, ?, ?::jsonb)";

  private static final String READ =
      """
      SELECT transaction::text, id, type, subject, payload::text, created_at FROM outbox
      WHERE (transaction, id) > (?::xid8, ?)
        AND transaction < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY transaction, id LIMIT ?
      """;

  private static final String FORGET = "DELETE FROM outbox WHERE (transaction, id) <= (?::xid8, ?)";

  private static final String FORGET_OLD =
      "DELETE FROM outbox WHERE created_at < now() - ? * interval '1 second'";

  private final Database database;

  public Outbox(Database database) {
    this.database = database;
  }

  /// Adds an event to a transaction.
  ///
  /// @param type for instance `decision`
  /// @param subject id of what it happened to
  /// @param payload JSON text
  public static void add(StatementBatch batch, String type, String subject, String payload) {
    batch.add(INSERT, type, subject, payload);
  }

  /// Events after a position, oldest first. Reading changes nothing; two readers see the same.
  public List<Event> after(Position position, int limit) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(READ, position.transaction(), position.id(), limit)
              .send(connection)) {
        return answers.rows(Outbox::read);
      }
    });
  }

  /// Deletes events up to a position, once every reader is past it.
  ///
  /// @return how many
  public int forget(Position upTo) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(FORGET, upTo.transaction(), upTo.id()).send(connection)) {
        return answers.count();
      }
    });
  }

  /// Deletes events older than `age` by the database's clock, read or not: a reader that stays away
  /// for longer must start anew from the tables.
  ///
  /// @return how many
  public int forgetOlderThan(Duration age) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(FORGET_OLD, age.toSeconds()).send(connection)) {
        return answers.count();
      }
    });
  }

  private static Event read(ResultSet row) throws SQLException {
    return new Event(
        new Position(row.getString(1), row.getLong(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getObject(6, OffsetDateTime.class).toInstant());
  }

  /// How far a reader has come.
  ///
  /// @param transaction a decimal number too large for a `long` in principle
  public record Position(String transaction, long id) {
    public static final Position START = new Position("0", 0);
  }

  /// @param payload JSON text
  public record Event(
      Position position, String type, String subject, String payload, Instant createdAt) {}
}
