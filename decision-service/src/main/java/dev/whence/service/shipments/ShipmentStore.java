package dev.whence.service.shipments;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.Promise;
import dev.whence.models.attributes.AttributesJson;
import dev.whence.models.transit.ReferenceTransit;
import dev.whence.service.history.Doubt;
import dev.whence.service.history.Held;
import dev.whence.service.history.Incoming;
import dev.whence.service.history.Quarantine;
import dev.whence.service.history.ReturnStore;
import dev.whence.service.history.ShipmentEvent;
import dev.whence.service.inventory.Position;
import dev.whence.service.orders.OfferGroups;
import dev.whence.service.store.Database;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/// Shipments and what carriers say of them. Thread-safe.
///
/// What a shipment looks like is always worked out from all its events at once, so their order of
/// arrival does not matter. With the first scan that shows it on its way, its units leave stock and
/// reservation; with the delivery it enters what is known of its lane, once and for good.
public final class ShipmentStore {
  private static final String INSERT_SHIPMENT =
      """
      INSERT INTO shipments (id, order_id, node, carrier_service, ordered_at, origin_country,
        origin_region, origin_time_zone, destination_country, destination_region,
        destination_time_zone, distance_km, published_days, published_on_time, weight_grams,
        units, freight_minor, currency, promise_date, expected_hours, attributes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''))
      ON CONFLICT (id) DO NOTHING
      """;

  private static final String INSERT_LINE =
      """
      INSERT INTO shipment_lines (shipment_id, line_id, sku, category, customer_id, units)
      VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (shipment_id, line_id, sku) DO NOTHING
      """;

  private static final String INSERT_EVENTS =
      """
      INSERT INTO shipment_events
        (event_id, shipment_id, scan, occurred_at, recorded_at, region, judged)
      SELECT event_id, shipment_id, scan, occurred_at::timestamptz, recorded_at::timestamptz, region,
        ? OR EXISTS (SELECT FROM shipments WHERE id = shipment_id)
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
        AS given (event_id, shipment_id, scan, occurred_at, recorded_at, region)
      ORDER BY event_id COLLATE "C"
      ON CONFLICT (event_id) DO NOTHING RETURNING shipment_id
      """;

  private static final String KNOWN_EVENTS =
      "SELECT event_id FROM shipment_events WHERE event_id = ANY (?) UNION ALL " + Quarantine.HELD;

  private static final String NOW = "SELECT now()";

  private static final String ORDERED_AT =
      "SELECT id, ordered_at FROM shipments WHERE id = ANY (?)";

  /// Events that came before their shipment.
  private static final String UNJUDGED =
      """
      SELECT shipment_events.*, ordered_at
      FROM shipment_events JOIN shipments ON shipments.id = shipment_id
      WHERE shipment_id = ANY (?) AND NOT judged ORDER BY event_id FOR UPDATE OF shipment_events
      """;

  private static final String JUDGED =
      "UPDATE shipment_events SET judged = true WHERE shipment_id = ANY (?) AND NOT judged";

  private static final String REMOVE_EVENTS =
      "DELETE FROM shipment_events WHERE event_id = ANY (?)";

  /// Before their shipments, as whoever changes what is planned for an order, and before anything
  /// is written: events of an order have the order in which it was locked.
  private static final String LOCK_ORDERS =
      """
      SELECT id FROM orders
      WHERE id IN (SELECT order_id FROM shipments WHERE id = ANY (?)) ORDER BY id FOR UPDATE
      """;

  /// With the other shipments of their orders, which may hold parts of the same lines.
  private static final String LOCK_SHIPMENTS =
      """
      SELECT id FROM shipments
      WHERE order_id IN (SELECT order_id FROM shipments WHERE id = ANY (?)) ORDER BY id FOR UPDATE
      """;

