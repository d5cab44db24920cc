package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.cost;
import static dev.whence.rules.sourcing.Scenario.shipments;
import static dev.whence.rules.sourcing.Scenario.shortages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.SourcingTerms.SplitLines;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Units of a line from several ship nodes, parts of lines, and bundles.
class SplitLinesTest {
  private static Policy calm() {
    return new Policy().late(0, 0).returns(0);
  }

  @Test
  void twoUnitsThatLieAtTwoNodesLeaveInTwoParcels() {
    var decision =
        Scenario.of("A 2", "node km A parcels\nLEFT 10 1 5\nRIGHT 20 1 5").policy(calm()).decide();

    assertThat(shipments(decision))
        .containsExactly("LEFT GROUND 11-02 L1*1", "RIGHT GROUND 11-02 L1*1");
    // 2 * (400 + 50); 2 * (50 + 10); one parcel after the first.
    assertThat(cost(decision.cost())).isEqualTo("freight 900, handling 120, split 100");
    assertThat(decision.outcome()).isInstanceOf(Outcome.Allocated.class);
  }

  @Test
  void lineThatOneNodeCanFillIsNotSplitUnlessThePolicySaysAlways() {
    // WHOLE is far: 900 + 100 freight, 50 + 20 handling. The two near ones: 900 + 120 + 10 split.
    String nodes = "node km A parcels\nLEFT 10 1 5\nRIGHT 20 1 5\nWHOLE 2000 2 5";
    var scenario = Scenario.of("A 2", nodes);

    assertThat(shipments(scenario.policy(calm().split(10)).decide()))
        .containsExactly("WHOLE GROUND 11-02 L1*2");
    assertThat(shipments(scenario.policy(calm().split(10).splitLines(SplitLines.ALWAYS)).decide()))
        .containsExactly("LEFT GROUND 11-02 L1*1", "RIGHT GROUND 11-02 L1*1");
    // One cent dearer than WHOLE's 1070.
    assertThat(shipments(scenario.policy(calm().split(51).splitLines(SplitLines.ALWAYS)).decide()))
        .containsExactly("WHOLE GROUND 11-02 L1*2");
  }

  @Test
  void lineThatMayNeverBeSplitWaits() {
    var decision =
        Scenario.of("A 2", "node km A parcels\nLEFT 10 1 5\nRIGHT 20 1 5")
            .policy(calm().splitLines(SplitLines.NEVER))
            .decide();

    assertThat(decision.outcome()).isInstanceOf(Outcome.Backordered.class);
    assertThat(shortages(decision)).containsExactly("L1*2 NoStock[]");
  }

  @Test
  void twoNodesThatSufficeNeverBecomeThree() {
    // LEFT and RIGHT hold five of six, FIRST and SECOND the sixth each; three fill it with two
    // units each at no better price.
    var decision =
        Scenario.of(
                "A 6",
                """
                node    km  A  parcels
                FIRST   10  2  5
                LEFT    20  4  5
                RIGHT   30  2  5
                SECOND  40  2  5
                """)
            .policy(calm().most(4).split(0))
            .decide();

    assertThat(decision.outcome().shipments()).hasSize(2);
    assertThat(shipments(decision))
        .containsExactly("FIRST GROUND 11-02 L1*2", "LEFT GROUND 11-02 L1*4");
  }

  @Test
  void nineWantedWithFourOnHandShipsFourAndBackordersFiveWhereLinesMayPart() {
    var scenario = Scenario.of("A 9", "node km A parcels\nONE 10 4 5");

    var parts = scenario.policy(calm().partLines()).decide();
    var whole = scenario.policy(calm()).decide();

    assertThat(parts.outcome()).isInstanceOf(Outcome.PartlyBackordered.class);
    assertThat(shipments(parts)).containsExactly("ONE GROUND 11-02 L1*4");
    assertThat(shortages(parts)).containsExactly("L1*5 NoStock[]");
    assertThat(whole.outcome()).isInstanceOf(Outcome.Backordered.class);
    assertThat(shortages(whole)).containsExactly("L1*9 NoStock[]");
  }

  @Test
  void nineWantedWithFourAtTwoNodesEachShipsEightFromBoth() {
    var decision =
        Scenario.of("A 9", "node km A parcels\nLEFT 10 4 5\nRIGHT 20 4 5")
            .policy(calm().partLines())
            .decide();

    assertThat(shipments(decision))
        .containsExactly("LEFT GROUND 11-02 L1*4", "RIGHT GROUND 11-02 L1*4");
    assertThat(shortages(decision)).containsExactly("L1*1 NoStock[]");
  }

