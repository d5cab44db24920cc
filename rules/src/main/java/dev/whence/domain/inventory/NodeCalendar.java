package dev.whence.domain.inventory;

import dev.whence.domain.Days;
import dev.whence.domain.carriers.CarrierServiceId;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// When a ship node works, and when it hands parcels to its carriers.
///
/// @param week the weekdays on which it works, Monday first; none twice
/// @param serviceCutoffs cutoffs of single carrier services that differ from the day's
/// @param processing from decision to packed, counted in opening hours only
/// @param holidays local days on which it is closed although the weekday is open
public record NodeCalendar(
    ZoneId timeZone,
    List<OpenDay> week,
    List<ServiceCutoff> serviceCutoffs,
    Duration processing,
    Set<LocalDate> holidays) {

  /// @throws IllegalArgumentException if no day is open, a day or a service's cutoff appears twice,
  ///   a cutoff falls on a closed day or outside the hours, or the processing time is negative
  public NodeCalendar {
    week = week.stream().sorted().toList();
    serviceCutoffs = serviceCutoffs.stream().sorted().toList();
    holidays = Days.copyOf(holidays);
    if (week.isEmpty()) {
      throw new IllegalArgumentException(
          "A calendar needs at least one open day.\nMaybe set the node inactive instead.");
    }
    if (processing.isNegative()) {
      throw new IllegalArgumentException(
          "Processing takes %s, which is negative.\nMaybe 0, if nothing has to be packed."
              .formatted(processing));
    }
    for (int i = 1; i < week.size(); i++) {
      if (week.get(i).day() == week.get(i - 1).day()) {
        throw new IllegalArgumentException(
            "The calendar has %s twice.\nMaybe join the two: a day has one time to open and one to close."
                .formatted(week.get(i).day()));
      }
    }
    var seen = new HashSet<ServiceCutoff>();
    for (ServiceCutoff cutoff : serviceCutoffs) {
      requireWithin(week, cutoff);
      if (!seen.add(new ServiceCutoff(cutoff.carrierService(), cutoff.day(), LocalTime.MIDNIGHT))) {
        throw new IllegalArgumentException(
            "%s has two cutoffs on %s.\nMaybe keep the later one."
                .formatted(cutoff.carrierService(), cutoff.day()));
      }
    }
  }

  /// Open all day on some weekdays, with one hand-over a day.
  public NodeCalendar(
      ZoneId timeZone,
      Set<DayOfWeek> workingDays,
      LocalTime cutoff,
      Duration processing,
      Set<LocalDate> holidays) {
    this(
        timeZone,
        workingDays.stream().map(day -> OpenDay.allDay(day, cutoff)).toList(),
        List.of(),
        processing,
        holidays);
  }

  private static void requireWithin(Collection<OpenDay> week, ServiceCutoff cutoff) {
    OpenDay day =
        week.stream()
            .filter(open -> open.day() == cutoff.day())
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "%s has a cutoff on %s, when the node is closed.\nMaybe open it that day, or drop the cutoff."
                        .formatted(cutoff.carrierService(), cutoff.day())));
    day.require(cutoff);
  }

  /// For how long the node is open between two moments; zero when the second is not after the
  /// first.
  public Duration openBetween(Instant from, Instant to) {
    var open = Duration.ZERO;
    LocalDate last = to.atZone(timeZone).toLocalDate();
    for (LocalDate date = from.atZone(timeZone).toLocalDate();
        !date.isAfter(last);
        date = date.plusDays(1)) {
      OpenDay day = openOn(date);
      if (day != null) {
        Instant opens = later(from, day.opening(date, timeZone).toInstant());
        Instant closes = day.closing(date, timeZone).toInstant();
        Duration part = Duration.between(opens, closes.isBefore(to) ? closes : to);
        open = part.isPositive() ? open.plus(part) : open;
      }
    }
    return open;
  }

  /// The cutoff of a node that is open all day on its working days and has the same one on each;
  /// empty for any other.
  public Optional<LocalTime> onlyCutoff() {
    LocalTime first = week.getFirst().cutoff();
    boolean plain = week.stream().allMatch(open -> open.equals(OpenDay.allDay(open.day(), first)));
    return plain ? Optional.of(first) : Optional.empty();
  }

  /// Whether it works on a local day: a weekday of its week, and no holiday.
  public boolean isOpenOn(LocalDate date) {
    return openOn(date) != null;
  }

  /// Whether a carrier service has cutoffs of its own here.
  public boolean hasCutoffsFor(CarrierServiceId service) {
    for (ServiceCutoff cutoff : serviceCutoffs) {
      if (cutoff.carrierService().equals(service)) {
        return true;
      }
    }
    return false;
  }

  /// When an order decided at `now` is packed: opening hours are counted, closed ones are not.
  /// Empty when the node is not open long enough within `horizonDays`.
  public Optional<Instant> packedAfter(Instant now, int horizonDays) {
    if (processing.isZero()) {
      return Optional.of(now);
    }
    Duration left = processing;
    LocalDate first = now.atZone(timeZone).toLocalDate();
    for (int i = 0; i <= horizonDays; i++) {
      LocalDate date = first.plusDays(i);
      OpenDay open = openOn(date);
      if (open != null) {
        Instant from = later(now, open.opening(date, timeZone).toInstant());
        Duration time = Duration.between(from, open.closing(date, timeZone).toInstant());
        if (left.compareTo(time) <= 0) {
          return Optional.of(from.plus(left));
        }
        if (time.isPositive()) {
          left = left.minus(time);
        }
      }
    }
    return Optional.empty();
  }

  /// The hand-overs of what is packed at `packed`, earliest first, on local days up to
  /// `horizonDays` after the day of `now`.
  ///
  /// @param service whose cutoffs count; the day's own where it has none
  public List<Handover> handovers(
      Instant now, Instant packed, int horizonDays, CarrierServiceId service) {
    boolean own = hasCutoffsFor(service);
    LocalDate last = now.atZone(timeZone).toLocalDate().plusDays(horizonDays);
    var handovers = new ArrayList<Handover>();
    for (LocalDate date = packed.atZone(timeZone).toLocalDate();
        !date.isAfter(last);
        date = date.plusDays(1)) {
      OpenDay open = openOn(date);
      if (open != null) {
        LocalTime cutoff = own ? cutoff(open, service) : open.cutoff();
        Instant at = at(open, date, cutoff);
        if (!at.isBefore(packed)) {
          handovers.add(new Handover(date, at));
        }
      }
    }
    return handovers;
  }

  /// The first hand-over by the day's own cutoffs that an order decided at `now` can make, on local
  /// days up to `horizonDays` after the day of `now`.
  public Optional<Handover> firstHandover(Instant now, int horizonDays) {
    return packedAfter(now, horizonDays).flatMap(packed -> firstHandover(now, packed, horizonDays));
  }

  /// As [#firstHandover(Instant, int)], of what is packed at `packed`.
  public Optional<Handover> firstHandover(Instant now, Instant packed, int horizonDays) {
    LocalDate last = now.atZone(timeZone).toLocalDate().plusDays(horizonDays);
    for (LocalDate date = packed.atZone(timeZone).toLocalDate();
        !date.isAfter(last);
        date = date.plusDays(1)) {
      OpenDay open = openOn(date);
      if (open != null) {
        Instant at = at(open, date, open.cutoff());
        if (!at.isBefore(packed)) {
          return Optional.of(new Handover(date, at));
        }
      }
    }
    return Optional.empty();
  }

  /// The first hand-over on a local day from `from` to `last` of what is packed at `packed`.
  ///
  /// @param service whose cutoffs count; the day's own where it has none
  public Optional<Handover> nextHandover(
      LocalDate from, LocalDate last, Instant packed, CarrierServiceId service) {
    boolean own = hasCutoffsFor(service);
    for (LocalDate date = from; !date.isAfter(last); date = date.plusDays(1)) {
      OpenDay open = openOn(date);
      if (open != null) {
        Instant at = at(open, date, own ? cutoff(open, service) : open.cutoff());
        if (!at.isBefore(packed)) {
          return Optional.of(new Handover(date, at));
        }
      }
    }
    return Optional.empty();
  }

  /// A cutoff that the clocks skip falls as much later, but never behind the closing time; of one
  /// that comes twice the first counts.
  private Instant at(OpenDay open, LocalDate date, LocalTime cutoff) {
    ZonedDateTime there = date.atTime(cutoff).atZone(timeZone);
    Instant at = there.toInstant();
    if (there.toLocalTime().equals(cutoff)) {
      return at;
    }
    Instant closing = open.closing(date, timeZone).toInstant();
    return at.isAfter(closing) ? closing : at;
  }

  /// The latest moment not after `now` at which an order would have been packed by `handover`,
  /// found to the second within `daysBack`; empty when there is none.
  public Optional<Instant> latestOrderFor(Instant handover, Instant now, int daysBack) {
    long high = Math.min(now.getEpochSecond(), handover.getEpochSecond());
    long low = high - daysBack * 86_400L;
    if (!packedInTime(low, handover, daysBack)) {
      return Optional.empty();
    }
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      if (packedInTime(middle, handover, daysBack)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Optional.of(Instant.ofEpochSecond(low));
  }

  private boolean packedInTime(long second, Instant handover, int days) {
    return packedAfter(Instant.ofEpochSecond(second), days + 1)
        .filter(packed -> !packed.isAfter(handover))
        .isPresent();
  }

  /// The last hand-over before `before` within `daysBack`, by the day's own cutoffs.
  public Optional<Handover> handoverBefore(Instant before, int daysBack) {
    LocalDate day = before.atZone(timeZone).toLocalDate();
    for (int i = 0; i <= daysBack; i++, day = day.minusDays(1)) {
      OpenDay open = openOn(day);
      if (open != null) {
        Instant at = at(open, day, open.cutoff());
        if (at.isBefore(before)) {
          return Optional.of(new Handover(day, at));
        }
      }
    }
    return Optional.empty();
  }

  /// Minutes from `packed` to the cutoff of the day of `now`, rounded down; negative when it is
  /// missed or the node is closed that day.
  public long minutesToCutoff(Instant now, Instant packed) {
    LocalDate today = now.atZone(timeZone).toLocalDate();
    OpenDay open = openOn(today);
    if (open == null) {
      return -1;
    }
    return Math.floorDiv(Duration.between(packed, at(open, today, open.cutoff())).toSeconds(), 60);
  }

  private LocalTime cutoff(OpenDay open, CarrierServiceId service) {
    for (ServiceCutoff cutoff : serviceCutoffs) {
      if (cutoff.day() == open.day() && cutoff.carrierService().equals(service)) {
        return cutoff.cutoff();
      }
    }
    return open.cutoff();
  }

  private @Nullable OpenDay openOn(LocalDate date) {
    DayOfWeek weekday = date.getDayOfWeek();
    for (OpenDay open : week) {
      if (open.day() == weekday) {
        return holidays.contains(date) ? null : open;
      }
    }
    return null;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
