package dev.whence.rules.sourcing;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.rules.facts.CarrierOptionFact;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.RuleTables;
import dev.whence.rules.facts.RuleTables.Fired;
import dev.whence.rules.sourcing.NodeReview.LineReview;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The hard rules for one carrier service from one ship node: which of the lines that the node may
/// send may travel by it.
///
/// @param zone of the rate card for the lane, empty when it quotes none in the order's currency
/// @param lines for each line of the order, whether the service may carry it from the node
/// @param findings against the service, in rule-id order
record ServiceReview(
    NodeReview node,
    CarrierService service,
    Optional<RateZone> zone,
    List<Boolean> lines,
    List<Finding> findings) {

  /// Holds whatever the table says: nothing travels without a price.
  static final String ENGINE_NO_RATE = "engine-no-rate";

  boolean carriesSomething() {
    return lines.contains(true);
  }

  /// The question to the transit-time model.
  TransitQuery query(SourcingInputs inputs) {
    Order order = inputs.order();
    long grams = 0;
    for (int i = 0; i < lines.size(); i++) {
      OrderLine line = order.lines().get(i);
      grams += lines.get(i) ? inputs.item(line.sku()).weightGrams() * line.quantity() : 0;
    }
    return new TransitQuery(
        node.distanceKm(),
        zone.orElseThrow().transitDays(),
        service.publishedOnTime(),
        grams,
        node.handover(),
        !node.node().country().equals(order.destination().country()),
        inputs.recentTransit(service.id(), node.node().region(), order.destination().region()));
  }

  /// Reviews every service from every node that sends something: by node id, then service id.
  static List<ServiceReview> of(
      SourcingInputs inputs,
      List<NodeReview> nodes,
      RuleTables tables,
      LocalDate orderDate,
      LocalDate promiseDate) {
    var drafts = new ArrayList<Draft>();
    var facts = new ArrayList<CarrierOptionFact>();
    for (NodeReview node : nodes) {
      if (node.sendsSomething()) {
        for (CarrierService service : inputs.services()) {
          Draft draft = Draft.of(inputs, node, service, orderDate, promiseDate);
          drafts.add(draft);
          facts.addAll(draft.facts());
        }
      }
    }
    List<List<Fired<Reason.CarrierCode>>> fired = tables.carrierEligibility(facts);
    var reviews = new ArrayList<ServiceReview>();
    int at = 0;
    for (Draft draft : drafts) {
      int count = draft.facts().size();
      reviews.add(draft.judged(fired.subList(at, at + count)));
      at += count;
    }
    return reviews;
  }

  /// @param facts one for each line that the node may send, in the order of the order
  private record Draft(
      NodeReview node,
      CarrierService service,
      Optional<RateZone> zone,
      List<CarrierOptionFact> facts) {

    static Draft of(
        SourcingInputs inputs,
        NodeReview node,
        CarrierService service,
        LocalDate orderDate,
        LocalDate promiseDate) {
      Order order = inputs.order();
      Optional<RateZone> zone =
          service.currency().equals(order.currency())
              ? service
                  .card()
                  .findZone(
                      order.destination().laneFrom(node.node(), node.handover().toLocalDate()))
              : Optional.empty();
      int daysToPromise =
          Math.toIntExact(ChronoUnit.DAYS.between(node.handover().toLocalDate(), promiseDate));
      var facts = new ArrayList<CarrierOptionFact>();
      for (LineReview review : node.lines()) {
        if (review.eligible()) {
          OrderLine line = review.line();
          Item item = inputs.item(line.sku());
          facts.add(
              new CarrierOptionFact(
                  service.id().value(),
                  service.carrier(),
                  node.node().type(),
                  node.node().country(),
                  order.destination().country(),
                  order.destination().region(),
                  order.channel(),
                  order.customerClass(),
                  order.serviceLevel(),
                  item.category(),
                  item.hazmat(),
                  Math.toIntExact(item.weightGrams()),
                  Math.toIntExact(item.gramsOf(line.quantity())),
                  item.longestSideMm(),
                  line.value().minorUnits(),
                  Math.toIntExact(Math.round(node.distanceKm())),
                  zone.isPresent(),
                  zone.map(RateZone::transitDays).orElse(0),
                  daysToPromise,
                  orderDate));
        }
      }
      return new Draft(node, service, zone, facts);
    }

    ServiceReview judged(List<List<Fired<Reason.CarrierCode>>> firedByFact) {
      var findings = new NodeReview.Findings();
      var carries = new ArrayList<Boolean>();
      int at = 0;
      for (LineReview review : node.lines()) {
        if (!review.eligible()) {
          carries.add(false);
          continue;
        }
        CarrierOptionFact fact = facts.get(at);
        List<Fired<Reason.CarrierCode>> fired = withPhysics(fact, firedByFact.get(at));
        fired.forEach(f -> findings.add(f.ruleId(), f.code().from(fact), review.line().id()));
        carries.add(fired.isEmpty());
        at++;
      }
      return new ServiceReview(node, service, zone, carries, findings.sorted());
    }

    private static List<Fired<Reason.CarrierCode>> withPhysics(
        CarrierOptionFact fact, List<Fired<Reason.CarrierCode>> fired) {
      if (fact.quoted() || fired.stream().anyMatch(f -> f.code() == Reason.CarrierCode.NO_RATE)) {
        return fired;
      }
      var all = new ArrayList<>(fired);
      all.add(new Fired<>(ENGINE_NO_RATE, Reason.CarrierCode.NO_RATE));
      return all;
    }
  }
}
