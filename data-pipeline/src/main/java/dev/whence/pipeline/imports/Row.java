package dev.whence.pipeline.imports;

import java.util.List;
import java.util.Map;

/// One row of a table's driving source with what was joined to it.
///
/// @param line of the driving source's file
/// @param places where the value of each `alias.column` stands; shared by all rows of a kind
/// @param values empty text for what is missing
record Row(long line, Map<String, Integer> places, List<String> values) {

  /// The column, beside those of the file, with the number of the line.
  static final String LINE = "line in the file";

  String get(String reference) {
    Integer place = places.get(reference);
    return place == null ? "" : values.get(place);
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
