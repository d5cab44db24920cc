package dev.whence.rules.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Finds the cheapest plan of a [Problem], and for each losing node the cheapest plan that uses it.
///
/// Sets of at most `mostParcels` options are visited best first by a lower bound from the dual of
/// the uncapacitated location problem ([DualBound], worked out once); a set whose bound exceeds the
/// best plan found is not extended. What a set carries at best is found by [SetFilling], which
/// prices truly what the bound does not exclude.
///
/// Ties are broken so that equal inputs give equal plans: lower cost, then fewer unfilled units,
/// then fewer parcels, then fewer options, then lower option indices, then more units on the lower
/// ones. One budget is shared by all searches of an instance; beyond it the best plan so far is
/// returned with the gap that is left. The budget counts work, not time, so that a replay stops
/// where the decision did. For one order, not thread-safe.
public final class PlanSearch {
  /// Work of all searches of one order, counted in lines of one option looked at: some tens of
  /// milliseconds.
  public static final int BUDGET = 2_500_000;

  /// Parts of what is left that one question about a losing node may take at most.
  private static final int SHARES_OF_LOSERS = 8;

  /// From so many lines on a plan is first built option by option and then improved, so that there
  /// is a good one when the budget ends, and a second bound is worked out.
  private static final int MANY_LINES = 12;

  private static final int NO_OPTION = -1;

  private final Problem problem;
  private final Costs costs;
  private final SetFilling filling;
  private final int mostOpen;
  private final boolean hasManyLines;
  private long left;
  private long[] dual = new long[0];

  /// A second bound, for orders of many lines: it knows how few options may be opened.
  private DualBound.Tolled tolled = new DualBound.Tolled(new long[0], 0);

  private int[] chosen = new int[0];

  public PlanSearch(Problem problem) {
    this(problem, BUDGET);
  }

  /// @param budget of work, at least 1
  public PlanSearch(Problem problem, long budget) {
    this(problem, budget, MANY_LINES);
  }

  /// @param manyLines from so many lines on an order has many
  PlanSearch(Problem problem, long budget, int manyLines) {
    this.problem = problem;
    this.costs = new Costs(problem);
    this.hasManyLines = problem.lines().size() >= manyLines;
    this.filling = new SetFilling(problem, costs, hasManyLines);
    this.mostOpen = problem.mostParcels();
    this.left = budget;
  }

  /// The cheapest plan; it may leave lines, or everything, unfilled.
  public Plan cheapest() {
    Plan plan = search(SetFilling.ANY_NODE, NO_OPTION, left - left / 2).orElseThrow();
    chosen = plan.parts().stream().mapToInt(Plan.Part::option).toArray();
    return plan;
  }

  /// The cheapest plan that does not open an option: what was nearly chosen.
  public Optional<Plan> cheapestWithout(int option) {
    return search(SetFilling.ANY_NODE, option, left / SHARES_OF_LOSERS);
  }

  /// Whether the budget is spent, so that an empty answer proves nothing.
  public boolean isExhausted() {
    return left <= SHARES_OF_LOSERS;
  }

  /// The cheapest plan in which some unit leaves from a node, if any plan does.
  public Optional<Plan> cheapestUsing(int node) {
    return search(node, NO_OPTION, left / SHARES_OF_LOSERS);
  }

  /// For each option what every plan costs at least that opens it.
  public long[] boundsOfOptions() {
    findDual();
    long[] bounds = new long[costs.fixed.length];
    for (int o = 0; o < bounds.length; o++) {
      bounds[o] = costs.usable[o] ? bound(new int[] {o}) : Problem.IMPOSSIBLE;
    }
    return bounds;
  }

  private void findDual() {
    if (dual.length == 0) {
      dual = DualBound.of(problem.splitCost(), costs.unfilled, costs.line, costs.fixed);
    }
  }

  private void findTolled() {
    if (hasManyLines && tolled.dual().length == 0) {
      tolled =
          DualBound.tolled(mostOpen, problem.splitCost(), costs.unfilled, costs.line, costs.fixed);
    }
  }

