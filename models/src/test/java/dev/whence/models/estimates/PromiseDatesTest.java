package dev.whence.models.estimates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.estimates.PromiseLevels;
import dev.whence.domain.estimates.PromiseLevels.Levels;
import dev.whence.models.estimates.PromiseDates.Counted;
import dev.whence.models.estimates.PromiseDates.Promised;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Forty parcels of a service leave each day at noon, some nearer and some farther; a model says of
/// each in how many days it is there, log-normally.
class PromiseDatesTest {
  private static final CarrierServiceId GROUND = new CarrierServiceId("GROUND");
  private static final CarrierServiceId AIR = new CarrierServiceId("AIR");
  private static final LocalDate BEGIN = LocalDate.of(2026, 3, 2);
  private static final ZoneId DOOR = ZoneId.of("America/Chicago");
  private static final int A_DAY = 40;
  private static final int DAYS = 120;

  /// What is said of every parcel of a service, and how it really is.
  ///
  /// @param saidDays median
  /// @param saidSpread of the logarithm
  private record Service(
      CarrierServiceId id,
      double saidDays,
      double saidSpread,
      double trueDays,
      double trueSpread,
      Duration toldAfter) {
    Service(
        CarrierServiceId id,
        double saidDays,
        double saidSpread,
        double trueDays,
        double trueSpread) {
      this(id, saidDays, saidSpread, trueDays, trueSpread, Duration.ofHours(1));
    }

    /// @param far how many times as long as usual the parcel is on its way
    double said(double days, double far) {
      return days <= 0 ? 0 : normal((Math.log(days) - Math.log(saidDays * far)) / saidSpread);
    }

    /// What it says of the day that is kept so often.
    double right(double kept) {
      double low = 0;
      double high = 100;
      for (int i = 0; i < 60; i++) {
        double days = (low + high) / 2;
        double there = normal((Math.log(days) - Math.log(trueDays)) / trueSpread);
        low = there < kept ? days : low;
        high = there < kept ? high : days;
      }
      return said(high, 1);
    }
  }

  /// The standard normal distribution (Abramowitz and Stegun 26.2.17, good to 1e-7).
  private static double normal(double z) {
    double t = 1 / (1 + 0.2316419 * Math.abs(z));
    double tail =
        Math.exp(-z * z / 2)
            / Math.sqrt(2 * Math.PI)
            * t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return z >= 0 ? 1 - tail : tail;
  }

  /// A day's levels, and whether the days quoted by them were kept.
  private static final class World {
    private final List<Service> services;
    private final Random random = new Random(5);
    private PromiseDates dates = new PromiseDates();
    private List<Promised> open = new ArrayList<>();
    private PromiseLevels levels = PromiseLevels.AS_SAID;
    private final Map<CarrierServiceId, int[]> quoted = new HashMap<>();

    World(Service... services) {
      this.services = List.of(services);
    }

    World live(int days, boolean isScored) {
      for (int i = 0; i < days; i++) {
        LocalDate day = BEGIN.plusDays(lived + i);
        for (Service service : services) {
          for (int k = 0; k < A_DAY; k++) {
            Promised parcel = parcel(service, day, k);
            open.add(parcel);
            if (isScored) {
              score(parcel);
            }
          }
        }
        open = new ArrayList<>(dates.count(day, open));
        levels = dates.levels(day);
      }
      lived += days;
      return this;
    }

    private int lived;

    private Promised parcel(Service service, LocalDate day, int number) {
      Instant leaves = day.atTime(12, 0).atZone(DOOR).toInstant();
      double far = Math.exp(random.nextDouble(-0.4, 0.4));
      double took =
          far * service.trueDays() * Math.exp(service.trueSpread() * random.nextGaussian());
      Instant delivered = leaves.plusSeconds((long) (86_400 * took));
      var chances = new ArrayList<Float>();
      double chance = 0;
      for (int i = 0; chance < PromiseDates.HIGHEST && i < 60; i++) {
        Instant end = day.plusDays(i + 1L).atStartOfDay(DOOR).toInstant();
        chance = service.said(Duration.between(leaves, end).toSeconds() / 86_400.0, far);
        chances.add((float) chance);
      }
      return new Promised(
          day + "-" + service.id().value() + number,
          service.id(),
          DOOR,
          day,
          chances,
          delivered,
          delivered.plus(service.toldAfter()));
    }

