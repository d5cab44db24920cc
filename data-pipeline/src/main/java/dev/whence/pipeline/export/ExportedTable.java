package dev.whence.pipeline.export;

import dev.whence.domain.inventory.Item;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.NodeRow;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.OrderRow;
import dev.whence.pipeline.history.ReturnRow;
import dev.whence.pipeline.history.Scan;
import dev.whence.pipeline.history.ShipmentEventRow;
import dev.whence.pipeline.history.ShipmentRow;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A table of the history and how the order store tells it.
///
/// @param view of SQL, with the table's columns
/// @param where which of its rows, in SQL; empty for all
/// @param order of the rows, in SQL
/// @param at whose month (UTC) a row belongs to; empty for a table that is not partitioned
/// @param measures what is added up to be compared, beside the rows themselves
record ExportedTable<T>(
    HistoryTable<T> table,
    String view,
    String where,
    String order,
    Optional<Function<T, Instant>> at,
    List<Measure<T>> measures) {

  /// Of the events that a service takes, those that carriers tell: what ship nodes say of accepting
  /// and picking is no scan.
  private static final String CARRIER_SCANS =
      Arrays.stream(Scan.values())
          .map(scan -> "'" + scan + "'")
          .collect(Collectors.joining(", ", "scan IN (", ")"));

  /// What no order store keeps yet: column and its value in SQL.
  private static final Map<String, String> NOT_KEPT =
      Map.of("promised_until", "CAST(NULL AS timestamptz) AS promised_until");

  static final List<ExportedTable<?>> ALL =
      List.of(
          new ExportedTable<>(
              HistoryTable.SHIPMENTS,
              "history_shipments",
              "",
              "ordered_at, shipment_id",
              Optional.of(ShipmentRow::orderedAt),
              List.of(
                  new Measure<>("units", "units", ShipmentRow::units),
                  new Measure<>("freight_minor", "freight_minor", ShipmentRow::freightMinor),
                  new Measure<>("weight_grams", "weight_grams", ShipmentRow::weightGrams),
                  new Measure<>(
                      "delivered",
                      "CASE WHEN status = 'DELIVERED' THEN 1 ELSE 0 END",
                      row -> row.journey() instanceof Journey.Delivered ? 1 : 0))),
          new ExportedTable<>(
              HistoryTable.ORDER_LINES,
              "history_order_lines",
              "",
              "ordered_at, order_id, line_id",
              Optional.of(OrderLineRow::orderedAt),
              List.of(
                  new Measure<>("quantity", "quantity", OrderLineRow::quantity),
                  new Measure<>(
                      "unit_price_minor", "unit_price_minor", OrderLineRow::unitPriceMinor))),
          new ExportedTable<>(
              HistoryTable.RETURNS,
              "history_returns",
              "",
              "returned_at, order_id, line_id",
              Optional.of(ReturnRow::returnedAt),
              List.of(new Measure<>("units", "units", ReturnRow::units))),
          new ExportedTable<>(
              HistoryTable.ORDERS,
              "history_orders",
              // A store that an early release began may know orders without their place.
              "destination_time_zone IS NOT NULL AND destination_latitude IS NOT NULL",
              "ordered_at, order_id",
              Optional.of(OrderRow::orderedAt),
              List.of(
                  new Measure<>(
                      "canceled",
                      "CASE WHEN canceled THEN 1 ELSE 0 END",
                      row -> row.canceled() ? 1 : 0))),
          new ExportedTable<>(
              HistoryTable.SHIPMENT_EVENTS,
              "history_shipment_events",
              CARRIER_SCANS,
              "recorded_at, shipment_id, occurred_at, scan",
              Optional.of(ShipmentEventRow::recordedAt),
              List.of()),
          new ExportedTable<NodeRow>(
              HistoryTable.SHIP_NODES,
              "history_ship_nodes",
              "",
              "ship_node",
              Optional.empty(),
              List.of()),
          new ExportedTable<>(
              HistoryTable.ITEMS,
              "history_items",
              "",
              "sku",
              Optional.empty(),
              List.of(new Measure<>("weight_grams", "weight_grams", Item::weightGrams))));

  /// All rows, in the table's order.
  String query() {
    return "SELECT %s FROM %s%s ORDER BY %s"
        .formatted(
            table.columns().stream()
                .map(column -> NOT_KEPT.getOrDefault(column, column))
                .collect(Collectors.joining(", ")),
            view,
            condition(),
            order);
  }

  /// One row: how many there are, and the sum of each measure.
  String sums() {
    return "SELECT count(*)%s FROM %s%s"
        .formatted(
            measures.stream()
                .map(measure -> ", coalesce(sum(%s), 0)::bigint".formatted(measure.sql()))
                .collect(Collectors.joining()),
            view,
            condition());
  }

  /// The month (UTC) of a row.
  Optional<YearMonth> month(T row) {
    return at.map(of -> YearMonth.from(of.apply(row).atOffset(ZoneOffset.UTC)));
  }

  private String condition() {
    return where.isEmpty() ? "" : " WHERE " + where;
  }
}
