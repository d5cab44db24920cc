package dev.whence.training.reports;

import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// A report as one HTML page that needs nothing else: the verdict, then tables, then charts. Light
/// or dark as the reader's system is, and fit for paper.
public final class ReportHtml {
  private static final String STYLE = style();
  private static final Pattern MINUS = Pattern.compile("(?<![\\w-])-(?=\\d)");

  private ReportHtml() {}

  public static String of(Report report) {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
        .append(
            "<title>%s</title>\n<style>\n%s</style>\n</head>\n<body>\n"
                .formatted(escaped(report.title()), STYLE))
        .append("<h1>%s</h1>\n".formatted(escaped(report.title())));
    report.findings().stream()
        .limit(1)
        .forEach(
            verdict -> page.append("<p class=\"verdict\">%s</p>\n".formatted(escaped(verdict))));
    if (report.findings().size() > 1) {
      page.append("<ul>\n");
      report.findings().stream()
          .skip(1)
          .forEach(finding -> page.append("<li>%s</li>\n".formatted(escaped(finding))));
      page.append("</ul>\n");
    }
    report.tables().forEach(table -> append(page, table));
    Palette palette = Palette.of(report);
    page.append("<div class=\"charts\">\n");
    report.charts().forEach(chart -> append(page, chart, palette));
    return page.append("</div>\n</body>\n</html>\n").toString();
  }

  private static void append(StringBuilder page, Table table) {
    page.append("<section>\n<h2>%s</h2>\n".formatted(escaped(table.title())));
    rows(page, table.columns(), table.rows());
    page.append("</section>\n");
  }

  private static void rows(StringBuilder page, List<String> columns, List<List<String>> rows) {
    page.append("<div class=\"wide\"><table>\n<thead><tr>");
    columns.forEach(cell -> page.append("<th>%s</th>".formatted(escaped(cell))));
    page.append("</tr></thead>\n<tbody>\n");
    for (var row : rows) {
      page.append(row.getFirst().equals("model") ? "<tr class=\"model\">" : "<tr>");
      row.forEach(cell -> page.append("<td>%s</td>".formatted(escaped(cell))));
      page.append("</tr>\n");
    }
    page.append("</tbody>\n</table></div>\n");
  }

  private static void append(StringBuilder page, Chart chart, Palette palette) {
    page.append("<figure>\n<figcaption><h2>%s</h2>".formatted(escaped(chart.title())));
    if (!chart.note().isEmpty()) {
      page.append("<p>%s</p>".formatted(escaped(chart.note())));
    }
    page.append("</figcaption>\n");
    List<String> names = Palette.names(chart);
    if (names.size() > 1) {
      page.append("<p class=\"legend\">");
      names.forEach(name ->
          page.append(
              "<span class=\"%s\"><svg viewBox=\"0 0 26 10\" aria-hidden=\"true\"><polyline points=\"1,5 25,5\"/><circle cx=\"13\" cy=\"5\" r=\"3.5\"/></svg>%s</span> "
                  .formatted(palette.of(name), escaped(name))));
      page.append("</p>\n");
    }
    page.append(SvgChart.of(chart, palette));
    List<List<String>> numbers = SvgChart.numbers(chart);
    if (!numbers.isEmpty()) {
      page.append("<details><summary>Numbers</summary>\n");
      rows(page, List.of("", "at", "value", "95 % interval", "rows"), numbers);
      page.append("</details>\n");
    }
    page.append("</figure>\n");
  }

  /// As HTML, with a minus before numbers and no line break between a number and its percent sign.
  static String escaped(String text) {
    return MINUS
        .matcher(
            text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace(" %", "\u00a0%"))
        .replaceAll("\u2212");
  }

  private static String style() {
    try (InputStream in = ReportHtml.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is not beside ReportHtml.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
