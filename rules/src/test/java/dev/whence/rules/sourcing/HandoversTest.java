package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.FRIDAY;
import static dev.whence.rules.sourcing.Scenario.MONDAY;
import static dev.whence.rules.sourcing.Scenario.NEXT_MONDAY;
import static dev.whence.rules.sourcing.Scenario.THURSDAY;
import static dev.whence.rules.sourcing.Scenario.TUESDAY;
import static dev.whence.rules.sourcing.Scenario.WEDNESDAY;
import static dev.whence.rules.sourcing.Scenario.against;
import static dev.whence.rules.sourcing.Scenario.render;
import static dev.whence.rules.sourcing.Scenario.shipments;
import static dev.whence.rules.sourcing.Scenario.shortages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.Money;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.MeasuredTransit;
import dev.whence.domain.carriers.Surcharge;
import dev.whence.domain.carriers.Validity;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A candidate is a ship node, a carrier service and a hand-over.
class HandoversTest {
  private static final String GROUND =
      """
      service  days  parcel  kg   km
      GROUND   1     400     100  4000
      """;

  private static Demands window(LocalDate notBefore, LocalDate by) {
    Demands none = Demands.NONE;
    return new Demands(
        none.excludedNodes(),
        none.excludedServices(),
        notBefore,
        by,
        none.pins(),
        none.sameNode(),
        none.shipComplete(),
        none.callerPlan(),
        none.explain());
  }

  @Test
  void secondOrderOnANodeOfOneParcelADayLeavesTheNextDay() {
    var free = Scenario.of("A 1", "node km A parcels\nONE 100 9 1").promise(MONDAY.plusDays(15));
    var taken =
        Scenario.of("A 1", "node km A parcels flags\nONE 100 9 1 booked=2026-11-02/1")
            .promise(MONDAY.plusDays(15));

    assertThat(shipments(free.decide())).containsExactly("ONE GROUND 11-02 L1*1");
    assertThat(shipments(taken.decide())).containsExactly("ONE GROUND 11-03 L1*1");
    assertThat(taken.decide().cost()).isEqualTo(free.decide().cost());
  }

  @Test
  void whatIsReadyOnFridayDoesNotWaitForSaturday_thoughBothArriveOnMonday() {
    // One unit is one parcel, and Friday has room for it.
    var decision =
        Scenario.of("A 1", "node km A parcels flags\nONE 100 9 1 days=MON-SAT")
            .services(
                """
                service  days  parcel  kg   km    flags
                GROUND   2     400     100  4000  ontime=0.9
                """)
            .estimator(Scenario.failing())
            .measured(MeasuredTransit.none(new CarrierServiceId("GROUND")))
            .at("2026-11-06T12:00:00Z")
            .promise(NEXT_MONDAY)
            .decide();

    assertThat(shipments(decision)).containsExactly("ONE GROUND 11-06 L1*1");
  }

  @Test
  void laterHandoverIsPricedByTheLatenessItBrings() {
    var decision =
        Scenario.of("A 1", "node km A parcels flags\nONE 100 9 1 booked=2026-11-02/1")
            .services(GROUND)
            .policy(new Policy().returns(0).promise(1))
            .decide();

    // From Tuesday 16:00 the promised Tuesday has 8 hours: 1/3 day of 0.901 for the first per cent.
    // 600 * (1 - 0.01 * 0.33333 / 0.901) = 597.7802
    assertThat(Scenario.plain(decision.cost().lateness())).isEqualTo("597.7802");
  }

  @Test
  void capacityIsExhaustedOnlyWhenNoHandoverInTheHorizonHasRoom() {
    var scenario =
        Scenario.of(
            "A 1",
            """
            node km  A parcels flags
            ONE  100 9 1       booked=2026-11-02/1 booked=2026-11-03/1 booked=2026-11-04/1 booked=2026-11-05/2
            """);

    var three = scenario.policy(new Policy().horizon(3)).decide();
    var four = scenario.policy(new Policy().horizon(4)).decide();

    assertThat(render(three)).isEqualTo("ONE  out  used-up CapacityExhausted[horizonDays=3] L1\n");
    assertThat(three.outcome()).isInstanceOf(Outcome.Unfillable.class);
    assertThat(shortages(three)).containsExactly("L1*1 NoEligibleNode[]");
    assertThat(shipments(four)).containsExactly("ONE GROUND 11-06 L1*1");
  }

