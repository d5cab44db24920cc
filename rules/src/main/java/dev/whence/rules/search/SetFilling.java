package dev.whence.rules.search;

import dev.whence.rules.search.PlanSearch.Candidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a set of options carries at best.
///
/// First every line takes its cheapest way by the lower bounds. Where that is allowed and its true
/// price equals the bound, nothing can be better. Otherwise lines are filled depth first, cheapest
/// way first, as long as the bound allows, and what is complete is priced truly.
final class SetFilling {
  /// No node is required.
  static final int ANY_NODE = -1;

  /// Up to so many units every division of a line is tried; above, each option in turn takes what
  /// it can.
  static final int MOST_UNITS_DIVIDED = 12;

  /// Ways of one line that are tried at most.
  private static final int MOST_WAYS = 400;

  /// Work of one step, measured in lines of one option looked at.
  private static final int WORK_OF_A_STEP = 20;

  /// Plans of many lines that are looked through for the work of looking at each line of each
  /// option once: most of them are too dear at the first sums.
  private static final int PLANS_LOOKED_THROUGH = 4;

  /// Work of packing and pricing a line of many, in the same measure.
  private static final int WORK_OF_A_PRICE = 4;

  /// Steps in one set: enough to exhaust a few lines, and to find one good way for many.
  private static final int STEPS_FOR_ALL_LINES = 20_000;

  private static final int STEPS_BEYOND_FIRST = 50;

  /// Ranks for what a line costs more elsewhere than here, compared with what it costs here.
  private static final double RANKS = 1_000_000;

  private static final double MOST_RANKED = 1e15;

  /// Of a line that stays behind.
  private static final int NOWHERE = -1;

  /// Steps in one set after which equal costs are not followed any further.
  private static final int STEPS_FOR_TIES = 3_000;

  private final Problem problem;
  private final Costs costs;
  private final int lines;
  private @Nullable Candidate best;
  private long lower = Long.MAX_VALUE;
  private long left;
  private long stop;

  private int[] set = new int[0];
  private int requiredNode;
  private int[][] carried = new int[0][];
  private int[][] stock = new int[0][];
  private int[] nodeAt = new int[0];
  private int[] order = new int[0];

  /// Whether no other line takes of a line's stock or belongs to its groups, so that its ways do
  /// not depend on theirs; and these ways, once they were asked for.
  private final boolean[] alone;

  private final List<List<Way>> waysAlone = new ArrayList<>();
  private long[] behind = new long[0];
  private final long[] taken;
  private final long[] least;

  /// What each line costs at least beyond its cheapest way when the required node sends some of it,
  /// and the least of that for all lines from a place in the filling order on.
  private final long[] detour;

  private long[] detourBehind = new long[0];
  private int requiredUnits;
  private final boolean grouped;

  /// Whether a line may leave in part and has more units than are tried one by one.
  private final boolean mayFillUp;

  private final boolean hasManyLines;
  private int steps;
  private boolean cut;
  private boolean probing;

  /// @param hasManyLines whether there are too many lines to try their ways one by one
  SetFilling(Problem problem, Costs costs, boolean hasManyLines) {
    this.hasManyLines = hasManyLines;
    this.problem = problem;
    this.costs = costs;
    this.lines = problem.lines().size();
    this.taken = new long[costs.skus];
    this.least = new long[lines];
    this.detour = new long[lines];
    this.alone = new boolean[lines];
    this.grouped = problem.lines().stream().anyMatch(Problem.Line::isGrouped);
    this.mayFillUp =
        problem.lines().stream()
            .anyMatch(line -> line.parts() && line.units() > MOST_UNITS_DIVIDED);
  }

  /// Forgets the best plan.
  ///
  /// @param stop what is left of the budget when a search must end
  void reset(long stop) {
    best = null;
    lower = Long.MAX_VALUE;
    this.stop = stop;
  }

  @Nullable Candidate best() {
    return best;
  }

  long bestCost() {
    return best == null ? Long.MAX_VALUE : best.cost();
  }

  /// No plan that was looked at without being exhausted costs less.
  long lowerBound() {
    return lower;
  }

  /// Fills one set.
  ///
  /// @param options rising
  /// @param requiredNode must send something, unless [#ANY_NODE]
  /// @param budget what is left of it
  /// @return what is left of it afterwards
  long fill(int[] options, int requiredNode, long budget) {
    probing = false;
    return fillOrProbe(options, requiredNode, budget);
  }

