package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.MONDAY;
import static dev.whence.rules.sourcing.Scenario.NEXT_MONDAY;
import static dev.whence.rules.sourcing.Scenario.SATURDAY;
import static dev.whence.rules.sourcing.Scenario.THURSDAY;
import static dev.whence.rules.sourcing.Scenario.TUESDAY;
import static dev.whence.rules.sourcing.Scenario.WEDNESDAY;
import static dev.whence.rules.sourcing.Scenario.against;
import static dev.whence.rules.sourcing.Scenario.plain;
import static dev.whence.rules.sourcing.Scenario.shipments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.Probability;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.orders.Destination;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.SourcingDecision.RelaxStep;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Promises that can and cannot be kept, and what being late costs.
class PromisesTest {
  private static final String ONE = "node km A parcels\nONE 100 9 5";

  private static final String GROUND_3 =
      """
      service  days  parcel  kg   km
      GROUND   3     400     100  4000
      """;

  @Test
  void lateParcelCostsOncePlusADayForEachDay_onBothPaths() {
    // Three days from Monday are Thursday. Promised for Tuesday it is two days late; what lies
    // beyond
    // the last quantile is not lost and counts no further days.
    for (Estimator estimator : List.of(Scenario.trusting(), Scenario.failing())) {
      var decision =
          Scenario.of("A 1", ONE)
              .services(GROUND_3)
              .policy(new Policy().late(600, 300).returns(0))
              .promise(TUESDAY)
              .estimator(estimator)
              .decide();

      var shipment = decision.outcome().shipments().getFirst();
      // By Tuesday 0.01 * 1.3333 / d, by Wednesday 0.01 * 2.3333 / d, d being some 2.7 days.
      assertThat(shipment.onTime().value()).isCloseTo(0.005, within(0.001));
      assertThat(shipment.expectedDaysLate()).isCloseTo(2 - 0.014, within(0.01));
      long once = Math.round(600 * 10_000 * (1 - shipment.onTime().value()));
      long days = Math.round(300 * 10_000 * shipment.expectedDaysLate());
      assertThat(decision.cost().lateness().tenThousandths()).isEqualTo(once + days);
    }
  }

  @Test
  void oneDayLateCostsLessThanThreeDaysLate() {
    var scenario =
        Scenario.of("A 1", ONE)
            .services(
                """
                service  days  parcel  kg   km
                QUICK    2     900     0    4000
                SLOW     4     400     0    4000
                """)
            .promise(TUESDAY);

    // Both are late. By the day SLOW pays 600 more; once it pays nothing more, and saves 500.
    assertThat(shipments(scenario.policy(new Policy().late(600, 300)).decide()))
        .containsExactly("ONE QUICK 11-02 L1*1");
    assertThat(shipments(scenario.policy(new Policy().late(600, 0)).decide()))
        .containsExactly("ONE SLOW 11-02 L1*1");
  }

  private static Scenario nextDay(String at) {
    return Scenario.of("A 1", ONE)
        .serviceLevel("NEXT_DAY")
        .services(
            """
            service   days  parcel  kg  km
            GROUND    2     700     0   4000
            NEXT_DAY  1     2600    0   4000
            """)
        .tables(t ->
            t.limit(
                "too-slow-for-next-day",
                Reason.CarrierCode.SERVICE_LEVEL_NOT_MET,
                fact ->
                    fact.serviceLevel().equals("NEXT_DAY")
                        && fact.transitDays() >= 2
                        && fact.promiseRelaxedDays() == 0))
        .policy(new Policy().late(1_400, 600).promise(1).leastChance(0.9).relax(1, 3).returns(0))
        .estimator(Scenario.alwaysOneDay())
        .at(at);
  }

  @Test
  void hopelessNextDayPromiseDoesNotPay26DollarsWhere7ArriveTheSameDay() {
    // Decided after the cutoff, everything leaves on Tuesday and arrives on Wednesday.
    var hopeless = nextDay("2026-11-02T15:00:00Z").decide();

    assertThat(shipments(hopeless)).containsExactly("ONE GROUND 11-03 L1*1");
    assertThat(plain(hopeless.cost().freight())).isEqualTo("700");
    assertThat(hopeless.promise().kept()).isFalse();
    assertThat(hopeless.promise().requested()).isEqualTo(TUESDAY);
    assertThat(hopeless.promise().reachable()).containsExactly(WEDNESDAY);
    assertThat(hopeless.promise().steps()).extracting(RelaxStep::relaxedDays).containsExactly(0, 1);
    assertThat(hopeless.promise().steps().get(0).chance().value()).isLessThan(0.01);
    assertThat(hopeless.promise().steps().get(1))
        .isEqualTo(new RelaxStep(1, WEDNESDAY, new Probability(0.995)));
    // Lateness is still measured against Tuesday.
    assertThat(hopeless.onTime().value()).isLessThan(0.01);
  }