  /// What one plan costs, if it keeps every limit: the caller's own, for comparison. Whether its
  /// lines may be split or sent in part is not looked at ([#brokenLines]).
  ///
  /// @param parts what each option carries
  public Optional<Plan> priced(List<Plan.Part> parts) {
    return filling.priced(parts).map(candidate -> candidate.toPlan(1, 0));
  }

  /// The lines that leave by several options and may not, or of which a part stays behind and may
  /// not.
  ///
  /// @param parts what each option carries
  public List<Integer> brokenLines(List<Plan.Part> parts) {
    var broken = new ArrayList<Integer>();
    for (int i = 0; i < problem.lines().size(); i++) {
      Problem.Line line = problem.lines().get(i);
      int used = 0;
      int filled = 0;
      for (Plan.Part part : parts) {
        int units = part.units().get(i);
        used += units > 0 ? 1 : 0;
        filled += units;
      }
      boolean inPart = filled > 0 && filled < line.units();
      if ((used > 1 && !line.splits()) || (inPart && !line.parts())) {
        broken.add(i);
      }
    }
    return broken;
  }

  private Optional<Plan> search(int requiredNode, int banned, long budget) {
    findDual();
    findTolled();
    long start = left;
    long stop = left - budget;
    boolean required = requiredNode != SetFilling.ANY_NODE;
    filling.reset(stop);
    var queue = new PriorityQueue<OpenSet>();
    if (required) {
      var roots = new ArrayList<OpenSet>();
      for (int o = 0; o < costs.fixed.length; o++) {
        if (costs.node[o] == requiredNode && costs.usable[o] && mostOpen > 0) {
          int[] set = {o};
          long bound = plus(bound(set), detour(set, requiredNode));
          roots.add(new OpenSet(set, -1, Math.max(bound, tolledBound(set))));
        }
      }
      roots.sort(Comparator.naturalOrder());
      // What was chosen and one option of the node: seldom far from its best plan.
      if (!roots.isEmpty()) {
        fillWithChosen(roots.getFirst().options()[0], requiredNode);
      }
      for (OpenSet root : roots) {
        visit(root, requiredNode, queue);
      }
    } else {
      left = filling.fill(new int[0], requiredNode, left);
      if (hasManyLines) {
        improve(build(banned), banned);
      }
      queue.add(new OpenSet(new int[0], -1, rootBound()));
    }
    long openBound = Long.MAX_VALUE;
    while (!queue.isEmpty()) {
      OpenSet open = queue.poll();
      if (open.bound() > filling.bestCost()) {
        break;
      }
      if (left <= stop) {
        openBound = open.bound();
        break;
      }
      for (OpenSet child : children(open, requiredNode, banned)) {
        visit(child, requiredNode, queue);
      }
    }
    Candidate best = filling.best();
    if (best == null) {
      return Optional.empty();
    }
    long lower = Math.min(best.cost(), Math.min(openBound, filling.lowerBound()));
    return Optional.of(best.toPlan(start - left, best.cost() - lower));
  }

  /// Adds an option to what was chosen, or puts it in the place of each, to have a plan early:
  /// these sets are visited again if their bounds allow.
  private void fillWithChosen(int option, int requiredNode) {
    if (chosen.length < mostOpen) {
      left = filling.probe(insert(chosen, option), requiredNode, left);
    } else if (hasManyLines) {
      for (int p = 0; p < chosen.length; p++) {
        left = filling.probe(insert(without(chosen, p), option), requiredNode, left);
      }
    }
  }

  private static int[] without(int[] set, int place) {
    int[] smaller = Arrays.copyOf(set, set.length - 1);
    System.arraycopy(set, place + 1, smaller, place, smaller.length - place);
    return smaller;
  }

  /// Puts another option in the place of one, as long as that helps by the bounds.
  private void improve(int[] start, int banned) {
    int[] set = start;
    long cost = costIn(set);
    boolean better = true;
    while (better) {
      better = false;
      int[] best = set;
      for (int p = 0; p < set.length; p++) {
        int[] others = without(set, p);
        for (int o = 0; o < costs.fixed.length; o++) {
          if (costs.usable[o] && o != banned && !contains(set, o)) {
            int[] swapped = insert(others, o);
            long now = costIn(swapped);
            if (now < cost) {
              cost = now;
              best = swapped;
              better = true;
            }
          }
        }
      }
      if (better) {
        set = best;
        left = filling.fill(set, SetFilling.ANY_NODE, left);
      }
    }
  }