  /// As [#fill], to have a plan early: what costs as much as the best plan is not looked at, so the
  /// set is not exhausted and must be filled again.
  long probe(int[] options, int requiredNode, long budget) {
    probing = true;
    return fillOrProbe(options, requiredNode, budget);
  }

  private long fillOrProbe(int[] options, int requiredNode, long budget) {
    this.set = options;
    this.requiredNode = requiredNode;
    this.left = budget - 1;
    long bound = costs.opening(options);
    int s = options.length;
    if (carried.length != s || (s > 0 && carried[0].length != lines)) {
      carried = new int[s][lines];
    }
    left -= (long) lines * s;
    for (int i = 0; i < lines; i++) {
      least[i] = takeCheapest(i);
      bound += least[i];
    }
    if (bound > bestCost()) {
      return left;
    }
    boolean onlyWay = true;
    if (requiredNode != ANY_NODE) {
      boolean sends = sends(requiredNode);
      long more = findDetours();
      if (!sends) {
        bound += more;
        if (more >= Problem.IMPOSSIBLE || bound > bestCost()) {
          return left;
        }
        onlyWay = takeDetour(more);
      }
    }
    cut = false;
    long price = consider();
    if ((price == bound && onlyWay) || bound > bestCost() || s == 0) {
      return left;
    }
    if (price >= Problem.IMPOSSIBLE && hasManyLines) {
      spread();
    }
    prepare();
    steps = 0;
    requiredUnits = 0;
    search(0, costs.opening(options));
    if (cut && mayFillUp && (best == null || best.unfilledUnits() > 0)) {
      fillUp();
    }
    if (cut && !probing) {
      lower = Math.min(lower, bound);
    }
    return left;
  }

  /// Lets line `i` take its cheapest way by the bounds, as if it were alone.
  private long takeCheapest(int i) {
    for (int[] row : carried) {
      row[i] = 0;
    }
    if (costs.splits[i]) {
      return takeGreedily(i, problem.lines().get(i));
    }
    int chosen = -1;
    long least = costs.unfilled[i];
    boolean filled = false;
    for (int p = 0; p < set.length; p++) {
      int o = set[p];
      int units = costs.available[o][i];
      if (units == 0) {
        continue;
      }
      long cost = wayCost(p, i, units);
      if (cost < least || (cost == least && !filled)) {
        least = cost;
        chosen = p;
        filled = true;
      }
    }
    if (chosen >= 0) {
      carried[chosen][i] = costs.available[set[chosen]][i];
    }
    return least;
  }

  private long takeGreedily(int i, Problem.Line line) {
    int wanted = costs.units[i];
    long cost = 0;
    boolean[] spent = new boolean[set.length];
    while (wanted > 0) {
      int cheapest = -1;
      for (int p = 0; p < set.length; p++) {
        int o = set[p];
        if (!spent[p]
            && costs.available[o][i] > 0
            && (costs.unit[o][i] <= costs.unfilledUnit[i] || !line.parts())
            && (cheapest < 0 || costs.unit[o][i] < costs.unit[set[cheapest]][i])) {
          cheapest = p;
        }
      }
      if (cheapest < 0) {
        break;
      }
      int o = set[cheapest];
      int units = Math.min(wanted, costs.available[o][i]);
      carried[cheapest][i] = units;
      wanted -= units;
      cost += costs.unit[o][i] * units;
      for (int p = 0; p < set.length; p++) {
        spent[p] |= costs.node[set[p]] == costs.node[o];
      }
    }
    cost += costs.unfilledUnit[i] * wanted;
    if ((wanted > 0 && !line.parts()) || cost > costs.unfilled[i]) {
      for (int[] row : carried) {
        row[i] = 0;
      }
      return costs.unfilled[i];
    }
    return cost;
  }

  /// @return the least of all lines' detours
  private long findDetours() {
    long least = Problem.IMPOSSIBLE;
    for (int i = 0; i < lines; i++) {
      detour[i] = Problem.IMPOSSIBLE;
      for (int p = 0; p < set.length; p++) {
        if (costs.node[set[p]] == requiredNode && costs.available[set[p]][i] > 0) {
          detour[i] = Math.min(detour[i], detour(p, i));
        }
      }
      least = Math.min(least, detour[i]);
    }
    return least;
  }

