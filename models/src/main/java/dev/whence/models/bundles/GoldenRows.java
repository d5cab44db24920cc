package dev.whence.models.bundles;

import dev.whence.text.CsvText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Rows whose answers are known: `golden.csv`. A bundle that cannot repeat them is not loaded.
///
/// Columns are the card's features in order, then its outputs in order, all float32 in their
/// shortest decimal form. Outputs are raw, before calibration. Best made by the library that
/// trained the model, so that loading proves the conversion too.
public final class GoldenRows {
  /// How far an output may lie from the golden one, absolutely or relative to it.
  public static final double TOLERANCE = 1e-5;

  private final List<String> columns;
  private final List<float[]> rows;

  /// @param columns names of features, then of outputs
  /// @param rows at least one, each as wide as `columns`
  /// @throws IllegalArgumentException if there is no row or one of another width
  public GoldenRows(List<String> columns, List<float[]> rows) {
    this.columns = List.copyOf(columns);
    this.rows = rows.stream().map(float[]::clone).toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("There is no golden row.\nMaybe add some test rows.");
    }
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).length != columns.size()) {
        throw new IllegalArgumentException(
            "Golden row %d has %d values for %d columns."
                .formatted(i + 1, rows.get(i).length, columns.size()));
      }
    }
  }

  /// Rows of features beside what the model answers for them.
  ///
  /// @param features one row each, in the card's order
  /// @param outputs one row each, in the card's order
  public static GoldenRows of(ModelCard card, List<float[]> features, List<float[]> outputs) {
    if (features.size() != outputs.size()) {
      throw new IllegalArgumentException(
          "%d rows of features and %d of outputs.".formatted(features.size(), outputs.size()));
    }
    var columns = new ArrayList<>(card.featureNames());
    columns.addAll(card.outputNames());
    var rows = new ArrayList<float[]>();
    for (int i = 0; i < features.size(); i++) {
      float[] row = Arrays.copyOf(features.get(i), features.get(i).length + outputs.get(i).length);
      System.arraycopy(outputs.get(i), 0, row, features.get(i).length, outputs.get(i).length);
      rows.add(row);
    }
    return new GoldenRows(columns, rows);
  }

  public List<String> columns() {
    return columns;
  }

  public int size() {
    return rows.size();
  }

  float value(int row, int column) {
    return rows.get(row)[column];
  }

  /// The first `width` values of every row, one row after the other.
  float[] leading(int width) {
    float[] values = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * width, width);
    }
    return values;
  }

  String toCsv() {
    var text = new StringBuilder(CsvText.row(columns));
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        text.append(i == 0 ? "" : ",").append(row[i]);
      }
      text.append('\n');
    }
    return text.toString();
  }

  /// @throws IllegalArgumentException if a row is short or holds what is no number
  static GoldenRows read(byte[] csv) {
    List<String> lines =
        new String(csv, StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .collect(Collectors.toCollection(ArrayList::new));
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("golden.csv is empty.");
    }
    List<String> columns = CsvText.cells(lines.removeFirst());
    var rows = new ArrayList<float[]>();
    for (String line : lines) {
      rows.add(parse(line, rows.size() + 1));
    }
    return new GoldenRows(columns, rows);
  }

  private static float[] parse(String line, int number) {
    String[] cells = line.split(",", -1);
    float[] row = new float[cells.length];
    for (int i = 0; i < cells.length; i++) {
      try {
        row[i] = Float.parseFloat(cells[i].strip());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "Golden row %d holds '%s', which is no number.".formatted(number, cells[i]), e);
      }
    }
    return row;
  }
}
