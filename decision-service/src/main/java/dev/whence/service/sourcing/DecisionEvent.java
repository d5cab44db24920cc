package dev.whence.service.sourcing;

import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.sourcing.Milestones;
import dev.whence.rules.sourcing.PromisedParcel;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.HoldReason;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.service.json.KeptNames;
import dev.whence.service.orders.LineUnits;
import dev.whence.service.orders.OrderBasis;
import dev.whence.service.orders.OrderBasis.Occasion;
import dev.whence.service.orders.OrderEvents.Content;
import dev.whence.service.orders.OrderEvents.Line;
import dev.whence.service.orders.OrderEvents.TakenOut;
import dev.whence.service.records.DecisionId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What other systems are told of a decision: enough to act on it without asking. Its reservation
/// is added by the statement that writes it.
///
/// @param path `model`, `rules` or `none`
/// @param onTime chance that all parcels are
/// @param holdReason why a person has to decide, null when nobody has to
/// @param proposed what would ship of an order that is held, null of any other
/// @param waiting units that are sourced when stock comes
/// @param cancelled units that a change has cancelled, null when it was none
/// @param takenOut of earlier parcels of the order
record DecisionEvent(
    String decisionId,
    Occasion occasion,
    String outcome,
    String path,
    Instant decidedAt,
    LocalDate promiseDate,
    boolean promiseKept,
    double onTime,
    @Nullable HoldReason holdReason,
    List<Shipment> shipments,
    @Nullable List<Shipment> proposed,
    List<Shortage> shortages,
    List<Line> waiting,
    @Nullable List<Line> cancelled,
    List<TakenOut> takenOut) {

  static DecisionEvent of(NewDecision made) {
    SourcingDecision decision = made.decision();
    Outcome outcome = decision.outcome();
    OrderBasis basis = made.basis();
    Order order = made.inputs().orderCase().order();
    return new DecisionEvent(
        made.id().toString(),
        basis.occasion(),
        KeptNames.code(outcome),
        switch (decision.path()) {
          case SourcingDecision.Path.Model ignored -> "model";
          case SourcingDecision.Path.Rules ignored -> "rules";
          case SourcingDecision.Path.NoCandidate ignored -> "none";
        },
        decision.decidedAt(),
        decision.promiseDate(),
        decision.promise().kept(),
        share(decision.onTime()),
        outcome instanceof Outcome.Held held ? held.reason() : null,
        shipments(made, made.id(), outcome.shipments()),
        outcome instanceof Outcome.Held held
            ? shipments(made, decision.keepsHeldStock() ? made.id() : null, held.proposed())
            : null,
        outcome.shortages().stream().map(Shortage::of).toList(),
        lines(Waiting.of(order, outcome, basis.lots())),
        basis.occasion() == Occasion.CHANGED ? lines(basis.cancelled()) : null,
        TakenOut.of(basis.giveBack()));
  }

  /// To six decimals.
  private static double share(Probability chance) {
    return BigDecimal.valueOf(chance.value()).setScale(6, RoundingMode.HALF_EVEN).doubleValue();
  }

  private static List<Shipment> shipments(
      NewDecision made, @Nullable DecisionId id, List<SourcingDecision.Shipment> shipments) {
    var told = new ArrayList<Shipment>();
    for (SourcingDecision.Shipment shipment : shipments) {
      told.add(
          Shipment.of(
              id == null ? null : id.shipment(told.size() + 1),
              shipment,
              PromisedParcel.of(made.inputs(), made.decision(), shipment)
                  .milestones(made.decision().decidedAt())));
    }
    return told;
  }

  private static List<Line> lines(Map<OrderLineId, Integer> units) {
    return Line.of(
        units.entrySet().stream()
            .filter(line -> line.getValue() > 0)
            .sorted(Map.Entry.comparingByKey())
            .map(line -> new LineUnits(line.getKey(), line.getValue()))
            .toList());
  }

  /// A parcel.
  ///
  /// @param shipmentId null of one that is only proposed and not kept
  record Shipment(
      @Nullable String shipmentId,
      ShipNodeId shipNode,
      CarrierServiceId carrierService,
      Instant handover,
      LocalDate handoverDay,
      Milestones milestones,
      double onTime,
      List<Content> lines) {
    static Shipment of(
        @Nullable String shipmentId, SourcingDecision.Shipment shipment, Milestones milestones) {
      return new Shipment(
          shipmentId,
          shipment.shipNode(),
          shipment.carrierService(),
          shipment.handover(),
          shipment.handoverDay(),
          milestones,
          share(shipment.onTime()),
          shipment.lines().stream()
              .map(line -> new Content(line.line(), line.sku(), line.units()))
              .toList());
    }
  }

  /// Units that do not ship.
  record Shortage(OrderLineId lineId, Sku sku, int units, String reason) {
    static Shortage of(SourcingDecision.Shortage shortage) {
      return new Shortage(
          shortage.line(), shortage.sku(), shortage.units(), KeptNames.code(shortage.reason()));
    }
  }
}
