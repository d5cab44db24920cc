package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.FRIDAY;
import static dev.whence.rules.sourcing.Scenario.NEXT_MONDAY;
import static dev.whence.rules.sourcing.Scenario.SATURDAY;
import static dev.whence.rules.sourcing.Scenario.THURSDAY;
import static dev.whence.rules.sourcing.Scenario.WEDNESDAY;
import static dev.whence.rules.sourcing.Scenario.against;
import static dev.whence.rules.sourcing.Scenario.render;
import static dev.whence.rules.sourcing.Scenario.shipments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.orders.Destination;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/// Guide, price, promise and explanation read the same calendars.
class CalendarsTest {
  private static final String FRIDAY_AT_FIVE = "2026-11-06T17:00:00Z";

  @Test
  void serviceWithItsOwnCutoffLeavesTheNextDayWhileOthersLeaveToday() {
    String nodes = "node km A parcels flags\nONE 100 9 5 cutoff=AIR/13:59";
    var ground = Scenario.of("A 1", nodes);
    var air =
        Scenario.of("A 1", nodes)
            .services(
                """
                service  days  parcel  kg   km
                AIR      1     1500    300  4000
                """);

    // Packed at 14:00: one minute too late for AIR, two hours early for GROUND.
    assertThat(shipments(ground.decide())).containsExactly("ONE GROUND 11-02 L1*1");
    assertThat(air.decide().outcome().shipments().getFirst().handover())
        .isEqualTo("2026-11-03T13:59:00Z");
    air.nodes("node km A parcels flags\nONE 100 9 5 cutoff=AIR/14:00");
    assertThat(air.decide().outcome().shipments().getFirst().handover())
        .isEqualTo("2026-11-02T14:00:00Z");
  }

  @Test
  void twoDaysOfWorkFromFridayEveningAreNotDoneOnMonday() {
    var scenario =
        Scenario.of(
                "A 1",
                """
                node km  A parcels flags
                ONE  100 9 5       opens=08:00 closes=18:00 processing=20h
                """)
            .at(FRIDAY_AT_FIVE);

    // 1 h on Friday, 10 h on Monday, 9 h on Tuesday: packed at 17:00, past the cutoff of 16:00.
    assertThat(shipments(scenario.decide())).containsExactly("ONE GROUND 11-11 L1*1");
    // 2 h on Friday, 10 h on Monday, 8 h on Tuesday: packed at 16:00 sharp.
    assertThat(shipments(scenario.at("2026-11-06T16:00:00Z").decide()))
        .containsExactly("ONE GROUND 11-10 L1*1");
  }

  @Test
  void holidayOfTheNodeIsNoDayOfHandover() {
    var scenario = Scenario.of("A 1", "node km A parcels flags\nONE 100 9 5 holiday=2026-11-02");

    assertThat(shipments(scenario.decide())).containsExactly("ONE GROUND 11-03 L1*1");
  }

  @Test
  void serviceThatCollectsFromTuesdayTakesTheParcelOnTuesday() {
    var scenario =
        Scenario.of("A 1", "node km A parcels\nONE 100 9 5")
            .services(
                """
                service  days  parcel  kg   km    flags
                GROUND   1     400     100  4000  collects=TUE-FRI
                """);

    assertThat(shipments(scenario.decide())).containsExactly("ONE GROUND 11-03 L1*1");
  }

  @Test
  void serviceThatCollectsOnlyWhenTheNodeIsClosedIsRuledOutWithASentence() {
    var decision =
        Scenario.of("A 1", "node km A parcels\nONE 100 9 5")
            .services(
                """
                service  days  parcel  kg   km    flags
                SUNDAYS  1     100     100  4000  collects=SAT-SUN
                GROUND   1     400     100  4000
                """)
            .decide();

    assertThat(shipments(decision)).containsExactly("ONE GROUND 11-02 L1*1");
    assertThat(against(decision, "ONE", "SUNDAYS"))
        .isEqualTo("engine-not-collected: collects on no hand-over within 10 days");
  }

  @Test
  void serviceThatDeliversOnNoDayForTwoMonthsIsRuledOutWithASentence() {
    var decision =
        Scenario.of("A 1", "node km A parcels\nONE 100 9 5")
            .services(
                """
                service  days  parcel  kg   km    flags
                WINTER   1     100     100  4000  holiday=2026-11-03/2027-02-28
                GROUND   1     400     100  4000
                """)
            .decide();

    assertThat(shipments(decision)).containsExactly("ONE GROUND 11-02 L1*1");
    assertThat(against(decision, "ONE", "WINTER"))
        .isEqualTo("engine-no-delivery: delivers on no day within two months");
  }

  private static final String TWO_DAYS =
      """
      service  days  parcel  kg   km    flags
      GROUND   2     400     100  4000  delivers=MON-FRI
      """;

