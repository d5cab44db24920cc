package dev.whence.models.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// How sure a mean difference is, by drawing whole clusters (days, say) anew.
///
/// Rows of one day share weather and congestion, so drawing single rows would promise too much.
public final class Bootstrap {
  private static final int DRAWS = 1_000;

  private Bootstrap() {}

  /// A mean and where 95 % of the drawn means lie.
  public record Interval(double mean, double low, double high) {
    /// Whether 0 is outside, below: the first of a pair loses less than the second.
    public boolean isBelowZero() {
      return high < 0;
    }

    public boolean isAboveZero() {
      return low > 0;
    }
  }

  /// The mean of `first - second`, row by row.
  ///
  /// @param clusters the cluster of each row, for instance the epoch day
  /// @throws IllegalArgumentException if there is no row or the lengths differ
  public static Interval pairedDifference(
      double[] first, double[] second, long[] clusters, long seed) {
    BinaryScores.requireSameLength(first.length, second.length);
    BinaryScores.requireSameLength(first.length, clusters.length);
    Map<Long, double[]> sums = new LinkedHashMap<>();
    for (int i = 0; i < first.length; i++) {
      double[] sum = sums.computeIfAbsent(clusters[i], key -> new double[2]);
      sum[0] += first[i] - second[i];
      sum[1]++;
    }
    double[][] drawFrom = sums.values().toArray(double[][]::new);
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      double rows = 0;
      for (int i = 0; i < drawFrom.length; i++) {
        double[] cluster = drawFrom[random.nextInt(drawFrom.length)];
        sum += cluster[0];
        rows += cluster[1];
      }
      means[draw] = sum / rows;
    }
    Arrays.sort(means);
    double total = Arrays.stream(drawFrom).mapToDouble(sum -> sum[0]).sum();
    return new Interval(
        total / first.length, Quantiles.of(means, 0.025), Quantiles.of(means, 0.975));
  }
}
