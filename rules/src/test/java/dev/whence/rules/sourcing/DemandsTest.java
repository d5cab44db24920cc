package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.against;
import static dev.whence.rules.sourcing.Scenario.cost;
import static dev.whence.rules.sourcing.Scenario.plain;
import static dev.whence.rules.sourcing.Scenario.render;
import static dev.whence.rules.sourcing.Scenario.shipments;
import static dev.whence.rules.sourcing.Scenario.shortages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.Demands.Pin;
import dev.whence.rules.sourcing.Demands.PlannedLine;
import dev.whence.rules.sourcing.Demands.PlannedParcel;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the caller insists on is kept, or the order does not ship.
class DemandsTest {
  private static final String NEAR_AND_FAR =
      """
      node  km    A  B  C  parcels flags
      FAR   2000  9  9  9  5       hazmat
      NEAR  10    9  9  9  5       hazmat
      """;

  private static Policy calm() {
    return new Policy().late(0, 0).returns(0);
  }

  private static Scenario order(String lines) {
    return Scenario.of(lines, NEAR_AND_FAR).policy(calm());
  }

  private static Pin pin(String line, String node, int units) {
    return new Pin(new OrderLineId(line), new ShipNodeId(node), units);
  }

  private static List<OrderLineId> lines(String... ids) {
    return Arrays.stream(ids).map(OrderLineId::new).toList();
  }

  private static Demands demands(
      List<Pin> pins, List<List<OrderLineId>> sameNode, boolean complete, PlannedParcel... plan) {
    return new Demands(
        List.of(),
        List.of(),
        Demands.ANY_EARLY,
        Demands.ANY_LATE,
        pins,
        sameNode,
        complete,
        List.of(plan),
        Demands.Explain.FULL);
  }

  private static Demands pinned(Pin... pins) {
    return demands(List.of(pins), List.of(), false);
  }

  @Test
  void pinnedLineLeavesThePinnedNodeAlthoughItIsDearer() {
    var decision = order("A 2").demands(pinned(pin("L1", "FAR", 2))).decide();

    assertThat(shipments(decision)).containsExactly("FAR GROUND 11-02 L1*2");
    assertThat(render(decision))
        .isEqualTo(
            """
            FAR  chosen
            NEAR  out  engine-pinned-elsewhere PinnedElsewhere[shipNodes=[FAR]] L1
            """);
  }

  @Test
  void pinnedPartIsCountedOnceAndTheRestIsFree() {
    var decision =
        Scenario.of("A 3", "node km A parcels\nFAR 2000 1 5\nNEAR 10 9 5")
            .policy(calm())
            .demands(pinned(pin("L1", "FAR", 1)))
            .decide();

    assertThat(shipments(decision))
        .containsExactly("FAR GROUND 11-02 L1*1", "NEAR GROUND 11-02 L1*2");
  }

  @Test
  void restOfAPinnedLineTravelsWithThePinWhereThatIsCheaper() {
    // At FAR the second and third unit cost 50 + 10 each; a parcel from NEAR 500 + 70 and 500
    // split.
    var decision =
        order("A 3").policy(calm().split(500)).demands(pinned(pin("L1", "FAR", 1))).decide();

    assertThat(shipments(decision)).containsExactly("FAR GROUND 11-02 L1*3");
    assertThat(decision.outcome().shipments().getFirst().lines()).hasSize(1);
    assertThat(cost(decision.cost())).isEqualTo("freight 1050, handling 80");
  }

  @Test
  void twoPinsOfOneLineLeaveTheirNodes() {
    var decision = order("A 3").demands(pinned(pin("L1", "FAR", 1), pin("L1", "NEAR", 2))).decide();

    assertThat(shipments(decision))
        .containsExactly("FAR GROUND 11-02 L1*1", "NEAR GROUND 11-02 L1*2");
  }

  @Test
  void pinToANodeWithoutStockShipsTheFreePartAndWaitsForThePinned() {
    var decision =
        Scenario.of("A 3", "node km A parcels\nFAR 2000 0 5\nNEAR 10 9 5")
            .policy(calm())
            .demands(pinned(pin("L1", "FAR", 1)))
            .decide();

    assertThat(shipments(decision)).containsExactly("NEAR GROUND 11-02 L1*2");
    assertThat(shortages(decision)).containsExactly("L1*1 NoStock[]");
    assertThat(decision.outcome()).isInstanceOf(Outcome.PartlyBackordered.class);
  }