  /// What is told to have happened on the way, but after the delivery, changes nothing of it.
  private static final String FOLLOW_EVENTS =
      """
      WITH before AS (
        SELECT id, delivered_at IS NOT NULL AS delivered, lost_at IS NOT NULL AS lost
        FROM shipments WHERE id = ANY (?))
      UPDATE shipments SET handed_over_at = seen.handed_over_at, delivered_at = seen.delivered_at,
        delivery_known_at = seen.known_at, lost_at = seen.lost_at,
        lost_known_at = seen.lost_known_at, last_scan = seen.last_scan,
        accepted_at = least(shipments.accepted_at, seen.accepted_at), picked_at = seen.picked_at,
        look_at = CASE WHEN transit IS NOT NULL THEN '-infinity'::timestamptz END
      FROM (
        SELECT shipment_id,
          coalesce(min(occurred_at) FILTER (WHERE scan = 'HANDED_OVER' AND in_time),
            min(occurred_at) FILTER (WHERE scan IN ('IN_TRANSIT', 'OUT_FOR_DELIVERY') AND in_time))
            AS handed_over_at,
          min(occurred_at) FILTER (WHERE scan = 'DELIVERED') AS delivered_at,
          greatest(min(recorded_at) FILTER (WHERE scan = 'DELIVERED'),
            coalesce(min(recorded_at) FILTER (WHERE scan = 'HANDED_OVER' AND in_time),
              min(recorded_at)
                FILTER (WHERE scan IN ('IN_TRANSIT', 'OUT_FOR_DELIVERY') AND in_time)))
            AS known_at,
          min(occurred_at) FILTER (WHERE scan = 'LOST') AS lost_at,
          min(recorded_at) FILTER (WHERE scan = 'LOST') AS lost_known_at,
          min(occurred_at) FILTER (WHERE scan = 'ACCEPTED') AS accepted_at,
          min(occurred_at) FILTER (WHERE scan = 'PICKED') AS picked_at,
          (array_agg(scan ORDER BY occurred_at DESC, recorded_at DESC, event_id DESC))[1]
            AS last_scan
        FROM (
          SELECT *, occurred_at <= coalesce(
            min(occurred_at) FILTER (WHERE scan = 'DELIVERED') OVER (PARTITION BY shipment_id),
            'infinity') AS in_time
          FROM shipment_events WHERE shipment_id = ANY (?)) AS event
        GROUP BY shipment_id) AS seen, before
      WHERE shipments.id = seen.shipment_id AND shipments.id = before.id
      RETURNING shipments.id,
        reservation_id IS NOT NULL AND NOT before.delivered AND shipments.delivered_at IS NOT NULL
          AS now_delivered,
        reservation_id IS NOT NULL AND NOT before.lost AND shipments.lost_at IS NOT NULL
          AND shipments.delivered_at IS NULL AS now_lost
      """;

  private static final String ADD_ARRIVALS =
      """
      INSERT INTO arrivals (shipment_id, carrier_service, origin_region, destination_region,
        known_at, actual_hours, expected_hours)
      SELECT id, carrier_service, origin_region, destination_region,
        date_trunc('milliseconds', delivery_known_at),
        floor(extract(epoch FROM delivered_at - coalesce(handed_over_at, planned_handover)) / 3600),
        expected_hours
      FROM shipments
      WHERE id = ANY (?) AND delivered_at > coalesce(handed_over_at, planned_handover)
      ON CONFLICT (shipment_id) DO NOTHING
      """;

  /// All parcels of a line that have left, added up, without those that others replace. A bundle
  /// (whose components have other SKUs than its line) is sold as so many bundles, as it comes back.
  private static final String ADD_SALES =
      """
      INSERT INTO sales (order_id, line_id, sku, category, customer_id, units, matures_at)
      SELECT gone.order_id, line.line_id, coalesce(min(bought.sku), min(line.sku)),
        min(line.category), min(line.customer_id),
        CASE WHEN bool_or(line.sku <> bought.sku) THEN min(bought.quantity)
          ELSE least(sum(line.units - line.taken_out), 2147483647) END::int,
        min(gone.ordered_at) + ? * interval '1 second'
      FROM shipments AS gone JOIN shipment_lines AS line ON line.shipment_id = gone.id
      LEFT JOIN order_lines AS bought
        ON bought.order_id = gone.order_id AND bought.line_id = line.line_id
      WHERE (gone.order_id, line.line_id) IN (
          SELECT order_id, line_id FROM shipments JOIN shipment_lines ON shipment_id = id
          WHERE id = ANY (?))
        AND (gone.handed_over_at IS NOT NULL OR gone.delivered_at IS NOT NULL)
        AND line.taken_out < line.units AND gone.replaced_at IS NULL
      GROUP BY gone.order_id, line.line_id ORDER BY gone.order_id, line.line_id
      ON CONFLICT (order_id, line_id) DO UPDATE SET units = excluded.units, stale = true
        WHERE sales.units < excluded.units
      """;

