package dev.whence.pipeline.imports;

import dev.whence.pipeline.history.HistoryTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/// Finds months in which nothing was ordered between others in which much was: mostly a file is
/// missing, and a model would take it for a quiet time.
final class MonthsWithoutRows {
  /// Rows of the month before and of the month after, from which on one without any is no chance.
  private static final int MANY = 30;

  private MonthsWithoutRows() {}

  /// @param folder where the tables of the history lie
  static List<ImportReport.Gap> in(Path folder, Scratch scratch) throws IOException {
    var gaps = new ArrayList<ImportReport.Gap>();
    for (HistoryTable<?> table : List.of(HistoryTable.SHIPMENTS, HistoryTable.ORDER_LINES)) {
      List<Path> files = table.files(folder);
      if (!files.isEmpty()) {
        gaps.addAll(in(table, files, scratch));
      }
    }
    return gaps;
  }

  private static List<ImportReport.Gap> in(HistoryTable<?> table, List<Path> files, Scratch scratch)
      throws IOException {
    HistoryAddition.view(scratch, table, "told", files);
    var gaps = new ArrayList<ImportReport.Gap>();
    try (var rows =
        scratch.query(
            "SELECT strftime(ordered_at AT TIME ZONE 'UTC', '%Y-%m') AS month, count(*) FROM told GROUP BY 1 ORDER BY 1")) {
      YearMonth before = null;
      boolean wasMany = false;
      while (rows.next()) {
        YearMonth month = YearMonth.parse(rows.text(1));
        boolean isMany = rows.number(2) >= MANY;
        if (before != null && wasMany && isMany && before.plusMonths(1).isBefore(month)) {
          gaps.add(
              new ImportReport.Gap(
                  table.name(), before.plusMonths(1).toString(), month.minusMonths(1).toString()));
        }
        before = month;
        wasMany = isMany;
      }
    }
    return gaps;
  }
}
