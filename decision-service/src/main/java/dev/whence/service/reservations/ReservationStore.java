package dev.whence.service.reservations;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.orders.GiveBack;
import dev.whence.service.orders.LineUnits;
import dev.whence.service.orders.OfferGroups;
import dev.whence.service.orders.OrderEvents;
import dev.whence.service.orders.OrderEvents.TakenOut;
import dev.whence.service.orders.OrderState;
import dev.whence.service.orders.OrderStates;
import dev.whence.service.orders.Parcel;
import dev.whence.service.orders.Portion;
import dev.whence.service.records.DecisionId;
import dev.whence.service.reservations.Reservation.Status;
import dev.whence.service.store.Database;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;

/// What becomes of reservations. Thread-safe; time is the database's clock.
///
/// A held reservation leaves that state under its order's lock or by one guarded update, so exactly
/// one of confirm, release and expire wins. Stock and capacity go back in the same transaction.
/// Parcels that have left are never given back: their units are gone, and so is their place of the
/// day.
public final class ReservationStore {
  private static final String SELECT =
      """
      SELECT id, decision_id, order_id, status, created_at, expires_at FROM reservations
      """;

  private static final String SELECT_LINES =
      """
      SELECT node, sku, sum(shipment_lines.units - taken_out)::int AS units
      FROM shipments JOIN shipment_lines ON shipment_id = shipments.id
      WHERE reservation_id = ? AND NOT left_stock AND taken_out < shipment_lines.units
      GROUP BY node, sku ORDER BY node, sku
      """;

  /// First, so that events of an order have the order in which they happened.
  private static final String LOCK_ORDER_OF =
      """
      SELECT id FROM orders WHERE id = (SELECT order_id FROM reservations WHERE id = ?) FOR UPDATE
      """;

  private static final String CONFIRM =
      """
      UPDATE reservations AS held SET status = 'CONFIRMED', changed_at = now()
      WHERE id = ? AND status = 'HELD' AND expires_at > now()
      RETURNING 'reservation-confirmed', id::text, jsonb_build_object('reservationId', id,
        'decisionId', decision_id, 'status', status, 'parcels', $parcels), order_id
      """
          .replace("$parcels", OrderEvents.PARCELS_OF_HELD);

  private static final String EXTEND =
      """
      UPDATE reservations
      SET expires_at = greatest(expires_at, now() + ? * interval '1 millisecond'),
        changed_at = now()
      WHERE id = ? AND status = 'HELD' AND expires_at > now()
      RETURNING 'reservation-extended', id::text, jsonb_build_object('reservationId', id,
        'decisionId', decision_id, 'status', status, 'expiresAt', $time), order_id
      """
          .replace("$time", Outbox.time("expires_at"));

  private static final String END =
      """
      UPDATE reservations SET status = 'RELEASED', changed_at = now()
      WHERE id = ? AND status IN ('KEPT', 'HELD', 'CONFIRMED')
      """;

  /// An order of which nothing is planned, sent or confirmed any more waits for nothing, either:
  /// its caller gave it back or never took it.
  private static final String STOPS_WAITING =
      """
      waiting > 0 AND NOT EXISTS (
        SELECT FROM reservations WHERE reservations.order_id = order_lines.order_id
          AND status IN ('KEPT', 'HELD', 'CONFIRMED'))
        AND NOT EXISTS (
        SELECT FROM shipments WHERE shipments.order_id = order_lines.order_id AND left_stock)
      """;

  private static final String STOP_WAITING =
      "UPDATE order_lines SET waiting = 0 WHERE order_id = ANY (?) AND " + STOPS_WAITING;

  /// Before [#STOP_WAITING].
  private static final String TELL_GIVEN_BACK =
      """
      SELECT 'reservation-' || CASE status WHEN 'EXPIRED' THEN 'expired' ELSE 'released' END,
        held.id::text, given.detail::jsonb || jsonb_build_object('decisionId', decision_id,
          'status', status, 'noLongerWaiting', (
            SELECT jsonb_agg(jsonb_build_object('lineId', line_id, 'units', waiting)
              ORDER BY position)
            FROM order_lines WHERE order_lines.order_id = held.order_id AND $stops)), order_id
      FROM unnest(?::uuid[], ?::text[]) AS given (id, detail)
      JOIN reservations AS held ON held.id = given.id
      """
          .replace("$stops", STOPS_WAITING);

  private static final String OVERDUE =
      """
      SELECT id, order_id FROM reservations WHERE status = 'HELD' AND expires_at <= now()
      ORDER BY expires_at LIMIT ?
      """;

