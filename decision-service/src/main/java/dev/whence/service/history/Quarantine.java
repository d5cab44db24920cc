package dev.whence.service.history;

import dev.whence.service.json.CanonicalJson;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Scans and returns that cannot be true: kept, not counted, until they fit or a person says what
/// becomes of them. Thread-safe.
public final class Quarantine {
  /// Parameters: kind, ids.
  public static final String HELD =
      "SELECT event_id FROM quarantine WHERE kind = ? AND event_id = ANY (?)";

  /// Told of orders that were decided here.
  private static final String HOLD =
      """
      WITH added AS (
        INSERT INTO quarantine (kind, event_id, subject, body, code, reason)
        SELECT ?, event_id, subject, body::json, code, reason
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
          WITH ORDINALITY AS given (event_id, subject, body, code, reason, position)
        ORDER BY position ON CONFLICT (kind, event_id) DO NOTHING
        RETURNING *)
      INSERT INTO outbox (type, subject, payload, order_id)
      SELECT CASE kind WHEN 'RETURN' THEN 'return-quarantined' ELSE 'scan-quarantined' END,
        added.id::text, jsonb_strip_nulls(jsonb_build_object('quarantineId', added.id::text,
          'eventId', event_id, 'shipmentId', shipments.id, 'code', code, 'reason', reason)),
        orders.id
      FROM added LEFT JOIN shipments ON kind = 'SHIPMENT_EVENT' AND shipments.id = subject
      JOIN orders ON orders.id = CASE kind WHEN 'RETURN' THEN subject ELSE order_id END
      ORDER BY added.id
      """;

  /// First, so that events of an order have the order in which they happened.
  private static final String LOCK_ORDER =
      """
      SELECT id FROM orders WHERE id = (
        SELECT CASE kind WHEN 'RETURN' THEN subject
          ELSE (SELECT order_id FROM shipments WHERE shipments.id = subject) END
        FROM quarantine WHERE quarantine.id = ?) FOR UPDATE
      """;

  private static final String RESOLVE =
      "UPDATE quarantine SET how = ?, resolved_at = now()"
          + " WHERE kind = ? AND event_id = ANY (?)";

  private static final String SELECT =
      "SELECT id, body::text, code, reason, at, how, resolved_at FROM quarantine ";

  private static final String LIST =
      SELECT
          + "WHERE id > ? AND (? = '' OR kind = ?) AND (how IS NOT NULL) = ? ORDER BY id LIMIT ?";

  private static final String LOCK = SELECT + "WHERE id = ? FOR UPDATE";

  private static final String GET = SELECT + "WHERE id = ?";

  private final Database database;
  private final Scans scans;

  /// @param scans what happens to scans that count after all
  public Quarantine(Database database, Scans scans) {
    this.database = database;
    this.scans = scans;
  }

  /// Who counts scans.
  public interface Scans {
    /// Writes them and what follows from them, as if they had come now.
    void count(Connection connection, List<ShipmentEvent> scans) throws SQLException;
  }

  /// @param at when it was put there
  public record Entry(long id, Incoming incoming, Doubt doubt, Instant at, Status status) {}

  /// What became of an entry.
  public sealed interface Status {
    default boolean counts() {
      return this instanceof Resolved(var how, var at) && !how.equals("DISCARDED");
    }

    record Waiting() implements Status {}

    /// @param how `ACCEPTED`, `DISCARDED`, or `FITS` when it came right by itself
    record Resolved(String how, Instant at) implements Status {}
  }

  /// Entries above `after` in the order in which they came.
  ///
  /// @param kind empty for any
  /// @param resolved those that are done with, instead of those that wait
  public List<Entry> list(String kind, boolean resolved, long after, int limit) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(LIST, after, kind, kind, resolved, limit).send(connection)) {
        return answers.rows(LIST, Quarantine::read);
      }
    });
  }

  /// Lets it count after all, also when it was discarded. Once it counts, this changes nothing.
  ///
  /// @return the entry as it is now; empty if there is none
  public Optional<Entry> accept(long id) {
    return database.transact(connection -> {
      new StatementBatch().add(LOCK_ORDER, id).send(connection).close();
      Optional<Entry> found = find(connection, LOCK, id);
      if (found.isEmpty() || found.get().status().counts()) {
        return found;
      }
      var resolved = new StatementBatch();
      resolve(resolved, "ACCEPTED", List.of(found.get().incoming()));
      resolved.send(connection).close();
      switch (found.get().incoming()) {
        case ShipmentEvent scan -> scans.count(connection, List.of(scan));
        case ReturnedUnits returned -> ReturnStore.count(connection, List.of(returned));
      }
      return find(connection, GET, id);
    });
  }

  /// Notes that it is wrong and never counts.
  ///
  /// @return the entry as it is now, unchanged if it counts already; empty if there is none
  public Optional<Entry> discard(long id) {
    return database.transact(connection -> {
      Optional<Entry> found = find(connection, LOCK, id);
      if (found.isPresent() && found.get().status() instanceof Status.Waiting) {
        var resolved = new StatementBatch();
        resolve(resolved, "DISCARDED", List.of(found.get().incoming()));
        resolved.send(connection).close();
      }
      return find(connection, GET, id);
    });
  }

  /// Adds a statement that takes them in.
  ///
  /// @param doubts of one kind, not empty
  public static void hold(StatementBatch batch, SequencedMap<? extends Incoming, Doubt> doubts) {
    Collection<? extends Incoming> held = doubts.sequencedKeySet();
    batch.add(
        HOLD,
        held.iterator().next().kind().name(),
        TextArray.of(held.stream().map(Incoming::id).toList()),
        TextArray.of(held.stream().map(Incoming::subject).toList()),
        TextArray.of(held.stream().map(Quarantine::body).toList()),
        TextArray.of(doubts.values().stream().map(Doubt::code).toList()),
        TextArray.of(doubts.values().stream().map(Doubt::reason).toList()));
  }

  /// Adds a statement that notes how they were resolved.
  ///
  /// @param incoming of one kind, not empty
  static void resolve(StatementBatch batch, String how, List<? extends Incoming> incoming) {
    batch.add(
        RESOLVE,
        how,
        incoming.getFirst().kind().name(),
        TextArray.of(incoming.stream().map(Incoming::id).toList()));
  }

  private static Optional<Entry> find(Connection connection, String select, long id)
      throws SQLException {
    try (StatementBatch.Answers answers = new StatementBatch().add(select, id).send(connection)) {
      return answers.rows(select, Quarantine::read).stream().findFirst();
    }
  }

  private static String body(Incoming incoming) {
    return CanonicalJson.write(incoming);
  }

  static Incoming parse(String body) {
    return CanonicalJson.read(body, Incoming.class);
  }

  private static Entry read(ResultSet row) throws SQLException {
    String how = row.getString("how");
    return new Entry(
        row.getLong("id"),
        parse(row.getString("body")),
        new Doubt(Doubt.Code.valueOf(row.getString("code")), row.getString("reason")),
        instant(row, "at"),
        how == null ? new Status.Waiting() : new Status.Resolved(how, instant(row, "resolved_at")));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
