package dev.whence.rules.search;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Tries every assignment of lines to options: slow, short and independent of the search.
final class BruteForce {
  private final Problem problem;
  private final int mustUseNode;
  private long best = Long.MAX_VALUE;

  private BruteForce(Problem problem, int mustUseNode) {
    this.problem = problem;
    this.mustUseNode = mustUseNode;
  }

  static long cheapest(Problem problem) {
    var search = new BruteForce(problem, -1);
    search.assign(new ArrayList<>());
    return search.best;
  }

  /// `Long.MAX_VALUE` if no plan uses the node.
  static long cheapestUsing(Problem problem, int node) {
    var search = new BruteForce(problem, node);
    search.assign(new ArrayList<>());
    return search.best;
  }

  private void assign(List<Integer> assignment) {
    int line = assignment.size();
    if (line == problem.lines().size()) {
      if (feasible(assignment)) {
        best = Math.min(best, cost(assignment));
      }
      return;
    }
    for (int option = -1; option < problem.options().size(); option++) {
      if (option < 0 || problem.options().get(option).lineCosts().get(line) < Problem.IMPOSSIBLE) {
        assignment.add(option);
        assign(assignment);
        assignment.removeLast();
      }
    }
  }

  private boolean feasible(List<Integer> assignment) {
    var parcels = new TreeSet<>(assignment);
    parcels.remove(-1);
    if (parcels.size() > problem.mostParcels()) {
      return false;
    }
    boolean used = mustUseNode < 0;
    for (int n = 0; n < problem.nodes().size(); n++) {
      int node = n;
      long here = parcels.stream().filter(o -> problem.options().get(o).node() == node).count();
      used |= here > 0 && n == mustUseNode;
      if (here > problem.nodes().get(n).parcelsLeft()) {
        return false;
      }
      for (int sku = 0; sku < problem.nodes().get(n).stock().size(); sku++) {
        int drawn = 0;
        for (int i = 0; i < assignment.size(); i++) {
          int o = assignment.get(i);
          if (o >= 0
              && problem.options().get(o).node() == n
              && problem.lines().get(i).sku() == sku) {
            drawn += problem.lines().get(i).units();
          }
        }
        if (drawn > problem.nodes().get(n).stock().get(sku)) {
          return false;
        }
      }
    }
    return used;
  }

  static long cost(Problem problem, List<Integer> assignment) {
    return new BruteForce(problem, -1).cost(assignment);
  }

  private long cost(List<Integer> assignment) {
    var parcels = new TreeSet<>(assignment);
    parcels.remove(-1);
    long cost = problem.splitCost() * Math.max(0, parcels.size() - 1);
    for (int o : parcels) {
      cost += problem.options().get(o).fixed();
    }
    for (int i = 0; i < assignment.size(); i++) {
      int o = assignment.get(i);
      cost +=
          o < 0
              ? problem.lines().get(i).unfilledCost()
              : problem.options().get(o).lineCosts().get(i);
    }
    return cost;
  }
}
