package dev.whence.training.publishing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// How long what has a value of one column usually takes, whatever the column's unit and direction:
/// the median of rows with values about the same.
final class DaysByColumn {
  private static final int MOST_GROUPS = 100;
  private static final int FEWEST_IN_A_GROUP = 25;

  private DaysByColumn() {}

  /// Whether a row is one of those that are learned from: 0, 2, 4, ...
  static boolean isLearned(int row) {
    return row % 2 == 0;
  }

  /// @param column missing values are NaN, and a group of their own
  /// @param days not finite where it is not known how long that row took
  /// @return for all rows; the median of all where a value is like none that was learned from
  static float[] of(float[] column, double[] days) {
    List<Integer> learned =
        IntStream.range(0, column.length)
            .filter(row -> isLearned(row) && Double.isFinite(days[row]))
            .boxed()
            .sorted((one, other) -> Float.compare(column[one], column[other])) // NaN last
            .toList();
    float ofAll = median(learned, days);
    int size = Math.max(FEWEST_IN_A_GROUP, learned.size() / MOST_GROUPS);
    var groups = new TreeMap<Float, Float>(); // by the least value in each; NaN after all others
    List<Integer> group = new ArrayList<>();
    for (int i = 0; i < learned.size(); i++) {
      group.add(learned.get(i));
      if (i + 1 == learned.size()
          || isParted(group.size(), size, column[learned.get(i)], column[learned.get(i + 1)])) {
        groups.put(column[group.getFirst()], median(group, days));
        group.clear();
      }
    }
    float[] expected = new float[column.length];
    for (int row = 0; row < expected.length; row++) {
      expected[row] = expected(groups, column[row], ofAll);
    }
    return expected;
  }

  /// Equal values stay together; missing ones are alone.
  private static boolean isParted(int soFar, int size, float last, float next) {
    return Float.isNaN(last) != Float.isNaN(next)
        || (soFar >= size && Float.compare(last, next) != 0);
  }

  private static float expected(NavigableMap<Float, Float> groups, float value, float ofAll) {
    if (groups.isEmpty()) {
      return ofAll;
    }
    if (Float.isNaN(value)) {
      return groups.getOrDefault(Float.NaN, ofAll);
    }
    Map.Entry<Float, Float> group = groups.floorEntry(value);
    Map.Entry<Float, Float> nearest = group == null ? groups.firstEntry() : group;
    return Float.isNaN(nearest.getKey()) ? ofAll : nearest.getValue();
  }

  private static float median(List<Integer> rows, double[] days) {
    double[] sorted = rows.stream().mapToDouble(row -> days[row]).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : (float) sorted[sorted.length / 2];
  }
}
