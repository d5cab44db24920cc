package dev.whence.training.transit;

import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.estimates.PromiseLevels;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.models.estimates.PromiseDates;
import dev.whence.models.estimates.PromiseDates.Promised;
import dev.whence.models.metrics.Bootstrap;
import dev.whence.models.metrics.Bootstrap.Interval;
import dev.whence.rules.sourcing.PromisedDays;
import dev.whence.training.plots.MeanPlots;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How days turned out that could have been promised for parcels: as a model says, and, as a
/// service does it, by what had become of such days until then. Each parcel's days are those of the
/// day on which it was ordered; a day counts for the next ones when it has ended.
///
/// @param dates of the parcels whose promised days ended within the data
/// @param neverPromised parcels for which no day is said to have the chance, by level
record DatesKept(List<Date> dates, Map<Double, Long> neverPromised) {
  /// A carrier that delivers on every day: histories tell no calendars.
  private static final CarrierCalendar EVERY_DAY =
      new CarrierCalendar(
          EnumSet.allOf(DayOfWeek.class),
          EnumSet.allOf(DayOfWeek.class),
          Set.of(),
          CarrierCalendar.Counting.CALENDAR_DAYS);

  /// The name of what the model alone says.
  static final String AS_SAID = "as said";

  private static final double MILLIS_PER_DAY = 86_400_000;

  DatesKept {
    dates = List.copyOf(dates);
    neverPromised = Map.copyOf(neverPromised);
  }

  /// A day that could have been promised.
  ///
  /// @param days from the day of the hand-over
  record Quoted(boolean isKept, long days) {}

  /// One parcel at one level.
  ///
  /// @param share to be kept
  /// @param adapted day, as a service promises it
  /// @param asSaid day that the model alone says
  /// @param table day of the lane table
  record Date(
      Instant ordered,
      CarrierServiceId service,
      double share,
      Quoted adapted,
      Quoted asSaid,
      Quoted table) {
    YearMonth month() {
      return YearMonth.from(ordered.atOffset(ZoneOffset.UTC));
    }
  }

  /// Means over dates that have something in common.
  ///
  /// @param kept with its 95 % interval, by whole days drawn anew
  record Group(
      int parcels,
      Interval kept,
      double days,
      double keptAsSaid,
      double daysAsSaid,
      double keptByTable,
      double daysByTable) {}

  /// @param asked parcels in order of time, of which what is known counts from then on
  /// @param test those of them that are measured
  /// @param table what there is without a model
  /// @return empty where arrivals are instants: nobody promises a day there
  static Optional<DatesKept> of(
      LateForecast.Recalibrated model,
      List<Parcel> asked,
      List<Parcel> test,
      LateForecast.LaneTable table,
      Instant knownUntil) {
    if (test.stream().anyMatch(Parcel::byInstant)) {
      return Optional.empty();
    }
    Set<String> measured = test.stream().map(Parcel::shipmentId).collect(Collectors.toSet());
    List<PromisedDays> said = model.promisedDays(asked, EVERY_DAY, PromiseDates.HIGHEST);
    double[][] tabled = table.forecast(asked).quantileDays().orElseThrow();
    var days = new PromiseDates();
    PromiseLevels levels = PromiseLevels.AS_SAID;
    var dates = new ArrayList<Date>();
    var never = new HashMap<Double, Long>();
    List<Promised> open = new ArrayList<>();
    int next = 0;
    LocalDate last = day(asked.getLast().orderedAt());
    for (LocalDate day = day(asked.getFirst().orderedAt());
        !day.isAfter(last);
        day = day.plusDays(1)) {
      for (; next < asked.size() && !day(asked.get(next).orderedAt()).isAfter(day); next++) {
        Parcel parcel = asked.get(next);
        PromisedDays promised = said.get(next);
        if (measured.contains(parcel.shipmentId())) {
          add(parcel, promised, tabled[next], levels, knownUntil, dates, never);
        }
        open.add(
            new Promised(
                parcel.shipmentId(),
                service(parcel),
                parcel.destinationZone(),
                promised.first(),
                promised.chances(),
                parcel.deliveredAt(),
                parcel.knownAt()));
      }
      open = new ArrayList<>(days.count(day, open));
      levels = days.levels(day);
    }
    return Optional.of(new DatesKept(dates, never));
  }