  @Test
  void ordersOfAWeekendFillMondayAndThenTuesday() {
    var scenario = Scenario.of("A 1", "node km A parcels\nONE 100 9 2").at("2026-11-07T10:00:00Z");

    assertThat(shipments(scenario.decide())).containsExactly("ONE GROUND 11-09 L1*1");
    scenario.nodes("node km A parcels flags\nONE 100 9 2 booked=2026-11-09/1");
    assertThat(shipments(scenario.decide())).containsExactly("ONE GROUND 11-09 L1*1");
    scenario.nodes("node km A parcels flags\nONE 100 9 2 booked=2026-11-09/2");
    assertThat(shipments(scenario.decide())).containsExactly("ONE GROUND 11-10 L1*1");
  }

  @Test
  void twoServicesOfOneNodeShareTheRoomOfTheDay() {
    // B may not fly, and A may not drive here: two parcels.
    var scenario =
        Scenario.of("A 1, B 1", "node km A B parcels flags\nONE 100 9 9 1 hazmat")
            .tables(t ->
                t.limit(
                    "fashion-flies",
                    Reason.CarrierCode.CONTENTS_NOT_CARRIED,
                    fact ->
                        fact.category().equals("fashion")
                            && fact.carrierService().equals("GROUND")));

    assertThat(shipments(scenario.decide()))
        .containsExactly("ONE AIR 11-02 L1*1", "ONE GROUND 11-03 L2*1");
    scenario.nodes("node km A B parcels flags\nONE 100 9 9 2 hazmat");
    assertThat(shipments(scenario.decide()))
        .containsExactly("ONE AIR 11-02 L1*1", "ONE GROUND 11-02 L2*1");
  }

  @Test
  void shipNotBeforeWaitsAndShipByRefusesWhatIsLater() {
    var scenario = Scenario.of("A 1", "node km A parcels\nONE 100 9 1");

    assertThat(shipments(scenario.demands(window(WEDNESDAY, Demands.ANY_LATE)).decide()))
        .containsExactly("ONE GROUND 11-04 L1*1");
    assertThat(shipments(scenario.demands(window(WEDNESDAY, WEDNESDAY)).decide()))
        .containsExactly("ONE GROUND 11-04 L1*1");

    // After two on Monday noon nothing leaves on Monday any more.
    scenario.at("2026-11-02T14:01:00Z");
    assertThat(shipments(scenario.demands(window(Demands.ANY_EARLY, TUESDAY)).decide()))
        .containsExactly("ONE GROUND 11-03 L1*1");
    var none = scenario.demands(window(Demands.ANY_EARLY, MONDAY)).decide();
    assertThat(shipments(none)).isEmpty();
    assertThat(against(none, "ONE", "GROUND"))
        .isEqualTo(
            "engine-outside-window: has no hand-over with room in the time that the request allows"
                + " (now to 2026-11-02)");
  }

  @Test
  void dayWithoutRoomInTheCallersWindowIsTheWindowsFault() {
    var scenario =
        Scenario.of("A 1", "node km A parcels flags\nONE 100 9 1 booked=2026-11-02/1")
            .demands(window(Demands.ANY_EARLY, MONDAY));

    assertThat(against(scenario.decide(), "ONE", "GROUND")).startsWith("engine-outside-window: ");
  }

