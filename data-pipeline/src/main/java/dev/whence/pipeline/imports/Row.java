package dev.whence.pipeline.imports;

import java.util.List;
import java.util.Map;

/// One row of a table's driving source with what was joined to it.
///
/// @param line of the driving source's file
/// @param cells by `alias.column`, empty text for what is missing
record Row(long line, Map<String, String> cells) {

  /// The column, beside those of the file, with the number of the line.
  static final String LINE = "line in the file";

  String get(String reference) {
    return cells.getOrDefault(reference, "");
  }

  /// Rows that become one canonical row; at least one.
  record Group(List<Row> rows) {
    Group {
      rows = List.copyOf(rows);
    }

    Row first() {
      return rows.getFirst();
    }
  }
}