  private long detour(int p, int i) {
    if (costs.splits[i]) {
      return 0; // of its units one is enough, and that may be the costliest anyway
    }
    long all = wayCost(p, i, costs.available[set[p]][i]);
    return (costs.divides[i] ? Math.min(all, wayCost(p, i, 1)) : all) - least[i];
  }

  /// Lets the required node send what costs least more.
  ///
  /// @return whether nothing else costs as little
  private boolean takeDetour(long more) {
    int found = 0;
    for (int i = 0; i < lines; i++) {
      for (int p = 0; p < set.length && detour[i] == more; p++) {
        int available = costs.available[set[p]][i];
        if (costs.node[set[p]] != requiredNode || available == 0 || detour(p, i) > more) {
          continue;
        }
        if (costs.splits[i]) {
          return false;
        }
        int units = wayCost(p, i, available) == least[i] + more ? available : 1;
        boolean either = units > 1 && costs.divides[i] && wayCost(p, i, 1) == least[i] + more;
        if (found == 0) {
          for (int[] row : carried) {
            row[i] = 0;
          }
          carried[p][i] = units;
        }
        found += either ? 2 : 1;
      }
    }
    return found == 1;
  }

  /// The lower bound of a line of which an option takes some units and the others stay.
  private long wayCost(int p, int i, int units) {
    return costs.unit[set[p]][i] * units + costs.unfilledUnit[i] * (costs.units[i] - units);
  }

  /// Prices what is carried now; a better plan is kept.
  ///
  /// @return its cost, or a bound of it above the best plan's; [Problem#IMPOSSIBLE] when it is not
  ///   allowed, or more than that when its packing may not be the cheapest
  private long consider() {
    if (!isAllowed()) {
      return Problem.IMPOSSIBLE;
    }
    if (hasManyLines) {
      left -= (long) lines * set.length / PLANS_LOOKED_THROUGH;
      if (needsTooManyParcels()) {
        return Problem.IMPOSSIBLE;
      }
    }
    int[] unfilled = new int[lines];
    long unfilledUnits = 0;
    long cost = 0;
    for (int i = 0; i < lines; i++) {
      unfilled[i] = costs.units[i] - filled(i);
      unfilledUnits += unfilled[i];
      cost += costs.unfilledUnit[i] * unfilled[i];
    }
    // Bounds give way to closer ones and then to prices, as long as that is not too much already.
    int used = 0;
    long[] least = new long[set.length];
    for (int p = 0; p < set.length; p++) {
      if (!isEmpty(carried[p])) {
        least[p] = bound(p);
        cost += least[p] + (used++ > 0 ? problem.splitCost() : 0);
      }
    }
    for (int k = 0; k < set.length && cost <= bestCost(); k++) {
      int p = pricedFirst(k);
      if (!isEmpty(carried[p])) {
        long closer = problem.pricer().atLeast(set[p], carried[p]);
        cost += Math.max(0, closer - least[p]);
        least[p] = Math.max(least[p], closer);
      }
    }
    if (cost > bestCost() || (cost == bestCost() && probing)) {
      return cost;
    }
    int parcels = 0;
    boolean exact = true;
    int[] byCell = new int[set.length];
    for (int k = 0; k < set.length; k++) {
      int p = pricedFirst(k);
      if (isEmpty(carried[p])) {
        continue;
      }
      left -= hasManyLines ? (long) WORK_OF_A_PRICE * lines : 0;
      Problem.Price price = problem.pricer().price(set[p], carried[p]);
      exact &= price.exact();
      if (!price.isPossible()) {
        cut |= !price.exact();
        return Problem.IMPOSSIBLE;
      }
      cost += price.cost() - least[p] + problem.splitCost() * (price.parcels() - 1L);
      if (cost > bestCost()) {
        cut |= !exact;
        return exact ? cost : Problem.IMPOSSIBLE + 1;
      }
      parcels += price.parcels();
      byCell[p] = price.parcels();
    }
    if (parcels > problem.mostParcels() || overfull(byCell)) {
      // A packing that is not proven cheapest may also not be the one with the fewest parcels.
      cut |= !exact;
      return Problem.IMPOSSIBLE;
    }
    var candidate = candidate(cost, unfilledUnits, parcels, used, unfilled);
    if (Candidate.isBetter(candidate, best)) {
      best = candidate;
    }
    if (!exact) {
      cut = true;
      return Problem.IMPOSSIBLE + 1;
    }
    return cost;
  }

