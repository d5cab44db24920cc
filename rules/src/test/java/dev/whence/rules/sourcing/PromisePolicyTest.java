package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.FRIDAY;
import static dev.whence.rules.sourcing.Scenario.SATURDAY;
import static dev.whence.rules.sourcing.Scenario.THURSDAY;
import static dev.whence.rules.sourcing.Scenario.TUESDAY;
import static dev.whence.rules.sourcing.Scenario.WEDNESDAY;
import static dev.whence.rules.sourcing.Scenario.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.TransitWindow;
import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.KeyedEstimator;
import dev.whence.domain.estimates.PromiseLevels;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.places.Located;
import dev.whence.domain.places.Precision;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.DeliveryOptions.Option;
import dev.whence.rules.sourcing.SourcingDecision.ShortageReason;
import dev.whence.rules.sourcing.SourcingDecision.WhyLow;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Without further words a parcel of one A weighs 500 g and costs 60 to handle; GROUND takes 3 days
/// over 600 km for 700 + 50, AIR 1 day for 1500 + 150.
class PromisePolicyTest {
  private static final String FAR = "node km A parcels\nFAR 600 9 9";

  private static DeliveryOptions offer(Scenario scenario) {
    return offer(scenario, Scenario.trusting());
  }

  private static DeliveryOptions offer(Scenario scenario, Estimator estimator) {
    return offer(scenario, estimator, PromiseLevels.AS_SAID);
  }

  private static DeliveryOptions offer(
      Scenario scenario, Estimator estimator, PromiseLevels levels) {
    return PromisePolicy.offer(
        scenario.market(), scenario.orderCase(), scenario.ruleTables(), estimator, levels);
  }

  /// `11-03 1650+60 FAR AIR 11-02` for each option: promise, freight and handling, parcels.
  private static List<String> told(DeliveryOptions options) {
    return options.options().stream()
        .map(option ->
            "%s %s+%s %s"
                .formatted(
                    option.promise().isEmpty() ? "never" : shortDay(option.promise().getFirst()),
                    plain(option.landed().freight()),
                    plain(option.landed().handling()),
                    option.parcels().stream()
                        .map(s ->
                            s.shipNode()
                                + " "
                                + s.carrierService()
                                + " "
                                + shortDay(s.handoverDay()))
                        .collect(Collectors.joining(", "))))
        .toList();
  }

  private static String shortDay(LocalDate day) {
    return day.toString().substring(5);
  }

  private static List<LocalDate> arrivals(Option option) {
    return option.arrivals().stream().map(DeliveryOptions.Arrival::day).toList();
  }

  /// Quantiles of a service in days, whatever the lane.
  private static Estimator taking(Function<CarrierServiceId, Function<Double, Double>> days) {
    return KeyedEstimator.NONE
        .with(
            EstimateKey.TRANSIT_TIME,
            (queries, guard, now) -> {
              return queries.stream()
                  .<TransitEstimate>map(query ->
                      new TransitEstimate.Predicted(
                          new TransitDistribution(
                              Probability.ZERO,
                              TransitDistribution.LEVELS.stream()
                                  .map(days.apply(query.recent().carrierService()))
                                  .toList()),
                          Scenario.MODEL))
                  .toList();
            })
        .with(
            EstimateKey.RETURN_RISK,
            (queries, guard, now) -> {
              return Scenario.trusting().estimate(EstimateKey.RETURN_RISK, queries, guard, now);
            });
  }

