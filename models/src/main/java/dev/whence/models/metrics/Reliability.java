package dev.whence.models.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// What was predicted beside what happened, in bins of equally many rows, lowest predictions first.
public record Reliability(List<Bin> bins) {

  public Reliability {
    bins = List.copyOf(bins);
  }

  /// @param predicted mean probability
  /// @param observed share of events
  public record Bin(int rows, double predicted, double observed) {}

  /// @throws IllegalArgumentException if there is no row, no bin or the lengths differ
  public static Reliability of(double[] probabilities, boolean[] events, int bins) {
    BinaryScores.requireSameLength(probabilities.length, events.length);
    if (bins < 1) {
      throw new IllegalArgumentException("A reliability table of " + bins + " bins.");
    }
    int rows = events.length;
    int[] order =
        IntStream.range(0, rows)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> probabilities[i]))
            .mapToInt(Integer::intValue)
            .toArray();
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