  private static final String LEAVE =
      """
      UPDATE shipments SET left_stock = true
      WHERE id = ANY (?) AND reservation_id IS NOT NULL AND NOT left_stock
        AND (handed_over_at IS NOT NULL OR delivered_at IS NOT NULL)
      RETURNING id
      """;

  private static final String CHANGE_ORDERS =
      """
      UPDATE orders SET version = version + 1
      WHERE id IN (SELECT order_id FROM shipments WHERE id = ANY (?))
      """;

  /// What leaves takes its units from stock, and from what is reserved as far as they still are: a
  /// parcel whose reservation had ended was sent all the same. Where a later count says when it was
  /// taken, the units are not in it.
  private static final String TAKE_FROM_STOCK =
      """
      WITH wanted AS (
        SELECT DISTINCT node, sku
        FROM shipments JOIN shipment_lines ON shipment_id = shipments.id
        WHERE shipments.id = ANY (?)),
      locked AS MATERIALIZED (
        SELECT stock.sku, stock.node, counted_at FROM stock JOIN wanted USING (sku, node)
        ORDER BY stock.node, stock.sku FOR UPDATE OF stock),
      left_units AS (
        SELECT shipments.id, locked.node, locked.sku,
          coalesce(handed_over_at, delivered_at) AS left_at,
          sum(CASE
            WHEN counted_at > coalesce(handed_over_at, delivered_at)
              AND shipments.created_at < counted_at THEN 0
            WHEN emptied_at IS NULL THEN line.units - taken_out
            ELSE line.units END)::int AS units,
          sum(line.units - taken_out)::int AS held
        FROM shipments JOIN shipment_lines AS line ON line.shipment_id = shipments.id
        JOIN locked ON locked.node = shipments.node AND locked.sku = line.sku
        WHERE shipments.id = ANY (?) GROUP BY shipments.id, locked.node, locked.sku),
      moved AS (
        UPDATE stock SET reserved = reserved - change.held, on_hand = on_hand - change.units,
          updated_at = now()
        FROM (
          SELECT node, sku, sum(units)::int AS units, sum(held)::int AS held
          FROM left_units GROUP BY node, sku) AS change
        WHERE stock.sku = change.sku AND stock.node = change.node)
      INSERT INTO stock_movements (sku, node, kind, on_hand, reserved, cause, author, occurred_at)
      SELECT sku, node, 'SHIP', -units, -held, id, 'scan', left_at FROM left_units
      ORDER BY node, sku, id
      """;

  /// The parcel takes its place of the day again, even if there was none left.
  private static final String SENT_ALL_THE_SAME =
      """
      INSERT INTO capacity_bookings AS booked (node, day, parcels)
      SELECT shipments.node, handover_day, count(*) FROM shipments
      JOIN ship_nodes ON ship_nodes.id = shipments.node
      WHERE shipments.id = ANY (?) AND emptied_at IS NOT NULL AND handover_day IS NOT NULL
      GROUP BY shipments.node, handover_day ORDER BY shipments.node, handover_day
      ON CONFLICT (node, day) DO UPDATE SET parcels = booked.parcels + excluded.parcels
      """;

  private static final String PUT_BACK_IN =
      """
      UPDATE shipment_lines SET taken_out = 0 FROM shipments
      WHERE shipments.id = shipment_id AND shipments.id = ANY (?) AND emptied_at IS NOT NULL
      """;

  private static final String SENT_POSITIONS =
      """
      SELECT DISTINCT node, sku FROM shipments JOIN shipment_lines ON shipment_id = shipments.id
      WHERE shipments.id = ANY (?) ORDER BY node, sku
      """;

  private static final String EMPTIED_BEFORE =
      "SELECT id FROM shipments WHERE id = ANY (?) AND emptied_at IS NOT NULL ORDER BY id";

