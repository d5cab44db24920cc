package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.sourcing.SourcingDecision.Offer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One (ship node, carrier service) pair with its price by term: what a parcel costs before
/// anything is in it, and what each line adds.
///
/// @param parcel terms of the empty parcel: label, packing, lateness, capacity
/// @param lines terms each line adds, empty where the service may not carry it from the node
record PricedOption(
    ServiceReview review,
    TransitEstimate transit,
    Probability onTime,
    CostTerms parcel,
    List<Optional<CostTerms>> lines) {

  /// Prices one option (SCIENCE section 1).
  ///
  /// @param returnRisk chance of coming back, one a line
  static PricedOption of(
      SourcingInputs inputs,
      ServiceReview review,
      TransitEstimate transit,
      SourcingTerms terms,
      LocalDate promiseDate,
      List<Probability> returnRisk) {
    Order order = inputs.order();
    ShipNode node = review.node().node();
    RateZone zone = review.zone().orElseThrow();
    Probability onTime =
        transit.arrivesWithin(
            daysUntilEndOf(promiseDate, review.node().handover(), order.destination().timeZone()));
    CostTerms parcel =
        new CostTerms(
            Cost.of(zone.perParcel()),
            Cost.of(node.parcelHandling()),
            Cost.expected(minor(terms.lateCostMinor(), order), onTime.complement()),
            review.node().snapshot().capacityPrice(),
            Cost.ZERO,
            Cost.ZERO,
            Cost.ZERO,
            Cost.ZERO);
    var lines = new ArrayList<Optional<CostTerms>>();
    for (int i = 0; i < order.lines().size(); i++) {
      lines.add(
          review.lines().get(i)
              ? Optional.of(line(inputs, review, terms, i, returnRisk.get(i)))
              : Optional.empty());
    }
    return new PricedOption(review, transit, onTime, parcel, lines);
  }

  private static CostTerms line(
      SourcingInputs inputs, ServiceReview review, SourcingTerms terms, int i, Probability risk) {
    OrderLine line = inputs.order().lines().get(i);
    Item item = inputs.item(line.sku());
    long grams =
        review
            .service()
            .card()
            .chargedGrams(
                item.weightMilligrams() * line.quantity(),
                (long) item.volumeCm3() * line.quantity());
    Cost worth =
        review.node().snapshot().findStock(line.sku()).map(StockPosition::worth).orElse(Cost.ZERO);
    return new CostTerms(
        review.zone().orElseThrow().perKilogram().ofGrams(grams),
        Cost.of(review.node().node().unitHandling()).times(line.quantity()),
        Cost.ZERO,
        Cost.ZERO,
        worth.times(line.quantity()),
        Cost.expected(minor(terms.returnCostMinor(), inputs.order()).times(line.quantity()), risk),
        Cost.ZERO,
        Cost.ZERO);
  }

  private static Money minor(long minorUnits, Order order) {
    return new Money(minorUnits, order.currency());
  }

  /// Days, with their fraction, from hand-over to the end of the promised day at the destination.
  static double daysUntilEndOf(
      LocalDate promiseDate, ZonedDateTime handover, java.time.ZoneId destination) {
    Duration available =
        Duration.between(
            handover.toInstant(), promiseDate.plusDays(1).atStartOfDay(destination).toInstant());
    return available.toSeconds() / 86_400.0;
  }

  /// The option with one parcel holding every line it may carry.
  Offer offer(List<OrderLineId> ids) {
    var carried = new ArrayList<OrderLineId>();
    CostTerms cost = parcel;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isPresent()) {
        carried.add(ids.get(i));
        cost = cost.plus(lines.get(i).get());
      }
    }
    return new Offer.Quoted(carried, transit, onTime, cost);
  }

  /// The same option for fewer lines.
  PricedOption restrictedTo(List<Boolean> allowed) {
    var fewer = new ArrayList<Optional<CostTerms>>();
    for (int i = 0; i < lines.size(); i++) {
      fewer.add(allowed.get(i) ? lines.get(i) : Optional.empty());
    }
    return new PricedOption(review, transit, onTime, parcel, fewer);
  }
}
