package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/// How late a parcel is expected to be, and what that costs. One calendar and one formula for
/// predicted and measured transit, told in `docs/lateness.md`.
///
/// A parcel arrives on a day on which its service delivers; it is late by whole days past the
/// promised one. The cost is the policy's price of being late at all times the chance of it, plus
/// the price of a day times the expected days.
final class Lateness {
  /// A parcel later than this, or lost, counts as so many days late.
  static final int MOST_DAYS = 14;

  /// How far a reachable day is looked for.
  static final int FURTHEST_DAYS = 60;

  private Lateness() {}

  /// The chance to arrive by the end of a day at the destination.
  ///
  /// @param ends of days at the destination
  static double chanceBy(
      Candidate candidate, TransitDistribution distribution, LocalDate day, DayEnds ends) {
    return chanceBy(
        candidate.service.calendar(),
        candidate.handover.at(),
        candidate.handoverThere,
        distribution,
        day,
        ends);
  }

  /// As [#chanceBy(Candidate, TransitDistribution, LocalDate, DayEnds)], of any hand-over.
  ///
  /// @param handoverThere the day of the hand-over at the destination
  static double chanceBy(
      CarrierCalendar calendar,
      Instant handover,
      LocalDate handoverThere,
      TransitDistribution distribution,
      LocalDate day,
      DayEnds ends) {
    Optional<LocalDate> last = calendar.lastDelivery(day);
    return last.isEmpty() || last.get().isBefore(handoverThere)
        ? 0
        : distribution.arrivesWithin(ends.daysUntil(handover, last.get())).value();
  }

  /// What an estimate says of a parcel that is promised for a day. A day without delivery is worth
  /// what the last one with it is.
  static TransitDistribution heard(
      CarrierCalendar calendar,
      Instant handover,
      TransitEstimate estimate,
      LocalDate promised,
      DayEnds ends) {
    LocalDate last = calendar.lastDelivery(promised).orElse(promised);
    return Estimates.heard(estimate, ends.daysUntil(handover, last));
  }

  /// The chance to arrive by the end of a day if that is the day that is promised: what is heard of
  /// a promise depends on it.
  static double chanceIfPromised(
      CarrierCalendar calendar,
      Instant handover,
      LocalDate handoverThere,
      TransitEstimate estimate,
      LocalDate day,
      DayEnds ends) {
    return chanceBy(
        calendar,
        handover,
        handoverThere,
        heard(calendar, handover, estimate, day, ends),
        day,
        ends);
  }

  static double chanceIfPromised(Candidate candidate, LocalDate day, DayEnds ends) {
    return chanceIfPromised(
        candidate.service.calendar(),
        candidate.handover.at(),
        candidate.handoverThere,
        Sourcing.estimate(candidate),
        day,
        ends);
  }

  /// Sets the candidate's chance, expected days and cost.
  static void measure(OrderContext context, Candidate candidate, TransitDistribution distribution) {
    DayEnds ends = context.dayEnds;
    LocalDate promised = context.requested;
    CarrierCalendar calendar = candidate.service.calendar();
    double chance = chanceBy(candidate, distribution, promised, ends);
    if (context.exactDay()) {
      chance =
          calendar.deliversOn(promised)
              ? Math.max(0, chance - chanceBy(candidate, distribution, promised.minusDays(1), ends))
              : 0;
    }
    candidate.onTime = new Probability(Math.min(1, chance));
    candidate.expectedDaysLate =
        context.terms.lateDayCostMinor() == 0
            ? 0
            : expectedDaysLate(candidate, distribution, promised, ends);
    candidate.lateness =
        Cost.expected(context.minor(context.terms.lateCostMinor()), candidate.onTime.complement())
            .plus(
                new Cost(
                    Math.round(
                        context.terms.lateDayCostMinor()
                            * candidate.expectedDaysLate
                            * Cost.SCALE)));
  }

  /// The sum over days from the promised one of the chance that the parcel is not there by its end.
  static double expectedDaysLate(
      Candidate candidate, TransitDistribution distribution, LocalDate promised, DayEnds ends) {
    double late = 0;
    double there = 0;
    double most = distribution.arrivesWithin(Double.MAX_VALUE).value();
    for (int day = 0; day < MOST_DAYS; day++) {
      if (there < most) {
        there = chanceBy(candidate, distribution, promised.plusDays(day), ends);
      }
      // Beyond the highest level only lost parcels are still on their way.
      late += there < most ? 1 - there : distribution.lost().value();
    }
    return late;
  }

  /// The earliest day that can be promised with at least this chance; empty when there is none
  /// within [#FURTHEST_DAYS] after the hand-over.
  static Optional<LocalDate> earliest(Candidate candidate, double chance, DayEnds ends) {
    for (int day = 0; day <= FURTHEST_DAYS; day++) {
      LocalDate date = candidate.handoverThere.plusDays(day);
      if (candidate.service.calendar().deliversOn(date)
          && chanceIfPromised(candidate, date, ends) >= chance) {
        return Optional.of(date);
      }
    }
    return Optional.empty();
  }
}
