package dev.whence.pipeline.imports;

import dev.whence.pipeline.history.DeclaredAttributes;
import dev.whence.pipeline.history.DeclaredAttributes.Declared;
import dev.whence.pipeline.history.HistoryTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Finds attributes that rows had for a while and the newest months lack: a model learns from them
/// and is asked without them.
final class AttributesThatEnd {
  /// Of the rows of a month: fewer lack it, or more have it.
  private static final double NEARLY_NONE = 0.1;

  private static final double MANY = 0.5;

  private AttributesThatEnd() {}

  /// @param declared of the history
  /// @param folder where its tables lie
  static List<ImportReport.Ended> in(DeclaredAttributes declared, Path folder, Scratch scratch)
      throws IOException {
    var ended = new ArrayList<ImportReport.Ended>();
    for (HistoryTable<?> table : List.of(HistoryTable.SHIPMENTS, HistoryTable.ORDER_LINES)) {
      List<Declared> attributes = declared.of(table);
      List<Path> files = table.files(folder);
      if (!attributes.isEmpty() && !files.isEmpty()) {
        ended.addAll(in(table, attributes, files, scratch));
      }
    }
    return ended;
  }

  private static List<ImportReport.Ended> in(
      HistoryTable<?> table, List<Declared> attributes, List<Path> files, Scratch scratch)
      throws IOException {
    HistoryAddition.view(scratch, table, "told", files);
    var months = new ArrayList<String>();
    var shares = new ArrayList<List<Double>>();
    // A word that holds the name in quotes has backslashes before them.
    String counts =
        attributes.stream()
            .map(each ->
                "count(*) FILTER (contains(coalesce(attributes, ''), '\"%s\":'))"
                    .formatted(each.name()))
            .collect(Collectors.joining(", "));
    try (var rows =
        scratch.query(
            "SELECT strftime(ordered_at AT TIME ZONE 'UTC', '%%Y-%%m') AS month, count(*), %s FROM told GROUP BY 1 ORDER BY 1"
                .formatted(counts))) {
      while (rows.next()) {
        months.add(rows.text(1));
        var share = new ArrayList<Double>();
        for (int i = 0; i < attributes.size(); i++) {
          share.add((double) rows.number(i + 3) / rows.number(2));
        }
        shares.add(share);
      }
    }
    var ended = new ArrayList<ImportReport.Ended>();
    for (int i = 0; i < attributes.size(); i++) {
      int attribute = i;
      int first = months.size();
      while (first > 0 && shares.get(first - 1).get(attribute) < NEARLY_NONE) {
        first--;
      }
      boolean hadIt =
          shares.subList(0, first).stream().anyMatch(each -> each.get(attribute) > MANY);
      if (first < months.size() && hadIt) {
        ended.add(
            new ImportReport.Ended(table.name(), attributes.get(i).name(), months.get(first)));
      }
    }
    return ended;
  }
}
