package dev.whence.service.http.history;

import dev.whence.domain.orders.OrderId;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.history.ReturnStore;
import dev.whence.service.history.ReturnedUnits;
import dev.whence.service.history.ShipmentEvent;
import dev.whence.service.history.ShipmentRecord;
import dev.whence.service.history.ShipmentStore;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.http.ShortView;
import dev.whence.service.inventory.StockStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Shipments, shipment events and returns.
public final class HistoryRoutes {
  private final ShipmentStore shipments;
  private final ReturnStore returns;
  private final StockStore stock;

  public HistoryRoutes(ShipmentStore shipments, ReturnStore returns, StockStore stock) {
    this.shipments = shipments;
    this.returns = returns;
    this.stock = stock;
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/v1/shipments", this::addShipments),
        Route.get("/v1/shipments", this::listShipments),
        Route.get("/v1/shipments/{id}", this::getShipment),
        Route.post("/v1/shipment-events", this::addEvents),
        Route.post("/v1/returns", this::addReturns));
  }

  private Answer addShipments(Call call) {
    List<ShipmentRecord> rows = read(call, ShipmentFields::readShipment);
    int added = shipments.add(rows);
    return Answer.ok(new Added(added, rows.size() - added));
  }

  private Answer listShipments(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    String order = query.word("order");
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(
        new Page<>(
            shipments.findByOrder(new OrderId(order)).stream().map(ShipmentView::of).toList(),
            null));
  }

  private Answer getShipment(Call call) {
    String id = call.pathParameter("id");
    return shipments
        .find(id)
        .map(ShipmentView::of)
        .map(Answer::ok)
        .orElseThrow(() -> new FailureException(new Failure.NotFound("shipment", id)));
  }

  private Answer addEvents(Call call) {
    List<ShipmentEvent> rows = read(call, ShipmentFields::readEvent);
    ShipmentStore.EventsResult result = shipments.addEvents(rows);
    return Answer.ok(
        new EventsAdded(
            result.added(),
            rows.size() - result.added(),
            result.unknownShipments(),
            result.sentAllTheSame(),
            stock.shortages(result.positions()).stream().map(ShortView::of).toList()));
  }

  private Answer addReturns(Call call) {
    List<ReturnedUnits> rows = read(call, ShipmentFields::readReturn);
    int added = returns.add(rows);
    return Answer.ok(new Added(added, rows.size() - added));
  }

  private static <T> List<T> read(Call call, Function<Fields, T> read) {
    var errors = new FieldErrors();
    List<T> rows = call.rows().read(read, errors);
    errors.throwAs(Failure.InvalidRequest::new);
    return rows;
  }

  /// @param repeated known before, or twice in this request
  record Added(int added, int repeated) {}

  /// @param repeated known before, or twice in this request
  /// @param unknownShipments shipments that are not known yet: their events wait for them
  /// @param sentAllTheSame parcels that had been released and have left
  /// @param shortages of the positions that something left: those that hold fewer units than are
  ///   reserved of them
  record EventsAdded(
      int added,
      int repeated,
      int unknownShipments,
      List<String> sentAllTheSame,
      List<ShortView> shortages) {}

  /// Where a shipment is, as far as scans told.
  ///
  /// @param lastScan the latest by the carrier's time, left out before the first
  record ShipmentView(
      String shipmentId,
      String orderId,
      String shipNode,
      String carrierService,
      @Nullable Instant handedOverAt,
      @Nullable Instant deliveredAt,
      @Nullable Instant lostAt,
      @Nullable String lastScan) {
    static ShipmentView of(ShipmentStore.Progress shipment) {
      return new ShipmentView(
          shipment.id(),
          shipment.order().value(),
          shipment.node(),
          shipment.carrierService(),
          shipment.handedOverAt().orElse(null),
          shipment.deliveredAt().orElse(null),
          shipment.lostAt().orElse(null),
          Optional.of(shipment.lastScan()).filter(scan -> !scan.isEmpty()).orElse(null));
    }
  }
}