  /// GROUND is there within two days with 70 %, three with 85 %, four with 95 %, five with 99.5 %.
  @Test
  void aDayIsPromisedByHowOftenSuchDaysWereKept() {
    Estimator ground =
        taking(service ->
            level ->
                service.value().equals("AIR")
                    ? 50.0 + level
                    : level <= 0.7
                        ? 1.9 * level / 0.7
                        : level <= 0.85 ? 2.9 : level <= 0.95 ? 3.9 : 4.9);
    Scenario scenario = Scenario.of("A 1", FAR);

    Option asSaid = offer(scenario, ground).options().getFirst();
    Option careful = offer(scenario, ground, levels(0.5, 0.8, 0.9)).options().getFirst();
    Option bold = offer(scenario, ground, levels(0.9, 0.97, 0.99)).options().getFirst();

    LocalDate day = asSaid.promise().getFirst();
    assertThat(asSaid.said()).isEqualTo(asSaid.chance());
    assertThat(careful.promise()).containsExactly(day.minusDays(1));
    assertThat(careful.said()).isLessThan(0.9).isLessThan(careful.chance());
    assertThat(careful.chance()).isGreaterThanOrEqualTo(0.9);
    assertThat(bold.promise()).containsExactly(day.plusDays(1));
    assertThat(bold.said()).isGreaterThan(0.97);
    assertThat(arrivals(careful).getFirst()).isBeforeOrEqualTo(arrivals(asSaid).getFirst());
  }

  private static PromiseLevels levels(double eighty, double ninety, double ninetyFive) {
    return new PromiseLevels(
        Optional.of(TUESDAY),
        Map.of(),
        new PromiseLevels.Levels(List.of(eighty, ninety, ninetyFive)));
  }

  @Test
  void fasterCostsMoreAndEachOptionSaysWhenAndFromWhere() {
    DeliveryOptions options = offer(Scenario.of("A 2", FAR));

    // Two A weigh a kilogram; a second unit costs 10 more to handle.
    assertThat(told(options))
        .containsExactly("11-03 1800+70 FAR AIR 11-02", "11-05 800+70 FAR GROUND 11-02");
    Option air = options.options().getFirst();
    assertThat(air.fastest()).isTrue();
    assertThat(air.cheapest()).isFalse();
    assertThat(arrivals(air)).containsExactly(TUESDAY, TUESDAY, TUESDAY);
    assertThat(air.chance()).isEqualTo(0.995);
    assertThat(air.nodes()).hasToString("[NodeUnits[shipNode=FAR, units=2]]");
    // Two hours of processing before the hand-over at 16:00.
    assertThat(air.orderBy()).isEqualTo("2026-11-02T14:00:00Z");
    assertThat(options.options().getLast().cheapest()).isTrue();
    assertThat(options.options().getLast().fastest()).isFalse();
    assertThat(options.unavailable()).isEmpty();
  }

  @Test
  void whatIsNeitherEarlierNorCheaperIsNoOption() {
    // NEAR reaches Tuesday by GROUND for less than anything from FAR.
    var options = offer(Scenario.of("A 1", "node km A parcels\nFAR 600 9 9\nNEAR 100 9 9"));

    assertThat(told(options)).containsExactly("11-03 450+60 NEAR GROUND 11-02");
    assertThat(options.options().getFirst().cheapest()).isTrue();
    assertThat(options.options().getFirst().fastest()).isTrue();
  }

  @Test
  void weekendsOfNodesAndCarriersCount() {
    // Friday's parcel by AIR is there on Saturday; Saturday's order leaves on Monday.
    var scenario = Scenario.of("A 1", FAR);

    assertThat(told(offer(scenario.at("2026-11-06T13:59:00Z"))))
        .containsExactly("11-07 1650+60 FAR AIR 11-06", "11-09 750+60 FAR GROUND 11-06");
    assertThat(told(offer(scenario.at("2026-11-06T14:01:00Z"))))
        .containsExactly("11-10 1650+60 FAR AIR 11-09", "11-12 750+60 FAR GROUND 11-09");
    assertThat(told(offer(scenario.at("2026-11-07T10:00:00Z"))))
        .containsExactly("11-10 1650+60 FAR AIR 11-09", "11-12 750+60 FAR GROUND 11-09");
  }

  @Test
  void serviceThatDoesNotDeliverOnSaturdayIsNoFasterOverTheWeekend() {
    var scenario =
        Scenario.of("A 1", FAR)
            .at("2026-11-06T12:00:00Z")
            .services(
                """
                service  days  parcel  kg   km
                GROUND   3     700     100  900
                AIR      1     1500    300  4000  delivers=MON-FRI
                """);

    assertThat(told(offer(scenario))).containsExactly("11-09 750+60 FAR GROUND 11-06");
  }

