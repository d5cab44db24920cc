package dev.whence.models.metrics;

import java.util.Arrays;

/// How far the values of a feature have moved: the population stability index, `sum over bins of
/// (recent - before) * ln(recent / before)` of the shares in each bin (Siddiqi, Credit Risk
/// Scorecards, 2006). Below 0.1 nothing has moved that matters, above 0.25 much has.
public final class Drift {
  /// Above it a feature is no longer what it was.
  public static final double LARGE = 0.25;

  private static final int BINS = 10;

  /// No share counts as less, or an empty bin would be worth infinitely much.
  private static final double LEAST_SHARE = 1e-3;

  private Drift() {}

  /// The index over the tenths of the values before; values that are missing (not a number) have a
  /// bin of their own. Equal values share a bin, so a feature of few values has few bins.
  ///
  /// @throws IllegalArgumentException if either has no value
  public static double index(double[] before, double[] recent) {
    if (before.length == 0 || recent.length == 0) {
      throw new IllegalArgumentException(
          "%d values before and %d recent ones; there must be some of each."
              .formatted(before.length, recent.length));
    }
    double[] edges = edges(before);
    double[] old = shares(before, edges);
    double[] now = shares(recent, edges);
    double index = 0;
    for (int bin = 0; bin < old.length; bin++) {
      index += (now[bin] - old[bin]) * Math.log(now[bin] / old[bin]);
    }
    return index;
  }

  /// Upper ends of the bins but for the last, rising, each once.
  private static double[] edges(double[] before) {
    double[] sorted = Arrays.stream(before).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return new double[0];
    }
    double[] edges = new double[BINS - 1];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = sorted[(int) ((long) sorted.length * (i + 1) / BINS)];
    }
    return Arrays.stream(edges).distinct().toArray();
  }

  /// The last bin is for what is missing.
  private static double[] shares(double[] values, double[] edges) {
    double[] shares = new double[edges.length + 2];
    for (double value : values) {
      shares[Double.isFinite(value) ? bin(value, edges) : shares.length - 1]++;
    }
    double rows = values.length;
    Arrays.setAll(shares, bin -> Math.max(LEAST_SHARE, shares[bin] / rows));
    return shares;
  }

  private static int bin(double value, double[] edges) {
    int bin = 0;
    while (bin < edges.length && value > edges[bin]) {
      bin++;
    }
    return bin;
  }
}
