package dev.whence.service.orders;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Component;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.service.inventory.NodeDay;
import dev.whence.service.inventory.StockLedger;
import dev.whence.service.inventory.StockLedger.Cause;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.orders.GiveBack.Piece;
import dev.whence.service.orders.OrderEvents.TakenOut;
import dev.whence.service.orders.Parcel.Content;
import dev.whence.service.orders.Parcel.Stage;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads what is planned for orders, and takes units out of it. Works on connections of others.
public final class OrderStates {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String LOCK =
      "SELECT id FROM orders WHERE id = ANY (?) ORDER BY id FOR UPDATE";

  private static final String SEEN = "SELECT pg_current_snapshot()::text";

  private static final String ORDERS =
      "SELECT id, version, last_decision, held_at IS NOT NULL, currency FROM orders WHERE id = ANY (?)";

  private static final String LINES =
      """
      SELECT order_id, line_id, sku, quantity, cancelled, waiting,
        CASE WHEN exception = '' AND waiting > 0 THEN coalesce(items_out_of_use(sku, goods), '')
          ELSE exception END AS exception,
        unit_price_minor, goods::text
      FROM order_lines
      WHERE order_id = ANY (?) ORDER BY order_id, position, line_id
      """;

  private static final String PARCELS =
      """
      SELECT order_id, shipments.id, reservation_id, node, handover_day,
        CASE
          WHEN replaced_at IS NOT NULL THEN 'REPLACED'
          WHEN delivered_at IS NOT NULL THEN 'DELIVERED'
          WHEN left_stock THEN 'LEFT'
          WHEN status = 'CONFIRMED' THEN 'CONFIRMED'
          WHEN status = 'KEPT' THEN 'KEPT'
          WHEN expires_at <= now() THEN 'OVERDUE'
          ELSE 'RESERVED'
        END AS stage,
        line_id, sku, shipment_lines.units - taken_out AS units
      FROM shipments
      JOIN (SELECT id AS reservation, status, expires_at FROM reservations) AS held
        ON reservation = reservation_id
      JOIN shipment_lines ON shipment_id = shipments.id
      WHERE order_id = ANY (?) AND taken_out < shipment_lines.units
      ORDER BY shipments.created_at, shipments.id, line_id, sku
      """;

  private static final String TAKE_OUT =
      """
      UPDATE shipment_lines AS held SET taken_out = held.taken_out + given.units
      FROM unnest(?::text[], ?::text[], ?::text[], ?::int[])
        AS given (shipment_id, line_id, sku, units)
      WHERE held.shipment_id = given.shipment_id AND held.line_id = given.line_id
        AND held.sku = given.sku
      """;

  private static final String EMPTY = "UPDATE shipments SET emptied_at = now() WHERE id = ANY (?)";

  /// A reservation of which nothing is left, neither planned nor sent, has ended.
  private static final String END_EMPTIED =
      """
      UPDATE reservations AS held SET changed_at = now(),
        status = CASE WHEN status = 'HELD' AND expires_at <= now() THEN 'EXPIRED'
          ELSE 'RELEASED' END
      FROM (
        SELECT id, detail, status AS before
        FROM unnest(?::uuid[], ?::text[]) AS given (id, detail) JOIN reservations USING (id)
      ) AS given
      WHERE held.id = given.id AND status IN ('KEPT', 'HELD', 'CONFIRMED') AND NOT EXISTS (
        SELECT FROM shipments WHERE reservation_id = held.id AND emptied_at IS NULL)
      """;

  private static final String TELL_ENDED =
      END_EMPTIED
          + """
          RETURNING 'reservation-' || lower(status), held.id::text,
            given.detail::jsonb || jsonb_build_object('decisionId', decision_id,
              'statusBefore', before, 'status', status), order_id
          """;

  private static final String BUMP = "UPDATE orders SET version = version + 1 WHERE id = ANY (?)";

  private OrderStates() {}

  /// Locks orders against any other change of what is planned for them, until the transaction ends.
  public static void lock(StatementBatch batch, Collection<OrderId> orders) {
    batch.add(LOCK, TextArray.of(orders));
  }