  @Test
  void bundleWithAPinnedUnitIsShortOfAllItsUnitsNotOfOne() {
    // Nobody holds C: both bundles wait, the pinned one and the free one.
    var decision =
        Scenario.of("KIT 2 = A 1 + C 1", "node km A C parcels\nFAR 2000 9 0 5\nNEAR 10 9 0 5")
            .policy(calm())
            .demands(pinned(pin("L1", "FAR", 1)))
            .decide();

    assertThat(shortages(decision)).containsExactly("L1*2 NoStock[]");
  }

  private static final String APART =
      """
      node   km    A  C  parcels
      BOTH   2000  9  9  5
      LEFT   10    9  0  5
      RIGHT  10    0  9  5
      """;

  @Test
  void linesOfOneGroupLeaveOneNode() {
    var free = Scenario.of("A 1, C 1", APART).policy(calm());
    var together =
        Scenario.of("A 1, C 1", APART)
            .policy(calm().split(0))
            .demands(demands(List.of(), List.of(lines("L1", "L2")), false));

    // Apart: 450 + 60 and 600 + 60 and 100 split; BOTH: 900 + 250 + 70.
    assertThat(shipments(free.policy(calm().split(0)).decide())).hasSize(2);
    assertThat(shipments(together.decide())).containsExactly("BOTH GROUND 11-02 L1*1 L2*1");
  }

  @Test
  void groupThatNoNodeCanSendWholeShipsWhatItCan() {
    var decision =
        Scenario.of("A 1, C 1", "node km A C parcels\nLEFT 10 9 0 5\nRIGHT 10 0 9 5")
            .policy(calm())
            .demands(demands(List.of(), List.of(lines("L1", "L2")), false))
            .decide();

    // Of equal costs of leaving out, the cheaper line ships: A for 450 + 60, not C for 600 + 60.
    assertThat(shipments(decision)).containsExactly("LEFT GROUND 11-02 L1*1");
    assertThat(shortages(decision)).containsExactly("L2*1 DemandsNotMet[]");
  }

  @Test
  void orderThatShipsCompleteOrNotAtAllWaitsForItsLastLine() {
    var complete = demands(List.of(), List.of(), true);
    var scenario =
        Scenario.of("A 1, C 1", "node km A C parcels\nONE 10 9 0 5")
            .policy(calm().partLines())
            .demands(complete);

    var waiting = scenario.decide();
    var ready = scenario.nodes("node km A C parcels\nONE 10 9 1 5").decide();

    assertThat(waiting.outcome()).isInstanceOf(Outcome.Backordered.class);
    assertThat(shortages(waiting)).containsExactly("L1*1 DemandsNotMet[]", "L2*1 NoStock[]");
    assertThat(shipments(ready)).containsExactly("ONE GROUND 11-02 L1*1 L2*1");
  }

  @Test
  void excludedServiceIsToldAndTheOtherCarries() {
    var decision =
        order("A 1")
            .demands(Demands.NONE.excludingServices(List.of(new CarrierServiceId("GROUND"))))
            .decide();

    assertThat(shipments(decision)).containsExactly("FAR AIR 11-02 L1*1");
    assertThat(against(decision, "NEAR", "GROUND"))
        .isEqualTo("engine-excluded-by-caller: is excluded by the request");
  }

  static PlannedParcel parcel(String node, String service, String line, int units) {
    return new PlannedParcel(
        new ShipNodeId(node),
        new CarrierServiceId(service),
        List.of(new PlannedLine(new OrderLineId(line), units)));
  }

  @Test
  void callersPlanIsScoredAndNotObeyed() {
    var decision =
        order("A 2")
            .demands(demands(List.of(), List.of(), false, parcel("FAR", "GROUND", "L1", 2)))
            .decide();

    assertThat(shipments(decision)).containsExactly("NEAR GROUND 11-02 L1*2");
    // 900 + 100 for freight instead of 400 + 100.
    assertThat(decision.callerPlan())
        .singleElement()
        .satisfies(scored -> {
          assertThat(scored.allowed()).isTrue();
          assertThat(plain(scored.extra())).isEqualTo("500");
          assertThat(cost(scored.cost())).isEqualTo("freight 1000, handling 70");
        });
  }

  @Test
  void callersPlanThatSplitsALineAgainstThePolicyIsScored_andNotAllowed() {
    var decision =
        order("A 2")
            .demands(
                demands(
                    List.of(),
                    List.of(),
                    false,
                    parcel("NEAR", "GROUND", "L1", 1),
                    parcel("FAR", "GROUND", "L1", 1)))
            .decide();

    // 450 + 950 freight, 120 handling, 100 split, against 500 + 70.
    assertThat(decision.callerPlan())
        .singleElement()
        .satisfies(scored -> {
          assertThat(scored.allowed()).isFalse();
          assertThat(scored.problem()).startsWith("it splits line L1, or leaves a part of it out");
          assertThat(plain(scored.extra())).isEqualTo("1050");
        });
  }

