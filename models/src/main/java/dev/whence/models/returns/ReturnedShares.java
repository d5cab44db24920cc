package dev.whence.models.returns;

import dev.whence.domain.returns.ReturnHistory;
import dev.whence.models.features.Smoothing;
import java.time.Duration;

/// The chance that units come back, by what was seen to come back, without a model.
public final class ReturnedShares {
  /// The share of units that come back where nothing is known: what merchants commonly report over
  /// all categories.
  public static final double USUAL = 0.1;

  /// How long after its order a line counts as sold, in training as in service: long enough for
  /// most that comes back to be known, and short enough to see what changes. What comes back later
  /// counts when it is known. 14 days told more than 60, 45, 30, 21 or 7 on a real history, and as
  /// much as 7 on a simulated one (`docs/training.md`).
  public static final Duration COUNTED_AFTER = Duration.ofDays(14);

  /// Units that weigh as much as the base rate, or as a category's share.
  private static final double PRIOR_UNITS = 20;

  private ReturnedShares() {}

  /// The customer's returned share, drawn towards the category's by 20 units, which is drawn
  /// towards the base rate by 20 units. Never 0 with a base rate above 0: what was never seen to
  /// come back may still.
  ///
  /// @param baseRate of all units, 0 to 1
  public static double of(ReturnHistory history, double baseRate) {
    double category = share(baseRate, history.categoryReturned(), history.categorySold());
    return share(category, history.customerReturned(), history.customerSold());
  }

  private static double share(double prior, long returned, long sold) {
    long units = Math.max(0, sold);
    double seen = units == 0 ? prior : Math.clamp((double) returned / units, 0.0, 1.0);
    return Smoothing.towards(prior, PRIOR_UNITS, seen, units);
  }
}
