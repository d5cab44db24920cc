package dev.whence.service.store;

import dev.whence.service.store.StatementBatch.TextArray;
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

  private static final String INSERT_OF_ORDER =
      "INSERT INTO outbox (type, subject, payload, order_id)"
          + " VALUES (?, ?, jsonb_strip_nulls(?::jsonb), ?)";

  private static final String INSERT_FOUND =
      """
      INSERT INTO outbox (type, subject, payload, order_id)
      SELECT type, subject, jsonb_strip_nulls(payload), order_id
      FROM ($query) AS event (type, subject, payload, order_id)
      """;

  private static final String TIME =
      "to_char($time AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

  private static final String READ =
      """
      SELECT transaction::text, id, type, subject, coalesce(order_id, ''), payload::text, created_at
      FROM outbox
      WHERE (transaction, id) > (?::xid8, ?)
        AND transaction < pg_snapshot_xmin(pg_current_snapshot())
        AND (cardinality(?::text[]) = 0 OR type = ANY (?))
      ORDER BY transaction, id LIMIT ?
      """;

  /// The last event that can be read, or, when there is none, the last that was forgotten.
  private static final String END =
      """
      SELECT transaction::text, id
      FROM (
        SELECT transaction, id FROM outbox_forgotten
        UNION ALL (
          SELECT transaction, id FROM outbox
          WHERE transaction < pg_snapshot_xmin(pg_current_snapshot())
          ORDER BY transaction DESC, id DESC LIMIT 1)) AS known
      ORDER BY transaction DESC, id DESC LIMIT 1
      """;

  private static final String STANDING =
      """
      SELECT (?::xid8, ?) < (transaction, id),
        ?::xid8 >= pg_snapshot_xmin(pg_current_snapshot())
      FROM outbox_forgotten
      """;

  private static final String FORGET =
      """
      WITH gone AS (DELETE FROM outbox WHERE %s RETURNING transaction, id),
      moved AS (
        UPDATE outbox_forgotten AS before SET transaction = gone.transaction, id = gone.id
        FROM (SELECT transaction, id FROM gone ORDER BY transaction DESC, id DESC LIMIT 1) AS gone
        WHERE (gone.transaction, gone.id) > (before.transaction, before.id))
      SELECT count(*) FROM gone
      """;

  private static final String FORGET_UP_TO = FORGET.formatted("(transaction, id) <= (?::xid8, ?)");

  private static final String FORGET_OLD =
      FORGET.formatted("created_at < now() - ? * interval '1 second'");

  private final Database database;

  public Outbox(Database database) {
    this.database = database;
  }

  /// Adds an event to a transaction that belongs to no order.
  ///
  /// @param type for instance `decision`
  /// @param subject id of what it happened to
  /// @param payload JSON text
  public static void add(StatementBatch batch, String type, String subject, String payload) {
    batch.add(INSERT, type, subject, payload);
  }

  /// As [#add(StatementBatch, String, String, String)], of an order: its events are delivered in
  /// order.
  ///
  /// @param payload JSON text; members that are null are left out
  /// @param orderId id of the order
  public static void add(
      StatementBatch batch, String type, String subject, String payload, String orderId) {
    batch.add(INSERT_OF_ORDER, type, subject, payload, orderId);
  }

  /// Adds the events that a query finds, in its order; its answer counts them.
  ///
  /// @param query of type, subject, payload (`jsonb`, of which members that are null are left out)
  ///   and order
  public static void addFound(StatementBatch batch, String query, Object... parameters) {
    batch.add(INSERT_FOUND.replace("$query", query), parameters);
  }

  /// An instant in a payload that the database makes, written as the `at` of events.
  ///
  /// @param expression of SQL
  public static String time(String expression) {
    return TIME.replace("$time", expression);
  }

  /// Events after a position, oldest first. Reading changes nothing; two readers see the same.
  public List<Event> after(Position position, int limit) {
    return page(position, List.of(), limit).events();
  }

  /// Events after a position, oldest first, and where to go on.
  ///
  /// @param types which; none for all
  public Part page(Position after, List<String> types, int limit) {
    TextArray wanted = new TextArray(types);
    return database.transact(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(Database.ONE_SNAPSHOT)
              .add(STANDING, after.transaction(), after.id(), after.transaction())
              .add(END)
              .add(READ, after.transaction(), after.id(), wanted, wanted, limit)
              .send(connection)) {
        Standing standing =
            answers
                .rows(
                    STANDING,
                    row ->
                        row.getBoolean(1)
                            ? Standing.FORGOTTEN
                            : row.getBoolean(2) ? Standing.NOT_YET : Standing.KNOWN)
                .getFirst();
        Position end = answers.rows(END, Outbox::readPosition).getFirst();
        List<Event> events = answers.rows(READ, Outbox::read);
        return new Part(
            events, events.size() < limit ? end : events.getLast().position(), standing);
      }
    });
  }

  /// The position of the last event that can be read: whoever is there has read everything.
  public Position end() {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(END).send(connection)) {
        return answers.rows(END, Outbox::readPosition).getFirst();
      }
    });
  }

  /// Deletes events up to a position, once every reader is past it.
  ///
  /// @return how many
  public int forget(Position upTo) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(FORGET_UP_TO, upTo.transaction(), upTo.id()).send(connection)) {
        return answers.rows(FORGET_UP_TO, row -> row.getInt(1)).getFirst();
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
        return answers.rows(FORGET_OLD, row -> row.getInt(1)).getFirst();
      }
    });
  }

  private static Event read(ResultSet row) throws SQLException {
    return new Event(
        readPosition(row),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getObject(7, OffsetDateTime.class).toInstant());
  }

  private static Position readPosition(ResultSet row) throws SQLException {
    return new Position(row.getString(1), row.getLong(2));
  }

  /// How far a reader has come.
  ///
  /// @param transaction a decimal number too large for a `long` in principle
  public record Position(String transaction, long id) {
    public static final Position START = new Position("0", 0);
  }

  /// How a position stands to what is kept.
  public enum Standing {
    KNOWN,
    /// Events after it have been forgotten.
    FORGOTTEN,
    /// No event can be there yet, so it was never told by this store.
    NOT_YET
  }

  /// Events, and where to go on.
  ///
  /// @param next past everything that was looked at, also when no event was found
  /// @param standing of the position that was asked for
  public record Part(List<Event> events, Position next, Standing standing) {
    public Part {
      events = List.copyOf(events);
    }
  }

  /// @param orderId empty when it belongs to no order
  /// @param payload JSON text
  public record Event(
      Position position,
      String type,
      String subject,
      String orderId,
      String payload,
      Instant createdAt) {
    /// What tells it from every other event, in the feed and in webhooks.
    public String id() {
      return "evt_" + position.id();
    }
  }
}
