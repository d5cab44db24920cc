package dev.whence.rules.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// Finds the cheapest plan of a [Problem], and for each losing node the cheapest plan that uses it.
///
/// For a fixed set of opened options every line takes its cheapest open one, so the optimum is a
/// minimum over sets of at most `mostParcels` options. Sets are visited best first by a lower bound
/// from the dual of the uncapacitated location problem ([DualBound]); a set whose bound exceeds the
/// best plan found is not extended. Lines of one SKU share each node's stock ([SharedStock]).
///
/// Ties are broken so that equal inputs give equal plans: lower cost, then fewer unfilled units,
/// then fewer parcels, then lower option indices. At most [#BUDGET] sets are costed; beyond it the
/// best plan so far is returned with the gap that is left. For one search, not thread-safe.
public final class PlanSearch {
  /// Sets of options costed at most in one search.
  public static final int BUDGET = 200_000;

  private final Problem problem;
  private final long budget;
  private final int lines;
  private final long[][] lineCost;
  private final long[] fixed;
  private final int[] node;
  private final SharedStock sharedStock;
  private final int mostParcels;
  private final Dominance dominance;
  private final int[] kept;

  private long visited;
  private boolean stockGap;

  public PlanSearch(Problem problem) {
    this(problem, BUDGET);
  }

  /// @param budget sets of options costed at most, at least 1
  public PlanSearch(Problem problem, long budget) {
    this.problem = problem;
    this.budget = budget;
    this.lines = problem.lines().size();
    int n = problem.options().size();
    this.lineCost = new long[n][];
    this.fixed = new long[n];
    this.node = new int[n];
    for (int o = 0; o < n; o++) {
      Problem.Option option = problem.options().get(o);
      fixed[o] = option.fixed();
      node[o] = option.node();
      lineCost[o] = option.lineCosts().stream().mapToLong(Long::longValue).toArray();
    }
    this.sharedStock = new SharedStock(problem, lineCost, node);
    this.mostParcels = Math.min(problem.mostParcels(), lines);
    this.dominance = new Dominance(problem, lineCost, fixed, node, mostParcels);
    this.kept = dominance.kept();
  }

  /// The cheapest plan; it may leave lines, or everything, unfilled.
  public Plan cheapest() {
    return search(kept, new int[0]).orElseThrow();
  }

  /// The cheapest plan in which some line leaves from `forcedNode`, if any plan does.
  public Optional<Plan> cheapestUsing(int forcedNode) {
    if (mostParcels < 1 || problem.nodes().get(forcedNode).parcelsLeft() < 1) {
      return Optional.empty();
    }
    int[] forced = dominance.keptWithin(forcedNode);
    return forced.length == 0 ? Optional.empty() : search(kept, forced);
  }

  /// Best-first branch and bound.
  ///
  /// @param free options that may be opened, rising
  /// @param forced if not empty, exactly one of these opens each root set and must carry a line
  private Optional<Plan> search(int[] free, int[] forced) {
    visited = 0;
    stockGap = false;
    long[] dual = DualBound.of(problem, lineCost, fixed, free, forced);
    var queue = new PriorityQueue<OpenSet>();
    Candidate best = forced.length == 0 ? cost(new int[0], OpenSet.NOTHING_FORCED) : null;
    if (forced.length == 0) {
      queue.add(new OpenSet(new int[0], -1, rootBound(dual), OpenSet.NOTHING_FORCED));
    } else {
      for (int option : forced) {
        int[] set = {option};
        best = better(best, cost(set, option));
        queue.add(new OpenSet(set, -1, bound(set, dual), option));
      }
    }
    long openBound = Long.MAX_VALUE;
    while (!queue.isEmpty()) {
      OpenSet open = queue.poll();
      if (best != null && open.bound() > best.cost()) {
        break;
      }
      if (visited >= budget) {
        openBound = open.bound();
        break;
      }
      if (open.options().length >= mostParcels) {
        continue;
      }
      for (int i = open.next() + 1; i < free.length; i++) {
        int option = free[i];
        if (!fits(open.options(), option)) {
          continue;
        }
        int[] set = insert(open.options(), option);
        long bound = bound(set, dual);
        if (best != null && bound > best.cost()) {
          continue;
        }
        best = better(best, cost(set, open.forced()));
        if (set.length < mostParcels) {
          queue.add(new OpenSet(set, i, bound, open.forced()));
        }
      }
    }
    // Leaving everything unfilled is always possible, whatever it costs.
    if (best == null || (forced.length > 0 && best.cost() >= Problem.IMPOSSIBLE)) {
      return Optional.empty();
    }
    long lower = Math.min(openBound, stockGap ? sharedLower(dual, best) : best.cost());
    return Optional.of(best.toPlan(visited, free.length, Math.max(0, best.cost() - lower)));
  }

  /// When a shared-stock group was too large to be solved exactly, only the root bound is certain.
  private long sharedLower(long[] dual, Candidate best) {
    return Math.min(best.cost(), rootBound(dual));
  }

  private boolean fits(int[] set, int option) {
    int parcels = 1;
    for (int o : set) {
      if (o == option) {
        return false;
      }
      parcels += node[o] == node[option] ? 1 : 0;
    }
    return parcels <= problem.nodes().get(node[option]).parcelsLeft();
  }