  /// Whether that can be told without packing: what does not go into one parcel takes two.
  private boolean needsTooManyParcels() {
    int parcels = 0;
    for (int p = 0; p < set.length; p++) {
      parcels += isEmpty(carried[p]) ? 0 : 1;
    }
    for (int p = 0; p < set.length && 2 * parcels > problem.mostParcels(); p++) {
      if (parcels > problem.mostParcels()) {
        return true;
      }
      if (!isEmpty(carried[p]) && !problem.pricer().mayBeOneParcel(set[p], carried[p])) {
        parcels++;
      }
    }
    return parcels > problem.mostParcels();
  }

  /// Where the cheapest ways need too many parcels, moves lines to other options of the set, or
  /// leaves them out, until what each carries goes into one; then prices that. First those lines
  /// move that cost least more, compared with what they cost. Finds a good plan where there are too
  /// many lines to try their ways one by one; proves nothing.
  private void spread() {
    boolean[] done = new boolean[set.length];
    for (int p = nextToSpread(done); p >= 0; p = nextToSpread(done)) {
      done[p] = true;
      if (!moveSurplus(p, done)) {
        return;
      }
    }
    consider();
  }

  private int nextToSpread(boolean[] done) {
    for (int p = 0; p < set.length; p++) {
      if (!done[p] && !isOneParcel(p, carried[p])) {
        return p;
      }
    }
    return -1;
  }

  /// Puts as many units into the set as its parcels take: of lines that may leave in part and have
  /// more units than are tried one by one. Line by line, those first that cost most to leave out,
  /// the lines of a step together. Finds a good plan and proves nothing.
  private void fillUp() {
    for (int[] row : carried) {
      Arrays.fill(row, 0);
    }
    for (int i : mostMissedFirst()) {
      int[] together = step(i);
      if (together[0] == i) {
        for (int p : cheapestFirst(i)) {
          boolean leaves = filled(i) > 0;
          if (filled(i) < costs.units[i] && (!leaves || costs.splits[i])) {
            putMost(p, together);
          }
        }
        consider();
      }
    }
  }

  private int[] mostMissedFirst() {
    return IntStream.range(0, lines)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(i -> -costs.unfilledUnit[i]).thenComparingInt(i -> i))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// Places of the set by what a unit costs there at least.
  private int[] cheapestFirst(int i) {
    return IntStream.range(0, set.length)
        .filter(p -> costs.available[set[p]][i] > 0)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(p -> costs.unit[set[p]][i]).thenComparingInt(p -> p))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// The lines of which as many units stay behind, the line itself among them.
  private int[] step(int i) {
    int group = problem.lines().get(i).inStep();
    return group == Problem.NO_GROUP
        ? new int[] {i}
        : IntStream.range(0, lines).filter(j -> problem.lines().get(j).inStep() == group).toArray();
  }

  /// Lets option `p` carry as many units of each of these lines as have room.
  private void putMost(int p, int[] together) {
    int high = Integer.MAX_VALUE;
    boolean parts = true;
    for (int i : together) {
      high = Math.min(high, Math.min(costs.available[set[p]][i], costs.units[i] - filled(i)));
      parts &= problem.lines().get(i).parts();
    }
    int low = 0;
    int least = parts ? 1 : costs.units[together[0]];
    while (low < high) {
      int units = parts ? low + (high - low + 1) / 2 : high;
      put(p, together, units);
      boolean room = units >= least && hasRoom(together);
      put(p, together, -units);
      if (room) {
        low = units;
      } else {
        high = parts ? units - 1 : 0;
      }
    }
    put(p, together, low);
  }

  private void put(int p, int[] together, int units) {
    for (int i : together) {
      carried[p][i] += units;
    }
  }