  @Test
  void twoDaysFromFridayAreMondayNotSunday_onBothPaths() {
    var scenario =
        Scenario.of("A 1", "node km A parcels\nONE 100 9 5")
            .services(TWO_DAYS)
            .at("2026-11-06T12:00:00Z");

    for (var estimator : java.util.List.of(Scenario.trusting(), Scenario.failing())) {
      scenario.estimator(estimator);
      // Nobody delivers on Sunday: what is not there on Friday is late.
      assertThat(scenario.promise(SATURDAY.plusDays(1)).decide().onTime().value()).isLessThan(0.01);
      assertThat(scenario.promise(NEXT_MONDAY).decide().onTime().value())
          .isCloseTo(0.99, within(0.01));
      assertThat(scenario.decide().promise().reachable()).containsExactly(NEXT_MONDAY);
    }
  }

  @Test
  void parcelOfTheDayBeforeChristmasEveComesAfterChristmas() {
    var decision =
        Scenario.of("A 1", "node km A parcels\nONE 100 9 5")
            .services(
                """
                service  days  parcel  kg   km    flags
                GROUND   2     400     100  4000  delivers=MON-FRI holiday=2026-12-25
                """)
            .at("2026-12-23T12:00:00Z")
            .promise(LocalDate.of(2026, 12, 25))
            .estimator(Scenario.failing())
            .decide();

    // Two days from Wednesday are Friday the 25th; the next day with delivery is Monday the 28th.
    assertThat(decision.onTime().value()).isLessThan(0.01);
    assertThat(decision.promise().reachable()).containsExactly(LocalDate.of(2026, 12, 28));
    assertThat(decision.outcome().shipments().getFirst().transit())
        .isInstanceOfSatisfying(
            TransitEstimate.Measured.class,
            measured -> assertThat(measured.dueDays()).isEqualTo(5));
  }

  @Test
  void twoWorkingDaysFromFridayAreTuesday_twoCalendarDaysMonday() {
    var scenario =
        Scenario.of("A 1", "node km A parcels\nONE 100 9 5")
            .at("2026-11-06T12:00:00Z")
            .estimator(Scenario.failing());

    assertThat(scenario.services(TWO_DAYS).decide().promise().reachable())
        .containsExactly(NEXT_MONDAY);
    assertThat(
            scenario
                .services(TWO_DAYS.replace("delivers", "working delivers"))
                .decide()
                .promise()
                .reachable())
        .containsExactly(NEXT_MONDAY.plusDays(1));
  }

  private static final String NEW_YORK =
      """
      node km A parcels flags
      NYC  0  9 5       zone=America/New_York at=40.7/-74.0
      """;

  private static final String TO_TOKYO =
      """
      service  days  parcel  kg   km
      FAST     2     9000    100  20000
      SLOW     3     4000    100  20000
      """;

  private static Scenario tokyo(LocalDate promised) {
    // Monday 16:00 in New York is Tuesday 06:00 in Tokyo: two days are Thursday, three are Friday.
    return Scenario.of("A 1", NEW_YORK)
        .services(TO_TOKYO)
        .destination(
            new Destination(
                "JP", "", "1000001", new GeoPoint(35.7, 139.7), ZoneId.of("Asia/Tokyo")))
        .at("2026-11-02T15:00:00Z")
        .policy(new Policy().late(100_000, 0).unfilled(1_000_000, 0))
        .promise(promised);
  }

  @Test
  void fromNewYorkToTokyoGuidePriceAndPromiseAgree() {
    for (var estimator : java.util.List.of(Scenario.trusting(), Scenario.failing())) {
      var friday = tokyo(FRIDAY).estimator(estimator).decide();
      var thursday = tokyo(THURSDAY).estimator(estimator).decide();
      var wednesday = tokyo(WEDNESDAY).estimator(estimator).decide();

      assertThat(shipments(friday)).containsExactly("NYC SLOW 11-02 L1*1");
      assertThat(friday.promise().kept()).isTrue();
      assertThat(shipments(thursday)).containsExactly("NYC FAST 11-02 L1*1");
      assertThat(thursday.promise().kept()).isTrue();
      assertThat(wednesday.promise().kept()).isFalse();
      assertThat(wednesday.onTime().value()).isLessThan(0.05);
      assertThat(wednesday.cost().lateness().tenThousandths()).isGreaterThan(950_000_000L);
    }
  }

  @Test
  void nodeClosedForYearsIsRuledOutWithASentenceAndTheOtherSends() {
    for (String closed : java.util.List.of("holiday=2026-11-02/2027-12-31", "processing=999h")) {
      var decision =
          Scenario.of(
                  "A 1", "node km A parcels flags\nNEAR 10 9 5 %s\nNEXT 200 9 5".formatted(closed))
              .decide();

      assertThat(render(decision))
          .isEqualTo(
              """
              NEAR  out  engine-no-handover NoHandover[horizonDays=10] L1
              NEXT  chosen
              """);
    }
  }
}