  private static int[] insert(int[] set, int option) {
    int[] larger = Arrays.copyOf(set, set.length + 1);
    int at = set.length;
    while (at > 0 && larger[at - 1] > option) {
      larger[at] = larger[at - 1];
      at--;
    }
    larger[at] = option;
    return larger;
  }

  private long rootBound(long[] dual) {
    return Math.max(0, Arrays.stream(dual).sum() - problem.splitCost());
  }

  /// No plan that opens `set`, or more than it, costs less.
  private long bound(int[] set, long[] dual) {
    long bound = opening(set);
    for (int i = 0; i < lines; i++) {
      long line = dual[i];
      for (int o : set) {
        line = Math.min(line, lineCost[o][i]);
      }
      bound += line;
    }
    return bound;
  }

  private long opening(int[] set) {
    long cost = problem.splitCost() * Math.max(0, set.length - 1);
    for (int o : set) {
      cost += fixed[o];
    }
    return cost;
  }

  /// The cheapest assignment when exactly `set` is paid for.
  private Candidate cost(int[] set, int forced) {
    visited++;
    int[] assignment = new int[lines];
    long cost = opening(set);
    for (int i = 0; i < lines; i++) {
      assignment[i] = cheapestFor(i, set);
      cost += assigned(i, assignment[i]);
    }
    cost += repairSharedStock(set, assignment, SharedStock.NO_LINE, forced);
    if (forced == OpenSet.NOTHING_FORCED || uses(assignment, forced)) {
      return candidate(set, assignment, cost);
    }
    Candidate best = null;
    for (int i = 0; i < lines; i++) {
      if (lineCost[forced][i] < Problem.IMPOSSIBLE) {
        best = better(best, costWith(set, forced, i));
      }
    }
    return best == null ? candidate(set, assignment, Problem.IMPOSSIBLE) : best;
  }

  private Candidate costWith(int[] set, int forced, int line) {
    int[] assignment = new int[lines];
    long cost = opening(set);
    for (int i = 0; i < lines; i++) {
      assignment[i] = i == line ? forced : cheapestFor(i, set);
      cost += assigned(i, assignment[i]);
    }
    cost += repairSharedStock(set, assignment, line, forced);
    return candidate(set, assignment, cost);
  }

  private long repairSharedStock(int[] set, int[] assignment, int line, int forced) {
    SharedStock.Repair repair = sharedStock.repair(set, assignment, line, forced);
    stockGap |= !repair.exact();
    return repair.extra();
  }

  private static boolean uses(int[] assignment, int option) {
    for (int o : assignment) {
      if (o == option) {
        return true;
      }
    }
    return false;
  }

  private int cheapestFor(int line, int[] set) {
    int cheapest = Plan.UNFILLED;
    long cost = problem.lines().get(line).unfilledCost();
    for (int o : set) {
      long c = lineCost[o][line];
      if (c < Problem.IMPOSSIBLE && (c < cost || (c == cost && cheapest == Plan.UNFILLED))) {
        cheapest = o;
        cost = c;
      }
    }
    return cheapest;
  }

  private long assigned(int line, int option) {
    return option == Plan.UNFILLED
        ? problem.lines().get(line).unfilledCost()
        : lineCost[option][line];
  }

  /// Options that carry nothing are closed again; the same plan is costed without them elsewhere.
  private Candidate candidate(int[] set, int[] assignment, long cost) {
    long saved = 0;
    var used = new ArrayList<Integer>();
    for (int o : set) {
      if (uses(assignment, o)) {
        used.add(o);
      } else {
        saved += fixed[o];
      }
    }
    saved += problem.splitCost() * (Math.max(0, set.length - 1) - Math.max(0, used.size() - 1));
    int unfilled = 0;
    for (int i = 0; i < lines; i++) {
      unfilled += assignment[i] == Plan.UNFILLED ? problem.lines().get(i).units() : 0;
    }
    return new Candidate(cost - saved, unfilled, used, assignment);
  }

  private static Candidate better(@org.jspecify.annotations.Nullable Candidate a, Candidate b) {
    return a == null || b.compareTo(a) < 0 ? b : a;
  }

  /// A set to be extended by options behind `next`.
  @SuppressWarnings("ArrayRecordComponent") // private, never compared as a whole
  private record OpenSet(int[] options, int next, long bound, int forced)
      implements Comparable<OpenSet> {
    static final int NOTHING_FORCED = -1;

    @Override
    public int compareTo(OpenSet other) {
      int byBound = Long.compare(bound, other.bound);
      return byBound != 0 ? byBound : Arrays.compare(options, other.options);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // private, never compared as a whole
  private record Candidate(long cost, int unfilledUnits, List<Integer> options, int[] assignment)
      implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      if (cost != other.cost) {
        return Long.compare(cost, other.cost);
      }
      if (unfilledUnits != other.unfilledUnits) {
        return Integer.compare(unfilledUnits, other.unfilledUnits);
      }
      if (options.size() != other.options.size()) {
        return Integer.compare(options.size(), other.options.size());
      }
      for (int i = 0; i < options.size(); i++) {
        if (!options.get(i).equals(other.options.get(i))) {
          return Integer.compare(options.get(i), other.options.get(i));
        }
      }
      return Arrays.compare(assignment, other.assignment);
    }

    Plan toPlan(long visited, int kept, long gap) {
      return new Plan(
          cost, options, Arrays.stream(assignment).boxed().toList(), visited, kept, gap);
    }
  }
}