  @Test
  void aDayOfTwentyFiveHoursHoldsParcelsThatAnotherDayDoesNot() {
    // Handed over on Saturday 16:00 UTC. Sunday ends at New York 37 hours later when the clocks go
    // back, 36 a week before; nine in ten are there after 36.48.
    var newYork =
        new Destination("US", "NY", "10001", new GeoPoint(0, 0), ZoneId.of("America/New_York"));
    Estimator estimator = taking(_ -> level -> 1.43 + level / 10);
    var scenario =
        Scenario.of("A 1", "node km A parcels flags\nFAR 600 9 9 days=MON-SAT")
            .destination(newYork)
            .services("service days parcel kg km\nALL 2 700 100 900 delivers=MON-SUN");

    assertThat(told(offer(scenario.at("2026-10-31T12:00:00Z"), estimator)))
        .containsExactly("11-01 750+60 FAR ALL 10-31");
    assertThat(told(offer(scenario.at("2026-10-24T12:00:00Z"), estimator)))
        .containsExactly("10-26 750+60 FAR ALL 10-24");
  }

  @Test
  void pricesInAnotherCurrencyAreConverted_andWithoutARateTheCurrencyIsNamed() {
    String services =
        """
        service  days  parcel  kg   km
        GROUND   3     700     100  900
        AIR      1     1000    100  4000  currency=JPY
        """;
    var scenario = Scenario.of("A 1", FAR).services(services);

    assertThat(told(offer(scenario))).containsExactly("11-05 750+60 FAR GROUND 11-02");
    // 1050 yen at 0.0065 dollars are 682.5 cents.
    scenario.rate("JPY", "USD", "0.0065");
    assertThat(told(offer(scenario))).containsExactly("11-03 682.5+60 FAR AIR 11-02");

    DeliveryOptions euros = offer(Scenario.of("A 1", FAR).currency("EUR"));
    assertThat(euros.options()).isEmpty();
    assertThat(euros.unavailable().getFirst().obstacles())
        .extracting(obstacle -> obstacle.reason())
        .contains(new Reason.NoExchangeRate("USD", "EUR"));
  }

  @Test
  void parcelsOfSeveralNodesAreSureTogetherOrNotAtAll() {
    // By GROUND 0.925 is there on Tuesday (1.3333 days), almost all on Wednesday; by AIR almost all
    // on Tuesday. Two parcels by GROUND: 0.8556 on Tuesday, so Wednesday; one of them by AIR:
    // 0.9204.
    Estimator estimator =
        taking(service ->
            level -> service.value().equals("AIR") ? 1 + level / 10 : level <= 0.925 ? 1.3333 : 2);
    var scenario = Scenario.of("A 1, C 1", "node km A C parcels\nONE 100 9 0 9\nTWO 100 0 9 9");

    DeliveryOptions options = offer(scenario, estimator);

    assertThat(told(options))
        .containsExactly(
            "11-03 2250+120 ONE AIR 11-02, TWO GROUND 11-02",
            "11-04 1050+120 ONE GROUND 11-02, TWO GROUND 11-02");
    assertThat(options.options().getFirst().chance())
        .isBetween(0.925 * 0.995 - 1e-4, 0.925 * 0.995 + 1e-4);
    assertThat(arrivals(options.options().getLast()))
        .containsExactly(TUESDAY, WEDNESDAY, WEDNESDAY);
    assertThat(options.options().getFirst().nodes()).hasSize(2);
  }

  @Test
  void unavailableLinesAreTaggedAndTheRestIsOffered() {
    DeliveryOptions options =
        offer(
            Scenario.of("A 2, C 5, B 1", "node km A B C parcels\nFAR 600 9 9 3 9")
                .policy(new Policy().partLines()));

    assertThat(told(options)).hasSize(2);
    assertThat(options.options())
        .allSatisfy(
            option -> assertThat(option.nodes()).hasToString("[NodeUnits[shipNode=FAR, units=5]]"));
    assertThat(options.unavailable())
        .extracting(
            each -> each.line() + " " + each.units() + " of " + (each.units() + each.obtainable()))
        .containsExactly("L2 2 of 5", "L3 1 of 1");
    assertThat(options.unavailable().getFirst().reason()).isEqualTo(new ShortageReason.NoStock());
    assertThat(options.unavailable().getFirst().holdings().getFirst().available()).isEqualTo(3);
    assertThat(options.unavailable().getLast().reason())
        .isEqualTo(new ShortageReason.NoEligibleNode());
    assertThat(options.unavailable().getLast().obstacles())
        .extracting(obstacle -> obstacle.ruleId() + " " + obstacle.shipNodes())
        .containsExactly("no-hazmat [FAR]");
  }

