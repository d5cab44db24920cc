package dev.whence.pipeline.imports;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a mapping calls the columns of a file: as the header does, and otherwise where that has no
/// name (`column 7`) or one that stands further left already (`price (2)`).
public final class ColumnNames {
  private ColumnNames() {}

  /// Each one once.
  public static List<String> of(List<String> header) {
    Set<String> taken = new HashSet<>(header);
    var seen = new HashSet<String>();
    var names = new ArrayList<String>();
    for (String name : header) {
      if (name.isBlank()) {
        names.add(free("column " + (names.size() + 1), taken));
      } else {
        names.add(seen.add(name) ? name : free(name, taken));
      }
    }
    return List.copyOf(names);
  }

  private static String free(String name, Set<String> taken) {
    String free = name;
    for (int number = 2; !taken.add(free); number++) {
      free = "%s (%d)".formatted(name, number);
    }
    return free;
  }

  /// The values of a row, one for each column of the header, where delimiters at the end of lines
  /// stand for no column: empty fields beyond the header are left out, and columns at its end that
  /// have no name may be missing. Other rows stay as they are.
  public static List<String> fitted(List<String> header, List<String> values) {
    int columns = header.size();
    if (values.size() > columns
        && values.subList(columns, values.size()).stream().allMatch(String::isBlank)) {
      return values.subList(0, columns);
    }
    if (values.size() < columns
        && header.subList(values.size(), columns).stream().allMatch(String::isBlank)) {
      var whole = new ArrayList<>(values);
      while (whole.size() < columns) {
        whole.add("");
      }
      return whole;
    }
    return values;
  }
}
