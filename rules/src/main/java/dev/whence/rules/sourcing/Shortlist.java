package dev.whence.rules.sourcing;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.search.PlanSearch;
import dev.whence.rules.search.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which candidates need an estimate: those that could win, or come second, if they were surely on
/// time.
///
/// The most promising ones are estimated and a plan is sought among them. Of the others none can
/// beat a plan that costs less than their lower bound without any lateness.
final class Shortlist {
  /// So many candidates are estimated at once, whatever their bounds.
  private static final int PROMISING = 24;

  /// Up to so many candidates it is not worth asking which.
  private static final int FEW = 32;

  private final List<Candidate> all;
  private final boolean[] splits;

  /// No plan that uses the candidate costs less, even if all of it is surely on time; empty where
  /// there are few candidates.
  private final long[] bounds;

  private Shortlist(List<Candidate> all, boolean[] splits, long[] bounds) {
    this.all = all;
    this.splits = splits;
    this.bounds = bounds;
  }

  /// Candidates that carry something, by node, service and hand-over.
  List<Candidate> all() {
    return all;
  }

  /// Whether the units of each want may leave apart.
  boolean[] splits() {
    return splits;
  }

  /// @param candidates without estimates and without lateness
  static Shortlist of(
      OrderContext context, List<NodeReview> nodes, List<Candidate> candidates, Pricing pricing) {
    boolean[] splits = splits(context, nodes, candidates, pricing);
    List<Candidate> able = candidates.stream().filter(Candidate::carriesSomething).toList();
    long[] bounds =
        able.size() <= FEW
            ? new long[0]
            : new PlanSearch(
                    Sourcing.problem(
                        context,
                        nodes,
                        able,
                        able.stream().map(candidate -> candidate.carries).toList(),
                        splits,
                        pricing))
                .boundsOfOptions();
    return new Shortlist(able, splits, bounds);
  }

  /// The candidates to estimate first, in their order.
  List<Candidate> promising() {
    if (bounds.length == 0) {
      return all;
    }
    long[] rising = bounds.clone();
    Arrays.sort(rising);
    long last = rising[PROMISING - 1];
    int ties = PROMISING;
    for (long bound : bounds) {
      ties -= bound < last ? 1 : 0;
    }
    var promising = new ArrayList<Candidate>(PROMISING);
    for (int c = 0; c < bounds.length; c++) {
      if (bounds[c] < last || (bounds[c] == last && ties-- > 0)) {
        promising.add(all.get(c));
      }
    }
    return promising;
  }

  /// The candidates with an estimate and those that could beat a plan of this cost, in their order.
  List<Candidate> within(long cost) {
    var within = new ArrayList<Candidate>();
    for (int c = 0; c < all.size(); c++) {
      if (all.get(c).estimate != null || bounds[c] <= cost) {
        within.add(all.get(c));
      }
    }
    return within;
  }

  /// Whether another one has the same candidates for the same wants.
  boolean isLike(Shortlist other) {
    if (all.size() != other.all.size() || !Arrays.equals(splits, other.splits)) {
      return false;
    }
    for (int c = 0; c < all.size(); c++) {
      Candidate mine = all.get(c);
      Candidate its = other.all.get(c);
      if (!mine.leg().equals(its.leg())
          || !mine.handover.equals(its.handover)
          || !Arrays.equals(mine.carries, its.carries)) {
        return false;
      }
    }
    return true;
  }

  /// The candidates that are not among some others.
  List<Candidate> without(List<Candidate> others) {
    Set<Candidate> known = new HashSet<>(others);
    return all.stream().filter(candidate -> !known.contains(candidate)).toList();
  }

  /// For each node the candidate with the lowest bound, where bounds were worked out.
  Map<NodeReview, BoundOfNode> lowestByNode() {
    var lowest = new IdentityHashMap<NodeReview, BoundOfNode>();
    for (int c = 0; c < bounds.length; c++) {
      BoundOfNode known = lowest.get(all.get(c).node);
      if (known == null || bounds[c] < known.cost) {
        lowest.put(all.get(c).node, new BoundOfNode(bounds[c], all.get(c).service.id()));
      }
    }
    return lowest;
  }

  /// What every plan costs at least that uses a node.
  record BoundOfNode(long cost, CarrierServiceId carrierService) {}

  /// Whether the units of each want may leave apart. Where they may neither leave apart nor stay
  /// behind in part, nodes with too few are ruled out.
  private static boolean[] splits(
      OrderContext context, List<NodeReview> nodes, List<Candidate> candidates, Pricing pricing) {
    SourcingTerms terms = context.terms;
    int wants = context.wants.size();
    boolean[] splits = new boolean[wants];
    for (int w = 0; w < wants; w++) {
      Want want = context.wants.get(w);
      splits[w] =
          want.units() > 1
              && want.sameNode() == Problem.NO_GROUP
              && switch (terms.splitLines()) {
                case NEVER -> false;
                case ALWAYS -> true;
                case IF_NEEDED -> !leavesWhole(context, candidates, pricing, w);
              };
      boolean parts = terms.partLines() && want.allOrNothing() == Problem.NO_GROUP;
      if (!splits[w] && !parts) {
        ruleOutShort(context, nodes, candidates, w);
      }
    }
    return splits;
  }

  /// Whether some hand-over takes all units of a want.
  private static boolean leavesWhole(
      OrderContext context, List<Candidate> candidates, Pricing pricing, int w) {
    Want want = context.wants.get(w);
    int[] units = new int[context.wants.size()];
    units[w] = want.units();
    for (Candidate candidate : candidates) {
      if (candidate.carries[w]
          && candidate.node.available[w] >= want.units()
          && pricing.isPackable(candidate, units)) {
        return true;
      }
    }
    return false;
  }

  private static void ruleOutShort(
      OrderContext context, List<NodeReview> nodes, List<Candidate> candidates, int w) {
    for (NodeReview node : nodes) {
      if (node.eligible[w] && node.available[w] < context.wants.get(w).units()) {
        node.ruleOutShort(w);
      }
    }
    for (Candidate candidate : candidates) {
      candidate.carries[w] &= candidate.node.eligible[w];
    }
  }
}