  /// A parcel; for events that are told of `shipments`.
  private static final String PARCEL =
      """
      jsonb_build_object('shipmentId', id, 'reservationId', reservation_id,
        'decisionId', decision_id, 'shipNode', node, 'carrierService', carrier_service,
        'handoverDay', handover_day, 'handedOverAt', $handedOver, 'lines', (
          SELECT jsonb_agg(jsonb_build_object('lineId', line_id, 'sku', sku,
            'units', content.units - taken_out) ORDER BY line_id, sku)
          FROM shipment_lines AS content
          WHERE shipment_id = shipments.id AND taken_out < content.units))
      """
          .replace("$handedOver", Outbox.time("handed_over_at"));

  private static final String TELL_LEFT =
      """
      SELECT 'shipment-left', id, $parcel || jsonb_build_object(
        'afterRelease', CASE WHEN emptied_at IS NOT NULL THEN true END), order_id
      FROM shipments WHERE id = ANY (?) ORDER BY id
      """
          .replace("$parcel", PARCEL);

  /// Late is what came after the promised day at the destination.
  private static final String TELL_DELIVERED =
      """
      SELECT 'shipment-delivered', id, $parcel || jsonb_build_object('deliveredAt', $delivered,
        'promiseDate', promise_date,
        'late', (delivered_at AT TIME ZONE destination_time_zone)::date > promise_date), order_id
      FROM shipments WHERE id = ANY (?) ORDER BY id
      """
          .replace("$parcel", PARCEL)
          .replace("$delivered", Outbox.time("delivered_at"));

  private static final String TELL_LOST =
      """
      SELECT 'shipment-lost', id, $parcel || jsonb_build_object('lostAt', $lost), order_id
      FROM shipments WHERE id = ANY (?) ORDER BY id
      """
          .replace("$parcel", PARCEL)
          .replace("$lost", Outbox.time("lost_at"));

  private static final String KNOWN = "SELECT count(*) FROM shipments WHERE id = ANY (?)";

  private static final String BUMP_ARRIVALS = "UPDATE arrival_version SET version = version + 1";

  private static final String SELECT =
      """
      SELECT id, order_id, node, carrier_service, handed_over_at, delivered_at, lost_at, last_scan,
        (SELECT how FROM lost_parcels WHERE shipment_id = shipments.id) AS how,
        (SELECT lost.decision_id FROM lost_parcels AS lost WHERE shipment_id = shipments.id)
          AS sent_again
      FROM shipments
      """;

  private final Database database;

  public ShipmentStore(Database database) {
    this.database = database;
  }

  /// What came of a batch of events; together they are as many as were given.
  ///
  /// @param added written for the first time
  /// @param held in quarantine now, as they cannot be true
  /// @param repeated known before, by event id, or earlier in the batch
  /// @param unknownShipments shipments among the added that are not known yet: their events wait
  /// @param sentAllTheSame parcels that had been released and have left
  /// @param positions of what has left
  public record EventsResult(
      int added,
      Held held,
      int repeated,
      int unknownShipments,
      List<String> sentAllTheSame,
      List<Position> positions) {
    public EventsResult {
      sentAllTheSame = List.copyOf(sentAllTheSame);
      positions = List.copyOf(positions);
    }
  }

  /// Where a shipment is, as far as scans told.
  ///
  /// @param lastScan the latest by the carrier's time, empty before the first
  /// @param dealtWith what was done about a lost one, `REPLACED` or `REFUNDED`; else empty
  /// @param sentAgain the decision that sends its units again
  public record Progress(
      String id,
      OrderId order,
      String node,
      String carrierService,
      Optional<Instant> handedOverAt,
      Optional<Instant> deliveredAt,
      Optional<Instant> lostAt,
      String lastScan,
      String dealtWith,
      Optional<UUID> sentAgain) {}

  /// Adds shipments decided elsewhere; known ones stay as they are. Events that came before them
  /// count now, those that cannot be true go into quarantine.
  ///
  /// @return how many were new
  public int add(Collection<ShipmentRecord> shipments) {
    var byId = new TreeMap<String, ShipmentRecord>();
    shipments.forEach(shipment -> byId.putIfAbsent(shipment.id(), shipment));
    return database.transact(connection -> {
      int known = countKnown(connection, byId.keySet());
      insertShipments(connection, byId.values());
      insertLines(connection, byId.values());
      judgeWaiting(connection, TextArray.of(byId.keySet()));
      follow(connection, List.copyOf(byId.keySet()));
      return byId.size() - known;
    });
  }