  /// Locks an order and reads it.
  public static OrderState lockAndRead(Connection connection, OrderId order) throws SQLException {
    var batch = new StatementBatch();
    lock(batch, List.of(order));
    ask(batch, order);
    try (StatementBatch.Answers answers = batch.send(connection)) {
      return read(answers);
    }
  }

  /// Asks for the state of one order; [#read] takes the answers.
  public static void ask(StatementBatch batch, OrderId order) {
    ask(batch, TextArray.of(List.of(order)));
  }

  private static void ask(StatementBatch batch, TextArray orders) {
    batch.add(SEEN).add(ORDERS, orders).add(LINES, orders).add(PARCELS, orders);
  }

  /// The answer to [#ask].
  public static OrderState read(StatementBatch.Answers answers) throws SQLException {
    String seen = seen(answers);
    Map<OrderId, OrderState> all = readAll(answers, seen);
    return all.isEmpty() ? OrderState.unknown(seen) : all.values().iterator().next();
  }

  /// States of the orders that are known, in id order.
  public static Map<OrderId, OrderState> read(Connection connection, Collection<OrderId> orders)
      throws SQLException {
    var batch = new StatementBatch();
    ask(batch, TextArray.of(orders));
    try (StatementBatch.Answers answers = batch.send(connection)) {
      return readAll(answers, seen(answers));
    }
  }

  private static String seen(StatementBatch.Answers answers) throws SQLException {
    return answers.rows(SEEN, row -> row.getString(1)).getFirst();
  }

  private static Map<OrderId, OrderState> readAll(StatementBatch.Answers answers, String seen)
      throws SQLException {
    List<Head> heads = answers.rows(ORDERS, Head::read);
    Map<OrderId, List<LineRow>> lines =
        answers.rows(LINES, LineRow::read).stream().collect(groupingBy(LineRow::order));
    Map<OrderId, List<ContentRow>> contents =
        answers.rows(PARCELS, ContentRow::read).stream().collect(groupingBy(ContentRow::order));
    var states = new TreeMap<OrderId, OrderState>();
    for (Head head : heads) {
      OrderId order = head.order();
      states.put(
          order,
          new OrderState(
              head.version(),
              seen,
              Optional.of(head.lastDecision()),
              head.isHeld(),
              head.currency(),
              lines.getOrDefault(order, List.of()).stream().map(LineRow::line).toList(),
              parcels(contents.getOrDefault(order, List.of()))));
    }
    return states;
  }

  private static List<Parcel> parcels(List<ContentRow> rows) {
    var byShipment = new LinkedHashMap<String, List<ContentRow>>();
    rows.forEach(
        row -> byShipment.computeIfAbsent(row.shipment(), id -> new ArrayList<>()).add(row));
    return byShipment.values().stream()
        .map(contents -> {
          ContentRow first = contents.getFirst();
          return new Parcel(
              first.shipment(),
              first.reservation(),
              first.node(),
              first.handoverDay(),
              first.stage(),
              contents.stream().map(ContentRow::content).toList());
        })
        .toList();
  }

  /// Notes that units are no longer in their parcels; their stock and their places are given back
  /// by whoever calls, in lock order, see [#giveBack].
  ///
  /// @param author who does it, for events
  /// @param tell whether reservations that end with it are told; otherwise the caller tells
  public static void takeOut(StatementBatch batch, GiveBack giveBack, String author, boolean tell) {
    List<Piece> pieces = giveBack.pieces();
    batch.add(
        TAKE_OUT,
        TextArray.of(pieces.stream().map(piece -> piece.parcel().shipment()).toList()),
        TextArray.of(pieces.stream().map(piece -> piece.content().line()).toList()),
        TextArray.of(pieces.stream().map(piece -> piece.content().sku()).toList()),
        new IntArray(pieces.stream().map(Piece::units).toList()));
    List<String> emptied = giveBack.emptied().stream().map(Parcel::shipment).toList();
    batch.add(EMPTY, new TextArray(emptied));
    OfferGroups.withdraw(batch, emptied);
    SortedMap<UUID, List<TakenOut>> reservations =
        TakenOut.of(giveBack).stream()
            .collect(groupingBy(TakenOut::reservationId, TreeMap::new, toList()));
    TextArray ids = TextArray.of(reservations.keySet());
    TextArray details =
        new TextArray(
            reservations.entrySet().stream()
                .map(entry ->
                    CanonicalJson.write(new Ended(entry.getKey(), author, entry.getValue())))
                .toList());
    if (tell) {
      OrderEvents.tell(batch, TELL_ENDED, ids, details);
    } else {
      batch.add(END_EMPTIED, ids, details);
    }
  }