  @Test
  void groupsThatShareALineLeaveOneNode() {
    // A and B together, B and C together: so all three from BOTH, 950 + 100 + 200 + 30 + 50.
    String nodes =
        """
        node   km    A  B  C  parcels flags
        BOTH   2000  9  9  9  5       hazmat
        LEFT   10    9  9  0  5       hazmat
        RIGHT  10    0  0  9  5
        """;
    for (var groups :
        List.of(
            List.of(lines("L1", "L2"), lines("L2", "L3")),
            List.of(lines("L1", "L2"), lines("L3", "L2")),
            List.of(lines("L1", "L2", "L3")))) {
      var decision =
          Scenario.of("A 1, B 1, C 1", nodes)
              .policy(calm().split(0))
              .demands(demands(List.of(), groups, false))
              .decide();

      assertThat(shipments(decision)).containsExactly("BOTH GROUND 11-02 L1*1 L2*1 L3*1");
    }
    var order = Map.of("L1", 1, "L2", 1, "L3", 1);
    assertThat(
            demands(
                    List.of(pin("L1", "LEFT", 1), pin("L3", "RIGHT", 1)),
                    List.of(lines("L1", "L2"), lines("L2", "L3")),
                    false)
                .contradictions(line -> order.getOrDefault(line.value(), 0)))
        .containsExactly(
            "The lines L1, L3 must leave one ship node, and are pinned to LEFT and RIGHT.");
  }

  @Test
  void groupsThatAThirdJoinsAreOne() {
    assertThat(
            demands(
                    List.of(),
                    List.of(
                        lines("L1", "L2"), lines("L3", "L4"), lines("L5", "L6"), lines("L4", "L1")),
                    false)
                .oneNode())
        .containsExactly(lines("L1", "L2", "L3", "L4"), lines("L5", "L6"));
  }

  @Test
  void morePinnedUnitsThanAnIntHoldsAreAContradictionLikeOthers() {
    var pins = java.util.Collections.nCopies(300, pin("L1", "NEAR", 10_000_000));

    assertThat(demands(pins, List.of(), false).contradictions(line -> 2))
        .containsExactly("3000000000 units of line L1 are pinned, it asks for 2.");
  }

  @Test
  void contradictionsNameTheirPlaceAndWhatHelps() {
    var all =
        demands(
            List.of(pin("L1", "NEAR", 1), pin("L1", "FAR", 2), pin("L8", "FAR", 1)),
            List.of(lines("L1", "L7")),
            false,
            parcel("NEAR", "GROUND", "L1", 1),
            parcel("NEAR", "GROUND", "L9", 1));

    assertThat(all.conflicts(line -> line.value().equals("L1") ? 2 : 0))
        .extracting(each -> each.place() + " " + each.value() + ": maybe " + each.remedy())
        .containsExactly(
            "/pins/2/lineId L8: maybe name a line of the order",
            "/pins/1/units 2: maybe pin at most 2 of line L1",
            "/sameNode/0/lineIds L1, L7: maybe pin them to one ship node, or drop the group",
            "/sameNode/0/lineIds/1 L7: maybe name a line of the order",
            "/callerPlan/1/lines/0/lineId L9: maybe name a line of the order");
  }

  @Test
  void callersPlanOfAPinnedLineIsScoredAlikeWhateverParcelComesFirst() {
    for (boolean pinnedFirst : List.of(true, false)) {
      PlannedParcel far = parcel("FAR", "GROUND", "L1", 2);
      PlannedParcel near = parcel("NEAR", "GROUND", "L1", 1);
      var decision =
          order("A 3")
              .demands(
                  demands(
                      List.of(pin("L1", "FAR", 2)),
                      List.of(),
                      false,
                      pinnedFirst ? far : near,
                      pinnedFirst ? near : far))
              .decide();

      assertThat(decision.callerPlan())
          .singleElement()
          .satisfies(scored -> assertThat(scored.problem()).isEmpty());
    }
  }

