package dev.whence.domain.estimates;

import dev.whence.domain.Probability;
import java.util.List;

/// How long a parcel takes from hand-over to the door, as quantiles at fixed levels.
///
/// @param lost share of parcels that never arrive; they are never on time
/// @param days of the parcels that arrive, one per entry of [#LEVELS], never falling, all above 0
public record TransitDistribution(Probability lost, List<Double> days) {
  /// The levels of `days`, rising.
  public static final List<Double> LEVELS =
      List.of(
          0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925,
          0.95, 0.97, 0.98, 0.99, 0.995);

  private static final double MIN_DAYS = 0.01;

  /// @throws IllegalArgumentException if there are not as many days as levels, or they fall
  public TransitDistribution {
    days = List.copyOf(days);
    if (days.size() != LEVELS.size()) {
      throw new IllegalArgumentException(
          "%d quantiles given for %d levels.".formatted(days.size(), LEVELS.size()));
    }
    double previous = 0;
    for (double day : days) {
      if (!(day >= previous) || Double.isInfinite(day)) {
        throw new IllegalArgumentException(
            "Quantiles must not fall, be negative or endless: " + days);
      }
      previous = day;
    }
  }

  /// Chance that the parcel arrives within `available` days: linear between quantiles, 0 at 0 days,
  /// the highest level beyond the last quantile.
  public Probability arrivesWithin(double available) {
    return new Probability((1 - lost.value()) * shareWithin(available));
  }

  private double shareWithin(double available) {
    if (available <= 0) {
      return 0;
    }
    double lowDays = 0;
    double lowLevel = 0;
    for (int i = 0; i < days.size(); i++) {
      double highDays = days.get(i);
      double highLevel = LEVELS.get(i);
      if (available < highDays) {
        return lowLevel + (highLevel - lowLevel) * (available - lowDays) / (highDays - lowDays);
      }
      lowDays = highDays;
      lowLevel = highLevel;
    }
    return lowLevel;
  }

  /// Days within which `percent` of the arriving parcels are there.
  ///
  /// @throws IllegalArgumentException if `percent` is no level
  public double percentile(int percent) {
    int i = LEVELS.indexOf(percent / 100.0);
    if (i < 0) {
      throw new IllegalArgumentException(percent + " is not among the levels " + LEVELS + ".");
    }
    return days.get(i);
  }

  /// The same median with everything else so many times as far from it.
  ///
  /// @param factor at least 1
  public TransitDistribution widened(double factor) {
    double median = percentile(50);
    return new TransitDistribution(
        lost,
        days.stream()
            .map(day -> Math.max(day > 0 ? MIN_DAYS : 0, median + (day - median) * factor))
            .toList());
  }

  /// Days within which a parcel arrives with this chance; empty when lost parcels or the highest
  /// level leave none.
  public java.util.OptionalDouble daysFor(double chance) {
    double needed = chance / (1 - lost.value());
    double lowDays = 0;
    double lowLevel = 0;
    for (int i = 0; i < days.size(); i++) {
      double highDays = days.get(i);
      double highLevel = LEVELS.get(i);
      if (needed <= highLevel) {
        return java.util.OptionalDouble.of(
            lowDays + (highDays - lowDays) * (needed - lowLevel) / (highLevel - lowLevel));
      }
      lowDays = highDays;
      lowLevel = highLevel;
    }
    return java.util.OptionalDouble.empty();
  }
}