    private void score(Promised parcel) {
      for (int i = 0; i < PromiseLevels.KEPT.size(); i++) {
        double needed = levels.of(parcel.service()).said().get(i);
        int day = 0;
        while (day < parcel.chances().size() - 1 && parcel.chances().get(day) < needed) {
          day++;
        }
        Instant end = parcel.first().plusDays(day + 1L).atStartOfDay(DOOR).toInstant();
        int[] counts = quoted.computeIfAbsent(parcel.service(), _ -> new int[6]);
        counts[2 * i]++;
        counts[2 * i + 1] += parcel.delivered().isBefore(end) ? 1 : 0;
      }
    }

    double kept(CarrierServiceId service, int level) {
      int[] counts = quoted.getOrDefault(service, new int[6]);
      return (double) counts[2 * level + 1] / counts[2 * level];
    }
  }

  private static void isKeptAsItShould(World world, CarrierServiceId service) {
    for (int i = 0; i < PromiseLevels.KEPT.size(); i++) {
      assertThat(world.kept(service, i))
          .as("%s of %s", PromiseLevels.KEPT.get(i), service)
          .isCloseTo(PromiseLevels.KEPT.get(i), within(0.02));
    }
  }

  /// Parcels take weeks, so that a whole day more or less is little.
  @Test
  void aModelThatIsTooBoldHasToSayMore_untilItsDatesAreKept() {
    var service = new Service(GROUND, 20, 0.2, 23, 0.2);
    var world = new World(service).live(DAYS, false).live(DAYS, true);

    isKeptAsItShould(world, GROUND);
    List<Double> said = world.levels.of(GROUND).said();
    assertThat(said.get(1)).isCloseTo(service.right(0.9), within(0.01));
    assertThat(world.levels.upTo()).contains(BEGIN.plusDays(2 * DAYS - 1));
  }

  @Test
  void aModelThatIsTooCarefulNeedsToSayLess() {
    var service = new Service(GROUND, 20, 0.3, 18, 0.2);
    var world = new World(service).live(DAYS, false).live(DAYS, true);

    isKeptAsItShould(world, GROUND);
    Levels levels = world.levels.of(GROUND);
    assertThat(levels.said().get(1)).isCloseTo(service.right(0.9), within(0.05));
    assertThat(levels.said()).isSorted();
    assertThat(levels.kept(levels.said().get(1))).isEqualTo(0.9);
  }

  /// Dates are whole days: the first of which 90 % is said is said 96 % on average.
  @Test
  void wholeDaysKeepMoreThanIsSaid_whichIsMadeUseOf() {
    var service = new Service(GROUND, 2, 0.35, 2, 0.35);
    var world = new World(service).live(30, false).live(DAYS, true);

    assertThat(world.kept(GROUND, 0)).isCloseTo(0.8, within(0.12));
    assertThat(world.levels.of(GROUND).said().get(1)).isLessThan(0.9);
  }

  @Test
  void eachServiceHasItsOwn_whatIsNewIsTreatedAsAllAre() {
    var world =
        new World(new Service(GROUND, 20, 0.2, 22, 0.2), new Service(AIR, 20, 0.2, 19, 0.2))
            .live(DAYS, false)
            .live(DAYS, true);

    isKeptAsItShould(world, GROUND);
    isKeptAsItShould(world, AIR);
    double unknown = world.levels.of(new CarrierServiceId("NEW")).said().get(1);
    assertThat(unknown)
        .isBetween(world.levels.of(AIR).said().get(1), world.levels.of(GROUND).said().get(1));
  }