  @Test
  void linesOfOneSkuShareItsStock() {
    var scenario = Scenario.of("A 3, A 2", "node km A parcels\nONE 10 4 5");

    // Three units left out cost more than two.
    var whole = scenario.policy(calm()).decide();
    assertThat(shipments(whole)).containsExactly("ONE GROUND 11-02 L1*3");
    assertThat(shortages(whole)).containsExactly("L2*2 NoStock[]");

    var parts = scenario.policy(calm().partLines()).decide();
    assertThat(
            parts.outcome().shipments().getFirst().lines().stream()
                .mapToInt(SourcingDecision.Allocation::units)
                .sum())
        .isEqualTo(4);
  }

  private static final String BOTH_SIDES =
      """
      node   km    A  B  parcels flags
      LEFT   10    9  0  5
      RIGHT  20    0  9  5       hazmat
      """;

  @Test
  void bundleWhoseComponentsMayLeaveApartLeavesFromTwoNodes() {
    var decision = Scenario.of("KIT 1 = A 2 + B", BOTH_SIDES).policy(calm()).decide();

    assertThat(shipments(decision))
        .containsExactly("LEFT GROUND 11-02 L1*2", "RIGHT GROUND 11-02 L1*1");
    // A: 400 + 100 and 50 + 20; B: 400 + 100 and 50 + 10.
    assertThat(cost(decision.cost())).isEqualTo("freight 1000, handling 130, split 100");
  }

  @Test
  void bundleWhoseComponentsLeaveTogetherNeedsANodeWithAllOfThem() {
    var scenario = Scenario.of("KIT 1 == A 2 + B", BOTH_SIDES).policy(calm());

    assertThat(scenario.decide().outcome()).isInstanceOf(Outcome.Backordered.class);
    assertThat(shipments(scenario.nodes(BOTH_SIDES + "BOTH 2000 2 1 5 hazmat").decide()))
        .hasSize(1)
        .allMatch(parcel -> parcel.startsWith("BOTH GROUND 11-02"));
  }

  @Test
  void bundleWithoutOneComponentShipsNothing() {
    for (String bundle : List.of("KIT 1 = A 2 + B", "KIT 1 == A 2 + B")) {
      var decision =
          Scenario.of(bundle, "node km A B parcels flags\nONE 10 9 0 5 hazmat")
              .policy(calm().partLines())
              .decide();

      assertThat(decision.outcome()).isInstanceOf(Outcome.Backordered.class);
      assertThat(shortages(decision)).containsExactly("L1*1 NoStock[]");
    }
  }

  private static final String FIVE_AND_ONE =
      """
      node   km    A  C  parcels
      LEFT   10    5  2  9
      RIGHT  20    1  5  9
      """;

  private static int units(SourcingDecision decision, String sku) {
    return decision.outcome().shipments().stream()
        .flatMap(parcel -> parcel.lines().stream())
        .filter(each -> each.sku().value().equals(sku))
        .mapToInt(SourcingDecision.Allocation::units)
        .sum();
  }

  @Test
  void bundlesThatMayLeaveApartShipAsManyAsTheirScarcestComponentAllows() {
    var scenario = Scenario.of("KIT 7 = A + C", FIVE_AND_ONE);

    var parts = scenario.policy(calm().partLines()).decide();
    assertThat(units(parts, "A")).isEqualTo(6);
    assertThat(units(parts, "C")).isEqualTo(6);
    assertThat(shortages(parts)).containsExactly("L1*1 NoStock[]");

    var whole = scenario.policy(calm()).decide();
    assertThat(whole.outcome()).isInstanceOf(Outcome.Backordered.class);
    assertThat(shortages(whole)).containsExactly("L1*7 NoStock[]");
  }

  /// At most three parcels, and so many units in each.
  private static Scenario inThreeParcels(String order, String nodes, int unitsAParcel) {
    return Scenario.of(order, nodes)
        .policy(calm().partLines().most(3))
        .tables(t ->
            t.limit(
                "units",
                Reason.CarrierCode.TOO_MANY_UNITS,
                fact -> fact.parcelUnits() > unitsAParcel));
  }

