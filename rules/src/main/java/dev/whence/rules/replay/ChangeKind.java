package dev.whence.rules.replay;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingDecision.Shortage;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// What differs first between two decisions on one order: what weighs most comes first. Names of
/// rows and the work of the search are no difference.
public enum ChangeKind {
  /// Allocated, held, backordered or unfillable otherwise.
  OUTCOME,
  /// Other units are left out.
  UNITS,
  SHIP_NODE,
  CARRIER_SERVICE,
  /// The same parcels leave at another time.
  HANDOVER,
  /// The same places send other lines.
  PARCELS,
  /// Another promise is made, or kept.
  PROMISE,
  RETURN_ACTION,
  /// Units are kept otherwise until they are confirmed, or offered to others.
  HOLD,
  /// The same plan, with other costs or chances.
  VALUATION;

  /// The first that holds; empty when nothing differs.
  public static Optional<ChangeKind> of(SourcingDecision before, SourcingDecision after) {
    for (ChangeKind kind : values()) {
      if (!kind.part(before).equals(kind.part(after))) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /// Whether the parcels are the same: what happened to them tells what would have happened.
  public static boolean isSamePlan(SourcingDecision before, SourcingDecision after) {
    return of(before, after).map(kind -> kind.compareTo(PROMISE) >= 0).orElse(true);
  }

  /// As it is written, for instance `ship-node`.
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// What decisions have in common that do not differ so.
  private Object part(SourcingDecision decision) {
    return switch (this) {
      case OUTCOME -> outcome(decision);
      case UNITS -> unitsLeft(decision);
      case SHIP_NODE -> sorted(decision, shipment -> shipment.shipNode().value());
      case CARRIER_SERVICE -> sorted(decision, ChangeKind::place);
      case HANDOVER ->
          sorted(decision, shipment -> place(shipment) + " " + shipment.handover().toString());
      case PARCELS -> shipments(decision).stream().map(ChangeKind::load).toList();
      case PROMISE ->
          List.of(
              decision.promise().requested(),
              decision.promise().kept(),
              decision.promise().reachable());
      case RETURN_ACTION ->
          decision.returns().stream().map(line -> List.of(line.line(), line.action())).toList();
      case HOLD ->
          shipments(decision).stream()
              .map(shipment -> List.of(shipment.hold(), offered(shipment)))
              .toList();
      case VALUATION -> List.of(decision.cost(), decision.onTime());
    };
  }

  private static String place(Shipment shipment) {
    return shipment.shipNode().value() + " " + shipment.carrierService().value();
  }

  private static Object outcome(SourcingDecision decision) {
    return decision.outcome() instanceof Outcome.Held held
        ? held.reason()
        : decision.outcome().getClass();
  }

  /// What ships, or would if it were not held.
  static List<Shipment> shipments(SourcingDecision decision) {
    return decision.outcome() instanceof Outcome.Held held
        ? held.proposed()
        : decision.outcome().shipments();
  }

  private static Map<OrderLineId, Integer> unitsLeft(SourcingDecision decision) {
    var units = new TreeMap<OrderLineId, Integer>();
    for (Shortage shortage : decision.outcome().shortages()) {
      units.merge(shortage.line(), shortage.units(), Integer::sum);
    }
    return units;
  }

  private static List<String> sorted(
      SourcingDecision decision, Function<Shipment, String> component) {
    return shipments(decision).stream().map(component).sorted().toList();
  }

  private record Load(ShipNodeId node, LocalDate day, List<Object> lines) {}

  private static Load load(Shipment shipment) {
    return new Load(
        shipment.shipNode(),
        shipment.handoverDay(),
        shipment.lines().stream()
            .<Object>map(part -> List.of(part.line(), part.sku(), part.units()))
            .toList());
  }

  private static List<ShipNodeId> offered(Shipment shipment) {
    return shipment.competing().stream().map(other -> other.shipNode()).toList();
  }
}