  /// Whether stock, parcels and hand-overs take what is carried, and what must leave one node does.
  private boolean hasRoom(int[] together) {
    for (int i : together) {
      int group = problem.lines().get(i).sameNode();
      for (int j = 0; j < lines; j++) {
        if (group != Problem.NO_GROUP
            && problem.lines().get(j).sameNode() == group
            && !oneNode(i, j)) {
          return false;
        }
      }
    }
    if (!hasStock()) {
      return false;
    }
    int parcels = 0;
    int[] byCell = new int[set.length];
    for (int p = 0; p < set.length; p++) {
      if (!isEmpty(carried[p])) {
        left -= (long) WORK_OF_A_PRICE * lines;
        Problem.Price price = problem.pricer().price(set[p], carried[p]);
        if (!price.isPossible()) {
          return false;
        }
        byCell[p] = price.parcels();
        parcels += price.parcels();
      }
    }
    return parcels <= problem.mostParcels() && !overfull(byCell);
  }

  private boolean isOneParcel(int p, int[] units) {
    left -= lines;
    return isEmpty(units) || problem.pricer().mayBeOneParcel(set[p], units);
  }

  /// Moves as few lines as make one parcel of what is left.
  ///
  /// @param done options that take no more
  private boolean moveSurplus(int p, boolean[] done) {
    int[] target = new int[lines];
    long[] inOrder = new long[lines];
    int movable = 0;
    for (int i = 0; i < lines; i++) {
      int units = carried[p][i];
      if (units > 0 && filled(i) == units) {
        long here = wayCost(p, i, units);
        long least = costs.unfilled[i];
        target[i] = NOWHERE;
        for (int q = 0; q < set.length; q++) {
          if (!done[q] && costs.available[set[q]][i] >= units && wayCost(q, i, units) < least) {
            least = wayCost(q, i, units);
            target[i] = q;
          }
        }
        double more = (least - here) / (1.0 + here);
        long rank = (long) Math.clamp(RANKS * more, 0, MOST_RANKED);
        inOrder[movable++] = rank * lines + i;
      }
    }
    Arrays.sort(inOrder, 0, movable);
    int low = 0;
    int high = movable;
    int[] rest = new int[lines];
    while (low < high) {
      int moved = (low + high) >>> 1;
      System.arraycopy(carried[p], 0, rest, 0, lines);
      for (int k = 0; k < moved; k++) {
        rest[(int) (inOrder[k] % lines)] = 0;
      }
      if (isOneParcel(p, rest)) {
        high = moved;
      } else {
        low = moved + 1;
      }
    }
    for (int k = 0; k < low && low <= movable; k++) {
      int i = (int) (inOrder[k] % lines);
      if (target[i] != NOWHERE) {
        carried[target[i]][i] = carried[p][i];
      }
      carried[p][i] = 0;
    }
    return isOneParcel(p, carried[p]);
  }

  /// What an option's contents cost at least.
  private long bound(int p) {
    long bound = costs.fixed[set[p]];
    for (int i = 0; i < lines; i++) {
      bound += carried[p][i] == 0 ? 0 : costs.unit[set[p]][i] * carried[p][i];
    }
    return bound;
  }

  /// The option whose price is asked as the `k`-th: those of a required node before the others,
  /// because they carry least of what was priced before.
  private int pricedFirst(int k) {
    if (requiredNode == ANY_NODE) {
      return k;
    }
    int at = 0;
    for (int pass = 0; pass < 2; pass++) {
      for (int p = 0; p < set.length; p++) {
        if ((costs.node[set[p]] == requiredNode) == (pass == 0) && at++ == k) {
          return p;
        }
      }
    }
    throw new IllegalArgumentException("A set of " + set.length + " options has no " + k + "th.");
  }

  private Candidate candidate(
      long cost, long unfilledUnits, int parcels, int used, int[] unfilled) {
    int[] options = new int[used];
    int[][] units = new int[used][];
    int at = 0;
    for (int p = 0; p < set.length; p++) {
      if (!isEmpty(carried[p])) {
        options[at] = set[p];
        units[at++] = carried[p].clone();
      }
    }
    return new Candidate(cost, unfilledUnits, parcels, options, units, unfilled);
  }

  private static boolean isEmpty(int[] row) {
    for (int units : row) {
      if (units > 0) {
        return false;
      }
    }
    return true;
  }

  private boolean overfull(int[] parcels) {
    for (int p = 0; p < set.length; p++) {
      int cell = costs.cell[set[p]];
      int sum = 0;
      for (int q = 0; q < set.length; q++) {
        sum += costs.cell[set[q]] == cell ? parcels[q] : 0;
      }
      if (sum > costs.room[cell]) {
        return true;
      }
    }
    return false;
  }

