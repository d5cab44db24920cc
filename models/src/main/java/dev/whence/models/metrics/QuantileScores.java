package dev.whence.models.metrics;

import java.util.ArrayList;
import java.util.List;

/// How well predicted quantiles match amounts.
///
/// @param rows how many predictions
/// @param meanAbsoluteError of the median, in the amount's unit
/// @param pinball mean pinball loss over all levels, in the amount's unit
/// @param levels of the quantiles, rising
/// @param coverage per level the share of amounts at or below the quantile
public record QuantileScores(
    int rows,
    double meanAbsoluteError,
    double pinball,
    List<Double> levels,
    List<Double> coverage) {

  public QuantileScores {
    levels = List.copyOf(levels);
    coverage = List.copyOf(coverage);
  }

  /// @param quantiles per row one value per level
  /// @param levels must contain 0.5
  /// @throws IllegalArgumentException if there is no row, the lengths differ or no level is 0.5
  public static QuantileScores of(double[][] quantiles, List<Double> levels, double[] amounts) {
    BinaryScores.requireSameLength(quantiles.length, amounts.length);
    int median = levels.indexOf(0.5);
    if (median < 0) {
      throw new IllegalArgumentException("No level of " + levels + " is the median, 0.5.");
    }
    double absolute = 0;
    double pinball = 0;
    long[] covered = new long[levels.size()];
    for (int row = 0; row < amounts.length; row++) {
      absolute += Math.abs(amounts[row] - quantiles[row][median]);
      pinball += pinball(quantiles[row], levels, amounts[row]);
      for (int q = 0; q < covered.length; q++) {
        covered[q] += amounts[row] <= quantiles[row][q] ? 1 : 0;
      }
    }
    List<Double> coverage = new ArrayList<>();
    for (long count : covered) {
      coverage.add((double) count / amounts.length);
    }
    return new QuantileScores(
        amounts.length, absolute / amounts.length, pinball / amounts.length, levels, coverage);
  }

  /// Mean over the levels of one row's pinball loss: `level` for each unit above the quantile, `1 -
  /// level` for each unit below.
  public static double pinball(double[] quantiles, List<Double> levels, double amount) {
    double loss = 0;
    for (int q = 0; q < quantiles.length; q++) {
      double above = amount - quantiles[q];
      loss += Math.max(levels.get(q) * above, (levels.get(q) - 1) * above);
    }
    return loss / quantiles.length;
  }

  /// Share of amounts at or below the quantile of `level`.
  ///
  /// @throws IllegalArgumentException if `level` is not among the levels
  public double coverageAt(double level) {
    int i = levels.indexOf(level);
    if (i < 0) {
      throw new IllegalArgumentException(level + " is not among the levels " + levels + ".");
    }
    return coverage.get(i);
  }
}
