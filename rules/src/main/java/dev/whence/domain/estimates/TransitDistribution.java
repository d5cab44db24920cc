package dev.whence.domain.estimates;

import dev.whence.domain.Doubles;
import dev.whence.domain.LogOdds;
import dev.whence.domain.Probability;
import java.util.List;

/// How long a parcel takes from hand-over to the door, as quantiles at fixed levels.
///
/// @param lost share of parcels that never arrive; they are never on time
/// @param days of the parcels that arrive, one per entry of [#LEVELS], never falling, all above 0
public record TransitDistribution(Probability lost, List<Double> days) {
  private static final Doubles SHARES =
      Doubles.of(
          0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925,
          0.95, 0.97, 0.98, 0.99, 0.995);

  /// The levels of `days`, rising.
  public static final List<Double> LEVELS = SHARES;

  private static final int MEDIAN = LEVELS.indexOf(0.5);

  /// Quantiles of the standard normal distribution at the levels above one half.
  private static final Doubles DEVIATES_ABOVE_MEDIAN =
      Doubles.of(
          0.2533, 0.5244, 0.6745, 0.8416, 1.0364, 1.2816, 1.4395, 1.6449, 1.8808, 2.0537, 2.3263,
          2.5758);

  private static final double MIN_DAYS = 0.01;

  /// @throws IllegalArgumentException if there are not as many days as levels, or they fall
  public TransitDistribution {
    Doubles each = Doubles.copyOf(days);
    days = each;
    if (each.size() != LEVELS.size()) {
      throw new IllegalArgumentException(
          "%d quantiles given for %d levels.".formatted(each.size(), LEVELS.size()));
    }
    double previous = 0;
    for (int i = 0; i < each.size(); i++) {
      double day = each.at(i);
      if (!(day >= previous) || Double.isInfinite(day)) {
        throw new IllegalArgumentException(
            "Quantiles must not fall, be negative or endless: " + days);
      }
      previous = day;
    }
  }

  private TransitDistribution with(double[] days) {
    return new TransitDistribution(lost, Doubles.of(days));
  }

  private double[] numbers() {
    return ((Doubles) days).array();
  }

  /// One of `days`; they are kept as numbers whatever list they came in.
  private double day(int level) {
    return ((Doubles) days).at(level);
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
    for (int i = 0; i < SHARES.size(); i++) {
      double highDays = day(i);
      double highLevel = SHARES.at(i);
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
    return day(i);
  }

  /// The same median with everything else so many times as far from it.
  ///
  /// @param factor at least 1
  public TransitDistribution widened(double factor) {
    double median = day(MEDIAN);
    var wider = new double[SHARES.size()];
    for (int i = 0; i < wider.length; i++) {
      wider[i] = Math.max(day(i) > 0 ? MIN_DAYS : 0, median + (day(i) - median) * factor);
    }
    return with(wider);
  }

  /// The same, if the carrier may be slower by an unknown factor: beyond the median the spread
  /// grows, up to it nothing changes, so that no day becomes likelier.
  ///
  /// The logarithms of the distances from the median add up as independent errors do, as if the
  /// unknown factor were log-normal.
  ///
  /// @param deviation standard deviation of the factor's logarithm, at least 0; about its share of
  ///   the time
  public TransitDistribution perhapsSlower(double deviation) {
    double median = day(MEDIAN);
    if (deviation == 0 || median <= 0) {
      return this;
    }
    double[] slower = numbers();
    int first = MEDIAN + 1;
    for (int i = first; i < slower.length; i++) {
      double own = Math.log(slower[i] / median);
      slower[i] =
          median * Math.exp(Math.hypot(own, deviation * DEVIATES_ABOVE_MEDIAN.at(i - first)));
    }
    return with(slower);
  }

  /// The same, with the odds of having arrived by any day, of parcels that arrive, so many times as
  /// high. Beyond the highest level the logarithm of days goes on as it rose last, over log-odds.
  ///
  /// @param factor above 0; above 1 everything is there sooner
  TransitDistribution withOddsTimes(double factor) {
    var moved = new double[SHARES.size()];
    for (int i = 0; i < moved.length; i++) {
      double level = SHARES.at(i);
      double own = level / (level + factor * (1 - level));
      moved[i] = own <= SHARES.last() ? daysAt(own) : beyond(level, factor);
    }
    return with(moved);
  }

  /// The same, with the two levels around a share moved as far as makes it be reached at a day, and
  /// others only as far as they would be overtaken. Below the lowest level all days are stretched;
  /// above the highest one everything is there by that day.
  ///
  /// @param share above 0, below 1
  TransitDistribution reaching(double share, double day) {
    double[] moved = numbers();
    if (share < SHARES.at(0)) {
      double factor = day / daysAt(share);
      for (int i = 0; i < moved.length; i++) {
        moved[i] *= factor;
      }
      return with(moved);
    }
    if (share >= SHARES.last()) {
      for (int i = 0; i < moved.length; i++) {
        moved[i] = Math.min(moved[i], day);
      }
      return with(moved);
    }
    double factor = day / daysAt(share);
    int low = 0;
    while (SHARES.at(low + 1) <= share) {
      low++;
    }
    moved[low] *= factor;
    moved[low + 1] *= factor;
    for (int i = low - 1; i >= 0; i--) {
      moved[i] = Math.min(moved[i], moved[i + 1]);
    }
    for (int i = low + 2; i < moved.length; i++) {
      moved[i] = Math.max(moved[i], moved[i - 1]);
    }
    return with(moved);
  }

  /// Days within which a share of those that arrive is there.
  ///
  /// @param share above 0, up to the highest level
  private double daysAt(double share) {
    int high = 0;
    while (SHARES.at(high) < share) {
      high++;
    }
    double lowDays = high == 0 ? 0 : day(high - 1);
    double lowLevel = high == 0 ? 0 : SHARES.at(high - 1);
    return lowDays + (day(high) - lowDays) * (share - lowLevel) / (SHARES.at(high) - lowLevel);
  }

  private double beyond(double level, double factor) {
    double last = day(SHARES.size() - 1);
    double before = day(SHARES.size() - 2);
    double lastOdds = LogOdds.of(SHARES.last());
    double rise =
        before > 0
            ? Math.log(last / before) / (lastOdds - LogOdds.of(SHARES.at(SHARES.size() - 2)))
            : 0;
    return last * Math.exp(rise * (LogOdds.of(level) - Math.log(factor) - lastOdds));
  }

  /// Days within which a parcel arrives with this chance; empty when lost parcels or the highest
  /// level leave none.
  public java.util.OptionalDouble daysFor(double chance) {
    double needed = chance / (1 - lost.value());
    double lowDays = 0;
    double lowLevel = 0;
    for (int i = 0; i < SHARES.size(); i++) {
      double highDays = day(i);
      double highLevel = SHARES.at(i);
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
