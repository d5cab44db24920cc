package dev.whence.rules.sourcing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;

/// When days end in a time zone. A decision asks for the same few days for every candidate, so
/// those asked for are remembered. Not thread-safe.
final class DayEnds {
  private static final int REMEMBERED = 128;
  private static final double SECONDS_PER_DAY = 86_400.0;

  private final ZoneId zone;
  private final long[] days = new long[REMEMBERED];
  private final long[] ends = new long[REMEMBERED];

  DayEnds(ZoneId zone) {
    this.zone = zone;
    Arrays.fill(days, Long.MIN_VALUE);
  }

  /// Days of 24 hours, with their fraction to the whole second below, from a moment to the end of a
  /// day; negative if it has ended.
  double daysUntil(Instant from, LocalDate day) {
    long seconds = end(day) - from.getEpochSecond() - (from.getNano() > 0 ? 1 : 0);
    return seconds / SECONDS_PER_DAY;
  }

  /// Seconds since 1970.
  private long end(LocalDate day) {
    long number = day.toEpochDay();
    int place = (int) (number & (REMEMBERED - 1));
    if (days[place] != number) {
      ends[place] = day.plusDays(1).atStartOfDay(zone).toEpochSecond();
      days[place] = number;
    }
    return ends[place];
  }
}
