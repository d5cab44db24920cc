package dev.whence.rules.sourcing;

import static java.util.Comparator.comparing;

import dev.whence.domain.Cost;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.rules.search.Plan;
import dev.whence.rules.search.Problem;
import dev.whence.rules.sourcing.SourcingDecision.Competitor;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.Want.Goods;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which other ship nodes a planned parcel is offered to: those that could send all of it in one
/// parcel, the cheapest first, ties by node id.
///
/// What must stay together with units outside the parcel (a same-node group, a bundle) is offered
/// to nobody: whoever claims moves the parcel alone.
final class Competition {
  private final Sourcing sourcing;
  private final OrderContext context;

  Competition(Sourcing sourcing) {
    this.sourcing = sourcing;
    this.context = sourcing.context;
  }

  /// Whether anything is offered at all.
  static boolean isWanted(OrderContext context) {
    return context.terms.offering().nodes() > 1;
  }

  /// The shipments of the plan, each with its competitors.
  ///
  /// @param shipments of the plan, in its order
  List<Shipment> among(List<Shipment> shipments) {
    var offered = new ArrayList<Shipment>();
    int at = 0;
    for (Plan.Part part : sourcing.plan.parts()) {
      Candidate planned = sourcing.candidate(part);
      int[] units = part.units().stream().mapToInt(Integer::intValue).toArray();
      for (int[] parcel : sourcing.pricing.pack(planned, units).parcels()) {
        Shipment shipment = shipments.get(at++);
        offered.add(
            shipment.offeredTo(standsAlone(parcel) ? competitors(planned, parcel) : List.of()));
      }
    }
    return offered;
  }

  /// Whether nothing outside of the parcel has to leave with it.
  private boolean standsAlone(int[] parcel) {
    for (int w = 0; w < parcel.length; w++) {
      Want want = context.wants.get(w);
      for (int other = 0; parcel[w] > 0 && other < parcel.length; other++) {
        Want its = context.wants.get(other);
        boolean tied =
            isSameGroup(want.sameNode(), its.sameNode())
                || (its.orderLine().isBundle() && its.line() == want.line());
        if (tied && parcel[other] != its.units()) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isSameGroup(int one, int other) {
    return one != Problem.NO_GROUP && one == other;
  }

  private List<Competitor> competitors(Candidate planned, int[] parcel) {
    var best = new HashMap<ShipNodeId, Competitor>();
    Cost here = sourcing.pricing.terms(planned, parcel).total();
    List<Candidate> all =
        sourcing.path instanceof SourcingDecision.Path.Model
            ? sourcing.shortlist.all()
            : sourcing.candidates;
    for (Candidate candidate : all) {
      if (candidate.node != planned.node
          && candidate.estimate != null
          && mayTake(candidate, parcel)) {
        best.merge(
            candidate.nodeId(),
            new Competitor(
                candidate.nodeId(),
                candidate.service.id(),
                sourcing.pricing.terms(candidate, parcel).total().minus(here)),
            (one, other) -> other.extra().compareTo(one.extra()) < 0 ? other : one);
      }
    }
    return best.values().stream()
        .sorted(comparing(Competitor::extra).thenComparing(Competitor::shipNode))
        .limit(context.terms.offering().nodes() - 1L)
        .toList();
  }

  private boolean mayTake(Candidate candidate, int[] parcel) {
    int at = sourcing.candidates.indexOf(candidate);
    boolean[] allowed = at < 0 ? candidate.carries : sourcing.allowed.get(at);
    Map<Sku, Long> needed = new HashMap<>();
    for (int w = 0; w < parcel.length; w++) {
      if (parcel[w] > 0) {
        if (!allowed[w] || candidate.node.available[w] < parcel[w]) {
          return false;
        }
        for (Goods goods : context.wants.get(w).goods()) {
          needed.merge(goods.item().sku(), (long) parcel[w] * goods.perUnit(), Long::sum);
        }
      }
    }
    boolean stocked =
        candidate.node.stock.entrySet().stream()
            .allMatch(entry -> needed.getOrDefault(entry.getKey(), 0L) <= entry.getValue());
    return stocked
        && candidate.node.parcelsLeft(candidate.handover.day()) > 0
        && sourcing.pricing.pack(candidate, parcel).parcels().size() == 1;
  }
}
