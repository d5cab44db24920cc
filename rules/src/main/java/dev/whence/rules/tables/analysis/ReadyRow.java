package dev.whence.rules.tables.analysis;

import dev.whence.text.CsvText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A row for the end of a table, its condition cells filled, the cells of its outcome left to the
/// analyst: blank, which takes the usual value where a column has one.
///
/// @param ruleId one that the table does not have
/// @param cells condition cells that are not blank, by column, as a file has them
/// @param header the file's column names
public record ReadyRow(String ruleId, Map<String, String> cells, List<String> header) {
  public ReadyRow {
    cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
    header = List.copyOf(header);
  }

  /// `destination country not US, hazmat yes`, or `any case`.
  String conditions() {
    return cells.isEmpty()
        ? "any case"
        : cells.entrySet().stream()
            .map(cell -> cell.getKey() + " " + cell.getValue())
            .collect(Collectors.joining(", "));
  }

  /// The line of a CSV file.
  public String csv() {
    var line = new ArrayList<String>();
    line.add(ruleId);
    header.stream().skip(1).map(column -> cells.getOrDefault(column, "")).forEach(line::add);
    while (line.getLast().isEmpty()) {
      line.removeLast();
    }
    return CsvText.row(line).strip();
  }
}