  /// Stock over all lines, groups, and the node that must send something.
  private boolean isAllowed() {
    if (requiredNode != ANY_NODE && !sends(requiredNode)) {
      return false;
    }
    return hasStock() && keepsGroups();
  }

  private boolean sends(int node) {
    for (int p = 0; p < set.length; p++) {
      if (costs.node[set[p]] == node && !isEmpty(carried[p])) {
        return true;
      }
    }
    return false;
  }

  private boolean hasStock() {
    for (int p = 0; p < set.length; p++) {
      int node = costs.node[set[p]];
      boolean first = true;
      for (int q = 0; q < p; q++) {
        first &= costs.node[set[q]] != node;
      }
      if (first && overdraws(node)) {
        return false;
      }
    }
    return true;
  }

  private boolean overdraws(int node) {
    Arrays.fill(taken, 0);
    for (int p = 0; p < set.length; p++) {
      if (costs.node[set[p]] == node) {
        int[] row = carried[p];
        for (int i = 0; i < lines; i++) {
          if (row[i] > 0) {
            int[] skus = costs.needSku[i];
            for (int k = 0; k < skus.length; k++) {
              taken[skus[k]] += (long) row[i] * costs.needUnits[i][k];
            }
          }
        }
      }
    }
    int[] stock = costs.stock(node);
    for (int sku = 0; sku < stock.length; sku++) {
      if (taken[sku] > stock[sku]) {
        return true;
      }
    }
    return false;
  }

  private boolean needs(int line, int sku) {
    for (int its : costs.needSku[line]) {
      if (its == sku) {
        return true;
      }
    }
    return false;
  }

  private boolean keepsGroups() {
    if (!grouped) {
      return true;
    }
    for (int i = 0; i < lines; i++) {
      Problem.Line line = problem.lines().get(i);
      if (line.isGrouped() && !keepsGroups(i, line, lines)) {
        return false;
      }
    }
    return true;
  }

  /// Whether line `i` fits those of its groups among the first `upTo` lines in filling order.
  private boolean keepsGroups(int i, Problem.Line line, int upTo) {
    int filled = filled(i);
    if (line.allOrNothing() != Problem.NO_GROUP && filled > 0 && filled < costs.units[i]) {
      return false;
    }
    for (int k = 0; k < upTo; k++) {
      int j = upTo == lines ? k : order[k];
      Problem.Line other = problem.lines().get(j);
      if (line.allOrNothing() != Problem.NO_GROUP
          && other.allOrNothing() == line.allOrNothing()
          && (filled(j) == costs.units[j]) != (filled == costs.units[i])) {
        return false;
      }
      if (line.inStep() != Problem.NO_GROUP
          && other.inStep() == line.inStep()
          && filled(j) != filled) {
        return false;
      }
      if (line.sameNode() != Problem.NO_GROUP
          && other.sameNode() == line.sameNode()
          && !oneNode(i, j)) {
        return false;
      }
    }
    return true;
  }

  private int filled(int line) {
    int filled = 0;
    for (int[] row : carried) {
      filled += row[line];
    }
    return filled;
  }

  private boolean oneNode(int i, int j) {
    int node = ANY_NODE;
    for (int p = 0; p < set.length; p++) {
      if (carried[p][i] > 0 || carried[p][j] > 0) {
        if (node != ANY_NODE && node != costs.node[set[p]]) {
          return false;
        }
        node = costs.node[set[p]];
      }
    }
    return true;
  }

  /// Sets up the depth-first search: lines that share stock or belong to groups first, where
  /// decisions meet, then those with most units.
  private void prepare() {
    if (order.length != lines) {
      findFillingOrder();
      behind = new long[lines + 1];
      detourBehind = new long[lines + 1];
    }
    waysAlone.clear();
    waysAlone.addAll(Collections.nCopies(lines, List.of()));
    detourBehind[lines] = Problem.IMPOSSIBLE;
    for (int k = lines - 1; k >= 0; k--) {
      behind[k] = behind[k + 1] + least[order[k]];
      detourBehind[k] = Math.min(detourBehind[k + 1], detour[order[k]]);
    }
    nodeAt = new int[set.length];
    stock = new int[set.length][];
    for (int p = 0; p < set.length; p++) {
      nodeAt[p] = p;
      for (int q = 0; q < p; q++) {
        if (costs.node[set[q]] == costs.node[set[p]]) {
          nodeAt[p] = q;
          break;
        }
      }
      if (nodeAt[p] == p) {
        stock[p] = costs.stock(costs.node[set[p]]).clone();
      }
    }
    for (int[] row : carried) {
      Arrays.fill(row, 0);
    }
  }

