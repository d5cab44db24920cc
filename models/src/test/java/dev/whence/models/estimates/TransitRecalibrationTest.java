package dev.whence.models.estimates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.estimates.TransitRecalibration.Asked;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Parcels of a model that says three days, with a spread of 0.3.
class TransitRecalibrationTest {
  private static final double MU = Math.log(3);
  private static final double LOG_SIGMA = Math.log(0.3);

  /// Standard normal quantiles at [TransitDistribution#LEVELS].
  private static final Calibration.LogNormal NORMAL =
      new Calibration.LogNormal(
          0.002,
          List.of(
              -2.3263, -2.0537, -1.6449, -1.2816, -1.0364, -0.8416, -0.5244, -0.2533, 0.0, 0.2533,
              0.5244, 0.6745, 0.8416, 1.0364, 1.2816, 1.4395, 1.6449, 1.8808, 2.0537, 2.3263,
              2.5758));

  /// Forty parcels leave each day; what they take is slower by a factor.
  private static List<Calibration.LogNormal> days(double days, int count, double slower) {
    var recalibration = new TransitRecalibration(NORMAL, days);
    Random random = new Random(3);
    List<double[]> underway = new ArrayList<>();
    List<Calibration.LogNormal> shapes = new ArrayList<>();
    for (int day = 0; day < count; day++) {
      for (int i = 0; i < 40; i++) {
        double leaves = day + random.nextDouble();
        double takes = slower * Math.exp(MU + 0.3 * random.nextGaussian());
        underway.add(new double[] {leaves, leaves + takes});
      }
      List<double[]> still = new ArrayList<>();
      for (double[] parcel : underway) {
        double from = Math.max(0, day - parcel[0]);
        double until = day + 1 - parcel[0];
        if (parcel[1] < day + 1) {
          recalibration.arrived(MU, LOG_SIGMA, from, until);
        } else {
          recalibration.underway(MU, LOG_SIGMA, from, until);
          still.add(parcel);
        }
      }
      underway = still;
      recalibration.endDay();
      shapes.add(recalibration.calibration());
    }
    return shapes;
  }

  private static double median(Calibration.LogNormal shape) {
    return shape.distribution(MU, LOG_SIGMA).percentile(50);
  }

  @Test
  void asLongAsNothingChangesTheShapeStays() {
    Calibration.LogNormal shape = days(28, 60, 1).getLast();

    assertThat(median(shape)).isCloseTo(3, within(0.1));
    assertThat(shape.distribution(MU, LOG_SIGMA).percentile(90))
        .isCloseTo(NORMAL.distribution(MU, LOG_SIGMA).percentile(90), within(0.3));
    assertThat(shape.lostShare()).isLessThan(0.01);
  }

  /// Every parcel takes 1.5 times as long from the first day on: 4.5 days.
  @Test
  void aSlowdownShowsWithinDaysAndIsFollowedHalfTheWay() {
    List<Calibration.LogNormal> shapes = days(28, 30, 1.5);

    assertThat(median(shapes.get(9))).as("after ten days").isGreaterThan(3.3);
    assertThat(median(shapes.getLast())).as("after thirty").isBetween(3.4, 4.1);
    assertThat(shapes.getLast().distribution(MU, LOG_SIGMA).arrivesWithin(5).value())
        .isLessThan(NORMAL.distribution(MU, LOG_SIGMA).arrivesWithin(5).value() - 0.05);
  }

  @Test
  void theSameDaysGiveTheSameShape() {
    assertThat(days(14, 12, 1.2)).isEqualTo(days(14, 12, 1.2));
  }

  @Test
  void aModelThatShallNotFollowStaysAsReleased() {
    assertThat(days(0, 10, 3)).allMatch(NORMAL::equals);
  }

  @Test
  void beforeAnythingHasArrivedTheReleasedShapeCounts() {
    var recalibration = new TransitRecalibration(NORMAL, 28);
    recalibration.underway(MU, LOG_SIGMA, 0, 1);
    recalibration.endDay();

    assertThat(recalibration.calibration()).isEqualTo(NORMAL);
    assertThat(TransitDistribution.LEVELS).hasSameSizeAs(NORMAL.residualQuantiles());
  }

  /// As a service does that keeps what it counted of a day, and is started anew each day.
  @Test
  void goingOnFromWhatWasKeptGivesTheSameShapes() {
    Random random = new Random(5);
    List<Asked> parcels = new ArrayList<>();
    LocalDate first = LocalDate.of(2026, 3, 20); // over a change of the clocks
    for (int i = 0; i < 400; i++) {
      Instant leaves =
          first.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(random.nextInt(14 * 86_400));
      Instant delivered =
          leaves.plusSeconds((long) (86_400 * 1.5 * Math.exp(MU + 0.3 * random.nextGaussian())));
      parcels.add(
          new Asked(
              MU,
              LOG_SIGMA,
              leaves,
              ZoneId.of(i % 2 == 0 ? "Europe/Berlin" : "America/Los_Angeles"),
              delivered,
              delivered.plusSeconds(random.nextInt(90_000))));
    }
    var whole = new TransitRecalibration(NORMAL, 14);
    var kept = whole.counted();
    List<Asked> underway = parcels;
    for (LocalDate day = first; day.isBefore(first.plusDays(40)); day = day.plusDays(1)) {
      var again = new TransitRecalibration(NORMAL, 14, kept);
      List<Asked> still = new ArrayList<>();
      for (Asked parcel : underway) {
        boolean isUnderway = whole.count(day, parcel);
        assertThat(again.count(day, parcel)).isEqualTo(isUnderway);
        if (isUnderway) {
          still.add(parcel);
        }
      }
      whole.endDay();
      again.endDay();
      underway = still;
      kept = again.counted();
      assertThat(again.calibration()).isEqualTo(whole.calibration());
    }
    assertThat(underway).isEmpty();
    assertThat(median(whole.calibration())).isGreaterThan(1.1 * median(NORMAL));
  }

  /// Flights that take 1.3 times the tenth of a day that their model says, and arrive on their day.
  @Test
  void whereInstantsCount_itFollowsWhatHappensWithinADay() {
    assertThat(median(flights(true))).isGreaterThan(3.2);
    assertThat(median(flights(false))).isCloseTo(3, within(0.1));
  }

  private static Calibration.LogNormal flights(boolean byInstant) {
    var recalibration = new TransitRecalibration(NORMAL, 28);
    Random random = new Random(6);
    LocalDate day = LocalDate.of(2026, 3, 1);
    for (int i = 0; i < 20; i++) {
      for (int flight = 0; flight < 100; flight++) {
        Instant leaves =
            day.plusDays(i).atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(8 * 3_600);
        Instant delivered =
            leaves.plusSeconds((long) (86_400 * 0.13 * Math.exp(0.3 * random.nextGaussian())));
        recalibration.count(
            day.plusDays(i + 1),
            new Asked(
                Math.log(0.1), LOG_SIGMA, leaves, ZoneOffset.UTC, delivered, delivered, byInstant));
      }
      recalibration.endDay();
    }
    return recalibration.calibration();
  }
}
