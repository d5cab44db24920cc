package dev.whence.training.reports;

import dev.whence.training.reports.Report.Table;
import java.util.List;
import java.util.stream.IntStream;

/// A report for a terminal: tables first, findings last, where the eye ends. Charts are left out.
public final class ReportText {
  private ReportText() {}

  public static String of(Report report) {
    StringBuilder text = new StringBuilder();
    for (Table table : report.tables()) {
      text.append('\n').append(table.title()).append('\n').append(of(table));
    }
    text.append('\n');
    report.findings().forEach(finding -> text.append(finding).append('\n'));
    return text.toString();
  }

  private static String of(Table table) {
    int[] widths =
        IntStream.range(0, table.columns().size())
            .map(column ->
                table.rows().stream()
                    .mapToInt(row -> row.get(column).length())
                    .reduce(table.columns().get(column).length(), Math::max))
            .toArray();
    StringBuilder text = new StringBuilder();
    appendRow(text, table.columns(), widths);
    table.rows().forEach(row -> appendRow(text, row, widths));
    return text.toString();
  }

  private static void appendRow(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder("  ");
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      line.append(i == 0 ? cells.get(i) + padding : "  " + padding + cells.get(i));
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
