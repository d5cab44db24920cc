package dev.whence.service.milestones;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.inventory.Handover;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.rules.sourcing.Milestones;
import dev.whence.rules.sourcing.Milestones.Milestone;
import dev.whence.rules.sourcing.PromisedParcel;
import dev.whence.rules.sourcing.PromisedParcel.Heard;
import dev.whence.rules.sourcing.PromisedParcel.Outlook;
import dev.whence.rules.sourcing.PromisedParcel.Tells;
import dev.whence.service.carriers.CarrierStore;
import dev.whence.service.inventory.NodeStore;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.store.Database;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Looks at parcels when a milestone has passed, a scan has come, or the mere passing of time makes
/// another day likely, and tells a change of the day on which a parcel is to be expected: once, by
/// whichever process looks first. Thread-safe.
///
/// The moment of the next look stands in the parcel's row, so that nothing is looked at in vain,
/// and a look that is not committed is made again.
public final class MilestoneWatch {
  /// A parcel of a reservation that nobody has confirmed yet is looked at later.
  private static final Duration UNTIL_CONFIRMED = Duration.ofSeconds(30);

  /// What is told of an order is told in the order in which it happened: whoever changes it holds
  /// its row, and what it has come to is read only then.
  private static final String LOCK =
      """
      SELECT id FROM orders WHERE id IN (
        SELECT order_id FROM shipments WHERE look_at <= ? ORDER BY look_at LIMIT ?)
      ORDER BY id FOR UPDATE SKIP LOCKED
      """;

  private static final String DUE =
      """
      SELECT shipments.id, order_id, node, carrier_service, destination_time_zone, promise_date,
        least_chance, transit::text, planned_handover, handover_day, accept_by, pick_by,
        hand_over_by, accepted_at, picked_at, handed_over_at, expected_day, told_late,
        CASE
          WHEN delivered_at IS NOT NULL OR lost_at IS NOT NULL THEN 'OVER'
          WHEN left_stock THEN 'OPEN'
          WHEN emptied_at IS NOT NULL THEN 'OVER'
          WHEN status = 'CONFIRMED' THEN 'OPEN'
          WHEN status IN ('KEPT', 'HELD') THEN 'HELD'
          ELSE 'OVER'
        END AS standing,
        EXISTS (SELECT FROM shipments AS other WHERE other.node = shipments.node
          AND other.accepted_at > ?::timestamptz - interval '28 days') AS tells_accepting,
        EXISTS (SELECT FROM shipments AS other WHERE other.node = shipments.node
          AND other.picked_at > ?::timestamptz - interval '28 days') AS tells_picking
      FROM shipments
      JOIN (SELECT id AS reservation, status FROM reservations) AS held
        ON reservation = reservation_id
      WHERE look_at <= ? AND order_id = ANY (?) ORDER BY look_at LIMIT ?
      FOR UPDATE OF shipments SKIP LOCKED
      """;

  private static final String OVER = "UPDATE shipments SET look_at = NULL WHERE id = ?";

  private static final String LATER = "UPDATE shipments SET look_at = ? WHERE id = ?";

  private static final String EXPECT =
      """
      UPDATE shipments SET look_at = ?, expected_day = nullif(?, '')::date, told_late = ?
      WHERE id = ?
      """;

  private static final String EVENT =
      "INSERT INTO order_events (order_id, kind, detail) VALUES (?, ?, ?::jsonb)";

  private final Database database;
  private final Consumer<Optional<Milestone>> whenLate;

  /// @param whenLate called for each parcel that is told to be late, with the milestone it missed
  public MilestoneWatch(Database database, Consumer<Optional<Milestone>> whenLate) {
    this.database = database;
    this.whenLate = whenLate;
  }

  /// Looks at the parcels that are due.
  ///
  /// @param now what has passed and what is to be expected is seen from here
  /// @param most how many at once
  /// @return how many were looked at; fewer than `most` when none is left for now
  public int look(Instant now, int most) {
    List<Look> looks =
        database.transact(connection -> {
          List<String> orders;
          try (StatementBatch.Answers answers =
              new StatementBatch().add(LOCK, now, most).send(connection)) {
            orders = answers.rows(LOCK, row -> row.getString(1));
          }
          if (orders.isEmpty()) {
            return List.of();
          }
          List<Due> due;
          try (StatementBatch.Answers answers =
              new StatementBatch()
                  .add(DUE, now, now, now, new TextArray(orders), most)
                  .send(connection)) {
            due = answers.rows(DUE, Due::read);
          }
          return due.isEmpty() ? List.of() : lookAt(connection, due, now);
        });
    looks.stream()
        .filter(look -> look.change() == Change.LATE)
        .forEach(look -> whenLate.accept(look.missed()));
    return looks.size();
  }

  private static List<Look> lookAt(Connection connection, List<Due> due, Instant now)
      throws SQLException {
    Map<ShipNodeId, ShipNode> nodes = byId(NodeStore.readAll(connection), ShipNode::id);
    Map<CarrierServiceId, CarrierService> services =
        byId(CarrierStore.readAll(connection), CarrierService::id);
    var batch = new StatementBatch();
    List<Look> looks =
        due.stream()
            .map(parcel ->
                look(
                    batch,
                    parcel,
                    now,
                    Optional.ofNullable(nodes.get(parcel.node())),
                    Optional.ofNullable(services.get(parcel.service()))))
            .toList();
    batch.send(connection).close();
    return looks;
  }

