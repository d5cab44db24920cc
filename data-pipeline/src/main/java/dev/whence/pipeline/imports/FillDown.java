package dev.whence.pipeline.imports;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Gives empty cells the value that stands above them, as sheets mean it that say once what holds
/// for several rows. Takes the rows in the order of the file. Not thread-safe.
///
/// The columns are told from the outermost to the innermost: a value in one begins those behind it
/// anew, so that an order without a customer does not get the one of the order before. So does a
/// word that stands for no value: only what is empty means what stands above it.
final class FillDown {
  private final int[] columns;
  private final String[] above;

  /// @param columns places of the columns in a row, the outermost first
  FillDown(List<Integer> columns) {
    this.columns = columns.stream().mapToInt(Integer::intValue).toArray();
    this.above = new String[this.columns.length];
    forget();
  }

  /// Of a row that cannot be read nobody knows what it says: what comes below it is not filled with
  /// what stands above it.
  void forget() {
    Arrays.fill(above, "");
  }

  /// The row with its empty cells filled. A row without any value stays as it is.
  List<String> filled(List<String> row) {
    if (columns.length == 0 || row.stream().allMatch(String::isBlank)) {
      return row;
    }
    var filled = new ArrayList<>(row);
    for (int i = 0; i < columns.length; i++) {
      String value = row.get(columns[i]);
      if (value.isBlank()) {
        filled.set(columns[i], above[i]);
      } else {
        above[i] = value;
        Arrays.fill(above, i + 1, above.length, "");
      }
    }
    return filled;
  }
}
