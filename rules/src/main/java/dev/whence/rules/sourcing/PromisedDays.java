package dev.whence.rules.sourcing;

import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.estimates.TransitEstimate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a model says of the days that could be promised for one parcel.
///
/// @param first the day of its hand-over, at the destination
/// @param chances that it is there by the end of each day from `first` on, never falling
public record PromisedDays(LocalDate first, List<Float> chances) {
  public PromisedDays {
    chances = List.copyOf(chances);
  }

  /// Days up to the first with the highest chance, or from which on none has more, at most
  /// [Lateness#FURTHEST_DAYS] after the hand-over.
  ///
  /// @param zone of the destination
  /// @param highest days beyond it are not told apart
  public static PromisedDays of(
      CarrierCalendar calendar,
      Instant handover,
      ZoneId zone,
      TransitEstimate.Predicted estimate,
      double highest) {
    LocalDate first = handover.atZone(zone).toLocalDate();
    var ends = new DayEnds(zone);
    var chances = new ArrayList<Float>();
    double chance = 0;
    for (int i = 0; i <= Lateness.FURTHEST_DAYS && chance < highest; i++) {
      LocalDate day = first.plusDays(i);
      if (calendar.deliversOn(day)) {
        var heard = estimate.promisedWithin(ends.daysUntil(handover, day));
        chance = Math.max(chance, Lateness.chanceBy(calendar, handover, first, heard, day, ends));
      }
      chances.add((float) chance);
    }
    return new PromisedDays(first, chances);
  }

  /// The day to promise with a chance; empty where none is said to have it.
  public Optional<LocalDate> with(double chance) {
    for (int i = 0; i < chances.size(); i++) {
      if (chances.get(i) >= chance) {
        return Optional.of(first.plusDays(i));
      }
    }
    return Optional.empty();
  }
}
