package dev.whence.rules.sourcing;

import dev.whence.domain.Conversion;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.Freight;
import dev.whence.domain.carriers.Lane;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.inventory.Handover;
import dev.whence.domain.orders.Destination;
import dev.whence.rules.facts.CarrierOptionFact;
import dev.whence.rules.facts.Fired;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.Want.Goods;
import dev.whence.rules.tables.schema.CarrierEligibility;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The hard rules for one carrier service from one ship node: on which hand-overs it may take which
/// wants.
///
/// The first hand-over with room is a candidate, and further ones while the room so far is less
/// than the parcels the order may need. A later hand-over is one as well where its prices differ,
/// because a zone or a surcharge begins or ends; and every hand-over up to the wanted day where the
/// order must arrive on that very day.
final class ServiceReview {
  final NodeReview node;
  final CarrierService service;

  /// By hand-over; empty when the service may take nothing.
  final List<Candidate> candidates = new ArrayList<>();

  private final OrderContext context;
  private final Findings findings = new Findings();

  private ServiceReview(OrderContext context, NodeReview node, CarrierService service) {
    this.context = context;
    this.node = node;
    this.service = service;
  }

  List<SourcingDecision.Finding> findings() {
    return findings.sorted();
  }

  boolean carriesSomething() {
    for (Candidate candidate : candidates) {
      if (candidate.carriesSomething()) {
        return true;
      }
    }
    return false;
  }

  /// Reviews every service from every node that sends something: by node id, then service id.
  ///
  /// @param relaxedDays by which the promise is relaxed
  static List<ServiceReview> of(OrderContext context, List<NodeReview> nodes, int relaxedDays) {
    var reviews = new ArrayList<ServiceReview>();
    var facts = new ArrayList<CarrierOptionFact>();
    for (NodeReview node : nodes) {
      if (!node.sendsSomething()) {
        continue;
      }
      for (CarrierService service : context.market.services()) {
        var review = new ServiceReview(context, node, service);
        if (review.findCandidates()) {
          review.addFacts(facts, relaxedDays);
        }
        reviews.add(review);
      }
    }
    List<List<Fired<Reason.CarrierCode>>> fired =
        context.tables.all(CarrierEligibility.SCHEMA, facts);
    int at = 0;
    for (ServiceReview review : reviews) {
      at = review.judge(fired, at, relaxedDays);
    }
    return List.copyOf(reviews);
  }

  private List<Want> sendable() {
    var wants = new ArrayList<Want>();
    for (int w = 0; w < context.wants.size(); w++) {
      if (node.eligible[w]) {
        wants.add(context.wants.get(w));
      }
    }
    return wants;
  }

  private void ruleOut(String ruleId, Reason reason) {
    findings.addForAll(ruleId, reason, sendable());
  }

  /// @return whether there is something to ask the table about
  private boolean findCandidates() {
    if (!service.active()) {
      ruleOut(Findings.SERVICE_INACTIVE, new Reason.ServiceInactive());
      return false;
    }
    if (context.orderCase.demands().excludedServices().contains(service.id())) {
      ruleOut(Findings.EXCLUDED, new Reason.ExcludedByCaller());
      return false;
    }
    boolean foreign = !service.currency().equals(context.order.currency());
    Conversion conversion = null;
    Conversion toCard = null;
    if (foreign) {
      conversion = context.toOrderCurrency(service.currency()).orElse(null);
      toCard = context.fromOrderCurrency(service.currency()).orElse(null);
      if (conversion == null || toCard == null) {
        ruleOut(
            Findings.EXCHANGE_RATE,
            new Reason.NoExchangeRate(
                service.currency().getCurrencyCode(), context.order.currency().getCurrencyCode()));
        return false;
      }
    }
    return findHandovers(conversion, toCard);
  }

  private boolean findHandovers(@Nullable Conversion conversion, @Nullable Conversion toCard) {
    Demands demands = context.orderCase.demands();
    int room = 0;
    boolean collected = false;
    boolean inWindow = false;
    boolean hadRoom = false;
    boolean undelivered = false;
    Optional<Handover> first = Optional.empty();
    Candidate last = null;
    LocalDate from = node.firstDay;
    if (from.isBefore(demands.handoverNotBefore())) {
      from = demands.handoverNotBefore();
    }
    Optional<Handover> next = node.handoverFrom(from, service.id());
    while (next.isPresent()) {
      Handover handover = next.get();
      LocalDate day = handover.day();
      if (day.isAfter(demands.handoverBy())) {
        break;
      }
      // Of an order that is wanted on one day each hand-over up to it may be the right one.
      boolean wanted = context.exactDay() && !day.isAfter(context.requested);
      inWindow = true;
      if (service.calendar().collectsOn(day)) {
        collected = true;
        first = first.isPresent() ? first : next;
        int left = node.parcelsLeft(day);
        if (left > 0) {
          hadRoom = true;
          Freight freight = freight(handover);
          if (freight != null) {
            boolean more = room < context.mostParcels || wanted;
            boolean otherPrices =
                last != null && last.freight != null && !freight.hasPricesOf(last.freight);
            if (more || otherPrices) {
              var found =
                  new Candidate(context, node, service, handover, freight, conversion, toCard);
              undelivered |= found.due.isEmpty();
              if (found.due.isPresent()) {
                last = found;
                candidates.add(found);
                room += left;
              }
            }
          }
        }
        if (room >= context.mostParcels && !wanted && !isDated()) {
          break;
        }
      }
      next = node.handoverFrom(day.plusDays(1), service.id());
    }
    if (!candidates.isEmpty()) {
      return true;
    }
    if (undelivered) {
      ruleOut(Findings.NO_DELIVERY, new Reason.NoDelivery());
      return false;
    }
    return explainNone(demands, inWindow, collected, hadRoom, first, conversion, toCard);
  }