  @Test
  void callersPlanOfABundleWithAPinnedUnitCountsEachUnitOnce() {
    // One of the two is pinned to FAR; 950 + 100 + 200 and 450 + 100 + 200 either way.
    for (String bundle : List.of("KIT 2 = A 1 + C 1", "KIT 2 == A 1 + C 1")) {
      var decision =
          order(bundle)
              .demands(
                  demands(
                      List.of(pin("L1", "FAR", 1)),
                      List.of(),
                      false,
                      parcel("NEAR", "GROUND", "L1", 1),
                      parcel("FAR", "GROUND", "L1", 1)))
              .policy(calm().split(0))
              .decide();

      assertThat(decision.callerPlan())
          .singleElement()
          .satisfies(scored -> {
            assertThat(scored.problem()).isEmpty();
            assertThat(scored.cost().unfilled().tenThousandths()).isZero();
          });
    }
  }

  @Test
  void callersPlanOfMoreBundlesThanTheOrderHasSaysSo() {
    assertThat(
            order("KIT 2 = A 1 + C 1")
                .demands(demands(List.of(), List.of(), false, parcel("NEAR", "GROUND", "L1", 9)))
                .decide()
                .callerPlan()
                .getFirst()
                .problem())
        .isEqualTo("it sends 7 units of line L1 too many");
  }

  @Test
  void callersPlanMayUseEveryHandoverThatOursMayUse() {
    // Two parcels, and room for one a day: the second one leaves a day later, in his plan as in
    // ours.
    var decision =
        Scenario.of("C 2", "node km C parcels\nNEAR 10 9 1")
            .policy(calm())
            .tables(t ->
                t.limit("one", Reason.CarrierCode.TOO_MANY_UNITS, fact -> fact.parcelUnits() > 1))
            .demands(
                demands(
                    List.of(),
                    List.of(),
                    false,
                    parcel("NEAR", "GROUND", "L1", 1),
                    parcel("NEAR", "GROUND", "L1", 1)))
            .decide();

    assertThat(decision.outcome().shipments()).hasSize(2);
    assertThat(decision.callerPlan())
        .singleElement()
        .satisfies(scored -> assertThat(scored.problem()).isEmpty());
  }

  @Test
  void pinnedPartThatIsThereIsKeptBackByTheDemandAndNotByStock() {
    // One of three A is pinned to FAR, which has two; there is no C, and nothing leaves without it.
    var decision =
        Scenario.of("A 3, C 1", "node km A C parcels\nFAR 2000 2 0 5\nNEAR 10 9 0 5")
            .policy(calm())
            .demands(demands(List.of(pin("L1", "FAR", 1)), List.of(), true))
            .decide();

    assertThat(shortages(decision)).containsExactly("L1*3 DemandsNotMet[]", "L2*1 NoStock[]");
  }

  @Test
  void returnsOfABundleCostTheSameWhicheverUnitsArePinned() {
    for (var pins : List.of(List.<Pin>of(), List.of(pin("L1", "NEAR", 1)))) {
      var decision =
          order("KIT 3 = A 1 + C 1")
              .policy(new Policy().late(0, 0).returns(1_000))
              .demands(demands(pins, List.of(), false))
              .decide();

      // Half of the fashion comes back, for 10.00 each.
      assertThat(plain(decision.cost().returns())).isEqualTo("1500");
    }
  }

  @Test
  void callersPlanThatForgetsUnitsPaysForThem() {
    var decision =
        order("A 2, C 1")
            .demands(demands(List.of(), List.of(), false, parcel("NEAR", "GROUND", "L1", 2)))
            .decide();

    // Ours sends C in the same parcel for 200 + 10; leaving it out costs 5000.
    assertThat(decision.callerPlan())
        .singleElement()
        .satisfies(scored -> assertThat(plain(scored.extra())).isEqualTo("4790"));
  }

  @Test
  void callersPlanThatBreaksALimitSaysSo() {
    assertThat(scored(parcel("NEAR", "GROUND", "L1", 3)).problem())
        .isEqualTo("it sends 1 units of line L1 too many");
    assertThat(scored(parcel("NOWHERE", "GROUND", "L1", 2)).problem())
        .startsWith("GROUND from NOWHERE is no candidate");
    var short1 =
        Scenario.of("A 2", "node km A parcels\nFAR 2000 9 5\nNEAR 10 1 5")
            .policy(calm().partLines())
            .demands(demands(List.of(), List.of(), false, parcel("NEAR", "GROUND", "L1", 2)))
            .decide();
    assertThat(short1.callerPlan())
        .singleElement()
        .satisfies(s -> {
          assertThat(s.allowed()).isFalse();
          assertThat(s.problem()).startsWith("it breaks a limit");
        });
  }

  private static SourcingDecision.ScoredPlan scored(PlannedParcel... plan) {
    return order("A 2")
        .demands(demands(List.of(), List.of(), false, plan))
        .decide()
        .callerPlan()
        .getFirst();
  }