  @Test
  void ofMoreUnitsThanTheParcelsTakeAsManyShipAsTheyTake() {
    String one = "node km C parcels\nONE 10 99 9";
    for (int units : new int[] {9, 13, 30, 99}) {
      var decision = inThreeParcels("C " + units, one, 4).decide();

      assertThat(units(decision, "C")).as("of %d", units).isEqualTo(Math.min(units, 12));
      assertThat(decision.outcome().shipments()).hasSize(3);
    }
    // Six and eight lie apart: four of the six in one parcel, eight in two.
    var apart = inThreeParcels("C 14", "node km C parcels\nONE 10 6 9\nTWO 20 8 9", 4).decide();
    assertThat(units(apart, "C")).isEqualTo(12);
  }

  @Test
  void bundlesOfMoreUnitsThanTheParcelsTakeShipInStep() {
    String one = "node km A C parcels\nONE 10 99 99 9";
    for (String bundle : List.of("KIT 20 = A + C", "KIT 20 == A + C")) {
      var decision = inThreeParcels(bundle, one, 10).decide();

      int expected = bundle.contains("==") ? 20 : 15;
      assertThat(units(decision, "A")).as(bundle).isEqualTo(expected);
      assertThat(units(decision, "C")).as(bundle).isEqualTo(expected);
    }
  }

  @Test
  void linesOfManyUnitsFillTheParcelsTogether() {
    // What is dearer to leave out comes first: C at 200.00 a unit, then A.
    var decision =
        inThreeParcels("A 20 @1000, C 20 @20000", "node km A C parcels\nONE 10 99 99 9", 10)
            .policy(calm().partLines().most(3).unfilled(1_000, 100))
            .decide();

    assertThat(units(decision, "C")).isEqualTo(20);
    assertThat(units(decision, "A")).isEqualTo(10);
  }

  @Test
  void manyBundlesKeepStepToo() {
    var decision =
        Scenario.of("KIT 40 = A 2 + C", "node km A C parcels\nONE 10 61 33 9")
            .policy(calm().partLines())
            .decide();

    assertThat(units(decision, "A")).isEqualTo(60);
    assertThat(units(decision, "C")).isEqualTo(30);
    assertThat(shortages(decision)).containsExactly("L1*10 NoStock[]");
  }

  @Test
  void bundlesThatLeaveTogetherLackStockWhereNoNodeHasAWholeOneLeft() {
    // Six A and seven C lie there, and three nodes' worth of pairs.
    var decision = Scenario.of("KIT 4 == A + C", FIVE_AND_ONE).policy(calm().partLines()).decide();

    assertThat(units(decision, "A")).isEqualTo(3);
    assertThat(shortages(decision)).containsExactly("L1*1 NoStock[]");
  }

  @Test
  void bundleAndPlainLineShareTheStockOfOneSku() {
    // The bundle takes two A, the line three: four are too few for both, five suffice.
    String node = "node km A B parcels flags\nONE 10 %d 9 5 hazmat";
    var scenario = Scenario.of("KIT 1 = A 2 + B, A 3", node.formatted(4)).policy(calm());

    var four = scenario.decide();
    var five = scenario.nodes(node.formatted(5)).decide();

    // Leaving out the bundle costs 5000, the line 15000.
    assertThat(shipments(four)).containsExactly("ONE GROUND 11-02 L2*3");
    assertThat(shortages(four)).containsExactly("L1*1 NoStock[]");
    assertThat(five.outcome()).isInstanceOf(Outcome.Allocated.class);
  }

  @Test
  void componentsShareThePriceOfTheirBundle() {
    var decision = Scenario.of("KIT 1 @10001 = A 2 + B", BOTH_SIDES).policy(calm()).decide();

    assertThat(decision.outcome().shipments().stream().map(s -> s.measures().valueMinor()).toList())
        .containsExactly(5_001L, 5_000L);
  }

  @Test
  void bundleCostsWhatItsPartsCostToHandle() {
    var decision =
        Scenario.of("KIT 2 == A 2 + C", "node km A C parcels\nONE 10 4 2 5")
            .policy(calm())
            .decide();

    // 4 * 0.5 kg + 2 * 2 kg = 6 kg; six units.
    assertThat(cost(decision.cost())).isEqualTo("freight 1000, handling 110");
    assertThat(
            decision.outcome().shipments().getFirst().lines().stream()
                .map(a -> a.sku() + "*" + a.units())
                .toList())
        .containsExactly("A*4", "C*2");
  }
}