  /// Why there is no hand-over to choose; a service without a rate is still asked about, because
  /// the table may say so itself.
  private boolean explainNone(
      Demands demands,
      boolean inWindow,
      boolean collected,
      boolean hadRoom,
      Optional<Handover> first,
      @Nullable Conversion conversion,
      @Nullable Conversion toCard) {
    int horizon = context.terms.horizonDays();
    boolean narrow =
        !demands.handoverNotBefore().equals(Demands.ANY_EARLY)
            || !demands.handoverBy().equals(Demands.ANY_LATE);
    if (!inWindow || (narrow && !hadRoom)) {
      ruleOut(
          Findings.OUTSIDE_WINDOW,
          new Reason.OutsideWindow(
              demands.handoverNotBefore().equals(Demands.ANY_EARLY)
                  ? "now"
                  : demands.handoverNotBefore().toString(),
              demands.handoverBy().equals(Demands.ANY_LATE)
                  ? horizon + " days from now"
                  : demands.handoverBy().toString()));
      return false;
    }
    if (!collected) {
      ruleOut(Findings.NOT_COLLECTED, new Reason.NotCollected(horizon));
      return false;
    }
    if (!hadRoom) {
      ruleOut(Findings.CAPACITY, new Reason.CapacityExhausted(horizon));
      return false;
    }
    candidates.add(
        new Candidate(context, node, service, first.orElseThrow(), null, conversion, toCard));
    return true;
  }

  /// Whether prices may depend on the day of the hand-over.
  private boolean isDated() {
    return service.card().isDated();
  }

  private @Nullable Freight freight(Handover handover) {
    Destination destination = context.order.destination();
    var lane =
        new Lane(
            node.node.country(),
            node.node.region(),
            destination.country(),
            destination.region(),
            context.postalCode,
            node.distanceKm,
            handover.day());
    Optional<RateZone> zone = service.card().findZone(lane);
    return zone.map(found -> Freight.on(service.card(), found, lane)).orElse(null);
  }

  /// Adds one fact for each kind of goods by each candidate.
  private void addFacts(List<CarrierOptionFact> facts, int relaxedDays) {
    for (Candidate candidate : candidates) {
      GoodsKinds kinds = context.kindsAlone(candidate);
      boolean[] added = new boolean[kinds.count()];
      for (int w = 0; w < candidate.carries.length; w++) {
        if (node.eligible[w]) {
          List<Goods> all = context.wants.get(w).goods();
          for (int g = 0; g < all.size(); g++) {
            if (!added[kinds.of(w, g)]) {
              added[kinds.of(w, g)] = true;
              facts.add(candidate.fact(context, all.get(g), context.alone.get(w), relaxedDays));
            }
          }
        }
      }
    }
  }

  /// @return the index of the first fact of the next review
  private int judge(List<List<Fired<Reason.CarrierCode>>> fired, int from, int relaxedDays) {
    int next = from;
    for (Candidate candidate : candidates) {
      GoodsKinds kinds = context.kindsAlone(candidate);
      int[] factOf = new int[kinds.count()];
      Arrays.fill(factOf, -1);
      for (int w = 0; w < candidate.carries.length; w++) {
        if (!node.eligible[w]) {
          continue;
        }
        Want want = context.wants.get(w);
        boolean out = false;
        boolean toldRate = false;
        for (int g = 0; g < want.goods().size(); g++) {
          int kind = kinds.of(w, g);
          if (factOf[kind] < 0) {
            factOf[kind] = next++;
          }
          for (Fired<Reason.CarrierCode> hit : fired.get(factOf[kind])) {
            toldRate |= hit.code() == Reason.CarrierCode.NO_RATE;
            if (hit.code() != Reason.CarrierCode.TOO_LIGHT) {
              out = true;
              CarrierOptionFact fact =
                  candidate.fact(context, want.goods().get(g), context.alone.get(w), relaxedDays);
              findings.add(
                  hit.ruleId(), hit.code().from(fact, context.order.currency()), want.lineId());
            }
          }
        }
        if (candidate.freight == null && !toldRate) {
          out = true;
          findings.add(Findings.NO_RATE, new Reason.NoRate(), want.lineId());
        }
        candidate.carries[w] = !out && candidate.freight != null;
      }
    }
    return next;
  }

  /// What keeps goods that may travel alone from any parcel.
  void addFinding(String ruleId, Reason reason, Want want) {
    findings.add(ruleId, reason, want.lineId());
  }
}
