package dev.whence.rules.sourcing;

import static java.util.Comparator.comparingInt;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.ParcelMeasures;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.rules.facts.RoutingGuide;
import dev.whence.rules.facts.RoutingGuideFact;
import dev.whence.rules.tables.schema.CarrierRoutingGuide;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Chooses services by the carrier-routing-guide, when no model can be trusted.
///
/// The guide is asked about parcels: about everything the node could send together, and about each
/// line alone. A line may leave by the best-ranked service that may carry all of it in the one case
/// or the other; which of the two, the cost decides. Where the guide ranks none of them, the
/// cheapest whose published arrival meets the promise counts, and where none meets it, the fastest.
final class RoutingGuideChoice {
  private final OrderContext context;
  private final Pricing pricing;

  RoutingGuideChoice(OrderContext context, Pricing pricing) {
    this.context = context;
    this.pricing = pricing;
  }

  /// For each candidate, the wants it may take.
  ///
  /// @param candidates by node id
  List<boolean[]> allowed(List<Candidate> candidates) {
    var allowed = new ArrayList<boolean[]>();
    candidates.forEach(candidate -> allowed.add(new boolean[context.wants.size()]));
    int from = 0;
    while (from < candidates.size()) {
      int to = from;
      while (to < candidates.size() && candidates.get(to).node == candidates.get(from).node) {
        to++;
      }
      int[] together = new int[context.wants.size()];
      for (int w = 0; w < together.length; w++) {
        for (int c = from; c < to; c++) {
          if (candidates.get(c).carries[w]) {
            together[w] =
                Math.min(context.wants.get(w).units(), candidates.get(c).node.available[w]);
          }
        }
      }
      choose(candidates, from, to, together, allowed);
      for (int w = 0; w < together.length; w++) {
        if (together[w] > 0) {
          int[] alone = new int[together.length];
          alone[w] = together[w];
          choose(candidates, from, to, alone, allowed);
        }
      }
      from = to;
    }
    return allowed;
  }

  /// The best service for some goods of a node, on each of its hand-overs; goods that it may not
  /// carry go by the next best.
  private void choose(
      List<Candidate> candidates, int from, int to, int[] units, List<boolean[]> allowed) {
    int[] left = units.clone();
    while (!isEmpty(left)) {
      int best = -1;
      int[] carried = left;
      RoutingGuide guide = null;
      for (int c = from; c < to; c++) {
        Candidate candidate = candidates.get(c);
        int[] part = carriedBy(candidate, left);
        if (isEmpty(part)) {
          continue;
        }
        if (guide == null) {
          guide =
              context.ask(CarrierRoutingGuide.SCHEMA, fact(earliest(candidates, from, to), left));
        }
        if (best < 0 || compare(guide, candidates, c, part, best, carried) < 0) {
          best = c;
          carried = part;
        }
      }
      if (best < 0) {
        // What no hand-over takes whole may leave on several: the guide is asked about a unit.
        if (!isOneKind(left)) {
          return;
        }
        for (int w = 0; w < left.length; w++) {
          left[w] = Math.min(1, left[w]);
        }
        continue;
      }
      CarrierServiceId service = candidates.get(best).service.id();
      for (int c = from; c < to; c++) {
        if (candidates.get(c).service.id().equals(service)) {
          for (int w = 0; w < carried.length; w++) {
            allowed.get(c)[w] |= carried[w] > 0 && candidates.get(c).carries[w];
          }
        }
      }
      for (int w = 0; w < left.length; w++) {
        left[w] = carried[w] > 0 ? 0 : left[w];
      }
    }
  }

  private int compare(
      RoutingGuide guide, List<Candidate> candidates, int a, int[] partA, int b, int[] partB) {
    Comparator<Integer> more = comparingInt(c -> -wants(c == a ? partA : partB));
    return more.thenComparingInt(c -> rank(guide.ranked(), candidates.get(c)))
        .thenComparingInt(c -> daysLate(candidates.get(c)))
        .thenComparingLong(c -> pricing.freight(candidates.get(c), c == a ? partA : partB))
        .thenComparing(c -> candidates.get(c).service.id())
        .compare(a, b);
  }

  private static int wants(int[] units) {
    int wants = 0;
    for (int each : units) {
      wants += each > 0 ? 1 : 0;
    }
    return wants;
  }

  private int[] carriedBy(Candidate candidate, int[] units) {
    int[] carried = new int[units.length];
    for (int w = 0; w < units.length; w++) {
      carried[w] = candidate.carries[w] ? units[w] : 0;
    }
    return isEmpty(carried) || !pricing.isPackable(candidate, carried)
        ? new int[units.length]
        : carried;
  }

  /// Whether it is more than one unit, all of one want.
  private static boolean isOneKind(int[] units) {
    int most = 0;
    for (int each : units) {
      most = Math.max(most, each);
    }
    return wants(units) == 1 && most > 1;
  }

  private static boolean isEmpty(int[] units) {
    for (int each : units) {
      if (each > 0) {
        return false;
      }
    }
    return true;
  }

  private static int rank(List<CarrierServiceId> ranked, Candidate candidate) {
    int rank = ranked.indexOf(candidate.service.id());
    return rank < 0 ? Integer.MAX_VALUE : rank;
  }

  /// Days by which the published arrival, of this hand-over, comes after the promised day.
  private int daysLate(Candidate candidate) {
    LocalDate due = candidate.due.orElseThrow();
    return Math.toIntExact(Math.max(0, ChronoUnit.DAYS.between(context.requested, due)));
  }

  /// Of a node: the guide is asked about the day on which it can first hand over, whichever service
  /// that is.
  private static Candidate earliest(List<Candidate> candidates, int from, int to) {
    return candidates.subList(from, to).stream()
        .min(Comparator.comparing(candidate -> candidate.handover.at()))
        .orElseThrow();
  }

  private RoutingGuideFact fact(Candidate candidate, int[] units) {
    Order order = context.order;
    Destination destination = order.destination();
    ParcelMeasures parcel = Parcels.measure(context.wants, units);
    var node = candidate.node.node;
    return new RoutingGuideFact(
        node.id().value(),
        node.type(),
        node.country(),
        node.region(),
        destination.country(),
        destination.region(),
        context.postalCode,
        context.poBox,
        context.military,
        order.channel(),
        order.customerClass(),
        order.customerId(),
        order.serviceLevel(),
        parcel.hazmatUnits() > 0,
        parcel.grams(),
        parcel.valueMinor(),
        candidate.node.roundedKm,
        candidate.daysToPromise,
        context.orderDate);
  }
}