  @Test
  void nextDayPromiseThatCanBeKeptIsKeptByTheDearService() {
    var kept = nextDay("2026-11-02T14:00:00Z").decide();

    assertThat(shipments(kept)).containsExactly("ONE NEXT_DAY 11-02 L1*1");
    assertThat(kept.promise().kept()).isTrue();
    assertThat(kept.promise().reachable()).containsExactly(TUESDAY);
    assertThat(kept.promise().steps()).hasSize(1);
    assertThat(against(kept, "ONE", "GROUND")).startsWith("too-slow-for-next-day: ");
  }

  @Test
  void promiseIsNotRelaxedWhereThePolicyDoesNotSaySo() {
    var decision =
        nextDay("2026-11-02T15:00:00Z")
            .policy(new Policy().late(1_400, 600).promise(1).leastChance(0.9).returns(0))
            .decide();

    assertThat(shipments(decision)).containsExactly("ONE NEXT_DAY 11-03 L1*1");
    assertThat(decision.promise().steps()).hasSize(1);
  }

  @Test
  void stepsGoOnUntilThePromiseIsLikelyEnough_andStopThere() {
    // Three days from Monday are Thursday, two days after Tuesday.
    var scenario = Scenario.of("A 1", ONE).services(GROUND_3).promise(TUESDAY);

    var oneThenTwo = scenario.policy(new Policy().relax(1, 2, 5)).decide();
    var never = scenario.policy(new Policy().leastChance(1).relax(1, 2)).decide();

    assertThat(oneThenTwo.promise().steps())
        .extracting(RelaxStep::date)
        .containsExactly(TUESDAY, WEDNESDAY, THURSDAY);
    assertThat(oneThenTwo.promise().reachable()).containsExactly(THURSDAY);
    assertThat(never.promise().steps()).hasSize(3);
    assertThat(never.promise().reachable()).isEmpty();
    assertThat(never.promise().kept()).isFalse();
  }

  @Test
  void reachableIsTheFirstDayOfDeliveryWithThePolicysChance() {
    // Saturday is the fifth day; nobody delivers on Sunday.
    var scenario =
        Scenario.of("A 1", ONE)
            .services(
                """
                service  days  parcel  kg   km
                GROUND   6     400     100  4000
                """)
            .policy(new Policy().leastChance(0.9));

    assertThat(scenario.decide().promise().reachable()).containsExactly(NEXT_MONDAY);
    assertThat(
            scenario
                .services(
                    """
                    service  days  parcel  kg   km
                    GROUND   5     400     100  4000
                    """)
                .decide()
                .promise()
                .reachable())
        .containsExactly(SATURDAY);
  }

  @Test
  void reachableIsWhenTheLastOfAllParcelsIsThere() {
    // 0.995 * 0.995 = 0.990: with a least chance of 0.991 two parcels reach nothing.
    var scenario =
        Scenario.of(
            "A 1, B 1", "node km A B parcels flags\nLEFT 100 9 0 5\nRIGHT 800 0 9 5 hazmat");

    assertThat(scenario.policy(new Policy().leastChance(0.99)).decide().promise().reachable())
        .containsExactly(THURSDAY);
    assertThat(scenario.policy(new Policy().leastChance(0.991)).decide().promise().reachable())
        .isEmpty();
  }

  @Test
  void everyParcelOfOneServiceCountsInTheChance() {
    // Two parcels of 2 kg by one service: 0.995 * 0.995.
    var scenario =
        Scenario.of("C 2", "node km C parcels\nONE 100 9 5")
            .tables(t ->
                t.limit(
                    "one-unit", Reason.CarrierCode.TOO_MANY_UNITS, fact -> fact.parcelUnits() > 1));

    var decision = scenario.policy(new Policy().leastChance(0.991).relax(1)).decide();

    assertThat(decision.outcome().shipments()).hasSize(2);
    assertThat(decision.onTime().value()).isCloseTo(0.990025, within(1e-9));
    assertThat(decision.promise().steps().getFirst().chance().value())
        .isCloseTo(0.990025, within(1e-9));
    assertThat(decision.promise().reachable()).isEmpty();
  }