  /// Adds events in any order, any number of times; of several with one id the first counts.
  public EventsResult addEvents(Collection<ShipmentEvent> events) {
    var byId = new TreeMap<String, ShipmentEvent>();
    events.forEach(event -> byId.putIfAbsent(event.eventId(), event));
    return database.transact(connection -> {
      var plausible = new ArrayList<ShipmentEvent>();
      SequencedMap<ShipmentEvent, Doubt> doubts = judge(connection, byId, plausible);
      if (!doubts.isEmpty()) {
        var batch = new StatementBatch();
        Quarantine.hold(batch, doubts);
        batch.send(connection).close();
      }
      List<String> touched = insertEvents(connection, plausible, false);
      List<String> shipments = touched.stream().distinct().sorted().toList();
      Followed followed = follow(connection, shipments);
      return new EventsResult(
          touched.size(),
          Held.of(doubts),
          events.size() - touched.size() - doubts.size(),
          shipments.size() - followed.known(),
          followed.sentAllTheSame(),
          followed.positions());
    });
  }

  /// Adds events whatever speaks against them.
  public static void count(Connection connection, List<ShipmentEvent> events) throws SQLException {
    follow(
        connection, insertEvents(connection, events, true).stream().distinct().sorted().toList());
  }

  /// @param plausible gets those that are new and may be true
  /// @return those that are new and cannot
  private static SequencedMap<ShipmentEvent, Doubt> judge(
      Connection connection, SortedMap<String, ShipmentEvent> events, List<ShipmentEvent> plausible)
      throws SQLException {
    TextArray ids = TextArray.of(events.keySet());
    TextArray shipments =
        TextArray.of(events.values().stream().map(ShipmentEvent::shipmentId).distinct().toList());
    var batch =
        new StatementBatch()
            .add(LOCK_ORDERS, shipments)
            .add(KNOWN_EVENTS, ids, Incoming.Kind.SHIPMENT_EVENT.name(), ids)
            .add(NOW)
            .add(ORDERED_AT, shipments);
    var known = new HashSet<String>();
    var orderedAt = new HashMap<String, Instant>();
    Instant now;
    try (StatementBatch.Answers answers = batch.send(connection)) {
      answers.rows(KNOWN_EVENTS, row -> known.add(row.getString(1)));
      now = answers.rows(NOW, row -> row.getObject(1, OffsetDateTime.class).toInstant()).getFirst();
      answers.rows(
          ORDERED_AT,
          row ->
              orderedAt.put(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()));
    }
    var doubts = new LinkedHashMap<ShipmentEvent, Doubt>();
    for (ShipmentEvent event : events.values()) {
      if (!known.contains(event.eventId())) {
        Doubt.about(event, now, orderedAt.getOrDefault(event.shipmentId(), Instant.MIN))
            .ifPresentOrElse(doubt -> doubts.put(event, doubt), () -> plausible.add(event));
      }
    }
    return doubts;
  }

  /// Looks at events that came before their shipment, which is known now.
  private static void judgeWaiting(Connection connection, TextArray shipments) throws SQLException {
    var doubts = new LinkedHashMap<ShipmentEvent, Doubt>();
    var batch = new StatementBatch().add(NOW).add(UNJUDGED, shipments);
    try (StatementBatch.Answers answers = batch.send(connection)) {
      Instant now =
          answers.rows(NOW, row -> row.getObject(1, OffsetDateTime.class).toInstant()).getFirst();
      answers.rows(
          UNJUDGED,
          row -> {
            ShipmentEvent event = readEvent(row);
            return Doubt.about(
                    event, now, row.getObject("ordered_at", OffsetDateTime.class).toInstant())
                .map(doubt -> doubts.put(event, doubt));
          });
    }
    var judged = new StatementBatch();
    if (!doubts.isEmpty()) {
      judged.add(
          REMOVE_EVENTS,
          TextArray.of(doubts.keySet().stream().map(ShipmentEvent::eventId).toList()));
      Quarantine.hold(judged, doubts);
    }
    judged.add(JUDGED, shipments).send(connection).close();
  }

