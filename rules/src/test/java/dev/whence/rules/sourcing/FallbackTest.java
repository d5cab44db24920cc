package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.FRIDAY;
import static dev.whence.rules.sourcing.Scenario.MISSING;
import static dev.whence.rules.sourcing.Scenario.THURSDAY;
import static dev.whence.rules.sourcing.Scenario.cost;
import static dev.whence.rules.sourcing.Scenario.failing;
import static dev.whence.rules.sourcing.Scenario.plain;
import static dev.whence.rules.sourcing.Scenario.shipments;
import static dev.whence.rules.sourcing.Scenario.steady;
import static dev.whence.rules.sourcing.Scenario.trustingIf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.MeasuredTransit;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.places.Located;
import dev.whence.domain.places.Precision;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.rules.sourcing.SourcingDecision.WhyLow;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who chooses where models are missing, and on what figures.
class FallbackTest {
  private static final String TWO =
      """
      node   km    A  B  parcels
      DC-1   100   9  9  5
      DC-2   1500  9  9  5
      """;

  @Test
  void oneForeignUntrustedNodeDoesNotTakeTheOrderOffTheModelAndChangesNothing() {
    var without = Scenario.of("A 1", TWO).decide();
    // One of three nodes, two of six candidates: no more than half.
    var with =
        Scenario.of("A 1", TWO + "FOREIGN 3000 9 9 5 country=CA")
            .estimator(trustingIf(query -> !query.crossBorder()))
            .decide();

    assertThat(with.path()).isEqualTo(new Path.Model(List.of(MISSING)));
    assertThat(with.outcome()).isEqualTo(without.outcome());
    assertThat(with.cost()).isEqualTo(without.cost());
  }

  @Test
  void moreUntrustedCandidatesThanTheGuardAllowsGiveTheGuidesDecision() {
    // Four candidates: GROUND and AIR from both. DC-1's are untrusted, half of them.
    var scenario =
        Scenario.of("A 1", TWO)
            .estimator(trustingIf(query -> query.distanceKm() > 1_000))
            .tables(t -> t.guide("AIR"));

    assertThat(scenario.decide().path()).isEqualTo(new Path.Model(List.of(MISSING)));
    scenario.tables(t -> t.guide("AIR").mostUntrusted(49));
    assertThat(scenario.decide().path()).isEqualTo(new Path.Rules(List.of(MISSING)));
    assertThat(shipments(scenario.decide())).containsExactly("DC-1 AIR 11-02 L1*1");
  }

  @Test
  void untrustedCandidateCompetesOnWhatItsServiceMeasurablyDoes() {
    // Both are promised and published for one day. What was seen of GROUND took three.
    var slow =
        new MeasuredTransit(
            new CarrierServiceId("GROUND"),
            10_000,
            TransitDistribution.LEVELS.stream().map(level -> 2.9 + level / 10).toList());
    var scenario =
        Scenario.of("A 1", "node km A parcels\nDC-1 100 9 5")
            .policy(new Policy().late(2_000, 0).promise(1).returns(0))
            .estimator(trustingIf(query -> query.publishedOnTime().value() > 0.95))
            .services(
                """
                service  days  parcel  kg   km    flags
                AIR      1     1500    0    4000  ontime=0.99
                GROUND   1     400     0    4000  ontime=0.9
                """);

    assertThat(shipments(scenario.decide())).containsExactly("DC-1 GROUND 11-02 L1*1");
    assertThat(shipments(scenario.measured(slow, steady("AIR", 1_000)).decide()))
        .containsExactly("DC-1 AIR 11-02 L1*1");
  }

  @Test
  void guideChoosesTheServiceWhereNoModelAnswers() {
    var decision =
        Scenario.of("A 1", TWO).estimator(failing()).tables(t -> t.guide("AIR")).decide();

    assertThat(shipments(decision)).containsExactly("DC-1 AIR 11-02 L1*1");
    assertThat(decision.path()).isEqualTo(new Path.Rules(List.of(MISSING)));
    assertThat(decision.outcome().shipments().getFirst().whyLow()).contains(WhyLow.FALLBACK);
  }

  @Test
  void guideThatRanksNothingTakesTheCheapestThatMeetsThePromise() {
    // GROUND's six days from Monday end on Sunday; it comes on Monday the 9th, the seventh day.
    var scenario = Scenario.of("A 1", "node km A parcels\nFAR 1500 9 5").estimator(failing());

    assertThat(shipments(scenario.policy(new Policy().promise(7)).decide()))
        .containsExactly("FAR GROUND 11-02 L1*1");
    assertThat(shipments(scenario.policy(new Policy().promise(6)).decide()))
        .containsExactly("FAR AIR 11-02 L1*1");
  }

