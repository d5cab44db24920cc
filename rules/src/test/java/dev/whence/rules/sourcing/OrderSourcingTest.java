package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.cost;
import static dev.whence.rules.sourcing.Scenario.render;
import static dev.whence.rules.sourcing.Scenario.shipments;
import static dev.whence.rules.sourcing.Scenario.shortages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.Cost;
import dev.whence.domain.inventory.Refusal;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.returns.ReturnAction;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.SourcingTerms.WhenShort;
import dev.whence.rules.sourcing.SourcingDecision.HoldReason;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.rules.sourcing.SourcingDecision.ShortageReason;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What any decision does: the cheapest plan wins, losers say why, short orders follow the policy.
class OrderSourcingTest {
  @Test
  void workOfTheSearchIsNoPartOfTheDecision() {
    var gap = new Cost(7);

    assertThat(new SourcingDecision.SearchReport(3, 2, 1, gap))
        .isEqualTo(new SourcingDecision.SearchReport(3, 2, 99, gap))
        .hasSameHashCodeAs(new SourcingDecision.SearchReport(3, 2, 99, gap))
        .isNotEqualTo(new SourcingDecision.SearchReport(3, 1, 1, gap))
        .isNotEqualTo(new SourcingDecision.SearchReport(3, 2, 1, Cost.ZERO));
  }

  @Test
  void cheapestNodeShips_andEveryLoserSaysWhy() {
    var decision =
        Scenario.of(
                "A 2",
                """
                node   km    A  B  parcels flags
                FAR    1500  9  9  5
                NEAR   100   9  9  5
                SHORT  50    1  9  5
                SHUT   40    9  9  5       closed
                FULL   30    9  9  0
                """)
            .decide();

    // NEAR: 400 + 1 kg * 100 freight; 50 + 2 * 10 handling; 0.5 % of 600; 2 * 50 % of 700.
    assertThat(cost(decision.cost()))
        .isEqualTo("freight 500, handling 70, lateness 3, returns 700");
    // FAR: freight 1000, 500 more. Its 6 days must fit into the 4 1/3 up to Friday midnight: a
    // share
    // of 4.3333 / 5.406 of the first per cent, so lateness 600 * (1 - 0.0080158) = 595.1905.
    assertThat(render(decision))
        .isEqualTo(
            """
            FAR  +1092.1905 by GROUND
            FULL  out  used-up CapacityExhausted[horizonDays=10] L1
            NEAR  chosen
            SHORT  out  engine-short-of-stock ShortOfStock[unitsShort=1, unitsAvailable=1] L1
            SHUT  out  inactive NodeInactive[] L1
            """);
    assertThat(shipments(decision)).containsExactly("NEAR GROUND 11-02 L1*2");
    assertThat(decision.path()).isEqualTo(new Path.Model(List.of()));
  }

  @Test
  void twoCheapParcelsBeatOneDearOne() {
    var decision =
        Scenario.of(
                "A 1, B 1",
                """
                node   km    A  B  parcels flags
                BOTH   2900  9  9  5       hazmat
                LEFT   10    9  0  5
                RIGHT  20    0  9  5       hazmat
                """)
            .decide();

    assertThat(shipments(decision))
        .containsExactly("LEFT GROUND 11-02 L1*1", "RIGHT GROUND 11-02 L2*1");
    assertThat(decision.cost().split()).isEqualTo(Cost.ofMinorUnits(100));
    assertThat(decision.outcome()).isInstanceOf(Outcome.Allocated.class);
  }

