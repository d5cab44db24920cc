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
///   own; from `opens` to `closes`, both included. Midnight is the beginning of the day here
public record OpenDay(DayOfWeek day, LocalTime opens, LocalTime closes, LocalTime cutoff)
    implements Comparable<OpenDay> {
  /// @throws IllegalArgumentException if the day closes before it opens, or the cutoff lies outside
  public OpenDay {
    if (!tillMidnight(closes) && !closes.isAfter(opens)) {
      throw new IllegalArgumentException(
          "%s opens at %s and closes at %s.\nMaybe the two are swapped; a night shift is two days, until 24:00 and from 00:00."
              .formatted(day, opens, closes));
    }
    if (cutoff.isBefore(opens) || (!tillMidnight(closes) && cutoff.isAfter(closes))) {
      throw outside(day, opens, closes, cutoff, "The cutoff");
    }
  }

  /// Open all day, with one hand-over.
  public static OpenDay allDay(DayOfWeek day, LocalTime cutoff) {
    return new OpenDay(day, LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, cutoff);
  }

  private static boolean tillMidnight(LocalTime closes) {
    return closes.equals(LocalTime.MIDNIGHT);
  }

  private static IllegalArgumentException outside(
      DayOfWeek day, LocalTime opens, LocalTime closes, LocalTime cutoff, String whose) {
    return new IllegalArgumentException(
        "%s %s on %s lies outside the opening hours %s to %s.\nMaybe move the cutoff, or open longer."
            .formatted(whose, cutoff, day, opens, tillMidnight(closes) ? "24:00" : closes));
  }

  /// @throws IllegalArgumentException if the cutoff of a carrier service lies outside the hours
  void require(ServiceCutoff other) {
    LocalTime time = other.cutoff();
    if (time.isBefore(opens) || (!tillMidnight(closes) && time.isAfter(closes))) {
      throw outside(day, opens, closes, time, "The cutoff of " + other.carrierService());
    }
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
