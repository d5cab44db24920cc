package dev.whence.service.shipments;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderId;
import dev.whence.service.inventory.NodeStore;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.orders.OfferGroups;
import dev.whence.service.orders.OrderState;
import dev.whence.service.orders.OrderStates;
import dev.whence.service.orders.Parcel;
import dev.whence.service.orders.Parcel.Stage;
import dev.whence.service.store.Database;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StatementBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A ship node accepts a parcel: it says that it will send it. Thread-safe.
///
/// It costs nothing and promises nothing to the customer; it is kept with its time and author, and
/// counts for the acceptance of the node. A parcel that several nodes compete for is claimed with
/// it.
public final class Acceptances {
  /// When the node could first see the parcel, and its offer if it is still open to the node.
  private static final String SEEN =
      """
      SELECT shipments.order_id, node, now(),
        CASE WHEN status = 'CONFIRMED' THEN greatest(shipments.created_at, changed_at)
          ELSE shipments.created_at END,
        (SELECT offers.id FROM offer_groups JOIN offers ON group_id = offer_groups.id
          WHERE shipment_id = shipments.id AND offer_groups.state = 'OPEN'
            AND offers.state = 'OPEN' AND offers.node = shipments.node)
      FROM shipments LEFT JOIN reservations ON reservations.id = reservation_id
      WHERE shipments.id = ?
      """;

  /// As if the ship node's system had sent a scan: milestones go by it.
  private static final String SCAN =
      """
      INSERT INTO shipment_events
        (event_id, shipment_id, scan, occurred_at, recorded_at, region, judged)
      VALUES (?, ?, 'ACCEPTED', now(), now(), '', true) ON CONFLICT (event_id) DO NOTHING
      """;

  private static final String ACCEPTED_AT =
      """
      UPDATE shipments SET accepted_at = least(accepted_at, now()),
        look_at = CASE WHEN transit IS NOT NULL THEN '-infinity'::timestamptz END
      WHERE id = ?
      """;

  /// Begins the id of the scan of an acceptance.
  private static final String ACCEPTED = "accepted-";

  private final Database database;

  public Acceptances(Database database) {
    this.database = database;
  }

  /// What became of it.
  public sealed interface Result {
    /// @param first whether it had not been accepted before
    record Accepted(OrderId order, boolean first) implements Result {}

    record NotFound(String shipment) implements Result {}

    /// Nothing is planned in the parcel any more, its hold has run out, or a person has to decide.
    record NotThere(OrderId order, String problem) implements Result {}
  }

  /// Accepts a parcel. Accepting it again, or after it has left, changes nothing.
  ///
  /// @param by in the words of whoever accepts, may be empty
  public Result accept(String shipment, String by) {
    return database.transact(connection -> write(connection, shipment, by));
  }

  private static Result write(Connection connection, String shipment, String by)
      throws SQLException {
    Optional<Seen> found = seen(connection, shipment);
    if (found.isEmpty()) {
      return new Result.NotFound(shipment);
    }
    OrderId order = found.get().order();
    OrderState state = OrderStates.lockAndRead(connection, order);
    Optional<Parcel> parcel =
        state.parcels().stream().filter(one -> one.shipment().equals(shipment)).findFirst();
    if (parcel.isEmpty()) {
      return new Result.NotThere(
          order, "Nothing is planned in parcel %s any more.".formatted(shipment));
    }
    if (parcel.get().stage() == Stage.OVERDUE) {
      return new Result.NotThere(
          order,
          "Parcel %s was held until its reservation ran out, and nobody confirmed it."
              .formatted(shipment));
    }
    if (parcel.get().stage() == Stage.KEPT) {
      return new Result.NotThere(
          order,
          "Parcel %s is only kept until somebody approves order %s.".formatted(shipment, order));
    }
    // Under the lock: a claim may have come in between.
    Seen now = seen(connection, shipment).orElseThrow();
    long minutes =
        NodeStore.find(connection, now.node())
            .map(node -> node.calendar().openBetween(now.since(), now.now()))
            .orElseGet(() -> Duration.between(now.since(), now.now()))
            .toMinutes();
    var batch = new StatementBatch();
    AcceptanceStore.accepted(batch, shipment, by, minutes);
    try (StatementBatch.Answers answers = batch.send(connection)) {
      if (answers.count(AcceptanceStore.ACCEPTED) == 0) {
        return new Result.Accepted(order, false);
      }
    }
    var after = new StatementBatch();
    now.offer().ifPresent(offer -> OfferGroups.claim(after, offer, shipment, by));
    OfferGroups.accept(after, List.of(shipment));
    after.add(SCAN, ACCEPTED + shipment, shipment).add(ACCEPTED_AT, shipment);
    Outbox.add(
        after, "parcel-accepted", shipment, event(order, now.node(), minutes, by), order.value());
    after.send(connection).close();
    return new Result.Accepted(order, true);
  }

  private static String event(OrderId order, ShipNodeId node, long minutes, String by) {
    return CanonicalJson.write(new Event(by, minutes, order.value(), node.value()));
  }

  private record Event(String by, long minutes, String orderId, String shipNode) {}

  private static Optional<Seen> seen(Connection connection, String shipment) throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(SEEN, shipment).send(connection)) {
      List<Seen> rows =
          answers.rows(
              SEEN,
              row ->
                  new Seen(
                      new OrderId(row.getString(1)),
                      new ShipNodeId(row.getString(2)),
                      row.getObject(3, OffsetDateTime.class).toInstant(),
                      row.getObject(4, OffsetDateTime.class).toInstant(),
                      Optional.ofNullable(row.getObject(5, UUID.class))));
      return rows.stream().findFirst();
    }
  }

  /// @param since when the node could first see the parcel
  private record Seen(
      OrderId order, ShipNodeId node, Instant now, Instant since, Optional<UUID> offer) {}
}
