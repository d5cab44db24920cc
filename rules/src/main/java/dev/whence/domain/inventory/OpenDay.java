package dev.whence.domain.inventory;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/// A weekday on which a ship node works.
///
/// @param opens local time, included
/// @param closes local time, not included; midnight is the end of the day
/// @param cutoff local time of the day's hand-over to every carrier service without a cutoff of its
///   own; from `opens` to `closes`, both included
public record OpenDay(DayOfWeek day, LocalTime opens, LocalTime closes, LocalTime cutoff)
    implements Comparable<OpenDay> {
  /// @throws IllegalArgumentException if the day closes before it opens, or the cutoff lies outside
  public OpenDay {
    boolean tillMidnight = closes.equals(LocalTime.MIDNIGHT);
    if (!tillMidnight && !closes.isAfter(opens)) {
      throw new IllegalArgumentException(
          "%s opens at %s and closes at %s.\nMaybe the two are swapped; 00:00 as closing time is the end of the day."
              .formatted(day, opens, closes));
    }
    if (cutoff.isBefore(opens) || (!tillMidnight && cutoff.isAfter(closes))) {
      throw new IllegalArgumentException(
          "The cutoff %s on %s lies outside the opening hours %s to %s."
              .formatted(cutoff, day, opens, closes));
    }
  }

  /// Open all day, with one hand-over.
  public static OpenDay allDay(DayOfWeek day, LocalTime cutoff) {
    return new OpenDay(day, LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, cutoff);
  }

  ZonedDateTime opening(LocalDate date, ZoneId zone) {
    return date.atTime(opens).atZone(zone);
  }

  ZonedDateTime closing(LocalDate date, ZoneId zone) {
    return closes.equals(LocalTime.MIDNIGHT)
        ? date.plusDays(1).atStartOfDay(zone)
        : date.atTime(closes).atZone(zone);
  }

  @Override
  public int compareTo(OpenDay other) {
    return day.compareTo(other.day);
  }
}
