package dev.whence.domain.inventory;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/// When a ship node hands parcels to its carriers.
///
/// @param workingDays at least one
/// @param cutoff local time of the day's hand-over to all carriers
/// @param processing from decision to packed; what is not packed by the cutoff leaves on the next
///   working day
/// @param holidays days without hand-over
public record NodeCalendar(
    ZoneId timeZone,
    Set<DayOfWeek> workingDays,
    LocalTime cutoff,
    Duration processing,
    Set<LocalDate> holidays) {
  private static final int LONGEST_CLOSURE_DAYS = 366;

  /// @throws IllegalArgumentException if there is no working day or the processing time is negative
  public NodeCalendar {
    workingDays = Set.copyOf(workingDays);
    holidays = Set.copyOf(holidays);
    if (workingDays.isEmpty()) {
      throw new IllegalArgumentException("A calendar needs at least one working day.");
    }
    if (processing.isNegative()) {
      throw new IllegalArgumentException("Processing takes " + processing + ", which is negative.");
    }
  }

  /// The first hand-over that an order decided at `now` can make.
  ///
  /// @throws IllegalStateException if the calendar has no working day within a year
  public Instant handoverAfter(Instant now) {
    ZonedDateTime packed = now.plus(processing).atZone(timeZone);
    LocalDate day = packed.toLocalDate();
    for (int i = 0; i <= LONGEST_CLOSURE_DAYS; i++, day = day.plusDays(1)) {
      ZonedDateTime handover = day.atTime(cutoff).atZone(timeZone);
      if (isOpen(day) && !handover.isBefore(packed)) {
        return handover.toInstant();
      }
    }
    throw new IllegalStateException(
        "No hand-over within %d days of %s.\nMaybe the calendar's holidays reach too far."
            .formatted(LONGEST_CLOSURE_DAYS, now));
  }

  /// The last hand-over strictly before `handover`.
  ///
  /// @throws IllegalStateException if the calendar has no working day within a year
  public Instant handoverBefore(Instant handover) {
    LocalDate day = handover.atZone(timeZone).toLocalDate();
    for (int i = 0; i <= LONGEST_CLOSURE_DAYS; i++, day = day.minusDays(1)) {
      Instant earlier = day.atTime(cutoff).atZone(timeZone).toInstant();
      if (isOpen(day) && earlier.isBefore(handover)) {
        return earlier;
      }
    }
    throw new IllegalStateException(
        "No hand-over within %d days before %s.\nMaybe the calendar's holidays reach too far."
            .formatted(LONGEST_CLOSURE_DAYS, handover));
  }

  /// Minutes from packed to today's cutoff, rounded down; negative when it is missed or the node is
  /// closed today.
  public long minutesToCutoff(Instant now) {
    ZonedDateTime packed = now.plus(processing).atZone(timeZone);
    LocalDate today = now.atZone(timeZone).toLocalDate();
    if (!isOpen(today)) {
      return -1;
    }
    ZonedDateTime handover = today.atTime(cutoff).atZone(timeZone);
    return Math.floorDiv(Duration.between(packed, handover).toSeconds(), 60);
  }

  private boolean isOpen(LocalDate day) {
    return workingDays.contains(day.getDayOfWeek()) && !holidays.contains(day);
  }
}
