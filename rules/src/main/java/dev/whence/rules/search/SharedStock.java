package dev.whence.rules.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lines of one SKU draw on one stock at each node: mends assignments that overdraw it.
///
/// Only SKUs on several lines can be overdrawn, because an option is priced for a line only if its
/// node holds the line's units. A group of such lines is re-assigned by depth-first branch and
/// bound; past [#STEPS] steps the best assignment so far counts and the repair is no longer exact.
final class SharedStock {
  /// In `repair`: no line is bound to an option.
  static final int NO_LINE = -1;

  private static final int STEPS = 20_000;
  private static final int STEPS_IN_ALL = 2_000_000;

  private final Problem problem;
  private final long[][] lineCost;
  private final int[] node;
  private final List<int[]> groups;
  private int stepsInAll;

  SharedStock(Problem problem, long[][] lineCost, int[] node) {
    this.problem = problem;
    this.lineCost = lineCost;
    this.node = node;
    this.groups = groups(problem);
  }

  /// @param extra cost above the assignment that came in
  /// @param exact whether no cheaper assignment exists
  record Repair(long extra, boolean exact) {
    static final Repair NOTHING = new Repair(0, true);
  }

  private static List<int[]> groups(Problem problem) {
    Map<Integer, List<Integer>> bySku = new HashMap<>();
    for (int i = 0; i < problem.lines().size(); i++) {
      bySku.computeIfAbsent(problem.lines().get(i).sku(), sku -> new ArrayList<>()).add(i);
    }
    return bySku.values().stream()
        .filter(group -> group.size() > 1)
        .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  /// Changes `assignment` so that no stock is overdrawn, at the least extra cost.
  ///
  /// @param boundLine a line that must stay with `boundOption`, or [#NO_LINE]
  Repair repair(int[] set, int[] assignment, int boundLine, int boundOption) {
    Repair repair = Repair.NOTHING;
    for (int[] group : groups) {
      if (overdraws(group, assignment)) {
        Repair one = new Reassignment(group, set, boundLine, boundOption).into(assignment);
        repair = new Repair(repair.extra() + one.extra(), repair.exact() && one.exact());
      }
    }
    return repair;
  }

  private boolean overdraws(int[] group, int[] assignment) {
    for (int i : group) {
      if (assignment[i] == Plan.UNFILLED) {
        continue;
      }
      int from = node[assignment[i]];
      int drawn = 0;
      for (int j : group) {
        if (assignment[j] != Plan.UNFILLED && node[assignment[j]] == from) {
          drawn += problem.lines().get(j).units();
        }
      }
      if (drawn > problem.nodes().get(from).stock().get(problem.lines().get(i).sku())) {
        return true;
      }
    }
    return false;
  }

  /// One group's search.
  private final class Reassignment {
    private final int[] group;
    private final int[][] choices;
    private final long[] cheapestBehind;
    private final int[] left;
    private final int[] current;
    private int[] best;
    private long bestCost = Long.MAX_VALUE;
    private int bestUnfilled = Integer.MAX_VALUE;
    private int steps;

    Reassignment(int[] group, int[] set, int boundLine, int boundOption) {
      // Large lines first: they are the hardest to place.
      this.group =
          Arrays.stream(group)
              .boxed()
              .sorted((a, b) -> Integer.compare(units(b), units(a)))
              .mapToInt(Integer::intValue)
              .toArray();
      this.choices = new int[group.length][];
      this.cheapestBehind = new long[group.length + 1];
      this.left = new int[problem.nodes().size()];
      this.current = new int[group.length];
      this.best = new int[group.length];
      for (int n = 0; n < left.length; n++) {
        left[n] = problem.nodes().get(n).stock().get(problem.lines().get(group[0]).sku());
      }
      for (int k = group.length - 1; k >= 0; k--) {
        int line = this.group[k];
        choices[k] = line == boundLine ? new int[] {boundOption} : choices(line, set);
        long cheapest = cost(line, choices[k][0]);
        cheapestBehind[k] = cheapestBehind[k + 1] + cheapest;
      }
    }

    private int units(int line) {
      return problem.lines().get(line).units();
    }

    private long cost(int line, int option) {
      return option == Plan.UNFILLED
          ? problem.lines().get(line).unfilledCost()
          : lineCost[option][line];
    }

    /// What may carry the line, cheapest first, filled before unfilled, then lower index.
    private int[] choices(int line, int[] set) {
      var options = new ArrayList<Integer>();
      for (int o : set) {
        if (lineCost[o][line] < Problem.IMPOSSIBLE) {
          options.add(o);
        }
      }
      options.add(Plan.UNFILLED);
      options.sort((a, b) -> Long.compare(cost(line, a), cost(line, b)));
      return options.stream().mapToInt(Integer::intValue).toArray();
    }

    Repair into(int[] assignment) {
      long before = 0;
      for (int line : group) {
        before += cost(line, assignment[line]);
      }
      place(0, 0, 0);
      stepsInAll += steps;
      if (bestCost == Long.MAX_VALUE) {
        return new Repair(Problem.IMPOSSIBLE, true);
      }
      for (int k = 0; k < group.length; k++) {
        assignment[group[k]] = best[k];
      }
      return new Repair(bestCost - before, !exhausted());
    }

    private boolean exhausted() {
      return steps > STEPS || stepsInAll + steps > STEPS_IN_ALL;
    }

    private void place(int k, long cost, int unfilled) {
      if (cost + cheapestBehind[k] > bestCost || (exhausted() && bestCost < Long.MAX_VALUE)) {
        return;
      }
      steps++;
      if (k == group.length) {
        if (cost < bestCost || unfilled < bestUnfilled) {
          bestCost = cost;
          bestUnfilled = unfilled;
          best = current.clone();
        }
        return;
      }
      int line = group[k];
      for (int option : choices[k]) {
        int units = units(line);
        if (option == Plan.UNFILLED) {
          current[k] = option;
          place(k + 1, cost + cost(line, option), unfilled + units);
        } else if (left[node[option]] >= units) {
          left[node[option]] -= units;
          current[k] = option;
          place(k + 1, cost + cost(line, option), unfilled);
          left[node[option]] += units;
        }
      }
    }
  }
}