  /// What is told of a reservation that has ended.
  private record Ended(UUID reservationId, String author, List<TakenOut> takenOut) {}

  /// Takes units out of their parcels, back to stock, with the places of parcels that keep none.
  ///
  /// @param author who does it, for the ledger and for events
  /// @param tell whether reservations that end with it are told; otherwise the caller tells
  public static void giveBack(
      StatementBatch batch, GiveBack giveBack, String author, boolean tell) {
    takeOut(batch, giveBack, author, tell);
    giveBack
        .byReservation()
        .forEach((position, reservations) ->
            reservations.forEach((reservation, units) ->
                StockLedger.release(
                    batch, position, units, new Cause(reservation.toString(), author))));
    for (Map.Entry<NodeDay, Integer> places : giveBack.places().entrySet()) {
      StockLedger.giveParcels(batch, places.getKey(), places.getValue());
    }
  }

  /// Notes that what is planned for these orders has changed. Their rows must be locked.
  public static void changed(StatementBatch batch, Collection<OrderId> orders) {
    batch.add(BUMP, TextArray.of(orders));
  }

  /// What is kept of a line's components; empty for a line that is no bundle.
  public static String goodsText(OrderLine line) {
    if (!line.isBundle()) {
      return "";
    }
    var units = new LinkedHashMap<String, Integer>();
    line.components().forEach(part -> units.put(part.sku().value(), part.quantity()));
    try {
      return JSON.writeValueAsString(units);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Component> goods(Sku sku, @Nullable String text) {
    if (text == null) {
      return List.of(new Component(sku, 1));
    }
    try {
      return JSON
          .readValue(text, new TypeReference<TreeMap<String, Integer>>() {})
          .entrySet()
          .stream()
          .map(part -> new Component(new Sku(part.getKey()), part.getValue()))
          .toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The order store holds broken components: " + text, e);
    }
  }

  private record Head(
      OrderId order, long version, UUID lastDecision, boolean isHeld, String currency) {
    static Head read(ResultSet row) throws SQLException {
      return new Head(
          new OrderId(row.getString(1)),
          row.getLong(2),
          row.getObject(3, UUID.class),
          row.getBoolean(4),
          row.getString(5));
    }
  }

  private record LineRow(OrderId order, OrderState.Line line) {
    static LineRow read(ResultSet row) throws SQLException {
      var sku = new Sku(row.getString("sku"));
      return new LineRow(
          new OrderId(row.getString("order_id")),
          new OrderState.Line(
              new OrderLineId(row.getString("line_id")),
              sku,
              row.getInt("quantity"),
              row.getInt("cancelled"),
              row.getInt("waiting"),
              row.getString("exception"),
              row.getLong("unit_price_minor"),
              goods(sku, row.getString("goods"))));
    }
  }

  private record ContentRow(
      OrderId order,
      String shipment,
      UUID reservation,
      ShipNodeId node,
      LocalDate handoverDay,
      Stage stage,
      Content content) {
    static ContentRow read(ResultSet row) throws SQLException {
      return new ContentRow(
          new OrderId(row.getString("order_id")),
          row.getString("id"),
          row.getObject("reservation_id", UUID.class),
          new ShipNodeId(row.getString("node")),
          row.getObject("handover_day", LocalDate.class),
          Stage.valueOf(row.getString("stage")),
          new Content(
              new OrderLineId(row.getString("line_id")),
              new Sku(row.getString("sku")),
              row.getInt("units")));
    }
  }
}