  private void findFillingOrder() {
    int[] sharing = new int[lines];
    for (int i = 0; i < lines; i++) {
      sharing[i] = sharing(i);
      alone[i] = sharing[i] == 0;
    }
    order =
        IntStream.range(0, lines)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(i -> -sharing[i])
                    .thenComparingInt(i -> -costs.units[i])
                    .thenComparingInt(i -> i))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  private int sharing(int i) {
    Problem.Line line = problem.lines().get(i);
    int shared = line.isGrouped() ? 1 : 0;
    for (Problem.Need need : line.needs()) {
      for (int j = 0; j < lines; j++) {
        shared += j != i && needs(j, need.sku()) ? 1 : 0;
      }
    }
    return shared;
  }

  private void search(int k, long cost) {
    long bound = cost + behind[k];
    if (requiredNode != ANY_NODE && requiredUnits == 0) {
      bound += detourBehind[k];
    }
    if (bound > bestCost() || (bound == bestCost() && (probing || steps > STEPS_FOR_TIES))) {
      return;
    }
    if (left <= stop || steps > Math.max(STEPS_FOR_ALL_LINES / lines, lines + STEPS_BEYOND_FIRST)) {
      cut = true;
      return;
    }
    left -= WORK_OF_A_STEP;
    steps++;
    if (k == lines) {
      consider();
      return;
    }
    int i = order[k];
    for (Way way : ways(i, k)) {
      if (cost + way.cost() + behind[k + 1] > bestCost()) {
        break; // ways come cheapest first
      }
      for (int p = 0; p < set.length; p++) {
        carried[p][i] = way.units()[p];
        take(p, i, way.units()[p]);
      }
      if (!grouped || keepsGroups(i, problem.lines().get(i), k)) {
        search(k + 1, cost + way.cost());
      }
      for (int p = 0; p < set.length; p++) {
        carried[p][i] = 0;
        take(p, i, -way.units()[p]);
      }
    }
  }

  private void take(int p, int line, int units) {
    if (units != 0) {
      int[] shelf = stock[nodeAt[p]];
      int[] skus = costs.needSku[line];
      for (int k = 0; k < skus.length; k++) {
        shelf[skus[k]] -= units * costs.needUnits[line][k];
      }
      requiredUnits += costs.node[set[p]] == requiredNode ? units : 0;
    }
  }

  /// Units of a line that option `p` could still take.
  private int takeable(int p, int line) {
    int most = costs.available[set[p]][line];
    int[] shelf = stock[nodeAt[p]];
    int[] skus = costs.needSku[line];
    for (int k = 0; k < skus.length; k++) {
      most = Math.min(most, shelf[skus[k]] / costs.needUnits[line][k]);
    }
    return most;
  }

  /// What the line at place `k` of the filling order may do with the stock that is left, cheapest
  /// first.
  private List<Way> ways(int i, int k) {
    if (!alone[i]) {
      return findWays(i, k);
    }
    if (waysAlone.get(i).isEmpty()) {
      waysAlone.set(i, findWays(i, k));
    }
    return waysAlone.get(i);
  }

  private List<Way> findWays(int i, int k) {
    Problem.Line line = problem.lines().get(i);
    var ways = new ArrayList<Way>();
    ways.add(way(i, new int[set.length]));
    int wanted = costs.units[i];
    boolean parts = line.parts();
    if (line.inStep() != Problem.NO_GROUP) {
      int leader = leader(line, k);
      wanted = leader < 0 ? mostInStep(line) : filled(leader);
      parts &= leader < 0;
      if (wanted == 0 || (wanted < costs.units[i] && !line.parts())) {
        return ways;
      }
    }
    boolean divide = wanted <= MOST_UNITS_DIVIDED;
    if (line.splits()) {
      if (divide) {
        divide(i, parts, 0, wanted, new int[set.length], ways);
      } else {
        cut = true;
        fillInTurn(i, parts, new int[set.length], new boolean[set.length], wanted, ways);
      }
    } else {
      for (int p = 0; p < set.length; p++) {
        int most = Math.min(wanted, takeable(p, i));
        if (most == wanted || (most > 0 && parts)) {
          int least = parts && divide ? 1 : most;
          cut |= parts && !divide;
          for (int units = most; units >= least; units--) {
            int[] each = new int[set.length];
            each[p] = units;
            ways.add(way(i, each));
          }
        }
      }
    }
    ways.sort(Comparator.naturalOrder());
    return ways;
  }