  private static ShipmentEvent readEvent(ResultSet row) throws SQLException {
    return new ShipmentEvent(
        row.getString("event_id"),
        row.getString("shipment_id"),
        row.getString("scan"),
        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
        row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
        row.getString("region"));
  }

  public Optional<Progress> find(String id) {
    return select(" WHERE id = ?", id).stream().findFirst();
  }

  /// Shipments of an order, in id order.
  public List<Progress> findByOrder(OrderId order) {
    return select(" WHERE order_id = ? ORDER BY id", order.value());
  }

  private List<Progress> select(String where, String id) {
    String query = SELECT + where;
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(query, id).send(connection)) {
        return answers.rows(query, ShipmentStore::readProgress);
      }
    });
  }

  /// Works out the shipments anew from their events.
  private static Followed follow(Connection connection, List<String> shipments)
      throws SQLException {
    TextArray ids = new TextArray(shipments);
    var batch =
        new StatementBatch()
            .add(LOCK_ORDERS, ids)
            .add(LOCK_SHIPMENTS, ids)
            .add(FOLLOW_EVENTS, ids, ids)
            .add(KNOWN, ids)
            .add(ADD_ARRIVALS, ids)
            .add(LEAVE, ids);
    int known;
    int arrivals;
    List<String> leaving;
    var delivered = new ArrayList<String>();
    var lost = new ArrayList<String>();
    try (StatementBatch.Answers answers = batch.send(connection)) {
      answers.rows(
          FOLLOW_EVENTS,
          row -> {
            if (row.getBoolean("now_delivered")) {
              delivered.add(row.getString("id"));
            }
            return row.getBoolean("now_lost") && lost.add(row.getString("id"));
          });
      known = answers.rows(KNOWN, row -> row.getInt(1)).getFirst();
      arrivals = answers.count(ADD_ARRIVALS);
      leaving = answers.rows(LEAVE, row -> row.getString(1));
    }
    var after = new StatementBatch().add(ReturnStore.TO_JUDGE, ids);
    TextArray left = new TextArray(leaving);
    if (!leaving.isEmpty()) {
      after
          .add(SENT_POSITIONS, left)
          .add(EMPTIED_BEFORE, left)
          .add(CHANGE_ORDERS, left)
          .add(TAKE_FROM_STOCK, left, left)
          .add(SENT_ALL_THE_SAME, left)
          .add(PUT_BACK_IN, left);
      AcceptanceStore.handedOver(after, leaving);
      OfferGroups.left(after, leaving);
      Outbox.addFound(after, TELL_LEFT, left);
    }
    if (!delivered.isEmpty()) {
      Outbox.addFound(after, TELL_DELIVERED, new TextArray(delivered));
    }
    if (!lost.isEmpty()) {
      Outbox.addFound(after, TELL_LOST, new TextArray(lost));
    }
    if (arrivals > 0) {
      after.add(BUMP_ARRIVALS);
    }
    after.add(ADD_SALES, ReturnStore.RETURN_WINDOW.toSeconds(), ids);
    AcceptanceStore.scanned(after, shipments);
    OfferGroups.accept(after, shipments);
    List<String> toJudge;
    List<Position> positions = List.of();
    List<String> sentAllTheSame = List.of();
    try (StatementBatch.Answers answers = after.send(connection)) {
      toJudge = answers.rows(ReturnStore.TO_JUDGE, row -> row.getString(1));
      if (!leaving.isEmpty()) {
        positions =
            answers.rows(
                SENT_POSITIONS,
                row -> new Position(new ShipNodeId(row.getString(1)), new Sku(row.getString(2))));
        sentAllTheSame = answers.rows(EMPTIED_BEFORE, row -> row.getString(1));
      }
    }
    ReturnStore.judgeAgain(connection, toJudge);
    return new Followed(known, sentAllTheSame, positions);
  }

  /// @param known how many of the shipments are known
  /// @param sentAllTheSame of those that have left now, the ones that had been released
  /// @param positions that units have left now
  private record Followed(int known, List<String> sentAllTheSame, List<Position> positions) {}

  /// @param judged whether they need no further look
  /// @return shipment of each event that is new
  private static List<String> insertEvents(
      Connection connection, List<ShipmentEvent> events, boolean judged) throws SQLException {
    var batch =
        new StatementBatch()
            .add(
                INSERT_EVENTS,
                judged,
                column(events, ShipmentEvent::eventId),
                column(events, ShipmentEvent::shipmentId),
                column(events, ShipmentEvent::scan),
                column(events, ShipmentEvent::occurredAt),
                column(events, ShipmentEvent::recordedAt),
                column(events, ShipmentEvent::region));
    try (StatementBatch.Answers answers = batch.send(connection)) {
      return answers.rows(INSERT_EVENTS, row -> row.getString(1));
    }
  }

  private static TextArray column(List<ShipmentEvent> events, Function<ShipmentEvent, ?> part) {
    return TextArray.of(events.stream().map(part).toList());
  }

  private static int countKnown(Connection connection, Collection<String> ids) throws SQLException {
    TextArray shipments = TextArray.of(ids);
    try (StatementBatch.Answers answers =
        new StatementBatch().add(LOCK_ORDERS, shipments).add(KNOWN, shipments).send(connection)) {
      return answers.rows(KNOWN, row -> row.getInt(1)).getFirst();
    }
  }

  private static void insertShipments(Connection connection, Collection<ShipmentRecord> shipments)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT_SHIPMENT)) {
      for (ShipmentRecord shipment : shipments) {
        bind(statement, shipment);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static void bind(PreparedStatement to, ShipmentRecord shipment) throws SQLException {
    int i = 0;
    to.setString(++i, shipment.id());
    to.setString(++i, shipment.order().value());
    to.setString(++i, shipment.node().value());
    to.setString(++i, shipment.carrierService().value());
    to.setObject(++i, shipment.orderedAt().atOffset(ZoneOffset.UTC));
    to.setString(++i, shipment.originCountry());
    to.setString(++i, shipment.originRegion());
    to.setString(++i, shipment.originTimeZone().getId());
    to.setString(++i, shipment.destinationCountry());
    to.setString(++i, shipment.destinationRegion());
    to.setString(++i, shipment.destinationTimeZone().getId());
    to.setDouble(++i, shipment.distanceKm());
    to.setInt(++i, shipment.publishedDays());
    to.setDouble(++i, shipment.publishedOnTime().value());
    to.setLong(++i, shipment.weightGrams());
    to.setInt(++i, shipment.lines().stream().mapToInt(ShipmentRecord.Line::units).sum());
    to.setLong(++i, shipment.freightMinor());
    to.setString(++i, shipment.currency().getCurrencyCode());
    switch (shipment.promise()) {
      case Promise.On(var date) -> to.setDate(++i, Date.valueOf(date));
      case Promise.Exactly(var date) -> to.setDate(++i, Date.valueOf(date));
      case Promise.AsPolicySays() -> to.setNull(++i, Types.DATE);
    }
    to.setLong(++i, ReferenceTransit.hours(shipment.publishedDays(), shipment.distanceKm()));
    to.setString(++i, AttributesJson.text(shipment.attributes()));
  }

  private static void insertLines(Connection connection, Collection<ShipmentRecord> shipments)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT_LINE)) {
      for (ShipmentRecord shipment : shipments) {
        for (ShipmentRecord.Line line : shipment.lines()) {
          statement.setString(1, shipment.id());
          statement.setString(2, line.line().value());
          statement.setString(3, line.sku().value());
          statement.setString(4, line.category());
          statement.setString(5, line.customerId());
          statement.setInt(6, line.units());
          statement.addBatch();
        }
      }
      statement.executeBatch();
    }
  }

  private static Progress readProgress(ResultSet row) throws SQLException {
    return new Progress(
        row.getString("id"),
        new OrderId(row.getString("order_id")),
        row.getString("node"),
        row.getString("carrier_service"),
        instant(row, "handed_over_at"),
        instant(row, "delivered_at"),
        instant(row, "lost_at"),
        row.getString("last_scan"),
        Optional.ofNullable(row.getString("how")).orElse(""),
        Optional.ofNullable(row.getObject("sent_again", UUID.class)));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