  @Test
  void aSlowdownIsFollowedWithinWeeks_andForgottenAfter() {
    var world = new World(new Service(GROUND, 3, 0.3, 3, 0.3)).live(60, false);
    double before = world.levels.of(GROUND).said().get(1);
    var slow = new World(new Service(GROUND, 3, 0.3, 4, 0.3));
    slow.dates = new PromiseDates(world.dates.counted());
    slow.lived = world.lived;
    slow.open = world.open;
    slow.live(21, false);
    double during = slow.levels.of(GROUND).said().get(1);
    world.dates = slow.dates;
    world.open = slow.open;
    world.lived = slow.lived;
    world.live(60, false);

    double after = world.levels.of(GROUND).said().get(1);
    assertThat(during).isGreaterThan(Math.max(before, after) + 0.06);
    assertThat(after).isCloseTo(before, within(0.05));
  }

  /// A merchant who tells no deliveries would else see every date as missed.
  @Test
  void whereNoDeliveryIsToldDatesStayAsSaid() {
    var never = new Service(GROUND, 20, 0.2, 20, 0.2, Duration.ofDays(10_000));

    assertThat(new World(never).live(60, false).levels).isEqualTo(PromiseLevels.AS_SAID);
  }

  @Test
  void whatGoesOnFromCountsIsAsIfItHadNeverStopped() {
    var service = new Service(GROUND, 5, 0.3, 6, 0.3);
    var one = new World(service).live(40, false);
    var two = new World(service).live(20, false);
    two.dates = new PromiseDates(two.dates.counted());
    two.live(20, false);

    assertThat(two.levels).isEqualTo(one.levels);
    assertThat(two.dates.counted()).isEqualTo(one.dates.counted());
  }

  @Test
  void countsOfOtherChancesAreRefused() {
    assertThatThrownBy(() ->
            new PromiseDates(
                List.of(new Counted(GROUND, List.of(1.0), List.of(1.0), LocalDate.MIN))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Counts of 1 and 1 chances of GROUND; 53 are needed.");
  }

  /// One parcel by hand: half of its days said, and when it came.
  @Test
  void aDayIsCountedOnceItIsOverAtTheDoorAndItsScansHaveCome() {
    Instant noon = BEGIN.atTime(12, 0).toInstant(ZoneOffset.UTC);
    var parcel =
        new Promised(
            "P",
            GROUND,
            ZoneOffset.UTC,
            BEGIN,
            List.of(0.4f, 0.7f, 0.95f, 0.995f),
            noon.plus(Duration.ofDays(2)),
            noon.plus(Duration.ofDays(2)));
    var dates = new PromiseDates();
    var open = List.of(parcel);
    var due = new ArrayList<Double>();
    var kept = new ArrayList<Double>();
    for (int day = 0; !open.isEmpty(); day++) {
      open = dates.count(BEGIN.plusDays(day), open);
      due.add(sum(dates.counted().stream().flatMap(each -> each.due().stream()).toList()));
      kept.add(sum(dates.counted().stream().flatMap(each -> each.kept().stream()).toList()));
    }

    // Its first delivery is told on the third day; the days before it say nothing of the service.
    // From the fourth on its third day counts (log-odds above 0.85, up to 2.94: 21 chances), then
    // its fourth (up to 5.2: 23).
    double fading = Math.exp(-1 / PromiseDates.FADING_DAYS);
    assertThat(due).hasSize(5);
    assertThat(due.subList(0, 3)).containsExactly(0.0, 0.0, 9.0);
    assertThat(due.get(3)).isCloseTo(9 * fading + 21, within(1e-9));
    assertThat(due.get(4)).isCloseTo((9 * fading + 21) * fading + 23, within(1e-9));
    assertThat(kept.get(4)).isCloseTo(21 * fading + 23, within(1e-9));
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum();
  }
}