  /// The first line of a step that has been filled before place `k` of the filling order; -1 if
  /// none has.
  private int leader(Problem.Line line, int k) {
    for (int at = 0; at < k; at++) {
      if (problem.lines().get(order[at]).inStep() == line.inStep()) {
        return order[at];
      }
    }
    return -1;
  }

  /// As many units of each line of a step as the set can send of the one it has least of.
  private int mostInStep(Problem.Line line) {
    int most = line.units();
    for (int j = 0; j < lines; j++) {
      if (problem.lines().get(j).inStep() == line.inStep()) {
        long all = 0;
        for (int p = 0; p < set.length; p++) {
          int here = 0;
          for (int q = 0; q < set.length; q++) {
            here = nodeAt[q] == nodeAt[p] ? Math.max(here, takeable(q, j)) : here;
          }
          all += nodeAt[p] == p ? here : 0;
        }
        most = (int) Math.min(most, all);
      }
    }
    return most;
  }

  private void divide(int i, boolean parts, int p, int wanted, int[] units, List<Way> ways) {
    if (ways.size() > MOST_WAYS) {
      cut = true;
      return;
    }
    if (p == set.length || wanted == 0) {
      if (!isEmpty(units) && (wanted == 0 || parts)) {
        ways.add(way(i, units.clone()));
      }
      return;
    }
    int most = takeable(p, i);
    for (int q = 0; q < p; q++) {
      if (nodeAt[q] == nodeAt[p]) {
        most -= units[q];
      }
    }
    for (int each = Math.max(0, Math.min(wanted, most)); each >= 0; each--) {
      units[p] = each;
      divide(i, parts, p + 1, wanted - each, units, ways);
    }
    units[p] = 0;
  }

  private void fillInTurn(
      int i, boolean parts, int[] units, boolean[] done, int wanted, List<Way> ways) {
    if (ways.size() > MOST_WAYS) {
      return;
    }
    if (!isEmpty(units) && (wanted == 0 || parts)) {
      ways.add(way(i, units.clone()));
    }
    for (int p = 0; p < set.length && wanted > 0; p++) {
      int most = done[p] ? 0 : takeable(p, i);
      for (int q = 0; q < set.length; q++) {
        most -= q != p && nodeAt[q] == nodeAt[p] ? units[q] : 0;
      }
      int each = Math.min(wanted, most);
      if (each > 0) {
        done[p] = true;
        units[p] = each;
        fillInTurn(i, parts, units, done, wanted - each, ways);
        units[p] = 0;
        done[p] = false;
      }
    }
  }

  private Way way(int i, int[] units) {
    long cost = 0;
    int wanted = costs.units[i];
    for (int p = 0; p < set.length; p++) {
      cost += units[p] == 0 ? 0 : costs.unit[set[p]][i] * units[p];
      wanted -= units[p];
    }
    return new Way(units, cost + costs.unfilledUnit[i] * wanted, wanted);
  }

  /// @param unfilled of the line
  @SuppressWarnings("ArrayRecordComponent") // private, never compared as a whole
  private record Way(int[] units, long cost, int unfilled) implements Comparable<Way> {
    @Override
    public int compareTo(Way other) {
      if (cost != other.cost) {
        return Long.compare(cost, other.cost);
      }
      if (unfilled != other.unfilled) {
        return Integer.compare(unfilled, other.unfilled);
      }
      return Arrays.compare(other.units, units);
    }
  }

  /// Prices a given plan.
  Optional<Candidate> priced(List<Plan.Part> parts) {
    reset(0);
    requiredNode = ANY_NODE;
    set = parts.stream().mapToInt(Plan.Part::option).sorted().toArray();
    carried = new int[set.length][lines];
    for (Plan.Part part : parts) {
      int p = Arrays.binarySearch(set, part.option());
      for (int i = 0; i < lines; i++) {
        carried[p][i] = part.units().get(i);
      }
    }
    consider();
    return Optional.ofNullable(best);
  }
}
