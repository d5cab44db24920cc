package dev.whence.rules.tables;

import dev.whence.rules.tables.files.Cell;
import dev.whence.rules.tables.files.CsvFile;
import dev.whence.rules.tables.files.Grid;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The text of one rule table taken apart, whether or not its cells can be read. Rows whose id
/// stands several times, or not at all, get the count of their place among their equals, for
/// instance `#2`.
///
/// @param lines above the columns, by their first cell
/// @param columns their names in order, the rule id first
/// @param rows cells by column, without blank ones, by row id; in order
public record TableText(
    Map<String, String> lines, List<String> columns, Map<String, Map<String, String>> rows) {
  public TableText {
    lines = Collections.unmodifiableMap(new LinkedHashMap<>(lines));
    columns = List.copyOf(columns);
    rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
  }

  public static TableText of(String csv) {
    Optional<Grid> grid = CsvFile.read("", csv.getBytes(StandardCharsets.UTF_8), _ -> {});
    var lines = new LinkedHashMap<String, String>();
    var rows = new LinkedHashMap<String, Map<String, String>>();
    List<String> columns = List.of();
    var times = new HashMap<String, Integer>();
    for (List<Cell> cells : grid.map(Grid::rows).orElse(List.of())) {
      List<String> texts = cells.stream().map(cell -> cell.text().strip()).toList();
      if (texts.isEmpty()) {
        continue;
      }
      if (columns.isEmpty() && texts.getFirst().equals(Header.RULE_ID)) {
        columns = texts;
      } else if (columns.isEmpty()) {
        lines.put(texts.getFirst(), String.join(",", texts.subList(1, texts.size())));
      } else {
        String id = texts.getFirst();
        int time = times.merge(id, 1, Integer::sum);
        rows.put(id.isEmpty() || time > 1 ? id + "#" + time : id, named(columns, texts));
      }
    }
    return new TableText(lines, columns, rows);
  }

  /// A cell beyond the columns is known by its number.
  private static Map<String, String> named(List<String> columns, List<String> cells) {
    var named = new LinkedHashMap<String, String>();
    for (int c = 1; c < cells.size(); c++) {
      if (!cells.get(c).isEmpty()) {
        named.put(c < columns.size() ? columns.get(c) : "column " + (c + 1), cells.get(c));
      }
    }
    return named;
  }
}
