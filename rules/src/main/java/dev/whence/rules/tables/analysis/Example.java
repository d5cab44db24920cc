package dev.whence.rules.tables.analysis;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Facts that show what a row takes.
///
/// @param column whose value is on or beyond the end of what the row takes; empty for a case inside
/// @param facts for every column that the table tests, as cells have them
public record Example(Kind kind, String column, Map<String, String> facts) {
  public Example {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /// Where the facts lie, seen from the row.
  public enum Kind {
    INSIDE,
    /// The row matches, and would not with the next value of the column.
    BOUNDARY,
    /// The row does not match, and would with the value before.
    OUTSIDE
  }
}
