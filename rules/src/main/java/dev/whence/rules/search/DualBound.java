package dev.whence.rules.search;

import java.util.Arrays;

/// Lower bounds for lines by dual ascent on the uncapacitated location problem (Erlenkotter 1978).
///
/// Answers values `v` with `v[i] <= unfilledCost[i]` and, for every option `o`, `sum over i of
/// max(0, v[i] - lineCost[o][i]) <= fixed[o] + splitCost`. Then whatever parcels are added to a
/// paid-for set, line `i` costs at least `min(v[i], its cost in the set)` once the added parcels
/// are paid as well.
final class DualBound {
  private DualBound() {}

  /// @param free options that may be opened
  /// @param forced options of which one is opened and paid for already, so they do not bind
  static long[] of(Problem problem, long[][] lineCost, long[] fixed, int[] free, int[] forced) {
    int lines = problem.lines().size();
    long[] slack = new long[fixed.length];
    for (int o : free) {
      slack[o] = fixed[o] + problem.splitCost();
    }
    long[] dual = new long[lines];
    long[][] steps = new long[lines][];
    for (int i = 0; i < lines; i++) {
      steps[i] = steps(problem.lines().get(i).unfilledCost(), lineCost, free, i);
      dual[i] = steps[i][0];
    }
    // Raise each line to its next step as long as every option it would pay for has slack.
    int[] at = new int[lines];
    boolean rising = true;
    while (rising) {
      rising = false;
      for (int i = 0; i < lines; i++) {
        if (at[i] + 1 < steps[i].length) {
          rising |= raise(i, at, steps[i], dual, slack, lineCost, free);
        }
      }
    }
    return dual;
  }

  private static boolean raise(
      int line, int[] at, long[] steps, long[] dual, long[] slack, long[][] lineCost, int[] free) {
    long target = steps[at[line] + 1];
    long raised = target;
    for (int o : free) {
      if (lineCost[o][line] <= dual[line]) {
        raised = Math.min(raised, dual[line] + slack[o]);
      }
    }
    long by = raised - dual[line];
    for (int o : free) {
      if (lineCost[o][line] <= dual[line]) {
        slack[o] -= by;
      }
    }
    dual[line] = raised;
    if (raised < target) {
      at[line] = steps.length; // blocked for good: slack never grows
    } else {
      at[line]++;
    }
    return raised == target && at[line] + 1 < steps.length;
  }

  /// The distinct costs of a line in rising order, ending with its unfilled cost.
  private static long[] steps(long unfilled, long[][] lineCost, int[] free, int line) {
    long[] costs = new long[free.length + 1];
    int n = 0;
    for (int o : free) {
      if (lineCost[o][line] < unfilled) {
        costs[n++] = lineCost[o][line];
      }
    }
    costs[n++] = unfilled;
    return Arrays.stream(costs, 0, n).sorted().distinct().toArray();
  }
}
