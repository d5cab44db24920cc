package dev.whence.service.http.decisions;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.rules.sourcing.Demands;
import dev.whence.service.carriers.CarrierStore;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError.Location;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.inventory.NodeStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.IntFunction;

/// Tells ids in a request that nothing is loaded for, by their place.
final class KnownIds {
  private final NodeStore nodes;
  private final CarrierStore carriers;

  KnownIds(NodeStore nodes, CarrierStore carriers) {
    this.nodes = nodes;
    this.carriers = carriers;
  }

  /// @param place of the order or basket in the body, as a JSON pointer
  /// @param skus of which nothing is loaded
  static FailureException unknown(String place, Order order, SortedSet<Sku> skus) {
    return errors(place, order, skus, "is no item").as(Failure.UnknownReference::new);
  }

  /// @param place of the order or basket in the body, as a JSON pointer
  /// @param skus that are out of use
  static FailureException outOfUse(String place, Order order, SortedSet<Sku> skus) {
    return errors(place, order, skus, "is an item that is out of use").as(Failure.OutOfUse::new);
  }

  private static FieldErrors errors(
      String place, Order order, SortedSet<Sku> skus, String problem) {
    var errors = new FieldErrors();
    List<OrderLine> lines = order.lines();
    for (int i = 0; i < lines.size(); i++) {
      OrderLine line = lines.get(i);
      if (!line.isBundle() && skus.contains(line.sku())) {
        errors.add(
            new Location.Pointer(place + "/lines/" + i + "/sku"), problem, line.sku().value());
      }
      for (int c = 0; c < line.components().size(); c++) {
        Sku sku = line.components().get(c).sku();
        if (skus.contains(sku)) {
          errors.add(
              new Location.Pointer("%s/lines/%d/components/%d/sku".formatted(place, i, c)),
              problem,
              sku.value());
        }
      }
    }
    return errors;
  }

  /// Ids that nobody loaded are refused: a misspelt one would demand nothing.
  ///
  /// @param excluded what the demands exclude, in the order of the body
  void requireKnown(Demands demands, BasketFields.Excluded excluded) {
    var errors = new FieldErrors();
    List<ShipNodeId> named = new ArrayList<>(excluded.nodes());
    List<CarrierServiceId> services = new ArrayList<>(excluded.services());
    demands.pins().forEach(pin -> named.add(pin.shipNode()));
    demands
        .callerPlan()
        .forEach(parcel -> {
          named.add(parcel.shipNode());
          services.add(parcel.carrierService());
        });
    List<Demands.PlannedParcel> plan = demands.callerPlan();
    if (!named.isEmpty()) {
      Set<ShipNodeId> known = nodes.known(named);
      String problem = "is no ship node";
      complain(errors, excluded.nodes(), known, "/excludeNodes/%d"::formatted, problem);
      complain(
          errors,
          demands.pins().stream().map(Demands.Pin::shipNode).toList(),
          known,
          "/pins/%d/shipNode"::formatted,
          problem);
      complain(
          errors,
          plan.stream().map(Demands.PlannedParcel::shipNode).toList(),
          known,
          "/callerPlan/%d/shipNode"::formatted,
          problem);
    }
    if (!services.isEmpty()) {
      Set<CarrierServiceId> known = carriers.known(services);
      String problem = "is no carrier service";
      complain(errors, excluded.services(), known, "/excludeServices/%d"::formatted, problem);
      complain(
          errors,
          plan.stream().map(Demands.PlannedParcel::carrierService).toList(),
          known,
          "/callerPlan/%d/carrierService"::formatted,
          problem);
    }
    errors.throwAs(Failure.UnknownReference::new);
  }

  private static <T> void complain(
      FieldErrors errors, List<T> ids, Set<T> known, IntFunction<String> pointer, String problem) {
    for (int i = 0; i < ids.size(); i++) {
      T id = ids.get(i);
      if (!known.contains(id)) {
        errors.add(new Location.Pointer(pointer.apply(i)), problem, id.toString());
      }
    }
  }
}
