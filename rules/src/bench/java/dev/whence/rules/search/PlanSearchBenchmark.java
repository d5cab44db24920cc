package dev.whence.rules.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The exact search on seeded networks, three parcels at most: the cheapest plan, and the cheapest
/// plan together with what each losing node would have cost.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PlanSearchBenchmark {
  private static final int PROBLEMS = 64;

  /// Nodes, carrier services, lines.
  @Param({"12x3x6", "12x8x6", "30x3x6", "30x8x10"})
  public String size = "";

  private List<Problem> problems = List.of();
  private int next;

  @Setup
  public void problems() {
    String[] sizes = size.split("x");
    var random = new Random(12);
    var seeded = new ArrayList<Problem>();
    for (int i = 0; i < PROBLEMS; i++) {
      seeded.add(
          network(
              random,
              Integer.parseInt(sizes[0]),
              Integer.parseInt(sizes[1]),
              Integer.parseInt(sizes[2])));
    }
    problems = seeded;
  }

  private Problem problem() {
    next = (next + 1) % PROBLEMS;
    return problems.get(next);
  }

  @Benchmark
  public Plan cheapest() {
    return new PlanSearch(problem()).cheapest();
  }

  @Benchmark
  public long cheapestAndEveryLoser() {
    Problem problem = problem();
    var search = new PlanSearch(problem);
    long sum = search.cheapest().cost();
    for (int node = 0; node < problem.nodes().size(); node++) {
      sum += search.cheapestUsing(node).map(Plan::cost).orElse(0L);
    }
    return sum;
  }

  /// Each option one parcel of any size, priced by its bounds.
  private static Problem network(Random random, int nodes, int services, int lineCount) {
    var lines = new ArrayList<Problem.Line>();
    for (int i = 0; i < lineCount; i++) {
      lines.add(
          new Problem.Line(
              1 + random.nextInt(2),
              List.of(new Problem.Need(i, 1)),
              50_000_000,
              false,
              false,
              Problem.NO_GROUP,
              Problem.NO_GROUP,
              Problem.NO_GROUP));
    }
    var nodeList = new ArrayList<Problem.Node>();
    var options = new ArrayList<Problem.Option>();
    for (int n = 0; n < nodes; n++) {
      var stock = new ArrayList<Integer>();
      for (int sku = 0; sku < lineCount; sku++) {
        stock.add(random.nextInt(4) > 0 ? 10 : 0);
      }
      nodeList.add(new Problem.Node(stock));
      long distance = 200_000L + random.nextInt(2_000_000);
      for (int s = 0; s < services; s++) {
        var costs = new ArrayList<Long>();
        for (int i = 0; i < lineCount; i++) {
          costs.add(distance / 10 * (s + 1) + random.nextInt(500_000));
        }
        options.add(
            new Problem.Option(
                n, n, 6_000_000 + distance + (long) random.nextInt(3_000_000) * s, costs));
      }
    }
    return new Problem(
        options,
        lines,
        nodeList,
        Collections.nCopies(nodes, 100),
        3,
        1_000_000,
        (option, units) -> {
          long cost = options.get(option).fixed();
          for (int i = 0; i < units.length; i++) {
            cost += options.get(option).unitCosts().get(i) * units[i];
          }
          return new Problem.Price(cost, 1, true);
        });
  }
}
