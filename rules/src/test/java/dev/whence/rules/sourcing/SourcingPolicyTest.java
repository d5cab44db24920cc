package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.failing;
import static dev.whence.rules.sourcing.Scenario.inputs;
import static dev.whence.rules.sourcing.Scenario.nodes;
import static dev.whence.rules.sourcing.Scenario.order;
import static dev.whence.rules.sourcing.Scenario.render;
import static dev.whence.rules.sourcing.Scenario.shipments;
import static dev.whence.rules.sourcing.Scenario.terms;
import static dev.whence.rules.sourcing.Scenario.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.Cost;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.returns.ReturnAction;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.facts.SourcingTerms.WhenShort;
import dev.whence.rules.sourcing.SourcingDecision.HoldReason;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.rules.sourcing.SourcingDecision.ShortageReason;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SourcingPolicyTest {
  private static final TestTables TABLES = TestTables.of(terms(WhenShort.BACKORDER));

  private static SourcingDecision decide(String order, String nodes) {
    return SourcingPolicy.decide(inputs(order(order), nodes(nodes)), TABLES, trusting());
  }

  @Test
  void cheapestNodeShips_andEveryLoserSaysWhy() {
    var decision =
        decide(
            "A 2",
            """
            node   km    A  B  parcels flags
            FAR    1500  9  9  5
            NEAR   100   9  9  5
            SHORT  50    1  9  5
            SHUT   40    9  9  5       closed
            FULL   30    9  9  0
            """);

    assertThat(render(decision))
        .isEqualTo(
            """
            FAR  +1092.1905 by GROUND
            FULL  out  engine-capacity-exhausted CapacityExhausted[parcelsLeft=0] L1
            NEAR  chosen
            SHORT  out  short ShortOfStock[unitsShort=1, unitsAvailable=1] L1
            SHUT  out  inactive NodeInactive[] L1
            """);
    assertThat(shipments(decision)).containsExactly("NEAR GROUND L1");
    assertThat(decision.path()).isEqualTo(new Path.Model());
  }

  @Test
  void twoCheapParcelsBeatOneDearOne() {
    var decision =
        decide(
            "A 1, B 1",
            """
            node   km    A  B  parcels flags
            BOTH   2900  9  9  5       hazmat
            LEFT   10    9  0  5
            RIGHT  20    0  9  5       hazmat
            """);

    assertThat(shipments(decision)).containsExactly("LEFT GROUND L1", "RIGHT GROUND L2");
    assertThat(decision.cost().split()).isEqualTo(Cost.ofMinorUnits(100));
    assertThat(decision.outcome()).isInstanceOf(Outcome.Allocated.class);
  }

  @Test
  void whatMayNotFlyTravelsByGroundAndKeepsTheOtherLineWithIt() {
    var urgent =
        TestTables.of(new SourcingTerms("urgent", 5_000, 100, 3, 9_000, 0, WhenShort.BACKORDER, 1));
    List<NodeSnapshot> network = nodes("x\nONE 800 9 9 5 hazmat");

    var harmless = SourcingPolicy.decide(inputs(order("A 1"), network), urgent, trusting());
    var hazardous = SourcingPolicy.decide(inputs(order("B 1"), network), urgent, trusting());
    var both = SourcingPolicy.decide(inputs(order("A 1, B 1"), network), urgent, trusting());

    assertThat(shipments(harmless)).containsExactly("ONE AIR L1");
    assertThat(shipments(hazardous)).containsExactly("ONE GROUND L1");
    // A second parcel would not make the first one less late.
    assertThat(shipments(both)).containsExactly("ONE GROUND L1+L2");
    assertThat(both.assessments().getFirst().services().getFirst().findings())
        .singleElement()
        .satisfies(f -> assertThat(f.ruleId()).isEqualTo("no-hazmat-by-air"));
  }

  @Test
  void termsOfThePlanAndOfEveryShipmentAddUp() {
    var decision =
        decide(
            "A 1, B 1, A 9",
            """
            node   km    A  B  parcels flags
            LEFT   10    2  0  5
            RIGHT  20    0  9  5       hazmat
            """);

    Cost sum =
        decision.outcome().shipments().stream()
            .map(s -> s.cost().total())
            .reduce(Cost.ZERO, Cost::plus)
            .plus(decision.cost().split())
            .plus(decision.cost().unfilled());
    assertThat(sum).isEqualTo(decision.cost().total());
    assertThat(decision.cost().unfilled()).isEqualTo(Cost.ofMinorUnits(9 * 5_000));
  }

  @Test
  void shortOrderFollowsThePolicy() {
    String network = "x\nONE 10 1 0 5";
    var inputs = inputs(order("A 1, B 1"), nodes(network));

    var backordered = SourcingPolicy.decide(inputs, TABLES, trusting()).outcome();
    var held =
        SourcingPolicy.decide(inputs, TestTables.of(terms(WhenShort.HOLD)), trusting()).outcome();
    var rejected =
        SourcingPolicy.decide(inputs, TestTables.of(terms(WhenShort.REJECT)), trusting()).outcome();

    assertThat(backordered).isInstanceOf(Outcome.PartlyBackordered.class);
    assertThat(held)
        .isInstanceOfSatisfying(
            Outcome.Held.class,
            h -> {
              assertThat(h.reason()).isEqualTo(HoldReason.PARTIAL_SHIPMENT_NEEDS_APPROVAL);
              assertThat(h.proposed()).hasSize(1);
            });
    assertThat(rejected).isInstanceOf(Outcome.Unfillable.class);
    assertThat(held.shipments()).isEmpty();
    assertThat(rejected.shipments()).isEmpty();
  }

  @Test
  void waitingForStockHelpsOnlyWhereStockIsAllThatIsMissing() {
    var noStock = decide("A 5", "x\nONE 10 1 0 5").outcome();
    var noLicence = decide("B 1", "x\nONE 10 1 9 5").outcome();

    assertThat(noStock).isInstanceOf(Outcome.Backordered.class);
    assertThat(noStock.shortages())
        .allSatisfy(s -> assertThat(s.reason()).isEqualTo(ShortageReason.NO_STOCK));
    assertThat(noLicence).isInstanceOf(Outcome.Unfillable.class);
    assertThat(noLicence.shortages())
        .allSatisfy(s -> assertThat(s.reason()).isEqualTo(ShortageReason.NO_ELIGIBLE_NODE));
  }

  @Test
  void orderWithoutAnyCandidateNodeIsUnfillable() {
    var decision = decide("A 1", "x");

    assertThat(decision.outcome()).isInstanceOf(Outcome.Unfillable.class);
    assertThat(decision.path()).isEqualTo(new Path.NoCandidate());
  }

  @Test
  void parcelCapLeavesTheDearerLineUnfilled() {
    var oneParcel = new SourcingTerms("one", 600, 100, 1, 5_000, 0, WhenShort.BACKORDER, 4);

    var decision =
        SourcingPolicy.decide(
            inputs(order("A 1, B 1"), nodes("x\nLEFT 10 9 0 5\nRIGHT 20 0 9 5 hazmat")),
            TestTables.of(oneParcel),
            trusting());

    assertThat(decision.outcome().shipments()).hasSize(1);
    assertThat(decision.outcome().shortages())
        .singleElement()
        .satisfies(s -> assertThat(s.reason()).isEqualTo(ShortageReason.NOT_WORTH_A_PARCEL));
  }

  @Test
  void largestPriceATableMayNameForAnUnfilledUnitOverflowsNothing() {
    var dearest =
        TestTables.of(
            new SourcingTerms("dear", 600, 100, 3, 1_000_000_000_000L, 0, WhenShort.BACKORDER, 4));

    var decision =
        SourcingPolicy.decide(
            inputs(order("A 100000, B 7"), nodes("x\nONE 10 9 0 5")), dearest, trusting());

    assertThat(decision.outcome()).isInstanceOf(Outcome.Backordered.class);
    assertThat(decision.cost().unfilled().tenThousandths()).isPositive();
  }

  @Test
  void nodeThatTheCallerExcludesStaysInTheAnswerAsRuledOut() {
    var inputs =
        inputs(order("A 1"), nodes("x\nNEAR 10 9 0 5\nNEXT 20 9 0 5"))
            .excluding(List.of(new ShipNodeId("NEAR")));

    var decision = SourcingPolicy.decide(inputs, TABLES, trusting());

    assertThat(render(decision))
        .isEqualTo(
            """
            NEAR  out  engine-excluded-by-caller ExcludedByCaller[] L1
            NEXT  chosen
            """);
  }

  @Test
  void protectedUnitsAreNotSold() {
    var tables = new TestTables(terms(WhenShort.BACKORDER), 2, List.of());

    var three =
        SourcingPolicy.decide(inputs(order("A 3"), nodes("x\nONE 10 5 0 5")), tables, trusting());
    var four =
        SourcingPolicy.decide(inputs(order("A 4"), nodes("x\nONE 10 5 0 5")), tables, trusting());

    assertThat(three.outcome()).isInstanceOf(Outcome.Allocated.class);
    assertThat(three.outcome().shipments().getFirst().lines().getFirst().protectedUnits())
        .isEqualTo(2);
    assertThat(four.outcome()).isInstanceOf(Outcome.Backordered.class);
  }

  @Test
  void orderDecidedAfterTheCutoffLeavesOnTheNextWorkingDay() {
    var friday = Instant.parse("2026-11-06T14:01:00Z");
    var inputs = inputs(order("A 1"), nodes("x\nONE 10 5 0 5"));

    var late = SourcingPolicy.decide(inputs.at(friday), TABLES, trusting());
    var intime = SourcingPolicy.decide(inputs.at(friday.minusSeconds(60)), TABLES, trusting());

    assertThat(late.outcome().shipments().getFirst().handover()).isEqualTo("2026-11-09T16:00:00Z");
    assertThat(intime.outcome().shipments().getFirst().handover())
        .isEqualTo("2026-11-06T16:00:00Z");
  }

  @Test
  void anyUntrustedEstimateGivesTheRoutingGuidesDecision() {
    var because = new FallbackReason.Missing("transit-time");
    var tables =
        new TestTables(terms(WhenShort.BACKORDER), 0, List.of(new CarrierServiceId("AIR")));
    var inputs = inputs(order("A 1"), nodes("x\nDC-1 100 9 9 5\nDC-2 1500 9 9 5"));

    var rulesOnly = SourcingPolicy.decide(inputs, tables, failing(because));
    var oneRowFailed = SourcingPolicy.decide(inputs, tables, failingFor(1, because));

    assertThat(shipments(rulesOnly)).containsExactly("DC-1 AIR L1");
    assertThat(rulesOnly.path()).isEqualTo(new Path.Rules(List.of(because)));
    assertThat(oneRowFailed.outcome()).isEqualTo(rulesOnly.outcome());
    assertThat(oneRowFailed.cost().freight()).isEqualTo(rulesOnly.cost().freight());
    assertThat(oneRowFailed.path()).isEqualTo(rulesOnly.path());
  }

  @Test
  void guideThatRanksNothingTakesTheCheapestThatMeetsThePromise() {
    var because = new FallbackReason.Missing("transit-time");
    var inputs = inputs(order("A 1"), nodes("x\nFAR 1500 9 9 5"));

    var relaxed = SourcingPolicy.decide(inputs, tablesWithPromise(6), failing(because));
    var urgent = SourcingPolicy.decide(inputs, tablesWithPromise(3), failing(because));

    assertThat(shipments(relaxed)).containsExactly("FAR GROUND L1");
    assertThat(shipments(urgent)).containsExactly("FAR AIR L1");
  }

  private static TestTables tablesWithPromise(int days) {
    return TestTables.of(
        new SourcingTerms("promise", 600, 100, 3, 5_000, 0, WhenShort.BACKORDER, days));
  }

  private static Estimator failingFor(int row, FallbackReason because) {
    Estimator trusting = trusting();
    return new Estimator() {
      @Override
      public List<TransitEstimate> transit(
          List<TransitQuery> queries, GuardTerms guard, Instant now) {
        var estimates = new ArrayList<>(trusting.transit(queries, guard, now));
        TransitQuery q = queries.get(row);
        estimates.set(
            row, new TransitEstimate.Assumed(q.publishedDays(), q.publishedOnTime(), because));
        return estimates;
      }

      @Override
      public List<dev.whence.domain.estimates.ReturnEstimate> returns(
          List<dev.whence.domain.estimates.ReturnQuery> queries, GuardTerms guard, Instant now) {
        return failing(because).returns(queries, guard, now);
      }
    };
  }

  @Test
  void riskyLineGetsTheTablesAction() {
    var decision = decide("A 1, B 1", "x\nONE 10 9 9 5 hazmat");

    assertThat(decision.returns().get(0).action()).isEqualTo(ReturnAction.SIZE_ADVICE);
    assertThat(decision.returns().get(1).action()).isEqualTo(ReturnAction.NONE);
    assertThat(decision.cost().returns()).isEqualTo(Cost.ofMinorUnits(350 + 70));
  }

  @Test
  void replayFromTheEstimateLogIsEqual() {
    var inputs = inputs(order("A 1, B 1"), nodes("x\nLEFT 10 9 0 5\nRIGHT 20 0 9 5 hazmat"));
    var recorder = new EstimateLog.Recorder(trusting());
    var decision = SourcingPolicy.decide(inputs, TABLES, recorder);

    var again =
        SourcingPolicy.decide(
            inputs, TABLES, recorder.log().replay(failing(new FallbackReason.Missing("x"))));

    assertThat(again).isEqualTo(decision);
  }

  /// Properties over seeded random networks.
  @Test
  void whateverTheNetworkTheDecisionKeepsItsPromises() {
    var random = new Random(31);
    for (int i = 0; i < 400; i++) {
      List<NodeSnapshot> network = nodes(randomNetwork(random));
      var inputs = inputs(order(randomOrder(random)), network);

      var decision = SourcingPolicy.decide(inputs, TABLES, trusting());

      assertEveryLineOnce(inputs, decision);
      assertNothingOverdrawn(inputs, decision);
      assertThat(decision.assessments()).hasSameSizeAs(network);
      assertThat(decision.search().optimalityGap()).isEqualTo(Cost.ZERO);
      var shuffled = new ArrayList<>(network);
      Collections.shuffle(shuffled, random);
      assertThat(SourcingPolicy.decide(inputs(inputs.order(), shuffled), TABLES, trusting()))
          .as("input order")
          .isEqualTo(decision);
      var withClosed = new ArrayList<>(network);
      withClosed.addAll(nodes("x\nZZ-CLOSED 1 99 99 9 closed hazmat"));
      assertThat(
              SourcingPolicy.decide(inputs(inputs.order(), withClosed), TABLES, trusting())
                  .outcome())
          .as("an ineligible node changes nothing")
          .isEqualTo(decision.outcome());
      for (var assessment : decision.assessments()) {
        if (assessment.verdict() instanceof Verdict.Outbid outbid) {
          assertThat(outbid.cost().total()).isEqualTo(decision.cost().total().plus(outbid.extra()));
        }
      }
    }
  }

  private static void assertEveryLineOnce(SourcingInputs inputs, SourcingDecision decision) {
    var lines = new ArrayList<String>();
    decision
        .outcome()
        .shipments()
        .forEach(s -> s.lines().forEach(a -> lines.add(a.line().value())));
    decision.outcome().shortages().forEach(s -> lines.add(s.line().value()));
    assertThat(lines)
        .containsExactlyInAnyOrderElementsOf(
            inputs.order().lines().stream().map(l -> l.id().value()).toList());
  }

  private static void assertNothingOverdrawn(SourcingInputs inputs, SourcingDecision decision) {
    for (NodeSnapshot node : inputs.nodes()) {
      for (var stock : node.stock()) {
        int taken =
            decision.outcome().shipments().stream()
                .filter(s -> s.shipNode().equals(node.id()))
                .flatMap(s -> s.lines().stream())
                .filter(a -> a.sku().equals(stock.sku()))
                .mapToInt(SourcingDecision.Allocation::units)
                .sum();
        assertThat(taken).isLessThanOrEqualTo(stock.onHand());
      }
    }
  }

  private static String randomNetwork(Random random) {
    var table = new StringBuilder("node km A B parcels flags\n");
    int nodes = random.nextInt(7);
    for (int n = 0; n < nodes; n++) {
      table
          .append("N")
          .append(n)
          .append(' ')
          .append(random.nextInt(8) * 250)
          .append(' ')
          .append(random.nextInt(6))
          .append(' ')
          .append(random.nextInt(6))
          .append(' ')
          .append(random.nextInt(3))
          .append(random.nextBoolean() ? " hazmat" : "")
          .append(random.nextInt(6) == 0 ? " closed" : "")
          .append('\n');
    }
    return table.toString();
  }

  private static String randomOrder(Random random) {
    var lines = new ArrayList<String>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      lines.add((random.nextBoolean() ? "A " : "B ") + (1 + random.nextInt(4)));
    }
    return String.join(", ", lines);
  }
}