  @Test
  void whatMayNotFlyTravelsByGroundAndKeepsTheOtherLineWithIt() {
    var urgent =
        Scenario.of("A 1", "node km A B parcels flags\nONE 800 9 9 5 hazmat")
            .policy(new Policy().late(5_000, 0).unfilled(9_000, 0).returns(0).promise(1));

    var harmless = urgent.decide();
    var hazardous = urgent.order("B 1").decide();
    var both = urgent.order("A 1, B 1").decide();

    assertThat(shipments(harmless)).containsExactly("ONE AIR 11-02 L1*1");
    assertThat(shipments(hazardous)).containsExactly("ONE GROUND 11-02 L1*1");
    // By AIR A costs 1500 + 150 + 60 + 25 and 100 for the second parcel; beside B it costs 50 + 10.
    assertThat(shipments(both)).containsExactly("ONE GROUND 11-02 L1*1 L2*1");
    assertThat(both.assessments().getFirst().services().getFirst().findings())
        .singleElement()
        .satisfies(f -> assertThat(f.ruleId()).isEqualTo("no-hazmat-by-air"));
  }

  @Test
  void termsOfThePlanAndOfEveryShipmentAddUp() {
    var decision =
        Scenario.of(
                "A 1, B 1, A 9",
                """
                node   km    A  B  parcels flags
                LEFT   10    2  0  5
                RIGHT  20    0  9  5       hazmat
                """)
            .decide();

    Cost sum =
        decision.outcome().shipments().stream()
            .map(s -> s.cost().total())
            .reduce(Cost.ZERO, Cost::plus)
            .plus(decision.cost().split())
            .plus(decision.cost().unfilled());
    assertThat(sum).isEqualTo(decision.cost().total());
    assertThat(decision.cost().unfilled()).isEqualTo(Cost.ofMinorUnits(9 * 5_000));
    assertThat(decision.cost().split()).isEqualTo(Cost.ofMinorUnits(100));
  }

  @Test
  void shortOrderFollowsThePolicy() {
    var scenario = Scenario.of("A 1, B 1", "node km A B parcels\nONE 10 1 0 5");

    var backordered = scenario.decide().outcome();
    var held = scenario.policy(new Policy().whenShort(WhenShort.HOLD)).decide().outcome();
    var rejected = scenario.policy(new Policy().whenShort(WhenShort.REJECT)).decide().outcome();

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
    var noStock = Scenario.of("A 5", "node km A B parcels\nONE 10 1 0 5").decide();
    var noLicence = Scenario.of("B 1", "node km A B parcels\nONE 10 1 9 5").decide();

    assertThat(noStock.outcome()).isInstanceOf(Outcome.Backordered.class);
    assertThat(shortages(noStock)).containsExactly("L1*5 NoStock[]");
    assertThat(noLicence.outcome()).isInstanceOf(Outcome.Unfillable.class);
    assertThat(shortages(noLicence)).containsExactly("L1*1 NoEligibleNode[]");
  }

  @Test
  void orderWithoutAnyCandidateNodeIsUnfillable() {
    var decision = Scenario.of("A 1", "node km A B parcels").decide();

    assertThat(decision.outcome()).isInstanceOf(Outcome.Unfillable.class);
    assertThat(decision.path()).isEqualTo(new Path.NoCandidate());
  }

  @Test
  void parcelCapLeavesTheDearerLineUnfilled_andSaysThatItIsTheCap() {
    // A alone costs 450 + 60 + 3, B alone 500 + 60 + 3; leaving out either costs 5000.
    var decision =
        Scenario.of(
                "A 1, B 1",
                """
                node   km  A  B  parcels flags
                LEFT   10  9  0  5
                RIGHT  20  0  9  5       hazmat
                """)
            .policy(new Policy().most(1).returns(0))
            .decide();

    assertThat(shipments(decision)).containsExactly("LEFT GROUND 11-02 L1*1");
    assertThat(shortages(decision)).containsExactly("L2*1 TooManyParcels[mostParcels=1]");
  }

  @Test
  void largestPriceATableMayNameForAnUnfilledUnitOverflowsNothing() {
    var decision =
        Scenario.of("A 100000, B 7", "node km A B parcels\nONE 10 9 0 5")
            .policy(new Policy().unfilled(1_000_000_000_000L, 1_000))
            .decide();

    assertThat(decision.outcome()).isInstanceOf(Outcome.Backordered.class);
    assertThat(decision.cost().unfilled().tenThousandths()).isPositive();
  }

