package dev.whence.training.publishing;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Notices what is too good to be true: nobody knows when an order comes in how it ends, so what
/// tells it nearly without a mistake is most likely known only afterwards.
public final class TooGood {
  /// Area under the ROC curve from which on one feature alone is suspicious.
  static final double OF_ONE_FEATURE = 0.98;

  /// The same of a model on rows it has not learned from.
  static final double OF_A_MODEL = 0.99;

  private static final int MOST_NAMED = 5;
  private static final int MOST_ROWS = 50_000;

  private TooGood() {}

  /// Some of the rows, spread evenly over them, where there are very many: enough to see it.
  public static <T> List<T> some(List<T> rows) {
    int step = (rows.size() + MOST_ROWS - 1) / MOST_ROWS;
    return step <= 1
        ? rows
        : IntStream.range(0, rows.size() / step).mapToObj(i -> rows.get(i * step)).toList();
  }

  private record Telling(String feature, double area) {}

  /// @param area of the model on these rows, which it has not learned from
  /// @param features names of the columns
  /// @param rows each as wide as the features; missing values are NaN
  /// @param events what became of each row
  /// @param outcome in words, for instance `which lines come back`
  /// @return a sentence for output, report and card
  public static Optional<String> of(
      double area, List<String> features, float[][] rows, boolean[] events, String outcome) {
    List<Telling> telling =
        IntStream.range(0, features.size())
            .mapToObj(column -> new Telling(features.get(column), area(rows, column, events)))
            .filter(each -> each.area() >= OF_ONE_FEATURE)
            .sorted(Comparator.comparingDouble(Telling::area).reversed())
            .toList();
    if (!telling.isEmpty()) {
      return Optional.of(
          "TOO GOOD TO BE TRUE: %s %s %s (%s rows): most likely known only afterwards."
              .formatted(
                  telling.stream()
                      .limit(MOST_NAMED)
                      .map(each -> "%s (AUC %.3f)".formatted(each.feature(), each.area()))
                      .collect(Collectors.joining(", ")),
                  telling.size() == 1 ? "alone tells" : "each alone tell",
                  outcome,
                  "%,d".formatted(rows.length)));
    }
    return area >= OF_A_MODEL
        ? Optional.of(
            "TOO GOOD TO BE TRUE: the model tells %s with an AUC of %.3f on rows it has not seen: most likely some of its features are known only afterwards."
                .formatted(outcome, area))
        : Optional.empty();
  }

  /// How well a column alone tells the rows apart, in whichever direction, with its missing values
  /// below or above all others: 0.5 not at all, 1 without a mistake.
  private static double area(float[][] rows, int column, boolean[] events) {
    double best = 0.5;
    boolean anyMissing = false;
    for (float[] row : rows) {
      anyMissing |= Float.isNaN(row[column]);
    }
    for (float missing :
        anyMissing
            ? new float[] {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}
            : new float[] {0}) {
      double area = area(rows, column, events, missing);
      best = Math.max(best, Math.max(area, 1 - area));
    }
    return best;
  }

  private static double area(float[][] rows, int column, boolean[] events, float missing) {
    long[] ordered = new long[rows.length];
    long ones = 0;
    for (int i = 0; i < ordered.length; i++) {
      float value = Float.isNaN(rows[i][column]) ? missing : rows[i][column];
      ordered[i] = (long) inOrder(value) << 1 | (events[i] ? 1 : 0);
      ones += events[i] ? 1 : 0;
    }
    long zeros = rows.length - ones;
    if (ones == 0 || zeros == 0) {
      return 0.5;
    }
    Arrays.sort(ordered);
    double ranks = 0;
    for (int from = 0; from < ordered.length; ) {
      int until = from;
      int eventsHere = 0;
      while (until < ordered.length && ordered[until] >> 1 == ordered[from] >> 1) {
        eventsHere += (int) (ordered[until] & 1);
        until++;
      }
      ranks += eventsHere * ((from + 1 + until) / 2.0);
      from = until;
    }
    return (ranks - ones * (ones + 1) / 2.0) / ((double) ones * zeros);
  }

  /// A whole number that is greater where the value is greater, and equal where it is equal.
  private static int inOrder(float value) {
    int bits = Float.floatToIntBits(value + 0f); // no negative zero
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }
}
