package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.shipments;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which other ship nodes a planned parcel is offered to.
class CompetitionTest {
  private static final String FOUR =
      """
      node   km    A  C  parcels
      NEAR   10    9  9  5
      MIDDLE 600   9  9  5
      FAR    2000  9  9  5
      LITTLE 20    1  9  5
      FULL   30    9  9  0
      """;

  private static SourcingDecision decide(String lines, int nodes, Demands demands) {
    return Scenario.of(lines, FOUR)
        .policy(new Policy().late(0, 0).returns(0).offering(nodes))
        .demands(demands)
        .decide();
  }

  @Test
  void theCheapestThatCouldSendAllOfTheParcelCompete() {
    SourcingDecision decision = decide("A 2, C 1", 3, Demands.NONE);

    assertThat(shipments(decision)).containsExactly("NEAR GROUND 11-02 L1*2 L2*1");
    assertThat(competing(decision)).containsExactly("NEAR: MIDDLE +3.00, FAR +5.00");
    assertThat(competing(decide("A 2, C 1", 2, Demands.NONE)))
        .containsExactly("NEAR: MIDDLE +3.00");
    assertThat(competing(decide("A 1", 3, Demands.NONE)))
        .containsExactly("LITTLE: NEAR +0.00, MIDDLE +3.00");
  }

  @Test
  void withoutTheTableNobodyCompetes_andTheDecisionIsTheSameOtherwise() {
    SourcingDecision alone = decide("A 2, C 1", 1, Demands.NONE);

    assertThat(competing(alone)).containsExactly("NEAR: ");
    assertThat(shipments(alone)).isEqualTo(shipments(decide("A 2, C 1", 9, Demands.NONE)));
  }

  @Test
  void whoIsExcludedDoesNotCompete_norDoesAnybodyForAPin() {
    assertThat(
            competing(
                decide("A 2", 9, Demands.NONE.excludingNodes(List.of(new ShipNodeId("MIDDLE"))))))
        .containsExactly("NEAR: FAR +5.00");
    assertThat(
            competing(
                decide(
                    "A 2",
                    9,
                    new Demands(
                        List.of(),
                        List.of(),
                        Demands.ANY_EARLY,
                        Demands.ANY_LATE,
                        List.of(new Demands.Pin(new OrderLineId("L1"), new ShipNodeId("FAR"), 2)),
                        List.of(),
                        false,
                        List.of(),
                        Demands.Explain.NONE))))
        .containsExactly("FAR: ");
  }

  @Test
  void aPartOfABundleIsOfferedToNobody_forItWouldMoveAlone() {
    SourcingDecision apart =
        Scenario.of(
                "KIT 1 = A 1 + C 1",
                "node km A C parcels\nONE 10 9 0 5\nTWO 20 0 9 5\nFAR 2000 9 9 5")
            .policy(new Policy().late(0, 0).returns(0).split(0).offering(9))
            .decide();

    assertThat(competing(apart)).containsExactlyInAnyOrder("ONE: ", "TWO: ");
  }

  /// Each parcel as "node: competitor +cost, ...".
  private static List<String> competing(SourcingDecision decision) {
    return decision.outcome().shipments().stream().map(CompetitionTest::competing).toList();
  }

  private static String competing(Shipment shipment) {
    return shipment.shipNode()
        + ": "
        + String.join(
            ", ",
            shipment.competing().stream()
                .map(other ->
                    "%s +%.2f".formatted(other.shipNode(), other.extra().tenThousandths() / 1e6))
                .toList());
  }
}