  @Test
  void nodeThatRefusedIsRuledOutByItsRefusal_andNotByTheRequest() {
    var decision =
        Scenario.of("A 1", "node km A B parcels\nNEAR 10 9 0 5\nNEXT 20 9 0 5")
            .demands(
                Demands.NONE.refused(
                    List.of(new Refusal(new ShipNodeId("NEAR"), Refusal.Because.DAMAGED))))
            .decide();

    assertThat(render(decision))
        .startsWith(
            "NEAR  out  engine-refused-by-node RefusedByNode[because=DAMAGED] L1\nNEXT  chosen");
    assertThat(
            Summary.of(
                Scenario.of("A 1", "node km A B parcels\nNEAR 10 9 0 5")
                    .demands(
                        Demands.NONE.refused(
                            List.of(new Refusal(new ShipNodeId("NEAR"), Refusal.Because.DAMAGED))))
                    .decide(),
                Currency.getInstance("USD")))
        .contains(
            "(NEAR has 9, but has refused units of this order as damaged)",
            "Ruled out is NEAR (refused as damaged)");
  }

  @Test
  void nodeThatTheCallerExcludesStaysInTheAnswerAsRuledOut() {
    var decision =
        Scenario.of("A 1", "node km A B parcels\nNEAR 10 9 0 5\nNEXT 20 9 0 5")
            .demands(Demands.NONE.excludingNodes(List.of(new ShipNodeId("NEAR"))))
            .decide();

    assertThat(render(decision))
        .isEqualTo(
            """
            NEAR  out  engine-excluded-by-caller ExcludedByCaller[] L1
            NEXT  chosen
            """);
  }

  @Test
  void serviceOutOfUseCarriesNothing() {
    var decision =
        Scenario.of("A 1", "node km A parcels\nNEAR 10 9 5")
            .services("service days parcel kg km flags\nOLD 1 100 0 300 off\nNEW 1 400 0 300")
            .demands(Demands.NONE.explaining(Demands.Explain.FULL))
            .decide();

    assertThat(decision.outcome().shipments())
        .singleElement()
        .satisfies(parcel -> assertThat(parcel.carrierService().value()).isEqualTo("NEW"));
    assertThat(decision.assessments().getFirst().services())
        .filteredOn(service -> service.carrierService().value().equals("OLD"))
        .singleElement()
        .satisfies(service ->
            assertThat(service.findings())
                .singleElement()
                .satisfies(finding ->
                    assertThat(finding.reason().sentence()).isEqualTo("is switched off")));
  }

  @Test
  void stockOutOfUseOffersNothing_thoughItIsThere() {
    var decision =
        Scenario.of("A 1", "node km A parcels flags\nNEAR 10 9 5 off=A\nNEXT 20 9 5").decide();

    assertThat(render(decision))
        .isEqualTo(
            """
            NEAR  out  engine-stock-switched-off StockInactive[sku=A] L1, out-of-stock ShortOfStock[unitsShort=1, unitsAvailable=0] L1
            NEXT  chosen
            """);
  }

  @Test
  void whereOnlyStockOutOfUseIsThere_theSummarySaysSo() {
    var decision =
        Scenario.of("A 1", "node km A parcels flags\nNEAR 10 9 5 off=A")
            .demands(Demands.NONE.explaining(Demands.Explain.FULL))
            .decide();

    assertThat(decision.outcome()).isInstanceOf(Outcome.Backordered.class);
    assertThat(Summary.of(decision, java.util.Currency.getInstance("USD")))
        .contains("NEAR has 9, but has its stock of A switched off");
  }

  @Test
  void protectedUnitsAreNotSold() {
    var scenario =
        Scenario.of("A 3", "node km A B parcels\nONE 10 5 0 5").tables(t -> t.protecting(2));

    var three = scenario.decide().outcome();
    var four = scenario.order("A 4").decide().outcome();

    assertThat(three).isInstanceOf(Outcome.Allocated.class);
    assertThat(three.shipments().getFirst().lines().getFirst().protectedUnits()).isEqualTo(2);
    assertThat(four).isInstanceOf(Outcome.Backordered.class);
    assertThat(four.shortages().getFirst().holdings())
        .containsExactly(
            new SourcingDecision.Holding(
                new ShipNodeId("ONE"), new dev.whence.domain.inventory.Sku("A"), 5, 0, 0, 2, 3));
  }

