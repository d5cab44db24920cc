package dev.whence.rules.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PlanSearchTest {
  private static final int SMALL_NETWORKS = Integer.getInteger("whence.search.networks", 4_000);

  @Test
  void planEqualsBruteForceToTheLastTieOnThousandsOfSmallNetworks() {
    var random = new Random(20_261_128);
    for (int i = 0; i < SMALL_NETWORKS; i++) {
      Problem problem = RandomProblems.small(random);

      Plan plan = new PlanSearch(problem).cheapest();

      assertEqual("network " + i, problem, plan, BruteForce.cheapest(problem).orElseThrow());
      assertThat(plan.gap()).as("gap of network %d", i).isZero();
    }
  }

  /// Orders of many lines are searched in another way, and are too large for brute force.
  @Test
  void whatIsDoneForManyLinesFindsTheSamePlansInSmallNetworks() {
    var random = new Random(20_261_129);
    for (int i = 0; i < SMALL_NETWORKS; i++) {
      Problem problem = RandomProblems.small(random);
      var search = new PlanSearch(problem, PlanSearch.BUDGET, 1);

      Plan plan = search.cheapest();

      assertEqual("network " + i, problem, plan, BruteForce.cheapest(problem).orElseThrow());
      assertThat(plan.gap()).as("gap of network %d", i).isZero();
      for (int node = 0; node < problem.nodes().size() && i % 4 == 0; node++) {
        assertThat(search.cheapestUsing(node).map(Plan::cost))
            .as("network %d, node %d: %s", i, node, problem)
            .isEqualTo(BruteForce.cheapestUsing(problem, node).map(BruteForce.Found::cost));
      }
    }
  }

  /// Each parcel takes 20 of 50 lines and three may leave, so that no line stays behind only where
  /// they are spread over three nodes, of which one is cheaper than the others.
  @Test
  void fiftyLinesAreSpreadOverTheParcelsThatMayLeave() {
    int lineCount = 50;
    var lines = new ArrayList<Problem.Line>();
    var options = new ArrayList<Problem.Option>();
    for (int i = 0; i < lineCount; i++) {
      lines.add(line(i, 1, 5_000));
    }
    for (int n = 0; n < 4; n++) {
      options.add(new Problem.Option(n, n, 100, Collections.nCopies(lineCount, 10L + n)));
    }
    var node = new Problem.Node(Collections.nCopies(lineCount, 1));
    var additive = new Additive(options);
    var problem =
        new Problem(
            options,
            lines,
            Collections.nCopies(4, node),
            Collections.nCopies(4, 1),
            3,
            0,
            (option, units) ->
                Arrays.stream(units).sum() > 20
                    ? Problem.Price.NONE
                    : additive.price(option, units));

    Plan plan = new PlanSearch(problem).cheapest();

    assertThat(plan.unfilled()).containsOnly(0);
    assertThat(plan.cost()).isEqualTo(3 * 100 + 20 * 10 + 20 * 11 + 10 * 12);
  }

  @Test
  void bestPlanThroughEachNodeEqualsBruteForce() {
    var random = new Random(7);
    for (int i = 0; i < SMALL_NETWORKS / 4; i++) {
      Problem problem = RandomProblems.small(random);
      var search = new PlanSearch(problem);
      for (int node = 0; node < problem.nodes().size(); node++) {
        var expected = BruteForce.cheapestUsing(problem, node);

        var plan = search.cheapestUsing(node);

        assertThat(plan.map(Plan::cost))
            .as("network %d, node %d: %s", i, node, problem)
            .isEqualTo(expected.map(BruteForce.Found::cost));
      }
    }
  }

  @Test
  void bestPlanWithoutAnOptionEqualsBruteForce() {
    var random = new Random(11);
    for (int i = 0; i < SMALL_NETWORKS / 4; i++) {
      Problem problem = RandomProblems.small(random);
      int option = random.nextInt(problem.options().size());

      Optional<Plan> plan = new PlanSearch(problem).cheapestWithout(option);

      assertThat(plan.map(Plan::cost))
          .as("network %d without %d: %s", i, option, problem)
          .isEqualTo(BruteForce.cheapestWithout(problem, option).map(BruteForce.Found::cost));
    }
  }

  @Test
  void givenPlanCostsWhatItsPartsCost() {
    var random = new Random(13);
    for (int i = 0; i < SMALL_NETWORKS / 4; i++) {
      Problem problem = RandomProblems.small(random);
      var search = new PlanSearch(problem);
      Plan plan = search.cheapest();

      assertThat(search.priced(plan.parts()).map(Plan::cost)).contains(plan.cost());
    }
  }

  private static void assertEqual(
      String name, Problem problem, Plan plan, BruteForce.Found expected) {
    assertThat(plan.cost())
        .as("%s: %s gave %s, not %s", name, problem, plan, expected)
        .isEqualTo(expected.cost());
    assertThat(plan.parcels()).as("%s: %s", name, problem).isEqualTo(expected.parcels());
    var parts =
        expected.options().stream()
            .map(o ->
                new Plan.Part(o, java.util.Arrays.stream(expected.units()[o]).boxed().toList()))
            .toList();
    assertThat(plan.parts()).as("%s: %s", name, problem).isEqualTo(parts);
  }

  /// Prices an option by its bounds: one parcel of any size.
  private record Additive(List<Problem.Option> options) implements Problem.Pricer {
    @Override
    public Problem.Price price(int option, int[] units) {
      long cost = options.get(option).fixed();
      for (int i = 0; i < units.length; i++) {
        cost += units[i] == 0 ? 0 : options.get(option).unitCosts().get(i) * units[i];
      }
      return new Problem.Price(cost, 1, true);
    }
  }

  private static Problem.Line line(int sku, int units, long unfilled) {
    return new Problem.Line(
        units,
        List.of(new Problem.Need(sku, 1)),
        unfilled,
        false,
        false,
        Problem.NO_GROUP,
        Problem.NO_GROUP,
        Problem.NO_GROUP);
  }

  private static Problem additive(
      List<Problem.Option> options,
      List<Problem.Line> lines,
      List<Problem.Node> nodes,
      int mostParcels,
      long split) {
    return new Problem(
        options,
        lines,
        nodes,
        Collections.nCopies(nodes.size(), 9),
        mostParcels,
        split,
        new Additive(options));
  }

  @Test
  void tiesGoToFewerParcelsAndThenToTheLowerOption() {
    var lines = List.of(line(0, 1, 100), line(1, 1, 100));
    var node = new Problem.Node(List.of(9, 9));
    var first = new Problem.Option(0, 0, 4, List.of(2L, 2L));
    var second = new Problem.Option(1, 1, 4, List.of(2L, 2L));
    var cheapHalf = new Problem.Option(2, 2, 2, List.of(2L, Problem.IMPOSSIBLE));

    Plan plan =
        new PlanSearch(
                additive(List.of(first, second, cheapHalf), lines, List.of(node, node, node), 2, 0))
            .cheapest();

    assertThat(plan.parts()).extracting(Plan.Part::option).containsExactly(0);
  }

  @Test
  void unitThatCostsAsMuchUnfilledIsShipped() {
    var option = new Problem.Option(0, 0, 5, List.of(5L));

    Plan plan =
        new PlanSearch(
                additive(
                    List.of(option),
                    List.of(line(0, 1, 10)),
                    List.of(new Problem.Node(List.of(1))),
                    1,
                    0))
            .cheapest();

    assertThat(plan.unfilled()).containsExactly(0);
  }

  @Test
  void anOrderThatCostsAFortuneUnfilledStillHasAPlan() {
    long fortune = Problem.IMPOSSIBLE - 1;
    var lines = List.of(line(0, 1, fortune), line(0, 1, fortune));
    var option = new Problem.Option(0, 0, 1, List.of(1L, 1L));

    Plan plan =
        new PlanSearch(
                additive(List.of(option), lines, List.of(new Problem.Node(List.of(0))), 2, 0))
            .cheapest();

    assertThat(plan.unfilled()).containsExactly(1, 1);
    assertThat(plan.cost()).isPositive();
  }

  @Test
  void searchCutShortReportsAGapThatCoversTheOptimum() {
    var random = new Random(99);
    int cutShort = 0;
    for (int i = 0; i < 60; i++) {
      Problem problem = RandomProblems.any(random, 12, 4, 3);
      Plan optimum = new PlanSearch(problem, 1_000_000_000).cheapest();
      assertThat(optimum.gap()).isZero();

      Plan plan = new PlanSearch(problem, 60).cheapest();

      assertThat(plan.cost() - plan.gap()).isLessThanOrEqualTo(optimum.cost());
      assertThat(plan.cost()).isGreaterThanOrEqualTo(optimum.cost());
      cutShort += plan.gap() > 0 ? 1 : 0;
    }
    assertThat(cutShort).as("searches that ended with a gap").isPositive();
  }

  /// Ten lines of each SKU and half the stock they want, so that most of them compete.
  @Test
  @Timeout(20)
  void twoHundredLinesOfScarceSkusEndWithinTheBudget() {
    var random = new Random(3);
    var lines = new ArrayList<Problem.Line>();
    for (int i = 0; i < 200; i++) {
      lines.add(line(i % 20, 1, 50_000));
    }
    var nodes = new ArrayList<Problem.Node>();
    var options = new ArrayList<Problem.Option>();
    for (int n = 0; n < 8; n++) {
      nodes.add(new Problem.Node(Collections.nCopies(20, 2)));
      for (int service = 0; service < 3; service++) {
        List<Long> costs = random.longs(200, 10, 900).boxed().toList();
        options.add(new Problem.Option(n, n, 500 + random.nextInt(500), costs));
      }
    }
    Problem problem = additive(options, lines, nodes, 3, 100);

    Plan plan = new PlanSearch(problem).cheapest();

    assertThat(plan.cost() - plan.gap()).isPositive();
    assertThat(plan.parcels()).isEqualTo(3);
    int filled = (int) plan.unfilled().stream().filter(units -> units == 0).count();
    assertThat(filled).as("three nodes hold two of each of 20 SKUs").isEqualTo(120);
  }
}
