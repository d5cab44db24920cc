package dev.whence.domain.inventory;

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
    holidays = Set.copyOf(holidays);
    if (week.isEmpty()) {
      throw new IllegalArgumentException("A calendar needs at least one working day.");
    }
    if (processing.isNegative()) {
      throw new IllegalArgumentException("Processing takes " + processing + ", which is negative.");
    }
    for (int i = 1; i < week.size(); i++) {
      if (week.get(i).day() == week.get(i - 1).day()) {
        throw new IllegalArgumentException("The calendar has " + week.get(i).day() + " twice.");
      }
    }
    var seen = new HashSet<ServiceCutoff>();
    for (ServiceCutoff cutoff : serviceCutoffs) {
      requireWithin(week, cutoff);
      if (!seen.add(new ServiceCutoff(cutoff.carrierService(), cutoff.day(), LocalTime.MIDNIGHT))) {
        throw new IllegalArgumentException(
            "%s has two cutoffs on %s.".formatted(cutoff.carrierService(), cutoff.day()));
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
    // The day itself checks its cutoff against its hours.
    var ignored = new OpenDay(day.day(), day.opens(), day.closes(), cutoff.cutoff());
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
    long left = processing.toSeconds();
    LocalDate first = now.atZone(timeZone).toLocalDate();
    for (int i = 0; i <= horizonDays; i++) {
      LocalDate date = first.plusDays(i);
      OpenDay open = openOn(date);
      if (open != null) {
        Instant from = later(now, open.opening(date, timeZone).toInstant());
        long seconds =
            Math.max(
                0,
                open.closing(date, timeZone).toInstant().getEpochSecond() - from.getEpochSecond());
        if (left <= seconds) {
          return Optional.of(from.plusSeconds(left));
        }
        left -= seconds;
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
        Instant at = at(date, cutoff);
        if (!at.isBefore(packed)) {
          handovers.add(new Handover(date, at));
        }
      }
    }
    return handovers;
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
        Instant at = at(date, own ? cutoff(open, service) : open.cutoff());
        if (!at.isBefore(packed)) {
          return Optional.of(new Handover(date, at));
        }
      }
    }
    return Optional.empty();
  }

  /// Midnight as a cutoff is the end of the day.
  private Instant at(LocalDate date, LocalTime cutoff) {
    ZonedDateTime at = date.atTime(cutoff).atZone(timeZone);
    return at.toInstant();
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
        Instant at = at(day, open.cutoff());
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
    return Math.floorDiv(Duration.between(packed, at(today, open.cutoff())).toSeconds(), 60);
  }

  private LocalTime cutoff(OpenDay open, CarrierServiceId service) {
    for (ServiceCutoff cutoff : serviceCutoffs) {
      if (cutoff.day() == open.day() && cutoff.carrierService().equals(service)) {
        return cutoff.cutoff();
      }
    }
    return open.cutoff();
  }

  private @org.jspecify.annotations.Nullable OpenDay openOn(LocalDate date) {
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
