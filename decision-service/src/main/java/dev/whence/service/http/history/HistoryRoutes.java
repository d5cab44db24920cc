package dev.whence.service.http.history;

import dev.whence.domain.orders.OrderId;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.history.Held;
import dev.whence.service.history.ReturnStore;
import dev.whence.service.history.ReturnedUnits;
import dev.whence.service.history.ShipmentEvent;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.http.ShortView;
import dev.whence.service.inventory.StockStore;
import dev.whence.service.metrics.Metrics;
import dev.whence.service.shipments.ShipmentRecord;
import dev.whence.service.shipments.ShipmentStore;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Shipments, shipment events and returns.
public final class HistoryRoutes {
  private final ShipmentStore shipments;
  private final ReturnStore returns;
  private final StockStore stock;
  private final Metrics metrics;

  public HistoryRoutes(
      ShipmentStore shipments, ReturnStore returns, StockStore stock, Metrics metrics) {
    this.metrics = metrics;
    this.shipments = shipments;
    this.returns = returns;
    this.stock = stock;
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/v1/shipments", Access.ORDERS, this::addShipments),
        Route.get("/v1/shipments", Access.READING, this::listShipments),
        Route.get("/v1/shipments/{id}", Access.READING, this::getShipment),
        Route.post("/v1/shipment-events", Access.ORDERS, this::addEvents),
        Route.post("/v1/returns", Access.ORDERS, this::addReturns));
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
    count("shipment_event", result.held());
    return Answer.ok(
        new EventsAdded(
            result.added(),
            result.repeated(),
            HeldView.of(result.held()),
            result.unknownShipments(),
            result.sentAllTheSame(),
            stock.shortages(result.positions()).stream().map(ShortView::of).toList()));
  }

  private Answer addReturns(Call call) {
    List<ReturnedUnits> rows = read(call, ShipmentFields::readReturn);
    ReturnStore.Result result = returns.add(rows);
    count("return", result.held());
    return Answer.ok(
        new ReturnsAdded(result.added(), result.repeated(), HeldView.of(result.held())));
  }

  private void count(String kind, Held held) {
    held.byCode()
        .forEach((code, events) ->
            metrics.quarantined(kind, code.name().toLowerCase(Locale.ROOT), events));
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
  /// @param quarantined what cannot be true, and so does not count
  record ReturnsAdded(int added, int repeated, HeldView quarantined) {}

  /// @param repeated known before, or twice in this request
  /// @param quarantined what cannot be true, and so does not count
  /// @param unknownShipments shipments that are not known yet: their events wait for them
  /// @param sentAllTheSame parcels that had been released and have left
  /// @param shortages of the positions that something left: those that hold fewer units than are
  ///   reserved of them
  record EventsAdded(
      int added,
      int repeated,
      HeldView quarantined,
      int unknownShipments,
      List<String> sentAllTheSame,
      List<ShortView> shortages) {}

  /// What of a request went into quarantine.
  ///
  /// @param reasons of the first of them, in the order of their ids for events, as sent for returns
  record HeldView(int count, List<ReasonView> reasons) {
    static HeldView of(Held held) {
      return new HeldView(
          held.count(),
          held.first().stream()
              .map(one -> new ReasonView(one.id(), one.doubt().code().name(), one.doubt().reason()))
              .toList());
    }

    /// @param id of the event or return
    record ReasonView(String id, String code, String reason) {}
  }

  /// Where a shipment is, as far as scans told.
  ///
  /// @param lastScan the latest by the carrier's time, left out before the first
  /// @param dealtWith what was done about a lost one, `replaced` or `refunded`
  /// @param sentAgain the decision that sends its units again
  record ShipmentView(
      String shipmentId,
      String orderId,
      String shipNode,
      String carrierService,
      @Nullable Instant handedOverAt,
      @Nullable Instant deliveredAt,
      @Nullable Instant lostAt,
      @Nullable String lastScan,
      @Nullable String dealtWith,
      @Nullable String sentAgain) {
    static ShipmentView of(ShipmentStore.Progress shipment) {
      return new ShipmentView(
          shipment.id(),
          shipment.order().value(),
          shipment.node(),
          shipment.carrierService(),
          shipment.handedOverAt().orElse(null),
          shipment.deliveredAt().orElse(null),
          shipment.lostAt().orElse(null),
          Optional.of(shipment.lastScan()).filter(scan -> !scan.isEmpty()).orElse(null),
          shipment.dealtWith().isEmpty() ? null : shipment.dealtWith().toLowerCase(Locale.ROOT),
          shipment.sentAgain().map(UUID::toString).orElse(null));
    }
  }
}
