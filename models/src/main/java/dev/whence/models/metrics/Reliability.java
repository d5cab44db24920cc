package dev.whence.models.metrics;

import java.util.ArrayList;
import java.util.List;

/// What was predicted beside what happened, in bins of equally many rows, lowest predictions first.
public record Reliability(List<Bin> bins) {

  public Reliability {
    bins = List.copyOf(bins);
  }

  /// @param predicted mean probability
  /// @param observed share of events
  public record Bin(int rows, double predicted, double observed) {
    private static final double DEVIATE = 1.96;

    /// Lower end of Wilson's 95 % interval of the observed share (Wilson 1927).
    public double observedLow() {
      return middle() - halfWidth();
    }

    /// Its upper end.
    public double observedHigh() {
      return middle() + halfWidth();
    }

    private double middle() {
      double square = DEVIATE * DEVIATE;
      return (observed + square / (2 * rows)) / (1 + square / rows);
    }

    private double halfWidth() {
      double square = DEVIATE * DEVIATE;
      return DEVIATE
          / (1 + square / rows)
          * Math.sqrt(observed * (1 - observed) / rows + square / (4.0 * rows * rows));
    }
  }

  /// @throws IllegalArgumentException if there is no row, no bin or the lengths differ
  public static Reliability of(double[] probabilities, boolean[] events, int bins) {
    int[] order = order(probabilities, events, bins);
    int rows = order.length;
    List<Bin> table = new ArrayList<>();
    for (int b = 0; b < bins; b++) {
      int from = (int) ((long) rows * b / bins);
      int to = (int) ((long) rows * (b + 1) / bins);
      if (from < to) {
        table.add(bin(probabilities, events, order, from, to));
      }
    }
    return new Reliability(table);
  }

  /// Bins of equally many rows or more, for a plot: rows of one prediction stay together, so a
  /// constant has one bin.
  ///
  /// @throws IllegalArgumentException if there is no row, no bin or the lengths differ
  public static Reliability ofWholeTies(double[] probabilities, boolean[] events, int bins) {
    int[] order = order(probabilities, events, bins);
    int rows = order.length;
    List<Bin> table = new ArrayList<>();
    for (int from = 0; from < rows; ) {
      int to = Math.max(from + 1, (int) ((long) rows * (table.size() + 1) / bins));
      while (to < rows && probabilities[order[to]] == probabilities[order[to - 1]]) {
        to++;
      }
      to = Math.min(to, rows);
      table.add(bin(probabilities, events, order, from, to));
      from = to;
    }
    return new Reliability(table);
  }

  private static int[] order(double[] probabilities, boolean[] events, int bins) {
    BinaryScores.requireSameLength(probabilities.length, events.length);
    if (bins < 1) {
      throw new IllegalArgumentException("A reliability table of " + bins + " bins.");
    }
    return Ranking.rising(probabilities);
  }

  private static Bin bin(double[] p, boolean[] events, int[] order, int from, int to) {
    double sum = 0;
    int happened = 0;
    for (int i = from; i < to; i++) {
      sum += p[order[i]];
      happened += events[order[i]] ? 1 : 0;
    }
    return new Bin(to - from, sum / (to - from), (double) happened / (to - from));
  }

  /// Mean distance between predicted and observed, weighted by rows.
  public double calibrationError() {
    double rows = bins.stream().mapToInt(Bin::rows).sum();
    return bins.stream()
        .mapToDouble(bin -> Math.abs(bin.predicted() - bin.observed()) * bin.rows() / rows)
        .sum();
  }
}
