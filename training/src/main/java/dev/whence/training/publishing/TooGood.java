package dev.whence.training.publishing;

import dev.whence.models.features.AttributeColumns;
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

  /// The same of one attribute that is held against the promised days of each parcel. Lower, as who
  /// knows how long the carrier will have a parcel does not know when the node hands it over.
  static final double OF_A_DURATION = 0.95;

  private static final int FEWEST_OF_EACH = 20;
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

  /// As [#ofFeatures], or else [#ofAModel].
  public static Optional<String> of(
      double area, List<String> features, float[][] rows, boolean[] events, String outcome) {
    return ofFeatures(features, rows, events, outcome).or(() -> ofAModel(area, outcome));
  }

  /// @param area of the model on rows that it has not learned from
  public static Optional<String> ofAModel(double area, String outcome) {
    return area >= OF_A_MODEL
        ? Optional.of(
            "TOO GOOD TO BE TRUE: the model tells %s with an AUC of %.3f on rows it has not seen: most likely some of its features are known only afterwards."
                .formatted(outcome, area))
        : Optional.empty();
  }

  /// @param features names of the columns
  /// @param rows each as wide as the features; missing values are NaN
  /// @param events what became of each row
  /// @param outcome in words, for instance `which lines come back`
  /// @return a sentence for output, report and card
  public static Optional<String> ofFeatures(
      List<String> features, float[][] rows, boolean[] events, String outcome) {
    List<Telling> telling =
        IntStream.range(0, features.size())
            .mapToObj(
                column -> new Telling(features.get(column), area(column(rows, column), events)))
            .filter(each -> each.area() >= OF_ONE_FEATURE)
            .toList();
    return sentence(telling, "alone tells", "each alone tell", outcome, rows);
  }

  /// As [#ofFeatures], of attributes that tell how long each parcel takes: alone they tell nothing
  /// where each has its own promise, but together with that they do.
  ///
  /// @param features only attributes are looked at, as the others are ours
  /// @param days how long each row took; not finite where that is not known
  /// @param promised days of each row
  public static Optional<String> ofDurations(
      List<String> features,
      float[][] rows,
      double[] days,
      double[] promised,
      boolean[] late,
      String outcome) {
    float[] promise = new float[rows.length];
    for (int i = 0; i < promise.length; i++) {
      promise[i] = (float) promised[i];
    }
    if (area(promise, late) >= OF_A_DURATION) {
      return Optional.empty(); // anything would tell it, together with the promise
    }
    List<Telling> telling =
        IntStream.range(0, features.size())
            .filter(column -> features.get(column).startsWith(AttributeColumns.PREFIX))
            .mapToObj(column ->
                new Telling(
                    features.get(column), areaBeside(promise, column(rows, column), days, late)))
            .filter(each -> each.area() >= OF_A_DURATION)
            .toList();
    return sentence(
        telling,
        "beside the promised days tells",
        "each beside the promised days tell",
        outcome,
        rows);
  }

  /// How well the days that a column tells, less the promised ones, tell the rows apart that have a
  /// value in it and that those days were not learned from; 0.5 if these are too few.
  private static double areaBeside(float[] promise, float[] column, double[] days, boolean[] late) {
    float[] expected = DaysByColumn.of(column, days);
    int[] judged =
        IntStream.range(0, column.length)
            .filter(row -> !DaysByColumn.isLearned(row) && !Float.isNaN(column[row]))
            .toArray();
    float[] beyond = new float[judged.length];
    boolean[] events = new boolean[judged.length];
    int ones = 0;
    for (int i = 0; i < judged.length; i++) {
      beyond[i] = expected[judged[i]] - promise[judged[i]];
      events[i] = late[judged[i]];
      ones += events[i] ? 1 : 0;
    }
    return Math.min(ones, judged.length - ones) < FEWEST_OF_EACH ? 0.5 : area(beyond, events);
  }

  private static Optional<String> sentence(
      List<Telling> telling, String one, String several, String outcome, float[][] rows) {
    return telling.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "TOO GOOD TO BE TRUE: %s %s %s (%,d rows): most likely known only afterwards."
                .formatted(
                    telling.stream()
                        .sorted(Comparator.comparingDouble(Telling::area).reversed())
                        .limit(MOST_NAMED)
                        .map(each -> "%s (AUC %.3f)".formatted(each.feature(), each.area()))
                        .collect(Collectors.joining(", ")),
                    telling.size() == 1 ? one : several,
                    outcome,
                    rows.length));
  }

  private static float[] column(float[][] rows, int column) {
    float[] values = new float[rows.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows[i][column];
    }
    return values;
  }

  /// How well a column alone tells the rows apart, in whichever direction, with its missing values
  /// below or above all others: 0.5 not at all, 1 without a mistake.
  private static double area(float[] column, boolean[] events) {
    double best = 0.5;
    boolean anyMissing = false;
    for (float value : column) {
      anyMissing |= Float.isNaN(value);
    }
    for (float missing :
        anyMissing
            ? new float[] {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}
            : new float[] {0}) {
      double area = area(column, events, missing);
      best = Math.max(best, Math.max(area, 1 - area));
    }
    return best;
  }

  private static double area(float[] column, boolean[] events, float missing) {
    long[] ordered = new long[column.length];
    long ones = 0;
    for (int i = 0; i < ordered.length; i++) {
      float value = Float.isNaN(column[i]) ? missing : column[i];
      ordered[i] = (long) inOrder(value) << 1 | (events[i] ? 1 : 0);
      ones += events[i] ? 1 : 0;
    }
    long zeros = column.length - ones;
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