  /// The lower bound of a set that nothing is added to.
  private long costIn(int[] set) {
    long cost = opening(set);
    left -= (long) set.length * costs.units.length;
    for (int i = 0; i < costs.units.length; i++) {
      cost += filled(i, set);
    }
    return cost;
  }

  /// Opens the option that helps most by the bounds, again and again.
  private int[] build(int banned) {
    int[] set = new int[0];
    long[] line = costs.unfilled.clone();
    while (set.length < mostOpen) {
      int best = NO_OPTION;
      long least = Long.MAX_VALUE;
      for (int o = 0; o < costs.fixed.length; o++) {
        if (costs.usable[o] && o != banned && !contains(set, o)) {
          long cost = costs.fixed[o];
          for (int i = 0; i < line.length; i++) {
            cost += Math.min(line[i], costs.line[o][i]);
          }
          if (cost < least) {
            least = cost;
            best = o;
          }
        }
      }
      if (best == NO_OPTION) {
        return set;
      }
      set = insert(set, best);
      for (int i = 0; i < line.length; i++) {
        line[i] = Math.min(line[i], costs.line[best][i]);
      }
      left = filling.fill(set, SetFilling.ANY_NODE, left);
    }
    return set;
  }

  private void visit(OpenSet set, int requiredNode, PriorityQueue<OpenSet> queue) {
    if (set.bound() > filling.bestCost()) {
      return;
    }
    left = filling.fill(set.options(), requiredNode, left);
    if (set.options().length < mostOpen) {
      queue.add(set);
    }
  }

  /// The sets with one more option that may still be best, most promising first.
  private List<OpenSet> children(OpenSet open, int required, int banned) {
    var children = new ArrayList<OpenSet>();
    int[] set = open.options();
    long opening = opening(set);
    boolean full = set.length + 1 == mostOpen;
    long[] line = new long[dual.length];
    for (int i = 0; i < line.length; i++) {
      // Nothing can be added to a full set: what a line costs there counts, not its share.
      line[i] = full ? filled(i, set) : inSet(i, set);
    }
    boolean tolls = !full && hasManyLines;
    long[] tolledLine = new long[tolls ? line.length : 0];
    for (int i = 0; i < tolledLine.length; i++) {
      tolledLine[i] = Math.min(tolled.dual()[i], filled(i, set));
    }
    for (int o = open.next() + 1; o < costs.fixed.length; o++) {
      if (!costs.usable[o]
          || o == banned
          || (required != SetFilling.ANY_NODE && contains(set, o))) {
        continue;
      }
      long opened = opening + costs.fixed[o] + (set.length == 0 ? 0 : problem.splitCost());
      if (opened > filling.bestCost()) {
        continue;
      }
      left -= line.length;
      long bound = opened + sumOfLeast(line, costs.line[o]);
      if (tolls && bound <= filling.bestCost()) {
        long toll = tolled.toll() * (mostOpen - set.length - 1);
        bound = Math.max(bound, opened + sumOfLeast(tolledLine, costs.line[o]) - toll);
      }
      if (bound <= filling.bestCost()) {
        int[] larger = insert(set, o);
        if (required != SetFilling.ANY_NODE && !full) {
          bound = plus(bound, detour(larger, required));
        }
        if (bound <= filling.bestCost()) {
          children.add(new OpenSet(larger, o, Math.max(bound, open.bound())));
        }
      }
    }
    children.sort(Comparator.naturalOrder());
    return children;
  }

  private static long sumOfLeast(long[] some, long[] others) {
    long sum = 0;
    for (int i = 0; i < some.length; i++) {
      sum += Math.min(some[i], others[i]);
    }
    return sum;
  }

