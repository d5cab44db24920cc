package dev.whence.models.metrics;

import java.util.Arrays;

/// Empirical quantiles.
public final class Quantiles {
  private Quantiles() {}

  /// The value at rank `level * (n + 1)`, linear between neighbors, the ends beyond them: under
  /// exchangeability a new value lies at or below it with chance `level`.
  ///
  /// @param sorted rising, at least one
  public static double of(double[] sorted, double level) {
    double rank = Math.clamp(level * (sorted.length + 1), 1, sorted.length);
    int below = (int) rank;
    double value = sorted[below - 1];
    return below == sorted.length ? value : value + (rank - below) * (sorted[below] - value);
  }

  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return of(sorted, 0.5);
  }
}
