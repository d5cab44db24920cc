package dev.whence.pipeline.imports;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.NodeRow;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.OrderRow;
import dev.whence.pipeline.history.ReturnRow;
import dev.whence.pipeline.history.Scan;
import dev.whence.pipeline.history.ShipmentEventRow;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.imports.Fault.FaultException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A history table as a mapping fills it: its columns (those of `docs/history.md`), how a row is
/// built from their texts, what names a row and how rows are sorted.
///
/// @param columns by name; those with a default may be left out of a mapping
/// @param key what no two rows may share
/// @param dated the column whose month a row belongs to; empty where rows have no time
/// @param named the columns that `key` is made of
/// @param place rows are sorted by it
/// @param totals what a row must know of its whole order, if it must
record CanonicalTable<T>(
    HistoryTable<T> history,
    SequencedMap<String, Column> columns,
    Function<Cells, T> build,
    Function<T, String> key,
    String dated,
    List<String> named,
    Function<T, Place> place,
    Optional<OrderTotals<T>> totals) {

  /// By time, then by ids.
  record Place(Instant at, String id, String id2) {
    static Place of(Instant at, Object id) {
      return new Place(at, id.toString(), "");
    }
  }

  /// Puts the sums over the lines of an order into one of them.
  interface OrderTotals<T> {
    T with(T row, int units, int lines, int inCategory);
  }

  /// @param fallback the text when the mapping or the row has none; empty optional: required
  record Column(String name, Type type, Optional<String> fallback) {

    static Column required(String name, Type type) {
      return new Column(name, type, Optional.empty());
    }

    static Column optional(String name, Type type, String fallback) {
      return new Column(name, type, Optional.of(fallback));
    }
  }

  /// The column of what a mapping calls attributes.
  static final String ATTRIBUTES = "attributes";

  /// Nothing leaves before it is ordered; but a hand-over may be written down as a day, which is
  /// its first moment, and by another clock.
  private static final Duration HAND_OVER_BEFORE = Duration.ofDays(1);

  /// In the order in which scans of one moment are sorted.
  private static final List<Scan> SCANS = List.of(Scan.values());

  static final CanonicalTable<OrderRow> ORDERS =
      new CanonicalTable<>(
          HistoryTable.ORDERS,
          columns(
              Column.required("order_id", Type.TEXT),
              Column.required("ordered_at", Type.TIME),
              Column.optional("channel", Type.TEXT, "web"),
              Column.optional("customer_class", Type.TEXT, "regular"),
              Column.optional("customer_id", Type.TEXT, ""),
              Column.optional("service_level", Type.TEXT, "STANDARD"),
              Column.required("currency", Type.CURRENCY),
              Column.required("destination_country", Type.COUNTRY),
              Column.optional("destination_region", Type.TEXT, ""),
              Column.optional("destination_postal_code", Type.TEXT, ""),
              Column.required("destination_latitude", Type.LATITUDE),
              Column.required("destination_longitude", Type.LONGITUDE),
              Column.required("destination_time_zone", Type.TIME_ZONE),
              Column.optional("promised_date", Type.DATE, ""),
              Column.optional("canceled", Type.YES_NO, "false")),
          cells ->
              new OrderRow(
                  new OrderId(cells.text("order_id")),
                  cells.time("ordered_at"),
                  cells.text("channel"),
                  cells.text("customer_class"),
                  cells.text("customer_id"),
                  cells.text("service_level"),
                  cells.currency("currency"),
                  new Destination(
                      cells.text("destination_country"),
                      cells.text("destination_region"),
                      cells.text("destination_postal_code"),
                      new GeoPoint(
                          cells.decimal("destination_latitude"),
                          cells.decimal("destination_longitude")),
                      cells.zone("destination_time_zone")),
                  promise(cells),
                  cells.yes("canceled")),
          row -> row.id().value(),
          "ordered_at",
          List.of("order_id"),
          row -> Place.of(row.orderedAt(), row.id()),
          Optional.empty());

  static final CanonicalTable<OrderLineRow> ORDER_LINES =
      new CanonicalTable<>(
          HistoryTable.ORDER_LINES,
          columns(
              Column.required("order_id", Type.TEXT),
              Column.required("line_id", Type.TEXT),
              Column.optional("shipment_id", Type.TEXT, ""),
              Column.required("ordered_at", Type.TIME),
              Column.optional("customer_id", Type.TEXT, ""),
              Column.optional("channel", Type.TEXT, "web"),
              Column.required("sku", Type.TEXT),
              Column.optional("category", Type.TEXT, ""),
              Column.optional("quantity", Type.WHOLE, "1"),
              Column.required("unit_price_minor", Type.WHOLE),
              Column.required("currency", Type.CURRENCY),
              Column.optional("canceled", Type.YES_NO, "false"),
              Column.optional(ATTRIBUTES, Type.ATTRIBUTES, "")),
          cells ->
              new OrderLineRow(
                  new OrderId(cells.text("order_id")),
                  new OrderLineId(cells.text("line_id")),
                  cells.text("shipment_id"),
                  cells.time("ordered_at"),
                  cells.text("customer_id"),
                  cells.text("channel"),
                  new Sku(cells.text("sku")),
                  cells.text("category"),
                  cells.whole("quantity"),
                  cells.longWhole("unit_price_minor"),
                  cells.currency("currency"),
                  0,
                  0,
                  0,
                  cells.yes("canceled"),
                  cells.attributes()),
          row -> row.order() + " " + row.line(),
          "ordered_at",
          List.of("order_id", "line_id"),
          row -> new Place(row.orderedAt(), row.order().value(), row.line().value()),
          Optional.of(OrderLineRow::withOrderTotals));

  static final CanonicalTable<ShipmentRow> SHIPMENTS =
      new CanonicalTable<>(
          HistoryTable.SHIPMENTS,
          columns(
              Column.required("shipment_id", Type.TEXT),
              Column.required("order_id", Type.TEXT),
              Column.required("ship_node", Type.TEXT),
              Column.required("carrier_service", Type.TEXT),
              Column.required("ordered_at", Type.TIME),
              Column.optional("planned_handover", Type.PLANNED, ""),
              Column.required("origin_country", Type.COUNTRY),
              Column.optional("origin_region", Type.TEXT, ""),
              Column.required("origin_time_zone", Type.TIME_ZONE),
              Column.required("destination_country", Type.COUNTRY),
              Column.optional("destination_region", Type.TEXT, ""),
              Column.required("destination_time_zone", Type.TIME_ZONE),
              Column.required("distance_km", Type.DISTANCE),
              Column.optional("published_days", Type.WHOLE, "0"),
              Column.optional("published_on_time", Type.SHARE, "0"),
              Column.optional("weight_grams", Type.WHOLE, "0"),
              Column.optional("units", Type.WHOLE, "1"),
              Column.optional("freight_minor", Type.WHOLE, "0"),
              Column.required("currency", Type.CURRENCY),
              Column.optional("promised_date", Type.DATE, ""),
              Column.required("status", Type.STATUS),
              Column.optional("handed_over_at", Type.TIME, ""),
              Column.optional("delivered_at", Type.TIME, ""),
              Column.optional("known_at", Type.TIME, ""),
              Column.optional("promised_until", Type.PLANNED, ""),
              Column.optional(ATTRIBUTES, Type.ATTRIBUTES, "")),
          cells ->
              new ShipmentRow(
                  cells.text("shipment_id"),
                  new OrderId(cells.text("order_id")),
                  new ShipNodeId(cells.text("ship_node")),
                  new CarrierServiceId(cells.text("carrier_service")),
                  cells.time("ordered_at"),
                  cells.timeIfAny("planned_handover"),
                  cells.text("origin_country"),
                  cells.text("origin_region"),
                  cells.zone("origin_time_zone"),
                  cells.text("destination_country"),
                  cells.text("destination_region"),
                  cells.zone("destination_time_zone"),
                  cells.decimal("distance_km"),
                  cells.whole("published_days"),
                  new Probability(cells.decimal("published_on_time")),
                  cells.longWhole("weight_grams"),
                  cells.whole("units"),
                  cells.longWhole("freight_minor"),
                  cells.currency("currency"),
                  promise(cells),
                  journey(cells),
                  cells.timeIfAny("promised_until"),
                  cells.attributes()),
          ShipmentRow::shipmentId,
          "ordered_at",
          List.of("shipment_id"),
          row -> Place.of(row.orderedAt(), row.shipmentId()),
          Optional.empty());

  static final CanonicalTable<ShipmentEventRow> SHIPMENT_EVENTS =
      new CanonicalTable<>(
          HistoryTable.SHIPMENT_EVENTS,
          columns(
              Column.required("shipment_id", Type.TEXT),
              Column.required("scan", Type.SCAN),
              Column.required("occurred_at", Type.TIME),
              Column.required("recorded_at", Type.TIME),
              Column.optional("region", Type.TEXT, "")),
          cells ->
              new ShipmentEventRow(
                  cells.text("shipment_id"),
                  Scan.valueOf(cells.text("scan")),
                  cells.time("occurred_at"),
                  cells.time("recorded_at"),
                  cells.text("region")),
          row -> row.toString(),
          "recorded_at",
          List.of("shipment_id", "scan", "occurred_at", "recorded_at", "region"),
          row -> new Place(row.recordedAt(), row.shipmentId(), "" + SCANS.indexOf(row.scan())),
          Optional.empty());

  static final CanonicalTable<ReturnRow> RETURNS =
      new CanonicalTable<>(
          HistoryTable.RETURNS,
          columns(
              Column.required("order_id", Type.TEXT),
              Column.required("line_id", Type.TEXT),
              Column.required("returned_at", Type.TIME),
              Column.optional("units", Type.WHOLE, "1"),
              Column.optional("reason", Type.TEXT, "")),
          cells ->
              new ReturnRow(
                  new OrderId(cells.text("order_id")),
                  new OrderLineId(cells.text("line_id")),
                  cells.time("returned_at"),
                  cells.whole("units"),
                  cells.text("reason")),
          row -> row.order() + " " + row.line() + " " + row.returnedAt(),
          "returned_at",
          List.of("order_id", "line_id", "returned_at"),
          row -> new Place(row.returnedAt(), row.order().value(), row.line().value()),
          Optional.empty());

  static final CanonicalTable<NodeRow> SHIP_NODES =
      new CanonicalTable<>(
          HistoryTable.SHIP_NODES,
          columns(
              Column.required("ship_node", Type.TEXT),
              Column.optional("name", Type.TEXT, ""),
              Column.required("type", Type.NODE_TYPE),
              Column.required("country", Type.COUNTRY),
              Column.optional("region", Type.TEXT, ""),
              Column.required("latitude", Type.LATITUDE),
              Column.required("longitude", Type.LONGITUDE),
              Column.required("time_zone", Type.TIME_ZONE)),
          cells ->
              new NodeRow(
                  new ShipNodeId(cells.text("ship_node")),
                  cells.text("name"),
                  NodeType.valueOf(cells.text("type")),
                  cells.text("country"),
                  cells.text("region"),
                  new GeoPoint(cells.decimal("latitude"), cells.decimal("longitude")),
                  cells.zone("time_zone")),
          row -> row.id().value(),
          "",
          List.of("ship_node"),
          row -> Place.of(Instant.EPOCH, row.id()),
          Optional.empty());

  static final CanonicalTable<Item> ITEMS =
      new CanonicalTable<>(
          HistoryTable.ITEMS,
          columns(
              Column.required("sku", Type.TEXT),
              Column.optional("category", Type.TEXT, ""),
              Column.optional("weight_grams", Type.WHOLE, "0"),
              Column.optional("volume_cm3", Type.WHOLE, "0"),
              Column.optional("longest_side_mm", Type.WHOLE, "0"),
              Column.optional("hazmat", Type.YES_NO, "false")),
          cells ->
              new Item(
                  new Sku(cells.text("sku")),
                  cells.text("category"),
                  cells.whole("weight_grams"),
                  cells.whole("volume_cm3"),
                  cells.whole("longest_side_mm"),
                  cells.yes("hazmat")),
          item -> item.sku().value(),
          "",
          List.of("sku"),
          item -> Place.of(Instant.EPOCH, item.sku()),
          Optional.empty());

  static final List<CanonicalTable<?>> ALL =
      List.of(ORDERS, ORDER_LINES, SHIPMENTS, SHIPMENT_EVENTS, RETURNS, SHIP_NODES, ITEMS);

  CanonicalTable {
    named = List.copyOf(named);
  }

  String name() {
    return history.name();
  }

  /// The order of [#place] for rows that lie in files.
  String sqlOrder() {
    Stream<String> ids =
        named.stream()
            .map(column ->
                column.equals("scan")
                    ? "list_position(%s, scan)"
                        .formatted(SCANS.stream().map(scan -> "'" + scan + "'").toList())
                    : column);
    return Stream.concat(dated.isEmpty() ? Stream.of() : Stream.of(dated), ids)
        .collect(Collectors.joining(", "));
  }

  static Optional<CanonicalTable<?>> find(String name) {
    return ALL.stream().filter(table -> table.name().equals(name)).findFirst();
  }

  private static SequencedMap<String, Column> columns(Column... columns) {
    var byName = new LinkedHashMap<String, Column>();
    Arrays.stream(columns).forEach(column -> byName.put(column.name(), column));
    return byName;
  }

  private static Promise promise(Cells cells) {
    return cells.has("promised_date")
        ? new Promise.On(cells.date("promised_date"))
        : new Promise.AsPolicySays();
  }

  private static void notBefore(Cells cells, String column, Duration before) {
    Instant ordered = cells.time("ordered_at");
    if (cells.has(column) && cells.time(column).isBefore(ordered.minus(before))) {
      throw new FaultException(
          column,
          cells.text(column),
          "lies before the order at %s; maybe two columns are mixed up, or a day and a month"
              .formatted(cells.text("ordered_at")));
    }
  }

  private static Journey journey(Cells cells) {
    String status = cells.text("status");
    notBefore(cells, "handed_over_at", HAND_OVER_BEFORE);
    notBefore(cells, "delivered_at", Duration.ZERO);
    boolean handedOver = cells.has("handed_over_at");
    if (!status.equals("DELIVERED") && cells.has("delivered_at")) {
      throw new FaultException(
          "delivered_at", cells.text("delivered_at"), "is given although the status is " + status);
    }
    return switch (status) {
      case "AWAITING_HANDOVER" -> {
        if (handedOver) {
          throw new FaultException(
              "handed_over_at",
              cells.text("handed_over_at"),
              "is given although the status is " + status);
        }
        yield new Journey.NotHandedOver(false);
      }
      case "CANCELED" ->
          handedOver
              ? new Journey.Underway(cells.time("handed_over_at"), true)
              : new Journey.NotHandedOver(true);
      case "IN_TRANSIT" -> new Journey.Underway(cells.needed("handed_over_at", status), false);
      case "LOST" ->
          new Journey.Lost(
              cells.needed("handed_over_at", status), cells.needed("known_at", status));
      default ->
          new Journey.Delivered(
              cells.needed("handed_over_at", status),
              cells.needed("delivered_at", status),
              cells.needed("known_at", status));
    };
  }
}
