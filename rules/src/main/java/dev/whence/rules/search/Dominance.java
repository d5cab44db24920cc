package dev.whence.rules.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Drops options that some other option can always replace without a worse plan or a lost tie.
///
/// Option `b` replaces `a` if its fixed cost and every line cost are at most those of `a`, it comes
/// earlier or has a lower fixed cost, and the move can never break a limit: both leave one node, or
/// the node of `b` has parcels for every parcel of a plan and, for each SKU on several lines, stock
/// for all of them.
final class Dominance {
  private final Problem problem;
  private final long[][] lineCost;
  private final long[] fixed;
  private final int[] node;
  private final int mostParcels;

  Dominance(Problem problem, long[][] lineCost, long[] fixed, int[] node, int mostParcels) {
    this.problem = problem;
    this.lineCost = lineCost;
    this.fixed = fixed;
    this.node = node;
    this.mostParcels = mostParcels;
  }

  /// The options worth searching, rising.
  int[] kept() {
    return undominated(usable(-1));
  }

  /// The options of one node that no other option of that node replaces, rising.
  int[] keptWithin(int onlyNode) {
    return undominated(usable(onlyNode));
  }

  private List<Integer> usable(int onlyNode) {
    var usable = new ArrayList<Integer>();
    for (int o = 0; o < fixed.length; o++) {
      if ((onlyNode < 0 || node[o] == onlyNode)
          && problem.nodes().get(node[o]).parcelsLeft() > 0
          && carriesSomething(o)) {
        usable.add(o);
      }
    }
    return usable;
  }

  private boolean carriesSomething(int option) {
    for (long cost : lineCost[option]) {
      if (cost < Problem.IMPOSSIBLE) {
        return true;
      }
    }
    return false;
  }

  private int[] undominated(List<Integer> options) {
    int[] all = options.stream().mapToInt(Integer::intValue).toArray();
    return Arrays.stream(all).filter(option -> !replaceable(option, all)).toArray();
  }

  private boolean replaceable(int option, int[] all) {
    for (int other : all) {
      if (replaces(other, option)) {
        return true;
      }
    }
    return false;
  }

  private boolean replaces(int b, int a) {
    if (a == b || fixed[b] > fixed[a] || (b > a && fixed[b] == fixed[a])) {
      return false;
    }
    for (int i = 0; i < lineCost[a].length; i++) {
      if (lineCost[b][i] > lineCost[a][i]) {
        return false;
      }
    }
    return node[a] == node[b]
        || (problem.nodes().get(node[b]).parcelsLeft() >= mostParcels && holdsShared(b, a));
  }

  private boolean holdsShared(int b, int a) {
    List<Problem.Line> lines = problem.lines();
    for (int i = 0; i < lines.size(); i++) {
      int sku = lines.get(i).sku();
      int demand = 0;
      for (Problem.Line line : lines) {
        demand += line.sku() == sku ? line.units() : 0;
      }
      boolean shared = demand > lines.get(i).units();
      if (shared
          && lineCost[a][i] < Problem.IMPOSSIBLE
          && problem.nodes().get(node[b]).stock().get(sku) < demand) {
        return false;
      }
    }
    return true;
  }
}
