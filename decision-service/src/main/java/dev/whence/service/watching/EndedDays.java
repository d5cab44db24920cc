package dev.whence.service.watching;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;

/// Days (UTC) that have ended, and are counted once by any process: after some minutes, in which
/// what arrived before midnight may still be told, and in force in all processes a while later.
final class EndedDays {
  /// From counting on, until all processes know.
  static final Duration UNTIL_IN_FORCE = Duration.ofSeconds(10);

  private static final LocalTime COUNTED_FROM = LocalTime.of(0, 5);
  private static final Duration AFTER_A_DAY = Duration.ofMinutes(10);

  private EndedDays() {}

  /// The first day that is not counted yet.
  static LocalDate until(Instant now) {
    return LocalDate.ofInstant(
        now.minus(Duration.between(LocalTime.MIN, COUNTED_FROM)), ZoneOffset.UTC);
  }

  static Instant end(LocalDate day) {
    return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /// What was counted of a day is in force no sooner.
  static Instant inForceFrom(LocalDate day) {
    return end(day).plus(AFTER_A_DAY);
  }
}