  private static boolean contains(int[] set, int option) {
    for (int o : set) {
      if (o == option) {
        return true;
      }
    }
    return false;
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

  private long rootBound() {
    int[] nothing = {};
    return Math.max(
        0, Math.max(Arrays.stream(dual).sum(), tolledBound(nothing)) - problem.splitCost());
  }

  /// As [#bound], where no more options may be opened than parcels leave.
  private long tolledBound(int[] set) {
    if (!hasManyLines) {
      return 0;
    }
    long bound = opening(set) - tolled.toll() * (mostOpen - set.length);
    for (int i = 0; i < costs.units.length; i++) {
      bound += Math.min(tolled.dual()[i], filled(i, set));
    }
    return bound;
  }

  /// No plan that opens `set`, or more than it, costs less.
  private long bound(int[] set) {
    long bound = opening(set);
    for (int i = 0; i < dual.length; i++) {
      bound += inSet(i, set);
    }
    return bound;
  }

  /// What a plan of `set` costs at least beyond its bound because the required node must send
  /// something: for some line, the node's cost less what the bound counts.
  private long detour(int[] set, int requiredNode) {
    long least = Problem.IMPOSSIBLE;
    for (int o : set) {
      if (costs.node[o] == requiredNode) {
        for (int i = 0; i < dual.length; i++) {
          if (costs.line[o][i] < Problem.IMPOSSIBLE) {
            long more = costs.line[o][i] - inSet(i, set);
            // Of a line that may leave apart, a single unit is enough.
            least = Math.min(least, costs.divides[i] ? more / costs.units[i] : more);
          }
        }
      }
    }
    return least;
  }

  private static long plus(long bound, long more) {
    return Math.min(Problem.IMPOSSIBLE, bound + more);
  }

  private long inSet(int line, int[] set) {
    return Math.min(dual[line], filled(line, set));
  }

  private long filled(int line, int[] set) {
    long cost = costs.unfilled[line];
    for (int o : set) {
      cost = Math.min(cost, costs.line[o][line]);
    }
    return cost;
  }

  private long opening(int[] set) {
    return costs.opening(set);
  }

  /// Options that are paid for.
  ///
  /// @param options rising
  /// @param next the highest option added so far; later ones may be added
  @SuppressWarnings("ArrayRecordComponent") // private, never compared as a whole
  private record OpenSet(int[] options, int next, long bound) implements Comparable<OpenSet> {
    @Override
    public int compareTo(OpenSet other) {
      if (bound != other.bound) {
        return Long.compare(bound, other.bound);
      }
      if (options.length != other.options.length) {
        return Integer.compare(options.length, other.options.length);
      }
      return Arrays.compare(options, other.options);
    }
  }

  /// A complete plan.
  ///
  /// @param options that carry something, rising
  /// @param units of each option, of each line
  @SuppressWarnings("ArrayRecordComponent") // private to the package, never compared as a whole
  record Candidate(
      long cost, long unfilledUnits, int parcels, int[] options, int[][] units, int[] unfilled)
      implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      if (cost != other.cost) {
        return Long.compare(cost, other.cost);
      }
      if (unfilledUnits != other.unfilledUnits) {
        return Long.compare(unfilledUnits, other.unfilledUnits);
      }
      if (parcels != other.parcels) {
        return Integer.compare(parcels, other.parcels);
      }
      if (options.length != other.options.length) {
        return Integer.compare(options.length, other.options.length);
      }
      int byOptions = Arrays.compare(options, other.options);
      for (int p = 0; byOptions == 0 && p < units.length; p++) {
        byOptions = Arrays.compare(other.units[p], units[p]);
      }
      return byOptions;
    }

    static boolean isBetter(Candidate candidate, @Nullable Candidate than) {
      return than == null || candidate.compareTo(than) < 0;
    }

    Plan toPlan(long visited, long gap) {
      var parts = new ArrayList<Plan.Part>();
      for (int p = 0; p < options.length; p++) {
        parts.add(new Plan.Part(options[p], Arrays.stream(units[p]).boxed().toList()));
      }
      return new Plan(cost, parts, Arrays.stream(unfilled).boxed().toList(), parcels, visited, gap);
    }
  }
}
