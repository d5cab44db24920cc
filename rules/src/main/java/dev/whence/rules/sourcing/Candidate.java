package dev.whence.rules.sourcing;

import dev.whence.domain.Conversion;
import dev.whence.domain.Cost;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.Freight;
import dev.whence.domain.carriers.ParcelMeasures;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.inventory.Handover;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.Destination;
import dev.whence.rules.facts.CarrierOptionFact;
import dev.whence.rules.sourcing.Want.Goods;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A ship node, a carrier service and a hand-over: what the search chooses among.
final class Candidate {
  final NodeReview node;
  final CarrierService service;
  final Handover handover;

  /// Local day of the hand-over at the destination.
  final LocalDate handoverThere;

  /// The published arrival, where the calendar has one.
  final Optional<LocalDate> due;

  final @Nullable Freight freight;

  /// From the card's currency to the order's, null where they are the same.
  final @Nullable Conversion conversion;

  /// From the order's currency to the card's.
  final @Nullable Conversion toCard;

  final int daysToPromise;

  /// Whether a want may travel by it.
  final boolean[] carries;

  @Nullable TransitQuery query;

  /// What the estimator said; [#estimate] is what the decision makes of it.
  @Nullable TransitEstimate answer;

  @Nullable TransitEstimate estimate;

  /// The estimate's distribution with what it says of the promise.
  @Nullable TransitDistribution heard;

  Probability onTime = Probability.ZERO;
  double expectedDaysLate;
  Cost lateness = Cost.ZERO;

  Candidate(
      OrderContext context,
      NodeReview node,
      CarrierService service,
      Handover handover,
      @Nullable Freight freight,
      @Nullable Conversion conversion,
      @Nullable Conversion toCard) {
    this.node = node;
    this.service = service;
    this.handover = handover;
    this.freight = freight;
    this.conversion = conversion;
    this.toCard = toCard;
    this.carries = new boolean[context.wants.size()];
    this.handoverThere = handover.at().atZone(context.order.destination().timeZone()).toLocalDate();
    this.due =
        freight == null
            ? Optional.empty()
            : service.calendar().publishedArrival(handoverThere, freight.zone().transitDays());
    this.daysToPromise = Math.toIntExact(ChronoUnit.DAYS.between(handoverThere, context.requested));
  }

  ShipNodeId nodeId() {
    return node.id();
  }

  SourcingDecision.Leg leg() {
    return new SourcingDecision.Leg(nodeId(), service.id(), handover.day());
  }

  RateZone zone() {
    if (freight == null) {
      throw new IllegalStateException(service.id() + " has no rate from " + node.id() + ".");
    }
    return freight.zone();
  }

  boolean carriesSomething() {
    for (boolean may : carries) {
      if (may) {
        return true;
      }
    }
    return false;
  }

  /// The goods in a parcel as the carrier-eligibility table sees them.
  ///
  /// @param relaxedDays by which the promise is relaxed
  CarrierOptionFact fact(
      OrderContext context, Goods goods, ParcelMeasures parcel, int relaxedDays) {
    Destination destination = context.order.destination();
    return new CarrierOptionFact(
        service.id().value(),
        service.carrier(),
        node.id().value(),
        node.node.type(),
        node.node.country(),
        node.node.region(),
        destination.country(),
        destination.region(),
        context.postalCode,
        context.poBox,
        context.military,
        context.order.channel(),
        context.order.customerClass(),
        context.order.customerId(),
        context.order.serviceLevel(),
        goods.item().category(),
        goods.item().hazmat(),
        goods.item().weightGrams(),
        goods.item().longestSideMm(),
        parcel.grams(),
        parcel.volumeCm3(),
        parcel.longestSideMm(),
        parcel.girthMm(),
        parcel.valueMinor(),
        parcel.units(),
        parcel.hazmatUnits() > 0,
        parcel.hazmatUnits() > 0 && parcel.hazmatUnits() < parcel.units(),
        node.roundedKm,
        freight != null,
        freight == null ? 0 : freight.zone().transitDays(),
        daysToPromise + relaxedDays,
        relaxedDays,
        context.orderDate);
  }
}