  private static void add(
      Parcel parcel,
      PromisedDays promised,
      double[] tabled,
      PromiseLevels levels,
      Instant knownUntil,
      List<Date> dates,
      Map<Double, Long> never) {
    PromiseLevels.Levels own = levels.of(service(parcel));
    for (int i = 0; i < PromiseLevels.KEPT.size(); i++) {
      double share = PromiseLevels.KEPT.get(i);
      Optional<LocalDate> date = promised.with(own.said().get(i));
      Optional<LocalDate> asSaid = promised.with(share);
      if (date.isEmpty() || asSaid.isEmpty()) {
        never.merge(share, 1L, Long::sum);
        continue;
      }
      LocalDate byTable =
          parcel
              .leavesAt()
              .plusMillis(
                  Math.round(MILLIS_PER_DAY * tabled[TransitDistribution.LEVELS.indexOf(share)]))
              .atZone(parcel.destinationZone())
              .toLocalDate();
      if (Stream.of(date.get(), asSaid.get(), byTable)
          .noneMatch(each -> parcel.startOf(each.plusDays(1)).isAfter(knownUntil))) {
        dates.add(
            new Date(
                parcel.orderedAt(),
                service(parcel),
                share,
                quoted(parcel, promised.first(), date.get()),
                quoted(parcel, promised.first(), asSaid.get()),
                quoted(parcel, promised.first(), byTable)));
      }
    }
  }

  private static Quoted quoted(Parcel parcel, LocalDate first, LocalDate date) {
    return new Quoted(
        parcel.deliveredAt().isBefore(parcel.startOf(date.plusDays(1))),
        ChronoUnit.DAYS.between(first, date));
  }

  private static CarrierServiceId service(Parcel parcel) {
    return parcel.query().recent().carrierService();
  }

  private static LocalDate day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  /// Of days that are to be kept so often.
  List<Date> of(double share) {
    return dates.stream().filter(date -> date.share() == share).toList();
  }

  /// By what they have in common, in order.
  ///
  /// @param fewest groups with fewer are left out
  static <K extends Comparable<K>> Map<K, Group> groups(
      List<Date> dates, Function<Date, K> key, int fewest, long seed) {
    var groups = new TreeMap<K, Group>();
    dates.stream()
        .collect(Collectors.groupingBy(key))
        .forEach((each, of) -> {
          if (of.size() >= fewest) {
            groups.put(each, group(of, seed));
          }
        });
    return groups;
  }

  /// @param dates at least one
  static Group group(List<Date> dates, long seed) {
    long[] days = MeanPlots.days(dates.stream().map(Date::ordered).toList());
    return new Group(
        dates.size(),
        Bootstrap.mean(kept(dates, Date::adapted), days, seed),
        days(dates, Date::adapted),
        mean(kept(dates, Date::asSaid)),
        days(dates, Date::asSaid),
        mean(kept(dates, Date::table)),
        days(dates, Date::table));
  }

  /// Whether each was kept, 1 or 0.
  static double[] kept(List<Date> dates, Function<Date, Quoted> quoted) {
    return dates.stream().mapToDouble(date -> quoted.apply(date).isKept() ? 1 : 0).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double days(List<Date> dates, Function<Date, Quoted> quoted) {
    return dates.stream().mapToLong(date -> quoted.apply(date).days()).average().orElseThrow();
  }

  /// Parcels for which no day is said to have the chance.
  long neverPromised(double share) {
    return neverPromised.getOrDefault(share, 0L);
  }
}