  private static <K, V> Map<K, V> byId(List<V> values, Function<V, K> id) {
    return values.stream().collect(Collectors.toMap(id, Function.identity()));
  }

  private enum Change {
    NONE,
    LATE,
    BACK_ON_TIME
  }

  private record Look(Change change, Optional<Milestone> missed) {
    static final Look NOTHING = new Look(Change.NONE, Optional.empty());
  }

  private static Look look(
      StatementBatch batch,
      Due due,
      Instant now,
      Optional<ShipNode> node,
      Optional<CarrierService> service) {
    if (due.standing() == Standing.HELD) {
      batch.add(LATER, now.plus(UNTIL_CONFIRMED), due.id());
      return Look.NOTHING;
    }
    if (due.standing() == Standing.OVER || node.isEmpty() || service.isEmpty()) {
      batch.add(OVER, due.id());
      return Look.NOTHING;
    }
    PromisedParcel parcel = due.parcel(node.get(), service.get());
    Outlook outlook = parcel.outlook(due.milestones(), due.heard(), due.tells(), now);
    Change change = change(due, outlook);
    batch.add(
        EXPECT,
        outlook.until(),
        outlook.day().map(Object::toString).orElse(""),
        change == Change.LATE || (due.toldLate() && change == Change.NONE),
        due.id());
    if (change != Change.NONE) {
      tell(batch, change == Change.LATE ? "parcel-late" : "parcel-back-on-time", due, outlook);
    }
    return new Look(change, outlook.missed());
  }

  /// Only another day is news. A parcel that was never told to be late may become earlier, or be in
  /// time on another day than before, and nobody has to know.
  private static Change change(Due due, Outlook outlook) {
    boolean late = outlook.day().isEmpty() || outlook.day().get().isAfter(due.promised());
    boolean otherDay = !outlook.day().equals(due.expectedDay());
    if (late) {
      boolean later =
          outlook.day().isEmpty()
              || due.expectedDay().filter(outlook.day().get()::isAfter).isPresent();
      return otherDay && (due.toldLate() || later) ? Change.LATE : Change.NONE;
    }
    return due.toldLate() ? Change.BACK_ON_TIME : Change.NONE;
  }

  private static void tell(StatementBatch batch, String kind, Due due, Outlook outlook) {
    var told = new TreeMap<String, Object>();
    told.put("orderId", due.order());
    told.put("shipmentId", due.id());
    told.put("shipNode", due.node().value());
    told.put("carrierService", due.service().value());
    outlook
        .missed()
        .ifPresent(missed -> told.put("missed", missed.name().toLowerCase(Locale.ROOT)));
    told.put("promiseDate", due.promised());
    told.put("promiseChance", rounded(outlook.promiseChance()));
    outlook
        .day()
        .ifPresent(day -> {
          told.put("expectedDate", day);
          told.put("expectedChance", rounded(outlook.chance()));
        });
    String text = CanonicalJson.write(told);
    batch.add(EVENT, due.order(), kind, text);
    Outbox.add(batch, kind, due.id(), text, due.order());
  }

  private static double rounded(double chance) {
    return Math.round(chance * 1e4) / 1e4;
  }

  private enum Standing {
    OPEN,
    /// Its reservation is not confirmed.
    HELD,
    OVER
  }

  private record Due(
      String id,
      String order,
      ShipNodeId node,
      CarrierServiceId service,
      ZoneId destination,
      LocalDate promised,
      double leastChance,
      TransitDistribution transit,
      Handover planned,
      Milestones milestones,
      Heard heard,
      Tells tells,
      Optional<LocalDate> expectedDay,
      boolean toldLate,
      Standing standing) {
    static Due read(ResultSet row) throws SQLException {
      return new Due(
          row.getString("id"),
          row.getString("order_id"),
          new ShipNodeId(row.getString("node")),
          new CarrierServiceId(row.getString("carrier_service")),
          ZoneId.of(row.getString("destination_time_zone")),
          row.getObject("promise_date", LocalDate.class),
          row.getDouble("least_chance"),
          CanonicalJson.read(row.getString("transit"), TransitDistribution.class),
          new Handover(
              row.getObject("handover_day", LocalDate.class),
              row.getObject("planned_handover", OffsetDateTime.class).toInstant()),
          new Milestones(
              row.getObject("accept_by", OffsetDateTime.class).toInstant(),
              row.getObject("pick_by", OffsetDateTime.class).toInstant(),
              row.getObject("hand_over_by", OffsetDateTime.class).toInstant()),
          new Heard(
              instant(row, "accepted_at"),
              instant(row, "picked_at"),
              instant(row, "handed_over_at")),
          new Tells(row.getBoolean("tells_accepting"), row.getBoolean("tells_picking")),
          Optional.ofNullable(row.getObject("expected_day", LocalDate.class)),
          row.getBoolean("told_late"),
          Standing.valueOf(row.getString("standing")));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
      return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
          .map(OffsetDateTime::toInstant);
    }

    PromisedParcel parcel(ShipNode from, CarrierService by) {
      return new PromisedParcel(
          from.calendar(), by, transit, destination, promised, leastChance, planned);
    }
  }
}
