package dev.whence.rules.search;

/// A [Problem] as arrays, with what follows from one option or line alone.
final class Costs {
  final int[] node;
  final int[] cell;
  final long[] fixed;

  /// Lower bound of a unit, by option and line.
  final long[][] unit;

  /// Units of a line that an option's node could send if it were the only line, by option.
  final int[][] available;

  /// Lower bound of a whole line by an option, [Problem#IMPOSSIBLE] where it cannot take part.
  final long[][] line;

  /// Whether an option can carry anything at all.
  final boolean[] usable;

  /// What a line costs that stays behind, and a unit of it.
  final long[] unfilled;

  final long[] unfilledUnit;
  final int[] units;
  final boolean[] splits;

  /// Whether some of a line's units may leave without the others.
  final boolean[] divides;

  /// What a unit of a line takes from the shelf.
  final int[][] needSku;

  final int[][] needUnits;
  final int skus;
  final int[] room;
  private final int[][] stock;
  private final long splitCost;

  Costs(Problem problem) {
    int options = problem.options().size();
    int lines = problem.lines().size();
    splitCost = problem.splitCost();
    node = new int[options];
    cell = new int[options];
    fixed = new long[options];
    unit = new long[options][lines];
    available = new int[options][lines];
    line = new long[options][lines];
    usable = new boolean[options];
    unfilled = new long[lines];
    unfilledUnit = new long[lines];
    units = new int[lines];
    splits = new boolean[lines];
    divides = new boolean[lines];
    needSku = new int[lines][];
    needUnits = new int[lines][];
    skus = problem.nodes().isEmpty() ? 0 : problem.nodes().getFirst().stock().size();
    stock = new int[problem.nodes().size()][];
    room = problem.cells().stream().mapToInt(Integer::intValue).toArray();
    long mostUnfilled = Problem.IMPOSSIBLE / Math.max(1, 2L * lines);
    for (int i = 0; i < lines; i++) {
      Problem.Line wanted = problem.lines().get(i);
      units[i] = wanted.units();
      unfilledUnit[i] = Math.min(wanted.unfilledUnitCost(), mostUnfilled / wanted.units());
      unfilled[i] = unfilledUnit[i] * wanted.units();
      splits[i] = wanted.splits();
      divides[i] = wanted.splits() || wanted.parts();
      needSku[i] = wanted.needs().stream().mapToInt(Problem.Need::sku).toArray();
      needUnits[i] = wanted.needs().stream().mapToInt(Problem.Need::perUnit).toArray();
    }
    int[][] byNode = new int[problem.nodes().size()][];
    for (int o = 0; o < options; o++) {
      Problem.Option option = problem.options().get(o);
      node[o] = option.node();
      cell[o] = option.cell();
      fixed[o] = Math.min(option.fixed(), Problem.IMPOSSIBLE);
      int[] here = byNode[node[o]];
      if (here == null) {
        here = available(stock(problem, node[o]));
        byNode[node[o]] = here;
      }
      boolean open = room[cell[o]] > 0 && fixed[o] < Problem.IMPOSSIBLE;
      for (int i = 0; i < lines; i++) {
        long each = option.unitCosts().get(i);
        boolean able = open && each < Problem.IMPOSSIBLE / units[i] && here[i] > 0;
        Problem.Line wanted = problem.lines().get(i);
        boolean counts = able && (here[i] >= units[i] || wanted.splits() || wanted.parts());
        unit[o][i] = each;
        available[o][i] = counts ? here[i] : 0;
        line[o][i] = counts ? each * units[i] : Problem.IMPOSSIBLE;
        usable[o] |= counts;
      }
    }
  }

  private int[] available(int[] shelf) {
    int[] available = new int[units.length];
    for (int i = 0; i < available.length; i++) {
      int most = units[i];
      for (int k = 0; k < needSku[i].length; k++) {
        most = Math.min(most, shelf[needSku[i][k]] / needUnits[i][k]);
      }
      available[i] = most;
    }
    return available;
  }

  private int[] stock(Problem problem, int at) {
    int[] known = stock[at];
    if (known == null) {
      known = problem.nodes().get(at).stock().stream().mapToInt(Integer::intValue).toArray();
      stock[at] = known;
    }
    return known;
  }

  /// Units on the shelf of a node that has an option, by SKU. Not to be changed.
  int[] stock(int at) {
    return stock[at];
  }

  /// Lower bound of opening a set: one parcel each.
  long opening(int[] set) {
    long cost = splitCost * Math.max(0, set.length - 1);
    for (int o : set) {
      cost += fixed[o];
    }
    return cost;
  }
}
