package dev.whence.training.reports;

import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Table;

/// A report as one HTML page that needs nothing else.
public final class ReportHtml {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733 }
      h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem }
      table { border-collapse: collapse } th, td { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid #dde3ea }
      th:first-child, td:first-child { text-align: left }
      td { font-variant-numeric: tabular-nums } svg { max-width: 100%; height: auto }
      svg text { font: 12px system-ui, sans-serif; fill: #44505c }
      """;

  private ReportHtml() {}

  public static String of(Report report) {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\">")
        .append(
            "<title>%s</title>\n<style>\n%s</style></head>\n<body>\n"
                .formatted(escaped(report.title()), STYLE))
        .append("<h1>%s</h1>\n".formatted(escaped(report.title())));
    report.findings().forEach(f -> page.append("<p>%s</p>\n".formatted(escaped(f))));
    report.tables().forEach(table -> append(page, table));
    for (Chart chart : report.charts()) {
      page.append("<h2>%s</h2>\n".formatted(escaped(chart.title()))).append(SvgChart.of(chart));
    }
    return page.append("</body>\n</html>\n").toString();
  }

  private static void append(StringBuilder page, Table table) {
    page.append("<h2>%s</h2>\n<table>\n<tr>".formatted(escaped(table.title())));
    table.columns().forEach(cell -> page.append("<th>%s</th>".formatted(escaped(cell))));
    page.append("</tr>\n");
    for (var row : table.rows()) {
      page.append("<tr>");
      row.forEach(cell -> page.append("<td>%s</td>".formatted(escaped(cell))));
      page.append("</tr>\n");
    }
    page.append("</table>\n");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
