package dev.whence.pipeline.simulation;

import dev.whence.pipeline.simulation.Draws.Stream;
import dev.whence.pipeline.simulation.Metro.Climate;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// How long parcels really take. No policy may see it.
///
/// `ln(transit / published) = carrier + lane + week + exposure * storm + congestion + weekday +
/// noise`, and then the parcel waits for the next delivery round: 9 to 20 o'clock at the door, not
/// on Sundays for most.
final class TransitTruth {

  private static final LocalDate FIRST_WEEK = LocalDate.of(2019, 12, 30);
  private static final double WEEK_MEMORY = 0.7;
  private static final double WEEK_DEVIATION = 0.045;
  private static final double LANE_DEVIATION = 0.06;
  private static final double ORDINARY_LOAD = 1.3;
  private static final LocalTime ROUND_STARTS = LocalTime.of(9, 0);
  private static final LocalTime ROUND_ENDS = LocalTime.of(20, 0);

  private final long seed;
  private final Map<String, double[]> weeks = new HashMap<>();
  private final Map<String, Double> lanes = new HashMap<>();

  /// @param last the last day anything can be handed over
  TransitTruth(long seed, LocalDate last) {
    this.seed = seed;
    int count = week(last) + 10;
    for (Fleet fleet : Fleet.ALL) {
      double[] values = new double[count];
      for (int week = 1; week < count; week++) {
        Draws draws = Draws.of(seed, Stream.CARRIER_WEEK, Draws.entity(fleet.id()), week);
        values[week] = WEEK_MEMORY * values[week - 1] + draws.normal(0, WEEK_DEVIATION);
      }
      weeks.put(fleet.id(), values);
    }
  }

  /// When the parcel is at the door; empty if it is lost.
  ///
  /// @param parcel its key
  /// @param publishedDays at least 1
  /// @param load orders of the day, 1 is an ordinary day: own volume congests carriers
  Optional<Instant> arrival(
      long parcel,
      Fleet fleet,
      String originState,
      Climate originClimate,
      Metro to,
      ZonedDateTime handover,
      int publishedDays,
      double load) {
    Draws draws = Draws.of(seed, Stream.TRANSIT, parcel, handover.toLocalDate().toEpochDay());
    Fleet.Truth truth = fleet.truth();
    if (draws.chance(truth.lost())) {
      return Optional.empty();
    }
    LocalDate day = handover.toLocalDate();
    double storm = Math.max(storm(originClimate, day), storm(to.climate(), day.plusDays(1)));
    double logRatio =
        truth.level()
            + lane(fleet, originState, to.state())
            + week(fleet, day)
            + truth.stormExposure() * storm
            + truth.congestion() * Math.max(0, load - ORDINARY_LOAD)
            + weekday(day.getDayOfWeek())
            + draws.normal(0, truth.noise());
    long minutes = Math.round(publishedDays * 24 * 60 * StrictMath.exp(logRatio));
    Instant ready = handover.toInstant().plus(Duration.ofMinutes(Math.max(90, minutes)));
    return Optional.of(round(ready, to.timeZone(), truth.sundays(), draws));
  }

  /// The hour of the delivery round that takes a parcel that is ready at the last depot.
  private static Instant round(Instant ready, ZoneId zone, boolean sundays, Draws draws) {
    ZonedDateTime local = ready.atZone(zone);
    LocalDate day = local.toLocalDate();
    boolean missed = !local.toLocalTime().isBefore(ROUND_ENDS);
    if (missed) {
      day = day.plusDays(1);
    }
    boolean waits = missed || local.toLocalTime().isBefore(ROUND_STARTS);
    if (day.getDayOfWeek() == DayOfWeek.SUNDAY && !sundays) {
      day = day.plusDays(1);
      waits = true;
    }
    if (!waits) {
      return ready;
    }
    long intoRound = draws.below((int) Duration.between(ROUND_STARTS, ROUND_ENDS).toMinutes());
    return day.atTime(ROUND_STARTS).plusMinutes(intoRound).atZone(zone).toInstant();
  }

  private double lane(Fleet fleet, String from, String to) {
    return lanes.computeIfAbsent(
        fleet.id() + " " + from + " " + to,
        lane -> Draws.of(seed, Stream.LANE, Draws.entity(lane), 0).normal(0, LANE_DEVIATION));
  }

  /// Severity of the storm over a part of the country, 0 for none: up to four days long, harder in
  /// the northern winter and the southern autumn.
  double storm(Climate climate, LocalDate day) {
    double severity = 0;
    for (int ago = 0; ago < 4; ago++) {
      LocalDate start = day.minusDays(ago);
      Draws draws = Draws.of(seed, Stream.STORM, Draws.entity(climate.name()), start.toEpochDay());
      boolean begins = draws.chance(stormChance(climate, start.getMonthValue()));
      int length = 1 + draws.below(4);
      double strength = draws.uniform(0.15, 0.75);
      if (begins && length > ago) {
        severity = Math.max(severity, strength);
      }
    }
    return severity;
  }

  private static double stormChance(Climate climate, int month) {
    boolean winter = month == 12 || month <= 3;
    boolean autumn = month >= 8 && month <= 10;
    return switch (climate) {
      case NORTHEAST -> winter ? 0.06 : 0.012;
      case MIDWEST -> winter ? 0.07 : 0.015;
      case SOUTH -> autumn ? 0.045 : 0.015;
      case WEST -> winter ? 0.03 : 0.008;
    };
  }

  private static double weekday(DayOfWeek day) {
    return switch (day) {
      case MONDAY -> 0.03;
      case TUESDAY, WEDNESDAY, THURSDAY -> 0;
      case FRIDAY -> 0.05;
      case SATURDAY -> 0.10;
      case SUNDAY -> 0.08;
    };
  }

  private double week(Fleet fleet, LocalDate day) {
    double[] values = Objects.requireNonNull(weeks.get(fleet.id()));
    return values[week(day)];
  }

  private static int week(LocalDate day) {
    return Math.toIntExact(Math.max(0, (day.toEpochDay() - FIRST_WEEK.toEpochDay()) / 7));
  }
}
