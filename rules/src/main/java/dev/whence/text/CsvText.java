package dev.whence.text;

import java.util.List;
import java.util.stream.Collectors;

/// CSV as we write it (RFC 4180, but rows end in LF): a cell is quoted only where it must be.
public final class CsvText {
  private CsvText() {}

  /// One row, its end included.
  public static String row(List<String> cells) {
    return cells.stream().map(CsvText::cell).collect(Collectors.joining(",", "", "\n"));
  }

  private static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
