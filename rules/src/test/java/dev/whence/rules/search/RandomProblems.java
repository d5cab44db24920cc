package dev.whence.rules.search;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Seeded search problems, small enough for brute force unless asked otherwise.
final class RandomProblems {
  private RandomProblems() {}

  /// Up to 4 nodes, 2 services, 4 lines; costs on a coarse grid so that ties are frequent; lines
  /// often share SKUs, stock and parcels are often short.
  static Problem small(RandomGenerator random) {
    return of(random, 1 + random.nextInt(4), 1 + random.nextInt(2), 1 + random.nextInt(4), 6);
  }

  /// @param grid costs are multiples of one unit up to about this many; a large grid has no ties
  static Problem of(RandomGenerator random, int nodes, int services, int lineCount, int grid) {
    int skus = 1 + random.nextInt(lineCount);
    var lines = new ArrayList<Problem.Line>();
    for (int i = 0; i < lineCount; i++) {
      int units = 1 + random.nextInt(3);
      lines.add(
          new Problem.Line(random.nextInt(skus), units, (long) units * random.nextInt(3 * grid)));
    }
    var nodeList = new ArrayList<Problem.Node>();
    var options = new ArrayList<Problem.Option>();
    for (int n = 0; n < nodes; n++) {
      var stock = new ArrayList<Integer>();
      for (int sku = 0; sku < skus; sku++) {
        stock.add(random.nextInt(7));
      }
      nodeList.add(new Problem.Node(random.nextInt(4), stock));
      for (int s = 0; s < services; s++) {
        options.add(option(random, n, lines, stock, grid));
      }
    }
    return new Problem(options, lines, nodeList, random.nextInt(5), random.nextInt(3));
  }

  private static Problem.Option option(
      RandomGenerator random, int node, List<Problem.Line> lines, List<Integer> stock, int grid) {
    var costs = new ArrayList<Long>();
    for (Problem.Line line : lines) {
      boolean carried = stock.get(line.sku()) >= line.units() && random.nextInt(8) > 0;
      costs.add(carried ? (long) random.nextInt(grid) : Problem.IMPOSSIBLE);
    }
    return new Problem.Option(node, random.nextInt(2 * grid), costs);
  }

  /// A network as the demonstration has it: every node holds most lines, costs do not tie.
  static Problem network(RandomGenerator random, int nodes, int services, int lineCount) {
    var lines = new ArrayList<Problem.Line>();
    for (int i = 0; i < lineCount; i++) {
      lines.add(new Problem.Line(i, 1 + random.nextInt(2), 50_000_000));
    }
    var nodeList = new ArrayList<Problem.Node>();
    var options = new ArrayList<Problem.Option>();
    for (int n = 0; n < nodes; n++) {
      var stock = new ArrayList<Integer>();
      for (int sku = 0; sku < lineCount; sku++) {
        stock.add(random.nextInt(4) > 0 ? 10 : 0);
      }
      nodeList.add(new Problem.Node(100, stock));
      long distance = 200_000L + random.nextInt(2_000_000);
      for (int s = 0; s < services; s++) {
        var costs = new ArrayList<Long>();
        for (Problem.Line line : lines) {
          costs.add(
              stock.get(line.sku()) >= line.units()
                  ? distance / 10 * (s + 1) + random.nextInt(500_000)
                  : Problem.IMPOSSIBLE);
        }
        options.add(
            new Problem.Option(
                n, 6_000_000 + distance + (long) random.nextInt(3_000_000) * s, costs));
      }
    }
    return new Problem(options, lines, nodeList, 3, 1_000_000);
  }
}