  @Test
  void publishedArrivalCountsFromEachServicesOwnHandover() {
    // On Friday evening GROUND is collected on Monday and comes on Wednesday; SAT is collected on
    // Saturday and comes on Tuesday, as promised.
    for (String saturday : List.of("SAT", "A_SAT")) {
      var decision =
          Scenario.of("A 1", "node km A parcels flags\nONE 100 9 5 days=MON-SAT")
              .services(
                  """
                  service  days  parcel  kg   km    flags
                  GROUND   2     500     0    4000  collects=MON-FRI
                  %s       2     900     0    4000  collects=MON-SAT
                  """
                      .formatted(saturday))
              .at("2026-11-06T18:00:00Z")
              .policy(new Policy().promise(4))
              .estimator(failing())
              .decide();

      assertThat(shipments(decision)).containsExactly("ONE %s 11-07 L1*1".formatted(saturday));
    }
  }

  /// Letters up to 900 g go by POST, heavier parcels by GROUND.
  private static TestTables byWeight(TestTables tables) {
    return tables
        .guide(fact ->
            fact.parcelWeightGrams() <= 900
                ? new String[] {"POST", "GROUND"}
                : new String[] {"GROUND", "POST"})
        .limit(
            "post-up-to-900-g",
            Reason.CarrierCode.TOO_HEAVY,
            fact -> fact.carrierService().equals("POST") && fact.parcelWeightGrams() > 900);
  }

  private static final String POST_AND_GROUND =
      """
      service  days  parcel  kg   km
      GROUND   1     400     100  4000
      POST     1     350     100  4000
      """;

  @Test
  void lightAndHeavyGoodsOfOneNodeTravelTogetherByTheGuideForTheirParcel() {
    var scenario =
        Scenario.of("A 1, C 1", "node km A C parcels\nONE 100 9 9 5")
            .services(POST_AND_GROUND)
            .tables(FallbackTest::byWeight)
            .policy(new Policy().late(0, 0).returns(0))
            .estimator(failing());

    var both = scenario.decide();

    // 400 + 2.5 kg * 100; apart it would be 400 + 350 and 100 more.
    assertThat(shipments(both)).containsExactly("ONE GROUND 11-02 L1*1 L2*1");
    assertThat(cost(both.cost())).isEqualTo("freight 650, handling 70");
    assertThat(shipments(scenario.order("A 1").decide())).containsExactly("ONE POST 11-02 L1*1");
    assertThat(shipments(scenario.order("C 1").decide())).containsExactly("ONE GROUND 11-02 L1*1");
  }

  @Test
  void goodsThatTheRankedServiceMayNotCarryGoByTheNextBest() {
    var decision =
        Scenario.of("A 1, B 1", "node km A B parcels flags\nONE 100 9 9 5 hazmat")
            .tables(t -> t.guide("AIR", "GROUND"))
            .estimator(failing())
            .policy(new Policy().late(0, 0).returns(0).split(0))
            .decide();

    // AIR may not carry B, so for both together GROUND is the best that carries all of it.
    assertThat(shipments(decision)).containsExactly("ONE GROUND 11-02 L1*1 L2*1");
  }

  @Test
  void guideSendsALineOverTwoDaysWhereOneDayHasTooLittleRoom() {
    // Two units a parcel and two parcels a day: five units need Tuesday as well.
    for (var estimator : List.of(failing(), Scenario.trusting())) {
      var decision =
          Scenario.of("A 5", "node km A parcels\nONE 100 9 2")
              .services(POST_AND_GROUND)
              .tables(t ->
                  t.guide("GROUND")
                      .limit(
                          "two-units",
                          Reason.CarrierCode.TOO_MANY_UNITS,
                          fact -> fact.parcelUnits() > 2))
              .estimator(estimator)
              .decide();

      assertThat(decision.outcome().shortages()).isEmpty();
      assertThat(decision.outcome().shipments()).hasSize(3);
    }
  }

  @Test
  void serviceThatStopsDeliveringWithinTheHorizonIsNoException() {
    // From Wednesday on nothing is delivered for four months: only Monday's parcel arrives.
    for (var estimator : List.of(failing(), Scenario.trusting())) {
      var decision =
          Scenario.of("A 1, B 1", "node km A B parcels flags\nONE 100 9 9 1 hazmat")
              .services(
                  """
                  service  days  parcel  kg   km    flags
                  GROUND   1     400     100  4000  holiday=2026-11-04/2027-02-28
                  """)
              .tables(t ->
                  t.limit(
                      "not-mixed", Reason.CarrierCode.HAZMAT_NOT_MIXED, fact -> fact.hazmatMixed()))
              .estimator(estimator)
              .decide();

      // A costs 450 and returns for 350, B 500 and 70.
      assertThat(shipments(decision)).containsExactly("ONE GROUND 11-02 L2*1");
      assertThat(decision.promise().reachable()).containsExactly(Scenario.TUESDAY);
    }
  }

