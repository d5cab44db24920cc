package dev.whence.models.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/// Rows in the order of their scores; ties stay as they come.
final class Ranking {
  private Ranking() {}

  static int[] rising(double[] scores) {
    return sorted(scores, Comparator.comparingDouble(row -> scores[row]));
  }

  static int[] falling(double[] scores) {
    return sorted(scores, Comparator.comparingDouble((Integer row) -> scores[row]).reversed());
  }

  private static int[] sorted(double[] scores, Comparator<Integer> order) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(order)
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
