package dev.whence.rules.search;

import java.util.Arrays;

/// Lower bounds for lines by dual ascent on the uncapacitated location problem (Erlenkotter 1978).
///
/// Answers values `v` with `v[i] <= unfilled[i]` and, for every option `o`, `sum over i of max(0,
/// v[i] - lineCost[o][i]) <= fixed[o] + splitCost`. Then whatever parcels are added to a paid-for
/// set, line `i` costs at least `min(v[i], its cost in the set)` once the added parcels are paid as
/// well. Units of a line on several options are fractions of it, which the dual bounds likewise.
final class DualBound {
  /// Lengths of the steps in which the toll is looked for.
  private static final int TOLLS = 8;

  private DualBound() {}

  /// The bound where no more than `most` options may be opened: a toll is put on each and given
  /// back for as many as may be (Lagrangian relaxation of the p-median problem). Every plan that
  /// opens at least a set `S` pays at least `fixed(S) + splitCost (|S| - 1) + sum over i of
  /// min(v[i], cost of i in S) - toll (most - |S|)`.
  ///
  /// @param toll for each option, at least 0
  @SuppressWarnings("ArrayRecordComponent") // private to the package, never compared as a whole
  record Tolled(long[] dual, long toll) {
    /// What every plan costs at least beyond `-splitCost`.
    private long ofAll(int most) {
      return Arrays.stream(dual).sum() - toll * most;
    }
  }

  /// The best of some tolls: from about what opening an option costs upwards.
  static Tolled tolled(int most, long splitCost, long[] unfilled, long[][] lineCost, long[] fixed) {
    long toll =
        splitCost
            + Arrays.stream(fixed).filter(each -> each < Problem.IMPOSSIBLE).sum()
                / Math.max(1, fixed.length);
    var best = new Tolled(of(splitCost, unfilled, lineCost, fixed), 0);
    for (int i = 0; i < TOLLS; i++, toll *= 2) {
      var next = new Tolled(of(splitCost + toll, unfilled, lineCost, fixed), toll);
      best = next.ofAll(most) > best.ofAll(most) ? next : best;
    }
    return best;
  }

  static long[] of(long splitCost, long[] unfilled, long[][] lineCost, long[] fixed) {
    int lines = unfilled.length;
    int options = fixed.length;
    long[] slack = new long[options];
    for (int o = 0; o < options; o++) {
      slack[o] = fixed[o] + splitCost;
    }
    long[] dual = new long[lines];
    long[][] cost = new long[lines][];
    int[][] order = new int[lines][];
    for (int i = 0; i < lines; i++) {
      sort(i, unfilled[i], lineCost, cost, order);
      dual[i] = cost[i].length == 0 ? unfilled[i] : cost[i][0];
    }
    // Raise each line to its next step as long as every option it would pay for has slack.
    int[] paying = new int[lines];
    boolean rising = true;
    while (rising) {
      rising = false;
      for (int i = 0; i < lines; i++) {
        if (dual[i] < unfilled[i] && paying[i] >= 0) {
          rising |= raise(i, paying, cost[i], order[i], unfilled[i], dual, slack);
        }
      }
    }
    return dual;
  }

  /// The costs of a line below its unfilled cost, rising, with their options.
  private static void sort(
      int line, long unfilled, long[][] lineCost, long[][] cost, int[][] order) {
    int n = 0;
    for (long[] option : lineCost) {
      n += option[line] < unfilled ? 1 : 0;
    }
    // Sorted together, so that each cost keeps its option.
    long[] values = new long[n];
    int[] options = new int[n];
    int at = 0;
    for (int o = 0; o < lineCost.length; o++) {
      if (lineCost[o][line] < unfilled) {
        values[at] = lineCost[o][line];
        options[at++] = o;
      }
    }
    sortBoth(values, options, 0, n - 1);
    cost[line] = values;
    order[line] = options;
  }

  private static void sortBoth(long[] values, int[] options, int low, int high) {
    while (high - low > 16) {
      long pivot = values[(low + high) >>> 1];
      int i = low;
      int j = high;
      while (i <= j) {
        while (values[i] < pivot) {
          i++;
        }
        while (values[j] > pivot) {
          j--;
        }
        if (i <= j) {
          swap(values, options, i++, j--);
        }
      }
      if (j - low < high - i) {
        sortBoth(values, options, low, j);
        low = i;
      } else {
        sortBoth(values, options, i, high);
        high = j;
      }
    }
    for (int i = low + 1; i <= high; i++) {
      for (int j = i; j > low && values[j] < values[j - 1]; j--) {
        swap(values, options, j, j - 1);
      }
    }
  }

  private static void swap(long[] values, int[] options, int a, int b) {
    long value = values[a];
    values[a] = values[b];
    values[b] = value;
    int option = options[a];
    options[a] = options[b];
    options[b] = option;
  }

  /// @param paying number of options whose cost is at most the line's dual; -1 when it is blocked
  /// @return whether it can rise further
  private static boolean raise(
      int line, int[] paying, long[] cost, int[] order, long unfilled, long[] dual, long[] slack) {
    int n = paying[line];
    while (n < cost.length && cost[n] <= dual[line]) {
      n++;
    }
    long target = n < cost.length ? cost[n] : unfilled;
    long by = target - dual[line];
    for (int k = 0; k < n; k++) {
      by = Math.min(by, slack[order[k]]);
    }
    for (int k = 0; k < n; k++) {
      slack[order[k]] -= by;
    }
    dual[line] += by;
    boolean blocked = dual[line] < target;
    paying[line] = blocked ? -1 : n;
    return !blocked && dual[line] < unfilled;
  }
}