  @Test
  void nothingToHaveIsAnAnswerWithReasons() {
    for (String nodes : List.of("node km A parcels", "node km A parcels\nFAR 600 0 9")) {
      DeliveryOptions options = offer(Scenario.of("A 1", nodes));

      assertThat(options.options()).isEmpty();
      assertThat(options.unavailable()).hasSize(1);
      assertThat(options.unavailable().getFirst().obtainable()).isZero();
    }
  }

  @Test
  void aServiceThatMayOnlyCarryWhatIsUrgentIsFound() {
    // The policy promises five days; AIR is open for promises of two days only.
    var scenario =
        Scenario.of("A 1", FAR)
            .tables(t ->
                t.limit(
                    "air-is-for-the-urgent",
                    Reason.CarrierCode.CONTENTS_NOT_CARRIED,
                    fact -> fact.carrierService().equals("AIR") && fact.daysToPromise() > 2));

    assertThat(told(offer(scenario)))
        .containsExactly("11-03 1650+60 FAR AIR 11-02", "11-05 750+60 FAR GROUND 11-02");
  }

  @Test
  void theVeryDayThatIsAskedForIsTheOnlyOne() {
    var scenario = Scenario.of("A 1", FAR).exactly(FRIDAY);

    DeliveryOptions options = offer(scenario);

    // GROUND of Tuesday is there on Friday.
    assertThat(told(options)).containsExactly("11-06 750+60 FAR GROUND 11-03");
    assertThat(options.options().getFirst().chance()).isGreaterThan(0.9);
    assertThat(options.options().getFirst().orderBy()).isEqualTo("2026-11-03T14:00:00Z");
  }

  @Test
  void aDayThatNoServiceDeliversOnIsNotPromised() {
    var scenario = Scenario.of("A 1", FAR).exactly(SATURDAY.plusDays(1));

    Option option = offer(scenario).options().getFirst();

    assertThat(option.promise()).isEmpty();
    assertThat(option.chance()).isZero();
    assertThat(option.arrivals()).isNotEmpty();
  }

  @Test
  void theVeryDayIsKeptByASurerServiceWhereTheCheapOneIsNotSure() {
    // CHEAP is there on Wednesday or Thursday, even odds: (4/3 or 7/3 days); AIR on Tuesday.
    Estimator estimator =
        taking(service ->
            level -> service.value().equals("AIR") ? 1 + level / 10 : level <= 0.5 ? 1.5 : 2.5);
    var scenario =
        Scenario.of("A 1", FAR)
            .services(
                """
                service  days  parcel  kg   km
                CHEAP    2     400     0    900
                AIR      1     1500    300  4000
                """)
            .policy(new Policy().late(100, 0))
            .exactly(WEDNESDAY);

    assertThat(scenario.decide(estimator).onTime().value()).isLessThan(0.6);
    assertThat(told(offer(scenario, estimator))).containsExactly("11-04 1650+60 FAR AIR 11-03");
  }

