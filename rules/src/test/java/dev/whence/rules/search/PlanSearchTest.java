package dev.whence.rules.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PlanSearchTest {
  private static final int SMALL_NETWORKS = Integer.getInteger("whence.search.networks", 6_000);

  @Test
  void cheapestPlanEqualsBruteForceOnThousandsOfSmallNetworks() {
    var random = new Random(20_261_101);
    for (int i = 0; i < SMALL_NETWORKS; i++) {
      Problem problem = RandomProblems.small(random);

      Plan plan = new PlanSearch(problem).cheapest();

      assertThat(plan.cost())
          .as("network %d: %s", i, problem)
          .isEqualTo(BruteForce.cheapest(problem));
      assertThat(plan.gap()).isZero();
      assertThat(BruteForce.cost(problem, plan.assignment())).isEqualTo(plan.cost());
      assertWithinLimits(problem, plan);
    }
  }

  @Test
  void cheapestPlanThroughEachNodeEqualsBruteForce() {
    var random = new Random(7);
    for (int i = 0; i < SMALL_NETWORKS / 4; i++) {
      Problem problem = RandomProblems.small(random);
      var search = new PlanSearch(problem);
      for (int node = 0; node < problem.nodes().size(); node++) {
        long expected = BruteForce.cheapestUsing(problem, node);

        var plan = search.cheapestUsing(node);

        assertThat(plan.map(Plan::cost).orElse(Long.MAX_VALUE))
            .as("network %d, node %d: %s", i, node, problem)
            .isEqualTo(expected);
        plan.ifPresent(p -> assertWithinLimits(problem, p));
      }
    }
  }

  @Test
  void linesOfOneSkuNeverTakeTheSameUnitTwice() {
    var lines = List.of(new Problem.Line(0, 5, 100), new Problem.Line(0, 5, 100));
    var six = new Problem.Node(9, List.of(6));
    var ten = new Problem.Node(9, List.of(10));
    var near = new Problem.Option(0, 1, List.of(1L, 1L));
    var far = new Problem.Option(1, 30, List.of(1L, 1L));

    Plan plan =
        new PlanSearch(new Problem(List.of(near, far), lines, List.of(six, ten), 2, 0)).cheapest();

    assertThat(plan.cost()).isEqualTo(32);
    assertThat(plan.assignment()).containsExactly(1, 1);
  }

  @Test
  void tiesGoToFewerParcelsAndThenToTheLowerOption() {
    var lines = List.of(new Problem.Line(0, 1, 100), new Problem.Line(1, 1, 100));
    var node = new Problem.Node(9, List.of(9, 9));
    var first = new Problem.Option(0, 4, List.of(2L, 2L));
    var second = new Problem.Option(1, 4, List.of(2L, 2L));
    var cheapHalf = new Problem.Option(2, 2, List.of(2L, Problem.IMPOSSIBLE));

    Plan plan =
        new PlanSearch(
                new Problem(
                    List.of(first, second, cheapHalf), lines, List.of(node, node, node), 2, 0))
            .cheapest();

    assertThat(plan.options()).containsExactly(0);
  }

  @Test
  void unitThatCostsAsMuchUnfilledIsShipped() {
    var problem =
        new Problem(
            List.of(new Problem.Option(0, 5, List.of(5L))),
            List.of(new Problem.Line(0, 1, 10)),
            List.of(new Problem.Node(1, List.of(1))),
            1,
            0);

    assertThat(new PlanSearch(problem).cheapest().assignment()).containsExactly(0);
  }

  @Test
  void anOrderThatCostsAFortuneUnfilledStillHasAPlan() {
    long fortune = Problem.IMPOSSIBLE - 1;
    var lines = List.of(new Problem.Line(0, 1, fortune), new Problem.Line(0, 1, fortune));
    var node = new Problem.Node(9, List.of(0));
    var option = new Problem.Option(0, 1, List.of(1L, 1L));

    Plan plan = new PlanSearch(new Problem(List.of(option), lines, List.of(node), 2, 0)).cheapest();

    assertThat(plan.cost()).isEqualTo(2 * fortune);
  }

  @Test
  void parcelCapOfZeroShipsNothing() {
    var problem =
        new Problem(
            List.of(new Problem.Option(0, 0, List.of(0L))),
            List.of(new Problem.Line(0, 1, 10)),
            List.of(new Problem.Node(1, List.of(1))),
            0,
            0);

    assertThat(new PlanSearch(problem).cheapest().assignment()).containsExactly(Plan.UNFILLED);
  }

  @Test
  void searchCutShortReportsAGapThatCoversTheOptimum() {
    var random = new Random(99);
    int cutShort = 0;
    for (int i = 0; i < 40; i++) {
      Problem problem = RandomProblems.network(random, 15, 3, 8);
      long optimum = new PlanSearch(problem).cheapest().cost();

      Plan plan = new PlanSearch(problem, 3).cheapest();

      assertThat(plan.cost() - plan.gap()).isLessThanOrEqualTo(optimum);
      assertThat(plan.cost()).isGreaterThanOrEqualTo(optimum);
      cutShort += plan.gap() > 0 ? 1 : 0;
    }
    assertThat(cutShort).as("searches that ended with a gap").isPositive();
  }

  @Test
  void fiftyLinesOfOneSkuEndWithinTheBudget() {
    var lines = Collections.nCopies(50, new Problem.Line(0, 1, 1_000));
    var nodes = new ArrayList<Problem.Node>();
    var options = new ArrayList<Problem.Option>();
    for (int n = 0; n < 12; n++) {
      nodes.add(new Problem.Node(9, List.of(13)));
      options.add(new Problem.Option(n, 100 + n, Collections.nCopies(50, 10L + n)));
    }

    Plan plan = new PlanSearch(new Problem(options, lines, nodes, 4, 0)).cheapest();

    assertThat(plan.assignment()).doesNotContain(Plan.UNFILLED);
    assertThat(plan.cost() - plan.gap()).isPositive();
    assertWithinLimits(new Problem(options, lines, nodes, 4, 0), plan);
  }

  /// Ten lines of each SKU and half the stock they want: every set of options needs repairs, so the
  /// limit must hold over all repairs together.
  @Test
  @Timeout(20)
  void twoHundredLinesOfScarceSkusEndWithinTheBudget() {
    var random = new Random(3);
    var lines = new ArrayList<Problem.Line>();
    for (int i = 0; i < 200; i++) {
      lines.add(new Problem.Line(i % 20, 1, 50_000));
    }
    var nodes = new ArrayList<Problem.Node>();
    var options = new ArrayList<Problem.Option>();
    for (int n = 0; n < 8; n++) {
      nodes.add(new Problem.Node(9, Collections.nCopies(20, 2)));
      for (int service = 0; service < 3; service++) {
        List<Long> costs = random.longs(200, 10, 900).boxed().toList();
        options.add(new Problem.Option(n, 500 + random.nextInt(500), costs));
      }
    }
    var problem = new Problem(options, lines, nodes, 3, 100);

    Plan plan = new PlanSearch(problem).cheapest();

    assertThat(plan.cost() - plan.gap()).isPositive();
    assertWithinLimits(problem, plan);
  }

  private static void assertWithinLimits(Problem problem, Plan plan) {
    var used = new TreeSet<>(plan.assignment());
    used.remove(Plan.UNFILLED);
    assertThat(plan.options()).containsExactlyElementsOf(used);
    assertThat(used.size()).isLessThanOrEqualTo(problem.mostParcels());
    for (int n = 0; n < problem.nodes().size(); n++) {
      int node = n;
      assertThat(used.stream().filter(o -> problem.options().get(o).node() == node).count())
          .isLessThanOrEqualTo(problem.nodes().get(n).parcelsLeft());
      for (int sku = 0; sku < problem.nodes().get(n).stock().size(); sku++) {
        int drawn = 0;
        for (int i = 0; i < problem.lines().size(); i++) {
          int o = plan.assignment().get(i);
          if (o >= 0
              && problem.options().get(o).node() == n
              && problem.lines().get(i).sku() == sku) {
            drawn += problem.lines().get(i).units();
          }
        }
        assertThat(drawn).isLessThanOrEqualTo(problem.nodes().get(n).stock().get(sku));
      }
    }
  }
}
