package dev.whence.domain.carriers;

import dev.whence.domain.Days;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// On which days a carrier service collects and delivers, and how its published days are counted.
///
/// @param pickupDays weekdays on which it collects, where the parcel starts
/// @param deliveryDays weekdays on which it delivers, where the parcel ends
/// @param holidays days on which it does neither
/// @param counting of the published transit days
public record CarrierCalendar(
    Set<DayOfWeek> pickupDays,
    Set<DayOfWeek> deliveryDays,
    Set<LocalDate> holidays,
    Counting counting) {
  /// What a published transit day is.
  public enum Counting {
    /// Every day counts; a parcel due on a day without delivery comes on the next one with it.
    CALENDAR_DAYS,
    /// Only days on which the service delivers count.
    WORKING_DAYS
  }

  /// Days looked at for a delivery day: a service closed for longer does not deliver.
  public static final int LONGEST_CLOSURE_DAYS = 60;

  /// What a service without a calendar does: it collects whenever a ship node hands over and
  /// delivers from Monday to Saturday.
  public static final CarrierCalendar USUAL =
      new CarrierCalendar(
          EnumSet.allOf(DayOfWeek.class),
          EnumSet.complementOf(EnumSet.of(DayOfWeek.SUNDAY)),
          Set.of(),
          Counting.CALENDAR_DAYS);

  /// @throws IllegalArgumentException if there is no pickup or no delivery day
  public CarrierCalendar {
    if (pickupDays.isEmpty() || deliveryDays.isEmpty()) {
      throw new IllegalArgumentException(
          "A carrier service needs at least one pickup day and one delivery day.\nMaybe leave the member out: every day is a pickup day, Monday to Saturday are delivery days.");
    }
    pickupDays = Weekdays.copyOf(pickupDays);
    deliveryDays = Weekdays.copyOf(deliveryDays);
    holidays = Days.copyOf(holidays);
  }

  public boolean collectsOn(LocalDate day) {
    return pickupDays.contains(day.getDayOfWeek()) && !holidays.contains(day);
  }

  public boolean deliversOn(LocalDate day) {
    return deliveryDays.contains(day.getDayOfWeek()) && !holidays.contains(day);
  }

  /// The day on which a parcel arrives that takes exactly the published days.
  ///
  /// @param handover day of the hand-over where the parcel goes to
  /// @return empty when the service delivers on no day for [#LONGEST_CLOSURE_DAYS]
  public Optional<LocalDate> publishedArrival(LocalDate handover, int publishedDays) {
    LocalDate day = handover;
    if (counting == Counting.CALENDAR_DAYS) {
      return nextDelivery(day.plusDays(publishedDays));
    }
    int closed = 0;
    for (int left = publishedDays; left > 0 && closed <= LONGEST_CLOSURE_DAYS; ) {
      day = day.plusDays(1);
      if (deliversOn(day)) {
        left--;
        closed = 0;
      } else {
        closed++;
      }
    }
    return closed > LONGEST_CLOSURE_DAYS ? Optional.empty() : nextDelivery(day);
  }

  private Optional<LocalDate> nextDelivery(LocalDate from) {
    for (int i = 0; i <= LONGEST_CLOSURE_DAYS; i++) {
      if (deliversOn(from.plusDays(i))) {
        return Optional.of(from.plusDays(i));
      }
    }
    return Optional.empty();
  }

  /// The last day up to `day` on which the service delivers; empty when there is none within
  /// [#LONGEST_CLOSURE_DAYS].
  public Optional<LocalDate> lastDelivery(LocalDate day) {
    for (int i = 0; i <= LONGEST_CLOSURE_DAYS; i++) {
      if (deliversOn(day.minusDays(i))) {
        return Optional.of(day.minusDays(i));
      }
    }
    return Optional.empty();
  }
}