  @Test
  void noPlanOfOneParcelBeatsTheFrontier() {
    var random = new SplittableRandom(20_261_102);
    for (int i = 0; i < 200; i++) {
      var nodes = new StringBuilder("node km A parcels\n");
      int count = random.nextInt(1, 5);
      for (int n = 0; n < count; n++) {
        nodes.append("N%d %d 9 %d\n".formatted(n, random.nextInt(50, 3_500), random.nextInt(0, 3)));
      }
      var services = new StringBuilder("service days parcel kg km\n");
      for (int s = 0; s < 4; s++) {
        services.append(
            "S%d %d %d 100 %d%s\n"
                .formatted(
                    s,
                    random.nextInt(1, 9),
                    random.nextInt(300, 3_000),
                    random.nextInt(500, 4_000),
                    random.nextInt(3) == 0 ? " delivers=MON-FRI" : ""));
      }
      // Lateness and returns cost nothing, so that the landed cost is all that counts.
      var scenario =
          Scenario.of("A 1", nodes.toString())
              .services(services.toString())
              .policy(new Policy().late(0, 0).returns(0))
              .at("2026-11-0%dT12:00:00Z".formatted(random.nextInt(2, 9)));
      List<Option> frontier = offer(scenario).options();

      var alone = new ArrayList<Option>();
      for (int n = 0; n < count; n++) {
        for (int s = 0; s < 4; s++) {
          alone.addAll(offer(only(scenario, "N" + n, "S" + s)).options());
        }
      }

      assertThat(frontier.isEmpty()).isEqualTo(alone.isEmpty());
      for (Option one : alone) {
        assertThat(frontier)
            .as("%s%n%s%s", one, nodes, services)
            .anyMatch(each ->
                !each.promise().getFirst().isAfter(one.promise().getFirst())
                    && each.landed().total().compareTo(one.landed().total()) <= 0);
      }
      for (int k = 1; k < frontier.size(); k++) {
        assertThat(frontier.get(k).promise().getFirst())
            .isAfter(frontier.get(k - 1).promise().getFirst());
        assertThat(frontier.get(k).landed().total())
            .isLessThan(frontier.get(k - 1).landed().total());
      }
    }
  }

  private static Scenario only(Scenario scenario, String node, String service) {
    Demands demands =
        Demands.NONE
            .excludingNodes(
                scenario.market().reference().nodes().stream()
                    .map(each -> each.id())
                    .filter(id -> !id.value().equals(node))
                    .toList())
            .excludingServices(
                scenario.market().services().stream()
                    .map(each -> each.id())
                    .filter(id -> !id.value().equals(service))
                    .toList());
    return scenario.demands(demands);
  }

  @Test
  void thePlanIsSearchedForNoMoreOftenThanPromised() {
    // Forty services, each with a day of its own.
    var services = new StringBuilder("service days parcel kg km\n");
    for (int s = 0; s < 40; s++) {
      services.append(
          "S%02d %d %d 0 4000 delivers=MON-SUN\n".formatted(s, s % 25 + 1, 5_000 - 50 * s));
    }
    DeliveryOptions options = offer(Scenario.of("A 1", FAR).services(services.toString()));

    assertThat(options.options()).hasSize(13);
    assertThat(options.searches())
        .isLessThanOrEqualTo(1 + (PromisePolicy.MOST_DAYS + 1) * PromisePolicy.MOST_TRIES);
  }

  @Test
  void aShopWithoutHistoryIsLessSureThanTheSameShopWithHistory() {
    // Nine in ten are there after 1.32 days, a bit before the end of Tuesday.
    Estimator sure = taking(_ -> level -> 1.23 + level / 10);
    String service = "service days parcel kg km\nPOST 1 700 100 900";
    String nodes = "node km A parcels flags\nFAR 600 9 9 country=%s region=%s";
    var american =
        Scenario.of("A 1", nodes.formatted("US", "NV")).services(service).promise(TUESDAY);
    american.recent(american.lane("POST", "NV", new TransitWindow(200, 4_800, 4_800)));
    var german =
        Scenario.of("A 1", nodes.formatted("DE", "BE"))
            .services(service)
            .promise(TUESDAY)
            .destination(new Destination("DE", "BY", "80331", new GeoPoint(0, 0), ZoneOffset.UTC))
            .measured()
            .recent();

    double here = american.decide(sure).onTime().value();
    double there = german.decide(sure).onTime().value();

    // With history as sure as the model. Without, the service and the country deviate by 0.25 each,
    // sqrt(0.125) = 0.3536 together: 0.6 at 1.28 * exp(0.2533 * 0.3536) = 1.40 days, so that 1.3333
    // days hold 0.5 + 0.1 * 0.0533 / 0.12 = 0.54.
    assertThat(here).isEqualTo(0.995);
    assertThat(there).isBetween(0.53, 0.56);
    assertThat(whyLow(american, sure)).isEmpty();
    assertThat(whyLow(german, sure))
        .containsExactly(WhyLow.SERVICE_NEVER_SEEN, WhyLow.COUNTRY_NEVER_SEEN);
    assertThat(offer(american, sure).options().getFirst().promise()).containsExactly(TUESDAY);
    assertThat(offer(german, sure).options().getFirst().promise()).containsExactly(WEDNESDAY);
  }