  private static final String LOCK_FREE_ORDERS =
      "SELECT id FROM orders WHERE id = ANY (?) ORDER BY id FOR UPDATE SKIP LOCKED";

  private static final String EXPIRE =
      """
      UPDATE reservations SET status = 'EXPIRED', changed_at = now()
      WHERE id = ANY (?::uuid[]) AND order_id = ANY (?) AND status = 'HELD' AND expires_at <= now()
      RETURNING id, order_id
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

    /// Nothing was released: these parcels have left.
    ///
    /// @param left ids of shipments
    /// @param releasable what could be released instead, by line
    record HasLeft(Reservation reservation, List<String> left, List<LineUnits> releasable)
        implements Change {
      public HasLeft {
        left = List.copyOf(left);
        releasable = List.copyOf(releasable);
      }
    }

    /// Nothing was released: the reservation holds fewer units than asked for.
    ///
    /// @param asked what was asked for beyond what it holds
    /// @param releasable what it holds, by line
    record TooMany(Reservation reservation, List<LineUnits> asked, List<LineUnits> releasable)
        implements Change {
      public TooMany {
        asked = List.copyOf(asked);
        releasable = List.copyOf(releasable);
      }
    }
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
    return change(id, Status.CONFIRMED, CONFIRM, id.value());
  }

  /// Moves the expiry of a held reservation to `hold` from now, never to an earlier time.
  public Change extend(ReservationId id, Duration hold) {
    return change(id, Status.HELD, EXTEND, hold.toMillis(), id.value());
  }

  /// Gives back what a reservation still holds that is kept, held or confirmed. Repeating it
  /// changes nothing, nor does releasing one that expired. Refused while a parcel of it has left.
  public Change release(ReservationId id) {
    return release(id, new Portion.Whole());
  }

  /// As [#release(ReservationId)], or gives back some units of a reservation, out of the parcels
  /// planned last first.
  public Change release(ReservationId id, Portion portion) {
    return database.transact(connection -> {
      Optional<Reservation> found = read(connection, id);
      if (found.isEmpty()) {
        return new Change.NotFound(id);
      }
      OrderId order = found.get().order();
      OrderState state = OrderStates.lockAndRead(connection, order);
      Reservation now = read(connection, id).orElseThrow();
      Predicate<Parcel> ofThis = parcel -> parcel.reservation().equals(id.value());
      List<LineUnits> releasable = releasable(state, ofThis);
      List<String> left =
          state.parcels().stream()
              .filter(ofThis.and(Parcel::hasLeft))
              .map(Parcel::shipment)
              .toList();
      GiveBack back;
      switch (portion) {
        case Portion.Whole _, Portion.Rest _ -> {
          if (!now.status().holds()) {
            return new Change.Done(now);
          }
          if (portion instanceof Portion.Whole && !left.isEmpty()) {
            return new Change.HasLeft(now, left, releasable);
          }
          back = GiveBack.allOf(state.planned().stream().filter(ofThis).toList());
        }
        case Portion.Lines(var parts) -> {
          List<LineUnits> tooMany =
              parts.stream()
                  .filter(part ->
                      releasable.stream()
                          .noneMatch(held ->
                              held.line().equals(part.line()) && held.units() >= part.units()))
                  .toList();
          if (!tooMany.isEmpty()) {
            return new Change.TooMany(now, tooMany, releasable);
          }
          back =
              new GiveBack(
                  parts.stream()
                      .flatMap(part ->
                          state
                              .take(state.find(part.line()).orElseThrow(), part.units(), ofThis)
                              .stream())
                      .toList());
        }
      }
      boolean ends = !(portion instanceof Portion.Lines) && left.isEmpty();
      if (!ends && back.pieces().isEmpty()) {
        return new Change.Done(now);
      }
      var batch = new StatementBatch();
      if (ends) {
        batch.add(END, id.value());
      }
      OrderStates.giveBack(batch, back, "release", false);
      tellGivenBack(batch, List.of(id.value()), now.status(), "release", back);
      batch.add(STOP_WAITING, TextArray.of(List.of(order)));
      OrderStates.changed(batch, List.of(order));
      batch.send(connection).close();
      return new Change.Done(read(connection, id).orElseThrow());
    });
  }

  private static List<LineUnits> releasable(OrderState state, Predicate<Parcel> of) {
    return state.lines().stream()
        .map(line -> new LineUnits(line.id(), state.planned(line, of)))
        .filter(part -> part.units() > 0)
        .toList();
  }

  /// Ends held reservations past their expiry, oldest first, and gives back what they hold.
  /// Reservations of orders that another process is just changing are left out.
  ///
  /// @param most how many at once
  /// @return how many; fewer than `most` when none is left for now
  public int expire(int most) {
    return database.transact(connection -> {
      Map<UUID, OrderId> expired = expireOverdue(connection, most);
      if (!expired.isEmpty()) {
        giveBackAll(connection, expired);
      }
      return expired.size();
    });
  }

  private static Map<UUID, OrderId> expireOverdue(Connection connection, int most)
      throws SQLException {
    Map<UUID, OrderId> overdue;
    try (StatementBatch.Answers answers =
        new StatementBatch().add(OVERDUE, most).send(connection)) {
      overdue = byOrder(answers, OVERDUE);
    }
    if (overdue.isEmpty()) {
      return overdue;
    }
    List<String> locked;
    try (StatementBatch.Answers answers =
        new StatementBatch()
            .add(LOCK_FREE_ORDERS, TextArray.of(overdue.values()))
            .send(connection)) {
      locked = answers.rows(LOCK_FREE_ORDERS, row -> row.getString(1));
    }
    try (StatementBatch.Answers answers =
        new StatementBatch()
            .add(EXPIRE, TextArray.of(overdue.keySet()), new TextArray(locked))
            .send(connection)) {
      return byOrder(answers, EXPIRE);
    }
  }

  private static Map<UUID, OrderId> byOrder(StatementBatch.Answers answers, String statement)
      throws SQLException {
    var orders = new LinkedHashMap<UUID, OrderId>();
    answers.rows(
        statement,
        row -> {
          orders.put(row.getObject("id", UUID.class), new OrderId(row.getString("order_id")));
          return row.getRow();
        });
    return orders;
  }

  private static void giveBackAll(Connection connection, Map<UUID, OrderId> reservations)
      throws SQLException {
    Set<OrderId> orders = new TreeSet<>(reservations.values());
    List<Parcel> parcels =
        OrderStates.read(connection, orders).values().stream()
            .flatMap(state -> state.planned().stream())
            .filter(parcel -> reservations.containsKey(parcel.reservation()))
            .toList();
    var batch = new StatementBatch();
    GiveBack back = GiveBack.allOf(parcels);
    OrderStates.giveBack(batch, back, "expiry", false);
    tellGivenBack(batch, reservations.keySet(), Status.HELD, "expiry", back);
    batch.add(STOP_WAITING, TextArray.of(orders));
    OrderStates.changed(batch, orders);
    batch.send(connection).close();
  }

  private static void tellGivenBack(
      StatementBatch batch,
      Collection<UUID> reservations,
      Status before,
      String author,
      GiveBack back) {
    List<TakenOut> taken = TakenOut.of(back);
    OrderEvents.tell(
        batch,
        TELL_GIVEN_BACK,
        TextArray.of(reservations),
        new TextArray(
            reservations.stream()
                .map(id ->
                    CanonicalJson.write(
                        new GivenBack(
                            id,
                            before,
                            author,
                            taken.stream().filter(one -> one.reservationId().equals(id)).toList())))
                .toList()));
  }

  /// What is told of a reservation that is given back, wholly or in part.
  private record GivenBack(
      UUID reservationId, Status statusBefore, String author, List<TakenOut> takenOut) {}

  private Change change(ReservationId id, Status goal, String update, Object... parameters) {
    return database.transact(connection -> {
      int changed;
      var batch = new StatementBatch().add(LOCK_ORDER_OF, id.value());
      String told = OrderEvents.tell(batch, update, parameters);
      if (goal == Status.CONFIRMED) {
        OfferGroups.open(batch, id.value());
      }
      try (StatementBatch.Answers answers = batch.send(connection)) {
        changed = answers.count(told);
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

  private static Optional<Reservation> read(Connection connection, ReservationId id)
      throws SQLException {
    return read(connection, " WHERE id = ?", id.value());
  }

  private static Optional<Reservation> read(Connection connection, String where, UUID id)
      throws SQLException {
    String query = SELECT + where;
    List<Reservation> found;
    try (StatementBatch.Answers answers = new StatementBatch().add(query, id).send(connection)) {
      found = answers.rows(query, row -> read(row, List.of()));
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Reservation head = found.getFirst();
    try (StatementBatch.Answers answers =
        new StatementBatch().add(SELECT_LINES, head.id().value()).send(connection)) {
      return Optional.of(withLines(head, answers.rows(SELECT_LINES, ReservationStore::readLine)));
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
