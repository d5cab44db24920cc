package dev.whence.service.http.catalog;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Route;
import dev.whence.service.inventory.UseStore;
import dev.whence.service.inventory.UseStore.Endangered;
import dev.whence.service.inventory.UseStore.Kind;
import dev.whence.service.inventory.UseStore.Result;
import dev.whence.service.inventory.UseStore.Switch;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes ship nodes, carrier services, items and stock positions out of use and back, one by one or
/// many at once.
public final class UseRoutes {
  private static final Logger LOG = System.getLogger(UseRoutes.class.getName());

  private final UseStore uses;
  private final Idempotency idempotency;

  public UseRoutes(UseStore uses, Idempotency idempotency) {
    this.uses = uses;
    this.idempotency = idempotency;
  }

  public List<Route> routes() {
    return List.of(
        Route.patch("/v1/ship-nodes", Access.NETWORK, call -> changeAll(call, Kind.SHIP_NODE))
            .withQuery(),
        one("/v1/ship-nodes/{id}", Kind.SHIP_NODE, "id", "").withQuery(),
        Route.patch(
                "/v1/carrier-services",
                Access.NETWORK,
                call -> changeAll(call, Kind.CARRIER_SERVICE))
            .withQuery(),
        one("/v1/carrier-services/{id}", Kind.CARRIER_SERVICE, "id", "").withQuery(),
        Route.patch("/v1/items", Access.NETWORK, call -> changeAll(call, Kind.ITEM)),
        one("/v1/items/{sku}", Kind.ITEM, "", "sku"),
        Route.patch("/v1/stock", Access.NETWORK, call -> changeAll(call, Kind.STOCK)),
        one("/v1/stock/{sku}/{shipNode}", Kind.STOCK, "shipNode", "sku"));
  }

  /// @param id its parameter in the path, empty for none
  /// @param sku its parameter in the path, empty for none
  private Route one(String path, Kind kind, String id, String sku) {
    return idempotency.once(
        Route.patch(
            path,
            Access.NETWORK,
            call ->
                changeOne(
                    call,
                    kind,
                    id.isEmpty() ? "" : call.pathParameter(id),
                    sku.isEmpty() ? "" : call.pathParameter(sku))));
  }

  private Answer changeOne(Call call, Kind kind, String id, String sku) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    var wanted = new Switch(id, sku, fields.flag("active"));
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return switch (change(call, kind, List.of(wanted))) {
      case Result.Unknown ignored ->
          throw new FailureException(
              new Failure.NotFound(name(kind), kind == Kind.STOCK ? sku + " at " + id : id + sku));
      case Result.Done done -> answer(kind, done);
    };
  }

  /// Of reference data, as a version that is signed.
  private Result change(Call call, Kind kind, List<Switch> switches) {
    return switch (kind) {
      case SHIP_NODE, CARRIER_SERVICE ->
          ReferenceLoads.with(ReferenceLoads.signature(call), () -> uses.change(kind, switches))
              .result();
      case ITEM, STOCK -> uses.change(kind, switches);
    };
  }

  private Answer changeAll(Call call, Kind kind) {
    var places = new HashMap<Key, FieldError.Location>();
    Function<Fields, Switch> read =
        fields -> {
          String idField = kind == Kind.STOCK ? "shipNode" : "id";
          String id = kind == Kind.ITEM ? "" : fields.word(idField);
          String sku = kind == Kind.ITEM || kind == Kind.STOCK ? fields.word("sku") : "";
          String place = sku.isEmpty() ? idField : "sku";
          if (places.putIfAbsent(new Key(id, sku), fields.locate(place)) != null
              && fields.raw().path(place).isTextual()) {
            fields.complain(place, "is named twice");
          }
          return new Switch(id, sku, fields.flag("active"));
        };
    List<Switch> wanted = CatalogRoutes.read(call, read);
    return switch (change(call, kind, wanted)) {
      case Result.Unknown(var missing) -> throw unknown(kind, missing, places);
      case Result.Done done -> answer(kind, done);
    };
  }

  private static FailureException unknown(
      Kind kind, List<Switch> missing, Map<Key, FieldError.Location> places) {
    var errors = new FieldErrors();
    for (Switch one : missing) {
      FieldError.@Nullable Location place = places.get(new Key(one.id(), one.sku()));
      if (place != null) {
        errors.add(
            place,
            "is no " + name(kind) + (kind == Kind.STOCK ? " at " + one.id() : ""),
            one.sku().isEmpty() ? one.id() : one.sku());
      }
    }
    return errors.as(Failure.UnknownReference::new);
  }

  private static String name(Kind kind) {
    return switch (kind) {
      case SHIP_NODE -> "ship node";
      case CARRIER_SERVICE -> "carrier service";
      case ITEM -> "item";
      case STOCK -> "stock position";
    };
  }

  private static Answer answer(Kind kind, Result.Done done) {
    LOG.log(
        Level.INFO,
        "Took {0} {1}s out of use or back.",
        Integer.toString(done.changed()),
        name(kind));
    return Answer.ok(
        new UseChanged(
            done.changed(), done.endangered().stream().map(EndangeredView::of).toList()));
  }

  private record Key(String id, String sku) {}

  /// @param changed how many were not yet as they are now
  /// @param endangered parcels that have not left, of what was taken out of use
  record UseChanged(int changed, List<EndangeredView> endangered) {}

  /// Units in a parcel that goes on unless somebody takes it back.
  ///
  /// @param why what is out of use, in words
  record EndangeredView(
      String orderId,
      String shipmentId,
      String shipNode,
      String carrierService,
      String sku,
      int units,
      String why) {
    static EndangeredView of(Endangered units) {
      return new EndangeredView(
          units.order(),
          units.shipment(),
          units.node(),
          units.carrierService(),
          units.sku(),
          units.units(),
          units.why());
    }
  }
}
