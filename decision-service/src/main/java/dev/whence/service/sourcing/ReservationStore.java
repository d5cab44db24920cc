package dev.whence.service.sourcing;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.service.sourcing.Reservation.Status;
import dev.whence.service.store.Database;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What becomes of reservations. Thread-safe; time is the database's clock.
///
/// A held reservation leaves that state by one guarded update, so exactly one of confirm, release
/// and expire wins. Stock and capacity go back in the same transaction.
public final class ReservationStore {
  private static final String SELECT =
      """
      SELECT id, decision_id, order_id, status, created_at, expires_at FROM reservations
      """;

  private static final String SELECT_LINES =
      """
      SELECT reservation_id, node, sku, units FROM reservation_lines
      WHERE reservation_id = ANY (?::uuid[]) ORDER BY node, sku
      """;

  private static final String CONFIRM =
      """
      UPDATE reservations SET status = 'CONFIRMED', changed_at = now()
      WHERE id = ? AND status = 'HELD' AND expires_at > now()
      """;

  private static final String EXTEND =
      """
      UPDATE reservations
      SET expires_at = greatest(expires_at, now() + ? * interval '1 millisecond'),
        changed_at = now()
      WHERE id = ? AND status = 'HELD' AND expires_at > now()
      """;

  private static final String RELEASE =
      """
      UPDATE reservations SET status = 'RELEASED', changed_at = now()
      WHERE id = ? AND status IN ('HELD', 'CONFIRMED')
      """;

  private static final String EXPIRE =
      """
      UPDATE reservations SET status = 'EXPIRED', changed_at = now()
      WHERE id IN (
        SELECT id FROM reservations WHERE status = 'HELD' AND expires_at <= now()
        ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED)
      RETURNING id
      """;

  private static final String GIVE_BACK_UNITS =
      """
      WITH given AS (
        SELECT node, sku, sum(units)::int AS units FROM reservation_lines
        WHERE reservation_id = ANY (?::uuid[]) GROUP BY node, sku),
      locked AS MATERIALIZED (
        SELECT stock.sku, stock.node, given.units FROM stock JOIN given USING (sku, node)
        ORDER BY stock.node, stock.sku FOR UPDATE OF stock)
      UPDATE stock SET reserved = reserved - locked.units, updated_at = now()
      FROM locked WHERE stock.sku = locked.sku AND stock.node = locked.node
      """;

  private static final String GIVE_BACK_PARCELS =
      """
      WITH given AS (
        SELECT node, day, sum(parcels)::int AS parcels FROM reservation_capacity
        WHERE reservation_id = ANY (?::uuid[]) GROUP BY node, day),
      locked AS MATERIALIZED (
        SELECT booked.node, booked.day, given.parcels
        FROM capacity_bookings AS booked JOIN given USING (node, day)
        ORDER BY booked.node, booked.day FOR UPDATE OF booked)
      UPDATE capacity_bookings AS booked SET parcels = booked.parcels - locked.parcels
      FROM locked WHERE booked.node = locked.node AND booked.day = locked.day
      """;

  private final Database database;

  public ReservationStore(Database database) {
    this.database = database;
  }

  /// What became of a change.
  public sealed interface Change {
    /// @param reservation as it is now, whether this call or an earlier equal one made it so
    record Done(Reservation reservation) implements Change {}

    record NotFound(ReservationId id) implements Change {}

    /// @param reservation as it is, which is a state that does not allow the change; a held one is
    ///   past its expiry
    record Refused(Reservation reservation) implements Change {}
  }

  public Optional<Reservation> find(ReservationId id) {
    return database.run(connection -> read(connection, id));
  }

  /// The reservation of a decision, if it made one.
  public Optional<Reservation> findByDecision(DecisionId decision) {
    return database.run(connection -> read(connection, " WHERE decision_id = ?", decision.value()));
  }

  /// Makes a held reservation stay until its units leave. Repeating it changes nothing.
  public Change confirm(ReservationId id) {
    return change(id, Status.CONFIRMED, new StatementBatch().add(CONFIRM, id.value()));
  }