  @Test
  void orderWantedOnThursdayAndNoSoonerLeavesOnWednesday() {
    var scenario = Scenario.of("A 1", "node km A parcels\nONE 100 9 1").services(GROUND);

    var exactly = scenario.exactly(THURSDAY).decide();
    var by = scenario.promise(THURSDAY).decide();

    assertThat(shipments(exactly)).containsExactly("ONE GROUND 11-04 L1*1");
    assertThat(shipments(by)).containsExactly("ONE GROUND 11-02 L1*1");
    // From Wednesday 16:00: 0.995 by Thursday midnight, less 0.01 * 0.33333 / 0.901 on Wednesday.
    assertThat(exactly.onTime().value()).isCloseTo(0.995 - 0.0036996, within(1e-6));
  }

  @Test
  void orderWantedOnADayWithoutDeliveryHasNoChance_alsoInItsStep() {
    var decision =
        Scenario.of("A 1", "node km A parcels\nONE 100 9 1")
            .services(GROUND)
            .exactly(MONDAY.plusDays(6))
            .decide();

    assertThat(decision.onTime().value()).isZero();
    assertThat(decision.promise().kept()).isFalse();
    assertThat(decision.promise().steps())
        .singleElement()
        .satisfies(step -> assertThat(step.chance().value()).isZero());
  }

  @Test
  void dayThatIsMissedAnywayIsMissedByTheCheaperHandover_whateverTheRoomBefore() {
    // Wanted on Tuesday and packed too late for it: Tuesday's hand-over costs 950, Wednesday's 450.
    // Either is late for good. With or without room on Tuesday the cheap one is found.
    for (String booked : List.of("", "booked=2026-11-03/1")) {
      var decision =
          Scenario.of("A 1", "node km A parcels flags\nONE 100 9 1 " + booked)
              .services(
                  """
                  service  days  parcel  kg   km    flags
                  GROUND   1     900     100  4000  until=2026-11-03
                  GROUND   1     400     100  4000  from=2026-11-04
                  """)
              .at("2026-11-02T15:00:00Z")
              .exactly(TUESDAY)
              .decide();

      assertThat(shipments(decision)).containsExactly("ONE GROUND 11-04 L1*1");
    }
  }

  @Test
  void zoneThatIsCheaperFromWednesdayIsWaitedForWhenThePromiseAllows() {
    var scenario =
        Scenario.of("A 1", "node km A parcels\nONE 100 9 5")
            .policy(new Policy().returns(0))
            .services(
                """
                service  days  parcel  kg   km    flags
                GROUND   1     900     100  4000  until=2026-11-03
                GROUND   1     400     100  4000  from=2026-11-04
                """);

    // Monday 950, Wednesday 450; promised for Thursday both arrive.
    assertThat(shipments(scenario.promise(THURSDAY).decide()))
        .containsExactly("ONE GROUND 11-04 L1*1");
    // Promised for Wednesday, waiting would save 500 and cost 597.78 - 3.
    assertThat(shipments(scenario.promise(WEDNESDAY).decide()))
        .containsExactly("ONE GROUND 11-02 L1*1");
  }

  @Test
  void orderWaitsForTheEndOfThePeakWhenThatIsCheaper() {
    var scenario =
        Scenario.of("A 1", "node km A parcels\nONE 100 9 5")
            .services(GROUND)
            .policy(new Policy().returns(0))
            .promise(FRIDAY)
            .surcharge("GROUND", peak(THURSDAY.minusDays(1)));

    var decision = scenario.decide();

    assertThat(shipments(decision)).containsExactly("ONE GROUND 11-05 L1*1");
    assertThat(Scenario.plain(decision.cost().freight())).isEqualTo("450");
    assertThat(shipments(scenario.promise(THURSDAY).decide()))
        .containsExactly("ONE GROUND 11-02 L1*1");
    assertThat(scenario.decide().outcome().shipments().getFirst().surcharges())
        .containsExactly("peak");
  }

  private static Surcharge peak(LocalDate until) {
    return new Surcharge(
        "peak",
        Money.of(300, "USD"),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        0,
        0,
        0,
        0,
        List.of(),
        List.of(),
        new Validity(MONDAY, until));
  }
}
