package dev.whence.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// CSV as we write it (RFC 4180, but rows end in LF): a cell is quoted only where it must be.
public final class CsvText {
  private CsvText() {}

  /// One row, its end included.
  public static String row(List<String> cells) {
    return cells.stream().map(CsvText::cell).collect(Collectors.joining(",", "", "\n"));
  }

  /// The cells of one row, as [#row] writes them, its end not included; quotes that do not match
  /// are taken as they come.
  public static List<String> cells(String row) {
    List<String> cells = new ArrayList<>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < row.length(); i++) {
      char c = row.charAt(i);
      if (c == '"' && quoted && row.startsWith("\"", i + 1)) {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  private static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