  @Test
  void orderDecidedOneMinuteAfterTheLastChanceLeavesOnTheNextWorkingDay() {
    var scenario = Scenario.of("A 1", "node km A B parcels\nONE 10 5 0 5");

    var late = scenario.at("2026-11-06T14:01:00Z").decide();
    var inTime = scenario.at("2026-11-06T14:00:00Z").decide();

    assertThat(late.outcome().shipments().getFirst().handover()).isEqualTo("2026-11-09T16:00:00Z");
    assertThat(inTime.outcome().shipments().getFirst().handover())
        .isEqualTo("2026-11-06T16:00:00Z");
  }

  @Test
  void riskyLineGetsTheTablesAction() {
    var decision =
        Scenario.of("A 1, B 1", "node km A B parcels flags\nONE 10 9 9 5 hazmat").decide();

    assertThat(decision.returns().get(0).action()).isEqualTo(ReturnAction.SIZE_ADVICE);
    assertThat(decision.returns().get(1).action()).isEqualTo(ReturnAction.NONE);
    assertThat(decision.cost().returns()).isEqualTo(Cost.ofMinorUnits(350 + 70));
  }

  @Test
  void tablesOfServicesSeeTheNodeItsRegionAndTheAddress() {
    var seen = new java.util.ArrayList<String>();
    Scenario.of("A 1", "node km A parcels flags\nPORT 10 9 5 region=HARBOR")
        .destination(
            new dev.whence.domain.orders.Destination(
                "CA",
                "ON",
                "k1a 0b1",
                new dev.whence.domain.GeoPoint(0, 0),
                java.time.ZoneOffset.UTC))
        .estimator(Scenario.failing())
        .tables(t ->
            t.guide(
                    fact -> {
                      seen.add(
                          String.join(
                              " ",
                              fact.shipNode(),
                              fact.originRegion(),
                              fact.destinationPostalCode()));
                      return new String[0];
                    })
                .limit(
                    "watches",
                    Reason.CarrierCode.OUT_OF_REACH,
                    fact -> {
                      seen.add(
                          String.join(
                              " ",
                              fact.shipNode(),
                              fact.originRegion(),
                              fact.destinationPostalCode()));
                      return false;
                    }))
        .decide();

    assertThat(seen).hasSizeGreaterThan(2).containsOnly("PORT HARBOR K1A0B1");
  }

  @Test
  void theBestOtherPlanSaysWhatItCostsMoreAndWhichTermSpeaksAgainstIt() {
    var decision =
        Scenario.of("A 1", "node km A B parcels\nNEAR 10 9 0 5\nNEXT 500 9 0 5").decide();

    // NEAR by AIR costs 1650 for freight, NEXT by GROUND 750; NEAR by GROUND 450.
    assertThat(decision.second())
        .singleElement()
        .satisfies(second -> {
          assertThat(Scenario.plain(second.extra())).isEqualTo("300");
          assertThat(second.legs().getFirst().shipNode().value()).isEqualTo("NEXT");
          assertThat(second.term()).isEqualTo("freight");
        });
  }

  @Test
  void replayFromTheEstimateLogIsEqual() {
    var scenario =
        Scenario.of(
            "A 1, B 1",
            """
            node   km  A  B  parcels flags
            LEFT   10  9  0  5
            RIGHT  20  0  9  5       hazmat
            """);
    var recorder = new EstimateLog.Recorder(Scenario.trusting());
    var decision = scenario.decide(recorder);

    var again = scenario.decide(recorder.log().replay(Scenario.failing()));

    assertThat(again).isEqualTo(decision);
    assertThat(decision.outcome().shortages())
        .noneMatch(s -> s.reason() instanceof ShortageReason.NoStock);
  }
}
