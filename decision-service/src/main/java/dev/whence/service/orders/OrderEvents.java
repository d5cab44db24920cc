package dev.whence.service.orders;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StatementBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/// What events of orders tell, in the words of the API, and how it is kept for the order's
/// timeline; see `docs/events.md`.
public final class OrderEvents {
  /// Units in parcels of a reservation that have not left. For a query that has `held` as a row of
  /// `reservations`.
  public static final String PARCELS_OF_HELD =
      """
      (SELECT coalesce(jsonb_agg(parcel ORDER BY parcel ->> 'shipmentId'), '[]') FROM (
        SELECT jsonb_build_object('shipmentId', shipments.id, 'shipNode', node,
          'carrierService', carrier_service, 'handoverDay', handover_day,
          'milestones', CASE WHEN hand_over_by IS NOT NULL THEN jsonb_build_object(
            'acceptBy', $accept, 'pickBy', $pick, 'handOverBy', $handOver) END,
          'lines', jsonb_agg(jsonb_build_object('lineId', line_id, 'sku', sku,
            'units', content.units - taken_out) ORDER BY line_id, sku)) AS parcel
        FROM shipments JOIN shipment_lines AS content ON shipment_id = shipments.id
        WHERE reservation_id = held.id AND NOT left_stock AND taken_out < content.units
        GROUP BY shipments.id) AS parcels)
      """
          .replace("$accept", Outbox.time("accept_by"))
          .replace("$pick", Outbox.time("pick_by"))
          .replace("$handOver", Outbox.time("hand_over_by"));

  private static final String TELL_AND_KEEP =
      """
      WITH event (kind, subject, detail, order_id) AS ($event),
      told AS (
        INSERT INTO outbox (type, subject, payload, order_id)
        SELECT kind, subject, jsonb_strip_nulls(detail), order_id FROM event ORDER BY subject)
      INSERT INTO order_events (order_id, kind, detail)
      SELECT order_id, kind, jsonb_strip_nulls(detail) FROM event ORDER BY subject
      """;

  private OrderEvents() {}

  /// Units of an order line.
  public record Line(OrderLineId lineId, int units) {
    static Line of(LineUnits part) {
      return new Line(part.line(), part.units());
    }

    /// The same in the words of the API.
    public static List<Line> of(Collection<LineUnits> parts) {
      return parts.stream().map(Line::of).toList();
    }
  }

  /// Units of an order line as they lie in a parcel; of a bundle one entry a component.
  public record Content(OrderLineId lineId, Sku sku, int units) {}

  /// Units that are in a parcel no more, and back in stock.
  ///
  /// @param emptied whether it keeps none: it will not be sent
  public record TakenOut(
      String shipmentId,
      UUID reservationId,
      ShipNodeId shipNode,
      boolean emptied,
      List<Content> lines) {
    public TakenOut {
      lines = List.copyOf(lines);
    }

    /// One entry a parcel, in shipment order.
    public static List<TakenOut> of(GiveBack giveBack) {
      List<String> emptied = giveBack.emptied().stream().map(Parcel::shipment).toList();
      var byShipment = new TreeMap<String, List<GiveBack.Piece>>();
      for (GiveBack.Piece piece : giveBack.pieces()) {
        byShipment.computeIfAbsent(piece.parcel().shipment(), id -> new ArrayList<>()).add(piece);
      }
      return byShipment.entrySet().stream()
          .map(entry -> {
            Parcel parcel = entry.getValue().getFirst().parcel();
            return new TakenOut(
                parcel.shipment(),
                parcel.reservation(),
                parcel.node(),
                emptied.contains(parcel.shipment()),
                entry.getValue().stream()
                    .map(piece ->
                        new Content(piece.content().line(), piece.content().sku(), piece.units()))
                    .toList());
          })
          .toList();
    }
  }

  /// Adds a statement that tells events of orders and keeps them for the timeline; its answer
  /// counts them.
  ///
  /// @param event a query, or a change that returns, of type, subject, data (`jsonb`, of which
  ///   members that are null are left out) and order
  /// @return the statement
  public static String tell(StatementBatch batch, String event, Object... parameters) {
    String statement = TELL_AND_KEEP.replace("$event", event);
    batch.add(statement, parameters);
    return statement;
  }
}