  private static List<WhyLow> whyLow(Scenario scenario, Estimator estimator) {
    return offer(scenario, estimator).options().getFirst().whyLow();
  }

  @Test
  void measuredFiguresOfOtherCountriesAreNoneOfThisOne() {
    String nodes = "node km A parcels\nFAR 600 9 9";
    var scenario = Scenario.of("A 1", nodes).promise(THURSDAY);

    double seen = scenario.decide(Scenario.failing()).onTime().value();
    double unseen = scenario.recent().decide(Scenario.failing()).onTime().value();

    assertThat(unseen).isLessThan(seen);
    assertThat(whyLow(scenario, Scenario.failing()))
        .containsExactly(WhyLow.FALLBACK, WhyLow.THIN_LANE, WhyLow.COUNTRY_NEVER_SEEN);
  }

  @Test
  void aLaneThatTakesFarLongerThanExpectedDrifts() {
    var scenario = Scenario.of("A 1", "node km A parcels flags\nFAR 600 9 9 region=NV");
    Function<TransitWindow, List<WhyLow>> why =
        window -> {
          scenario.recent(scenario.lane("GROUND", "NV", window));
          return offer(scenario).options().getLast().whyLow();
        };

    assertThat(why.apply(new TransitWindow(10, 1_401, 1_000))).containsExactly(WhyLow.DRIFT);
    assertThat(why.apply(new TransitWindow(10, 1_400, 1_000))).isEmpty();
    assertThat(why.apply(new TransitWindow(10, 700, 1_000))).isEmpty();
    assertThat(why.apply(new TransitWindow(10, 699, 1_000))).containsExactly(WhyLow.DRIFT);
    assertThat(why.apply(new TransitWindow(9, 5_000, 1_000))).containsExactly(WhyLow.THIN_LANE);
  }

  @Test
  void anAddressKnownToItsCountryOnlyIsTold() {
    var scenario =
        Scenario.of("A 1", FAR)
            .destination(
                new Destination(
                    "US",
                    "HERE",
                    "",
                    new Located(new GeoPoint(0, 0), Precision.COUNTRY, 51),
                    ZoneOffset.UTC,
                    false));

    assertThat(whyLow(scenario, Scenario.trusting())).contains(WhyLow.PLACE_UNCERTAIN);
  }

  @Test
  void theRoutingGuideLimitsTheOptionsWhereNoModelAnswers() {
    var scenario = Scenario.of("A 1", FAR).tables(t -> t.guide("GROUND")).recent();

    DeliveryOptions options = offer(scenario, Scenario.failing());

    assertThat(options.path()).isInstanceOf(SourcingDecision.Path.Rules.class);
    // For a promise that GROUND cannot keep nine times in ten, the next best in time is taken.
    assertThat(options.options()).hasSize(2);
    assertThat(options.options().getFirst().promise().getFirst()).isBefore(SATURDAY);
    assertThat(options.options().getFirst().whyLow()).contains(WhyLow.FALLBACK);
  }

  @Test
  void theEstimatorIsAskedForEachCandidateOnce() {
    var asked = new ArrayList<TransitQuery>();
    Estimator counting =
        KeyedEstimator.NONE
            .with(
                EstimateKey.TRANSIT_TIME,
                (queries, guard, now) -> {
                  asked.addAll(queries);
                  return Scenario.trusting()
                      .estimate(EstimateKey.TRANSIT_TIME, queries, guard, now);
                })
            .with(
                EstimateKey.RETURN_RISK,
                (queries, guard, now) -> {
                  return Scenario.trusting().estimate(EstimateKey.RETURN_RISK, queries, guard, now);
                });

    offer(Scenario.of("A 1", FAR), counting);

    assertThat(asked).hasSize(2).doesNotHaveDuplicates();
  }
}
