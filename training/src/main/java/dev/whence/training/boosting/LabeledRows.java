package dev.whence.training.boosting;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Feature rows with what is to be learned from each. Missing values are NaN; endless ones are not
/// allowed. The arrays are not copied and must not change.
public final class LabeledRows {
  private final List<String> columns;
  private final float[][] rows;
  private final float[] labels;

  /// @param columns names of the features, in order
  /// @param rows each as wide as `columns`
  /// @param labels one per row
  /// @throws IllegalArgumentException if the lengths differ, a row is not as wide as the columns,
  ///   or a value is endless
  public LabeledRows(List<String> columns, float[][] rows, float[] labels) {
    this.columns = List.copyOf(columns);
    this.rows = rows;
    this.labels = labels;
    if (rows.length != labels.length) {
      throw new IllegalArgumentException(
          "%d rows with %d labels.".formatted(rows.length, labels.length));
    }
    for (int i = 0; i < rows.length; i++) {
      requireUsable(i, rows[i]);
    }
  }

  private void requireUsable(int number, float[] row) {
    if (row.length != columns.size()) {
      throw new IllegalArgumentException(
          "Row %d has %d values for %d columns.".formatted(number, row.length, columns.size()));
    }
    for (int column = 0; column < row.length; column++) {
      if (Float.isInfinite(row[column])) {
        throw new IllegalArgumentException(
            "Row %d has the endless value %s in column %d '%s'."
                .formatted(number, row[column], column, columns.get(column)));
      }
    }
  }

  public List<String> columns() {
    return columns;
  }

  public float[][] rows() {
    return rows;
  }

  public float[] labels() {
    return labels;
  }

  public int size() {
    return rows.length;
  }

  public LabeledRows subset(IntStream indices) {
    int[] chosen = indices.toArray();
    float[][] some = new float[chosen.length][];
    float[] their = new float[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      some[i] = rows[chosen[i]];
      their[i] = labels[chosen[i]];
    }
    return new LabeledRows(columns, some, their);
  }

  public LabeledRows withLabels(float[] other) {
    return new LabeledRows(columns, rows, other);
  }

  /// The same rows with some columns missing throughout, so that no tree can split on them.
  public LabeledRows without(Set<String> hidden) {
    float[][] fewer = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      fewer[i] = rows[i].clone();
      for (int column = 0; column < columns.size(); column++) {
        if (hidden.contains(columns.get(column))) {
          fewer[i][column] = Float.NaN;
        }
      }
    }
    return new LabeledRows(columns, fewer, labels);
  }

  /// The same rows with some of their columns.
  ///
  /// @param wanted by name
  public LabeledRows only(Predicate<String> wanted) {
    int[] kept =
        IntStream.range(0, columns.size()).filter(i -> wanted.test(columns.get(i))).toArray();
    float[][] narrow = new float[rows.length][kept.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < kept.length; j++) {
        narrow[i][j] = rows[i][kept[j]];
      }
    }
    return new LabeledRows(Arrays.stream(kept).mapToObj(columns::get).toList(), narrow, labels);
  }

  float[] flat() {
    float[] values = new float[rows.length * columns.size()];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * columns.size(), columns.size());
    }
    return values;
  }

  @Override
  public String toString() {
    return "%d rows of %s".formatted(rows.length, columns);
  }
}