  private static TransitEstimate.Measured of(long parcels) {
    var seen =
        parcels == 0
            ? MeasuredTransit.none(new CarrierServiceId("GROUND"))
            : steady("GROUND", parcels);
    var decision =
        Scenario.of("A 1", "node km A parcels\nONE 100 9 5")
            .services(
                """
                service  days  parcel  kg   km    flags
                GROUND   3     400     100  4000  ontime=0.9
                """)
            .measured(seen)
            .promise(THURSDAY)
            .estimator(failing())
            .decide();
    return (TransitEstimate.Measured) decision.outcome().shipments().getFirst().transit();
  }

  @Test
  void measuredTransitDrawsFromPublishedToSeenAsParcelsAreSeen() {
    // Published alone: 0.95 * 0.9 of the parcels arrive by day three, half of them by
    // 3 * (0.5 + 0.5 * 0.5 / 0.855) = 2.3772. Seen: the median lies at 3 * 0.95 = 2.85.
    assertThat(of(0).distribution().percentile(50)).isCloseTo(2.3772, within(1e-4));
    // Twenty parcels weigh as much as what is published.
    assertThat(of(20).distribution().percentile(50)).isCloseTo((2.3772 + 2.85) / 2, within(1e-4));
    assertThat(of(1_000_000).distribution().percentile(50)).isCloseTo(2.85, within(1e-3));
    assertThat(of(20).parcels()).isEqualTo(20);
  }

  @Test
  void serviceNeverSeenIsLessSureThanThePublishedShare() {
    // Thursday's end is 3 1/3 days away. 0.855 by day three, then half of the rest in 1.5 days:
    // 1 - 0.145 / 2^(0.3333 / 1.5) = 0.8757.
    assertThat(of(0).distribution().arrivesWithin(3).value()).isCloseTo(0.855, within(0.005));
    assertThat(of(0).distribution().arrivesWithin(3 + 1 / 3.0).value())
        .isCloseTo(0.8757, within(0.005));
  }

  @Test
  void predictionForAServiceNeverSeenMayBeSlowerAndSaysSo() {
    var scenario = Scenario.of("A 1", "node km A parcels\nONE 100 9 5").promise(FRIDAY);
    double seen = spread(scenario.decide());
    var never = scenario.measured().decide();

    assertThat(spread(never)).isGreaterThan(seen);
    assertThat(never.outcome().shipments().getFirst().whyLow())
        .containsExactly(WhyLow.SERVICE_NEVER_SEEN);
  }

  @Test
  void addressKnownOnlyRoughlyWidensTheEstimateAndSaysSo() {
    var exact = Scenario.of("A 1", "node km A parcels\nONE 100 9 5").promise(FRIDAY);
    var rough =
        Scenario.of("A 1", "node km A parcels\nONE 100 9 5")
            .promise(FRIDAY)
            .destination(
                new Destination(
                    "US",
                    "HERE",
                    "",
                    new Located(new GeoPoint(0, 0), Precision.REGION, 300),
                    ZoneOffset.UTC,
                    false));

    assertThat(spread(rough.decide())).isCloseTo(2 * spread(exact.decide()), within(1e-6));
    assertThat(rough.decide().outcome().shipments().getFirst().whyLow())
        .contains(WhyLow.PLACE_UNCERTAIN);
    assertThat(exact.decide().outcome().shipments().getFirst().whyLow())
        .doesNotContain(WhyLow.PLACE_UNCERTAIN, WhyLow.SERVICE_NEVER_SEEN);
  }

  private static double spread(SourcingDecision decision) {
    var predicted = (TransitEstimate.Predicted) decision.outcome().shipments().getFirst().transit();
    return predicted.distribution().percentile(95) - predicted.distribution().percentile(50);
  }

  @Test
  void serviceThatPublishesNoDaysTakesTheEstimatorsUsualOnes() {
    var decision =
        Scenario.of("A 1", "node km A parcels\nONE 100 9 5")
            .services(
                """
                service  days  parcel  kg   km
                GROUND   0     400     100  4000
                """)
            .estimator(failing())
            .decide();

    assertThat(decision.outcome().shipments()).hasSize(1);
    assertThat(plain(decision.cost().freight())).isEqualTo("450");
  }
}
