package dev.whence.models.metrics;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

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
    return ofShares(shares(before, edges), shares(recent, edges));
  }

  /// The index over words, each of which is a bin; those before, and all others together.
  ///
  /// @param before with a word of its own, for instance an empty one, where there is none
  /// @throws IllegalArgumentException if either has no value
  public static double index(List<String> before, List<String> recent) {
    if (before.isEmpty() || recent.isEmpty()) {
      throw new IllegalArgumentException(
          "%d words before and %d recent ones; there must be some of each."
              .formatted(before.size(), recent.size()));
    }
    List<String> words = before.stream().distinct().sorted().toList();
    return ofShares(shares(before, words), shares(recent, words));
  }

  /// The last bin is for other words.
  private static double[] shares(List<String> values, List<String> words) {
    double[] shares = new double[words.size() + 1];
    for (String value : values) {
      int bin = Collections.binarySearch(words, value);
      shares[bin < 0 ? words.size() : bin]++;
    }
    Arrays.setAll(shares, bin -> Math.max(LEAST_SHARE, shares[bin] / values.size()));
    return shares;
  }

  private static double ofShares(double[] old, double[] now) {
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
    double[] edges = new double[BINS];
    // Below all that was seen lies a bin of its own, or a constant that falls would stay in its
    // own.
    edges[0] = Math.nextDown(sorted[0]);
    for (int i = 1; i < edges.length; i++) {
      edges[i] = sorted[(int) ((long) sorted.length * i / BINS)];
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