  @Test
  void callersTwoParcelsOfOneServiceAreScoredAsOurPackingHasThem() {
    // Both in one parcel of ours: the plan names what leaves by which service.
    var decision =
        order("A 2")
            .demands(
                demands(
                    List.of(),
                    List.of(),
                    false,
                    parcel("NEAR", "GROUND", "L1", 1),
                    parcel("NEAR", "GROUND", "L1", 1)))
            .decide();

    assertThat(decision.callerPlan().getFirst().allowed()).isTrue();
    assertThat(plain(decision.callerPlan().getFirst().extra())).isEqualTo("0");
  }

  @Test
  void demandsThatContradictEachOtherAreToldInSentences() {
    Map<String, Integer> order = Map.of("L1", 2, "L2", 1);
    var all =
        new Demands(
            List.of(new ShipNodeId("OUT")),
            List.of(),
            LocalDate.of(2026, 11, 5),
            LocalDate.of(2026, 11, 4),
            List.of(
                pin("L1", "OUT", 1),
                pin("L1", "NEAR", 2),
                pin("L9", "NEAR", 1),
                pin("L2", "FAR", 1)),
            List.of(lines("L1", "L2"), lines("L2", "L7")),
            false,
            List.of(),
            Demands.Explain.NODES);

    assertThat(all.contradictions(line -> order.getOrDefault(line.value(), 0)))
        .containsExactly(
            "shipNotBefore is 2026-11-05 and shipBy is 2026-11-04: no day is left.",
            "Line L1 is pinned to OUT, which is excluded.",
            "A pin names the line L9, which the order does not have.",
            "3 units of line L1 are pinned, it asks for 2.",
            "The lines L1, L2 must leave one ship node, and are pinned to FAR and NEAR.",
            "A same-node group names the line L7, which the order does not have.");
    assertThat(
            pinned(pin("L1", "NEAR", 1), pin("L1", "FAR", 1))
                .contradictions(line -> order.getOrDefault(line.value(), 0)))
        .isEmpty();
  }

  @Test
  void explanationIsAsLongAsTheCallerAsksFor() {
    var none = order("A 1").demands(Demands.NONE.explaining(Demands.Explain.NONE)).decide();
    var nodes = order("A 1").demands(Demands.NONE.explaining(Demands.Explain.NODES)).decide();
    var full = order("A 1").decide();

    assertThat(none.assessments()).isEmpty();
    assertThat(nodes.assessments()).hasSize(2).allMatch(node -> node.services().isEmpty());
    assertThat(full.assessments()).hasSize(2).allMatch(node -> node.services().size() == 2);
    assertThat(none.outcome()).isEqualTo(full.outcome());
    assertThat(nodes.cost()).isEqualTo(full.cost());
  }

  @Test
  void aPinCountsOnce_whateverItHasSentAlready() {
    var line = new OrderLineId("1");
    var other = new OrderLineId("2");
    Demands demands =
        new Demands(
            List.of(),
            List.of(),
            Demands.ANY_EARLY,
            Demands.ANY_LATE,
            List.of(
                new Demands.Pin(line, new ShipNodeId("B"), 2),
                new Demands.Pin(line, new ShipNodeId("A"), 3),
                new Demands.Pin(other, new ShipNodeId("B"), 1)),
            List.of(),
            false,
            List.of(),
            Demands.Explain.NODES);

    assertThat(
            demands
                .within(
                    left -> left.equals(line) ? 4 : 1,
                    (of, node) -> of.equals(line) ? (node.value().equals("B") ? 2 : 1) : 0)
                .pins())
        .containsExactly(
            new Demands.Pin(line, new ShipNodeId("A"), 2),
            new Demands.Pin(other, new ShipNodeId("B"), 1));
    assertThat(demands.within(_ -> 5, (_, _) -> 0).pins()).isEqualTo(demands.pins());
  }

  @Test
  void aPinOfEveryUnitIsNeverUsedUp() {
    var line = new OrderLineId("1");
    var node = new ShipNodeId("B");
    Demands demands =
        new Demands(
            List.of(),
            List.of(),
            Demands.ANY_EARLY,
            Demands.ANY_LATE,
            List.of(new Demands.Pin(line, node, Integer.MAX_VALUE)),
            List.of(),
            true,
            List.of(),
            Demands.Explain.NODES);

    assertThat(demands.within(_ -> 1, (_, _) -> 3).pins())
        .containsExactly(new Demands.Pin(line, node, 1));
  }
}
