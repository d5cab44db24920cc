package dev.whence.rules.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Tries every plan of a small problem. Written without a look at the search.
final class BruteForce {
  private final Problem problem;
  private final Predicate<int[][]> accepted;
  private final int[][] carried; // by option, by line
  private Optional<Found> best = Optional.empty();

  private BruteForce(Problem problem, Predicate<int[][]> accepted) {
    this.problem = problem;
    this.accepted = accepted;
    this.carried = new int[problem.options().size()][problem.lines().size()];
  }

  /// @param units by option, by line
  @SuppressWarnings("ArrayRecordComponent") // compared by hand
  record Found(long cost, long unfilled, int parcels, List<Integer> options, int[][] units) {
    boolean isBetterThan(Found other) {
      if (cost != other.cost) {
        return cost < other.cost;
      }
      if (unfilled != other.unfilled) {
        return unfilled < other.unfilled;
      }
      if (parcels != other.parcels) {
        return parcels < other.parcels;
      }
      if (options.size() != other.options.size()) {
        return options.size() < other.options.size();
      }
      for (int p = 0; p < options.size(); p++) {
        if (!options.get(p).equals(other.options.get(p))) {
          return options.get(p) < other.options.get(p);
        }
      }
      for (int o : options) {
        int more = Arrays.compare(units[o], other.units[o]);
        if (more != 0) {
          return more > 0;
        }
      }
      return false;
    }
  }

  static Optional<Found> cheapest(Problem problem) {
    return solve(problem, carried -> true);
  }

  static Optional<Found> cheapestUsing(Problem problem, int node) {
    return solve(
        problem,
        carried -> {
          for (int o = 0; o < carried.length; o++) {
            if (problem.options().get(o).node() == node && Arrays.stream(carried[o]).sum() > 0) {
              return true;
            }
          }
          return false;
        });
  }

  static Optional<Found> cheapestWithout(Problem problem, int option) {
    return solve(problem, carried -> Arrays.stream(carried[option]).sum() == 0);
  }

  private static Optional<Found> solve(Problem problem, Predicate<int[][]> accepted) {
    var force = new BruteForce(problem, accepted);
    force.line(0);
    return force.best;
  }

  /// How many plans there are, saturated.
  static long size(Problem problem) {
    double size = 1;
    for (Problem.Line line : problem.lines()) {
      double ways = 1;
      for (int k = 1; k <= problem.options().size(); k++) {
        ways = ways * (line.units() + k) / k;
      }
      size *= ways;
    }
    return (long) Math.min(1e18, size);
  }

  private void line(int i) {
    if (i == problem.lines().size()) {
      consider();
      return;
    }
    option(i, 0, problem.lines().get(i).units());
  }

  private void option(int i, int o, int left) {
    if (o == problem.options().size()) {
      Problem.Line line = problem.lines().get(i);
      int used = 0;
      for (int[] row : carried) {
        used += row[i] > 0 ? 1 : 0;
      }
      boolean partly = left > 0 && left < line.units();
      if ((used <= 1 || line.splits()) && (!partly || line.parts())) {
        line(i + 1);
      }
      return;
    }
    boolean may = problem.options().get(o).unitCosts().get(i) < Problem.IMPOSSIBLE;
    for (int units = 0; units <= (may ? left : 0); units++) {
      carried[o][i] = units;
      option(i, o + 1, left - units);
    }
    carried[o][i] = 0;
  }

  private void consider() {
    if (!accepted.test(carried) || !keepsStock() || !keepsGroups()) {
      return;
    }
    long cost = 0;
    int parcels = 0;
    int[] room = problem.cells().stream().mapToInt(Integer::intValue).toArray();
    var options = new ArrayList<Integer>();
    for (int o = 0; o < carried.length; o++) {
      if (Arrays.stream(carried[o]).sum() > 0) {
        Problem.Price price = problem.pricer().price(o, carried[o]);
        if (!price.isPossible()) {
          return;
        }
        cost += price.cost();
        parcels += price.parcels();
        room[problem.options().get(o).cell()] -= price.parcels();
        options.add(o);
      }
    }
    if (parcels > problem.mostParcels() || Arrays.stream(room).anyMatch(left -> left < 0)) {
      return;
    }
    cost += problem.splitCost() * Math.max(0, parcels - 1);
    long unfilled = 0;
    for (int i = 0; i < problem.lines().size(); i++) {
      int left = unfilled(i);
      unfilled += left;
      cost += problem.lines().get(i).unfilledUnitCost() * left;
    }
    var found =
        new Found(
            cost,
            unfilled,
            parcels,
            options,
            Arrays.stream(carried).map(int[]::clone).toArray(int[][]::new));
    if (best.isEmpty() || found.isBetterThan(best.get())) {
      best = Optional.of(found);
    }
  }

  private int unfilled(int i) {
    int left = problem.lines().get(i).units();
    for (int[] row : carried) {
      left -= row[i];
    }
    return left;
  }

  private boolean keepsStock() {
    for (int n = 0; n < problem.nodes().size(); n++) {
      int[] stock = problem.nodes().get(n).stock().stream().mapToInt(Integer::intValue).toArray();
      for (int o = 0; o < carried.length; o++) {
        if (problem.options().get(o).node() == n) {
          for (int i = 0; i < carried[o].length; i++) {
            for (Problem.Need need : problem.lines().get(i).needs()) {
              stock[need.sku()] -= need.perUnit() * carried[o][i];
            }
          }
        }
      }
      if (Arrays.stream(stock).anyMatch(left -> left < 0)) {
        return false;
      }
    }
    return true;
  }

  private boolean keepsGroups() {
    for (int group = 0; group <= problem.lines().size(); group++) {
      int complete = 0;
      int absent = 0;
      int members = 0;
      int node = -1;
      int behind = -1;
      for (int i = 0; i < problem.lines().size(); i++) {
        Problem.Line line = problem.lines().get(i);
        if (line.allOrNothing() == group) {
          members++;
          complete += unfilled(i) == 0 ? 1 : 0;
          absent += unfilled(i) == line.units() ? 1 : 0;
        }
        if (line.inStep() == group) {
          if (behind >= 0 && behind != unfilled(i)) {
            return false;
          }
          behind = unfilled(i);
        }
        if (line.sameNode() == group) {
          for (int o = 0; o < carried.length; o++) {
            int at = problem.options().get(o).node();
            if (carried[o][i] > 0) {
              if (node >= 0 && node != at) {
                return false;
              }
              node = at;
            }
          }
        }
      }
      if (complete < members && absent < members) {
        return false;
      }
    }
    return true;
  }
}
