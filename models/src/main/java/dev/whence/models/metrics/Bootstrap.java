package dev.whence.models.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/// How sure a mean difference is, by drawing whole clusters (days, say) anew.
///
/// Rows of one day share weather and congestion, so drawing single rows would promise too much.
public final class Bootstrap {
  private static final int DRAWS = 1_000;

  /// 95 % of a normal distribution lie within so many standard deviations.
  private static final double NORMAL_95 = 1.96;

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

    /// Whether the first of a pair loses at most one standard error more than the second: no more
    /// than chance does. The error is that of a normal distribution with this interval.
    public boolean isAtMostOneStandardError() {
      return mean <= (high - low) / (2 * NORMAL_95);
    }
  }

  /// The mean of a figure.
  ///
  /// @param clusters the cluster of each row, for instance the epoch day
  /// @throws IllegalArgumentException if there is no row or the lengths differ
  public static Interval mean(double[] values, long[] clusters, long seed) {
    return pairedDifference(values, new double[values.length], clusters, seed);
  }

  /// A statistic that is no mean, for instance a difference of two areas under curves.
  ///
  /// @param clusters the cluster of each row
  /// @param statistic of how often each row was drawn; a draw for which it is not a number is left
  ///   out
  /// @return the statistic of every row once, and where 95 % of the drawn ones lie; it is not a
  ///   number itself where no draw had one
  public static Interval statistic(long[] clusters, long seed, ToDoubleFunction<int[]> statistic) {
    long[] names = Arrays.stream(clusters).distinct().toArray();
    Map<Long, Integer> positions = new LinkedHashMap<>();
    for (long name : names) {
      positions.put(name, positions.size());
    }
    int[] clusterOf = new int[clusters.length];
    Arrays.setAll(clusterOf, row -> positions.getOrDefault(clusters[row], 0));
    SplittableRandom random = new SplittableRandom(seed);
    double[] drawn = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      int[] times = new int[names.length];
      for (int i = 0; i < names.length; i++) {
        times[random.nextInt(names.length)]++;
      }
      int[] weights = new int[clusters.length];
      Arrays.setAll(weights, row -> times[clusterOf[row]]);
      drawn[draw] = statistic.applyAsDouble(weights);
    }
    double[] sorted = Arrays.stream(drawn).filter(Double::isFinite).sorted().toArray();
    int[] once = new int[clusters.length];
    Arrays.fill(once, 1);
    double whole = statistic.applyAsDouble(once);
    return sorted.length == 0
        ? new Interval(whole, Double.NaN, Double.NaN)
        : new Interval(whole, Quantiles.of(sorted, 0.025), Quantiles.of(sorted, 0.975));
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
