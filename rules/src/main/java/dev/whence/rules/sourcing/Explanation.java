package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.search.Plan;
import dev.whence.rules.search.Problem;
import dev.whence.rules.sourcing.SourcingDecision.LineReturn;
import dev.whence.rules.sourcing.SourcingDecision.NodeAssessment;
import dev.whence.rules.sourcing.SourcingDecision.Offer;
import dev.whence.rules.sourcing.SourcingDecision.ServiceAssessment;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is said about candidates that were not chosen.
final class Explanation {
  private final Sourcing sourcing;
  private final OrderContext context;
  private final Map<NodeReview, Shortlist.BoundOfNode> lowest;

  /// The nodes with a candidate that may take something.
  private final Set<NodeReview> able = Collections.newSetFromMap(new IdentityHashMap<>());

  Explanation(Sourcing sourcing) {
    this.sourcing = sourcing;
    for (int c = 0; c < sourcing.candidates.size(); c++) {
      if (any(sourcing.allowed.get(c))) {
        able.add(sourcing.candidates.get(c).node);
      }
    }
    this.context = sourcing.context;
    this.lowest = sourcing.shortlist.lowestByNode();
  }

  List<NodeAssessment> assessments() {
    Demands.Explain level = context.orderCase.demands().explain();
    if (level == Demands.Explain.NONE) {
      return List.of();
    }
    var byNode = new IdentityHashMap<NodeReview, List<ServiceReview>>();
    for (ServiceReview service : sourcing.services) {
      byNode.computeIfAbsent(service.node, node -> new ArrayList<>()).add(service);
    }
    var assessments = new ArrayList<NodeAssessment>();
    for (int n = 0; n < sourcing.nodes.size(); n++) {
      NodeReview node = sourcing.nodes.get(n);
      Verdict verdict = verdict(n, node);
      List<ServiceReview> services = byNode.getOrDefault(node, List.of());
      boolean full = level == Demands.Explain.FULL;
      // A node that no finding of its own rules out is ruled out by its services.
      boolean needed = verdict instanceof Verdict.RuledOut && !services.isEmpty();
      assessments.add(
          new NodeAssessment(
              node.id(),
              node.distanceKm,
              verdict,
              node.findings(),
              full || needed ? services.stream().map(s -> assessed(s, full)).toList() : List.of()));
    }
    return assessments;
  }

  private Verdict verdict(int n, NodeReview node) {
    for (Plan.Part part : sourcing.plan.parts()) {
      if (sends(part, node)) {
        return new Verdict.Chosen();
      }
    }
    if (!able.contains(node)) {
      return cannotWin(node);
    }
    Optional<Plan> other = sourcing.search.cheapestUsing(n);
    if (other.isEmpty()) {
      return sourcing.search.isExhausted() ? new Verdict.NotWorkedOut() : new Verdict.RuledOut();
    }
    Plan plan = other.get();
    return new Verdict.Outbid(
        new Cost(Math.max(0, plan.cost() - sourcing.plan.cost())),
        sourcing.cost(plan),
        plan.parts().stream()
            .filter(part -> sends(part, node))
            .map(part -> sourcing.candidate(part).service.id())
            .findFirst()
            .orElseThrow());
  }

  /// A node without an estimated candidate: either it has none at all, or none that could win.
  private Verdict cannotWin(NodeReview node) {
    Shortlist.BoundOfNode bound =
        sourcing.path instanceof SourcingDecision.Path.Model ? lowest.get(node) : null;
    return bound == null || bound.cost() >= Problem.IMPOSSIBLE
        ? new Verdict.RuledOut()
        : new Verdict.CannotWin(
            new Cost(Math.max(0, bound.cost() - sourcing.plan.cost())), bound.carrierService());
  }

  private boolean sends(Plan.Part part, NodeReview node) {
    return sourcing.candidate(part).node == node;
  }

  private static boolean any(boolean[] some) {
    for (boolean each : some) {
      if (each) {
        return true;
      }
    }
    return false;
  }

  private ServiceAssessment assessed(ServiceReview service, boolean full) {
    Offer offer = new Offer.None();
    for (Candidate candidate : service.candidates) {
      if (candidate.carriesSomething() && candidate.estimate != null) {
        // Also where it is not told: it may find what keeps the goods from any parcel.
        Offer made = offer(service, candidate);
        offer = full ? made : offer;
        break;
      }
    }
    return new ServiceAssessment(service.service.id(), service.findings(), offer);
  }

  private Offer offer(ServiceReview service, Candidate candidate) {
    int[] units = new int[context.wants.size()];
    var lines = new ArrayList<OrderLineId>();
    for (int w = 0; w < units.length; w++) {
      if (candidate.carries[w]) {
        Want want = context.wants.get(w);
        units[w] = Math.min(want.units(), candidate.node.available[w]);
        if (units[w] > 0 && !lines.contains(want.lineId())) {
          lines.add(want.lineId());
        }
      }
    }
    TransitEstimate estimate = candidate.estimate;
    if (lines.isEmpty() || estimate == null) {
      return new Offer.None();
    }
    Pricing.Packed packed = sourcing.pricing.pack(candidate, units);
    if (!packed.price().isPossible()) {
      tellNotPackable(service, candidate, units);
      return new Offer.None();
    }
    CostTerms cost = CostTerms.ZERO;
    for (int[] parcel : packed.parcels()) {
      cost = cost.plus(sourcing.pricing.terms(candidate, parcel));
    }
    return new Offer.Quoted(
        lines, candidate.handover.at(), packed.parcels().size(), estimate, candidate.onTime, cost);
  }

  private void tellNotPackable(ServiceReview service, Candidate candidate, int[] units) {
    if (sourcing.pricing.tellTooLight(service, candidate, units)) {
      return;
    }
    boolean tooDear = sourcing.pricing.isPriceOutOfRange(candidate, units);
    for (int w = 0; w < units.length; w++) {
      if (units[w] > 0) {
        service.addFinding(
            tooDear ? Findings.PRICE : Findings.NOT_PACKABLE,
            tooDear
                ? new Reason.PriceOutOfRange()
                : new Reason.NotPackable(sourcing.pricing.room(candidate)),
            context.wants.get(w));
      }
    }
  }

  List<ModelRef> models(List<LineReturn> returns) {
    var models = new HashSet<ModelRef>();
    for (Candidate candidate : sourcing.candidates) {
      if (candidate.estimate instanceof TransitEstimate.Predicted predicted) {
        models.add(predicted.model());
      }
    }
    for (LineReturn line : returns) {
      if (line.estimate() instanceof ReturnEstimate.Predicted predicted) {
        models.add(predicted.model());
      }
    }
    return models.stream().sorted(Comparator.comparing(ModelRef::toString)).toList();
  }
}