  @Test
  void orderThatOnlyLacksStockIsNotRelaxed() {
    var nothing = Scenario.of("A 99", ONE).policy(new Policy().relax(2, 5)).decide();
    var some = Scenario.of("A 99", ONE).policy(new Policy().relax(2, 5).partLines()).decide();

    assertThat(nothing.promise().kept()).isFalse();
    assertThat(nothing.promise().reachable()).isEmpty();
    assertThat(nothing.promise().steps())
        .extracting(RelaxStep::chance)
        .containsExactly(Probability.ZERO);
    assertThat(some.promise().kept()).isTrue();
    assertThat(some.promise().steps()).hasSize(1);
  }

  @Test
  void lineThatOnlyARelaxedPromiseLetsLeaveShips() {
    // NEAR is empty; FAR has it, and its only service is too slow for the level.
    var decision =
        nextDay("2026-11-02T12:00:00Z")
            .nodes("node km A parcels\nFAR 100 9 5\nNEAR 10 0 5")
            .services(
                """
                service   days  parcel  kg  km
                GROUND    2     700     0   4000
                """)
            .decide();

    assertThat(shipments(decision)).containsExactly("FAR GROUND 11-02 L1*1");
    assertThat(decision.promise().steps()).extracting(RelaxStep::relaxedDays).containsExactly(0, 1);
  }

  @Test
  void relaxedAttemptThatIsNotChosenLeavesNoFindingBehind() {
    // For the requested day the two near nodes send one unit each. Relaxed, FAR could send both and
    // the line might not be split; that is dearer and just as late.
    var decision =
        Scenario.of("A 2", "node km A parcels\nFAR 2000 2 5\nLEFT 10 1 5\nRIGHT 20 1 5")
            .services(
                """
                service  days  parcel  kg   km
                GROUND   9     400     0    300
                GROUND   9     4000    0    4000
                """)
            .tables(t ->
                t.limit(
                    "far-only-relaxed",
                    Reason.CarrierCode.OUT_OF_REACH,
                    fact -> fact.distanceKm() > 1_000 && fact.promiseRelaxedDays() == 0))
            .policy(new Policy().late(600, 300).promise(1).relax(1).returns(0))
            .decide();

    assertThat(shipments(decision))
        .containsExactly("LEFT GROUND 11-02 L1*1", "RIGHT GROUND 11-02 L1*1");
    assertThat(decision.promise().steps()).hasSize(2);
    assertThat(Scenario.render(decision)).isEqualTo("FAR  out\nLEFT  chosen\nRIGHT  chosen\n");
    assertThat(against(decision, "FAR", "GROUND")).startsWith("far-only-relaxed: ");
  }

  @Test
  void nodesThatAnAttemptRuledOutForTheirStockAreThereForTheNext() {
    // For the requested day FAR sends both units, so the line may not be split and the near nodes
    // are out. Relaxed, a table closes FAR.
    var decision =
        Scenario.of("A 2", "node km A parcels\nFAR 2000 2 5\nLEFT 10 1 5\nRIGHT 20 1 5")
            .services(
                """
                service  days  parcel  kg   km
                GROUND   2     400     0    300
                GROUND   9     4000    0    4000
                """)
            .tables(t ->
                t.limit(
                    "far-not-relaxed",
                    Reason.CarrierCode.OUT_OF_REACH,
                    fact -> fact.distanceKm() > 1_000 && fact.promiseRelaxedDays() > 0))
            .policy(new Policy().late(600, 300).promise(1).relax(1).returns(0))
            .decide();

    assertThat(shipments(decision))
        .containsExactly("LEFT GROUND 11-02 L1*1", "RIGHT GROUND 11-02 L1*1");
    assertThat(decision.promise().steps()).extracting(RelaxStep::relaxedDays).containsExactly(0, 1);
  }

  @Test
  void promiseOfThePolicyCountsFromTheOrdersDayAtTheDestination() {
    LocalDate requested = Scenario.of("A 1", ONE).decide().promise().requested();
    var tokyo = new Destination("JP", "", "", new GeoPoint(0, 0), ZoneId.of("Asia/Tokyo"));

    // 15:00 UTC on Monday is midnight in Tokyo.
    assertThat(late("2026-11-02T14:59:00Z", tokyo)).isEqualTo(MONDAY.plusDays(4));
    assertThat(late("2026-11-02T15:00:00Z", tokyo)).isEqualTo(MONDAY.plusDays(5));

    assertThat(requested).isEqualTo(MONDAY.plusDays(4));
    assertThat(Scenario.of("A 1", ONE).decide().promise().byCaller()).isFalse();
    assertThat(Scenario.of("A 1", ONE).promise(MONDAY).decide().promise().byCaller()).isTrue();
  }

  private static LocalDate late(String at, Destination to) {
    return Scenario.of("A 1", ONE).destination(to).at(at).decide().promise().requested();
  }
}
