package dev.whence.training.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.estimates.PromiseOdds;
import dev.whence.models.bundles.PromiseRegression;
import dev.whence.models.scoring.LinearModel.Logarithm;
import dev.whence.models.transit.TransitFeatures;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;

/// What promises that were kept and broken teach.
class PromisesTest {
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
  private static final int ALL = 4_000;

  /// Parcels every half hour that leave at once; a promise ends at an instant, so many days later.
  ///
  /// @param late the chance of being late by kilometers and promised days
  /// @param promisedDays what is promised, by kilometers and a random number from 0 to 1
  private static Parcels world(
      int parcels,
      ToDoubleBiFunction<Double, Double> late,
      ToDoubleBiFunction<Double, Double> promisedDays) {
    var random = new SplittableRandom(11);
    List<ShipmentRow> rows = new ArrayList<>();
    for (int i = 0; i < parcels; i++) {
      Instant ordered = START.plus(Duration.ofMinutes(30L * i));
      double kilometers = 2_000 * random.nextDouble();
      double promised = promisedDays.applyAsDouble(kilometers, random.nextDouble());
      boolean isLate = random.nextDouble() < late.applyAsDouble(kilometers, promised);
      Instant until = ordered.plus(hours(24 * promised));
      Instant door = until.plus(hours(isLate ? 6 : -6));
      rows.add(
          TestShipments.row(
              "s" + i,
              ordered,
              Optional.of(ordered),
              ZoneOffset.UTC,
              kilometers,
              new Journey.Delivered(ordered, door, door),
              Optional.of(until)));
    }
    return Parcels.of(rows, Optional.empty());
  }

  private static Duration hours(double hours) {
    return Duration.ofSeconds(Math.round(hours * 3_600));
  }

  private static double chance(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }

  @Test
  void theOddsByWhichPromisesWereBrokenAreFound() {
    Parcels parcels =
        world(
            10 * ALL,
            (km, days) -> chance(1 + 0.001 * km - 2 * Math.log(days + PromiseOdds.SHIFT_DAYS)),
            (km, share) -> 1 + 5 * share);

    PromiseRegression promises = Promises.of(parcels).orElseThrow();

    assertThat(promises.slope()).isCloseTo(2, within(0.15));
    assertThat(promises.base().linear().get("distance_km")).isCloseTo(0.001, within(0.0001));
    assertThat(promises.weight()).isEqualTo(0.5);
    PromiseOdds odds = odds(promises, parcels.all().getLast());
    double base = 1 + 0.001 * parcels.all().getLast().query().distanceKm();
    assertThat(odds.base()).isCloseTo(base, within(0.4));
  }

  private static PromiseOdds odds(PromiseRegression promises, Parcel parcel) {
    try (var scorer = promises.scorer(TransitFeatures.NAMES)) {
      return promises.odds(scorer.score(TransitFeatures.row(parcel.query()), 1)[0][0]);
    }
  }

  /// Who promises far places so much that they are late less often has not made distance a help,
  /// and where hurried parcels are looked after, a short promise has not become one.
  @Test
  void neitherDistanceNorAShortPromiseHelps_whateverWentTogether() {
    PromiseRegression promises =
        Promises.of(
                world(
                    ALL,
                    (km, days) -> chance(-1 - 0.001 * km + 0.3 * days),
                    (km, share) -> 1 + km / 500 + share))
            .orElseThrow();

    assertThat(promises.slope()).isGreaterThanOrEqualTo(0);
    assertThat(promises.base().linear().getOrDefault("distance_km", 0.0)).isGreaterThanOrEqualTo(0);
    for (String ratio :
        List.of("reference_days", "service_ratio", "lane_ratio", "destination_ratio")) {
      assertThat(promises.base().logarithms().getOrDefault(ratio, new Logarithm(0, 0)).weight())
          .as(ratio)
          .isGreaterThanOrEqualTo(0);
    }
  }

  @Test
  void tooFewBrokenOrKeptOnesTeachNothing() {
    assertThat(Promises.of(world(ALL, (km, days) -> 0.01, (km, share) -> 3))).isEmpty();
    assertThat(Promises.of(world(ALL, (km, days) -> 0.99, (km, share) -> 3))).isEmpty();
    assertThat(Promises.of(world(ALL, (km, days) -> 0.1, (km, share) -> 3))).isPresent();
  }

  /// What nobody knew yet when a model is made has no part in it.
  @Test
  void promisesThatHaveNotEndedAreNotCounted() {
    Parcels parcels =
        world(ALL, (km, days) -> km > 1_000 ? 0.3 : 0.1, (km, share) -> 1 + 3 * share);
    Instant middle = START.plus(Duration.ofMinutes(30L * ALL / 2));

    Parcels known = parcels.asOf(middle);
    Parcels ended =
        world(ALL / 2, (km, days) -> km > 1_000 ? 0.3 : 0.1, (km, share) -> 1 + 3 * share)
            .asOf(middle);

    assertThat(Promises.of(known)).isEqualTo(Promises.of(ended));
  }
}
