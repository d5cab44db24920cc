package dev.whence.domain.estimates;

import dev.whence.domain.LogOdds;

/// How likely one parcel is late at a promise, asked directly: log-odds that it is not there `d`
/// days after the hand-over, `base - slope * ln(d + SHIFT_DAYS)`.
///
/// A distribution of days has to be right everywhere, a promise is one day. Learned from promises
/// that were kept and broken, these odds know how they end, though not in how many days; so both
/// are heard, by the mean of their log-odds, of the parcels that arrive at all.
///
/// @param slope how much a longer promise helps, at least 0
/// @param weight of these log-odds in the mean, above 0 to 1; the rest is the distribution's
public record PromiseOdds(double base, double slope, double weight) {
  /// So much is added to the days before their logarithm is taken.
  public static final double SHIFT_DAYS = 0.25;

  /// No share is taken to be smaller.
  private static final double SMALLEST = 0.001;

  /// @throws IllegalArgumentException if a number is not finite, the slope is below 0, or the
  ///   weight is not above 0 to 1
  public PromiseOdds {
    if (!Double.isFinite(base)
        || !(slope >= 0)
        || Double.isInfinite(slope)
        || !(weight > 0 && weight <= 1)) {
      throw new IllegalArgumentException(
          "Odds of being late with base %s, slope %s and weight %s."
              .formatted(base, slope, weight));
    }
  }

  /// The distribution with the odds of having arrived at every day times as much as makes the mean
  /// right at the end of the promise.
  ///
  /// @param promisedDays from the hand-over to the end of the promised day; where it ends before,
  ///   the parcel is late anyway, and nothing changes
  public TransitDistribution heardBeside(TransitDistribution distribution, double promisedDays) {
    if (!(promisedDays > 0) || Double.isInfinite(promisedDays)) {
      return distribution;
    }
    double arriving = 1 - distribution.lost().value();
    if (!(arriving > SMALLEST)) {
      return distribution;
    }
    double own = logOdds(distribution.arrivesWithin(promisedDays).value() / arriving);
    double late = LogOdds.chance(base - slope * Math.log(promisedDays + SHIFT_DAYS));
    double wanted = own + weight * (logOdds((1 - late) / arriving) - own);
    if (wanted == own) {
      return distribution;
    }
    return distribution
        .withOddsTimes(Math.exp(wanted - own))
        .reaching(LogOdds.chance(wanted), promisedDays);
  }

  /// Of a share of the parcels that arrive at all. No distribution says more than its highest
  /// level, so a promise that is surely kept moves nothing.
  private static double logOdds(double share) {
    double inside = Math.clamp(share, SMALLEST, TransitDistribution.LEVELS.getLast());
    return LogOdds.of(inside);
  }
}