  /// Moves the expiry of a held reservation to `hold` from now, never to an earlier time.
  public Change extend(ReservationId id, Duration hold) {
    return change(id, Status.HELD, new StatementBatch().add(EXTEND, hold.toMillis(), id.value()));
  }

  /// Gives back what a held or confirmed reservation still holds. Repeating it changes nothing, nor
  /// does releasing one that expired.
  public Change release(ReservationId id) {
    return database.transact(connection -> {
      int changed;
      try (StatementBatch.Answers answers =
          new StatementBatch().add(RELEASE, id.value()).send(connection)) {
        changed = answers.count();
      }
      if (changed == 1) {
        giveBack(connection, List.of(id.value()), "reservation-released");
      }
      return read(connection, id)
          .<Change>map(Change.Done::new)
          .orElseGet(() -> new Change.NotFound(id));
    });
  }

  /// Ends held reservations past their expiry, oldest first, and gives back what they hold.
  /// Reservations that another process is just changing are left out.
  ///
  /// @param most how many at once
  /// @return how many; fewer than `most` when none is left for now
  public int expire(int most) {
    return database.transact(connection -> {
      List<UUID> expired;
      try (StatementBatch.Answers answers =
          new StatementBatch().add(EXPIRE, most).send(connection)) {
        expired = answers.rows(row -> row.getObject(1, UUID.class));
      }
      if (!expired.isEmpty()) {
        giveBack(connection, expired, "reservation-expired");
      }
      return expired.size();
    });
  }

  private Change change(ReservationId id, Status goal, StatementBatch update) {
    return database.transact(connection -> {
      int changed;
      try (StatementBatch.Answers answers = update.send(connection)) {
        changed = answers.count();
      }
      Optional<Reservation> now = read(connection, id);
      if (now.isEmpty()) {
        return new Change.NotFound(id);
      }
      Reservation reservation = now.get();
      // A confirmed one confirmed again is done; a held one that was not changed is past expiry.
      boolean done = changed == 1 || (goal == Status.CONFIRMED && reservation.status() == goal);
      return done ? new Change.Done(reservation) : new Change.Refused(reservation);
    });
  }

  /// Locks stock in (node, SKU) and then capacity in (node, day) order, as every other writer.
  private static void giveBack(Connection connection, List<UUID> reservations, String event)
      throws SQLException {
    TextArray ids = TextArray.of(reservations);
    var batch = new StatementBatch();
    batch.add(GIVE_BACK_UNITS, ids).add(GIVE_BACK_PARCELS, ids);
    for (UUID id : reservations) {
      Outbox.add(batch, event, id.toString(), "{}");
    }
    batch.send(connection).close();
  }

  private static Optional<Reservation> read(Connection connection, ReservationId id)
      throws SQLException {
    return read(connection, " WHERE id = ?", id.value());
  }

  private static Optional<Reservation> read(Connection connection, String where, UUID id)
      throws SQLException {
    List<Reservation> found;
    try (StatementBatch.Answers answers =
        new StatementBatch().add(SELECT + where, id).send(connection)) {
      found = answers.rows(row -> read(row, List.of()));
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Reservation head = found.getFirst();
    try (StatementBatch.Answers answers =
        new StatementBatch()
            .add(SELECT_LINES, TextArray.of(List.of(head.id().value())))
            .send(connection)) {
      return Optional.of(withLines(head, answers.rows(ReservationStore::readLine)));
    }
  }

  private static Reservation withLines(Reservation head, List<Reservation.Line> lines) {
    return new Reservation(
        head.id(),
        head.decision(),
        head.order(),
        head.status(),
        head.createdAt(),
        head.expiresAt(),
        lines);
  }

  private static Reservation.Line readLine(ResultSet row) throws SQLException {
    return new Reservation.Line(
        new ShipNodeId(row.getString("node")), new Sku(row.getString("sku")), row.getInt("units"));
  }

  private static Reservation read(ResultSet row, List<Reservation.Line> lines) throws SQLException {
    return new Reservation(
        new ReservationId(row.getObject("id", UUID.class)),
        new DecisionId(row.getObject("decision_id", UUID.class)),
        new OrderId(row.getString("order_id")),
        Status.valueOf(row.getString("status")),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
        lines);
  }
}
