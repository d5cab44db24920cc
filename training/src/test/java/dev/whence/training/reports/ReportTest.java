package dev.whence.training.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.training.reports.Report.Bar;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Point;
import dev.whence.training.reports.Report.Series;
import dev.whence.training.reports.Report.Table;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {
  private static final Report REPORT =
      new Report(
          "A <title>",
          List.of("It beats the table."),
          List.of(
              new Table(
                  "Figures",
                  List.of("", "log-loss"),
                  List.of(List.of("model", "0.1"), List.of("published table", "12.25")))),
          List.of(
              new Chart.Lines(
                  "Reliability",
                  "predicted",
                  "observed",
                  true,
                  List.of(new Series("a & b", List.of(new Point(0, 0), new Point(0.5, 0.4))))),
              new Chart.Bars("Months", "days", List.of(new Bar("2026-01", 3), new Bar("x", 0)))));

  @Test
  void textAlignsWordsLeftAndNumbersRight() {
    assertThat(ReportText.of(REPORT))
        .isEqualTo(
            """

            Figures
                               log-loss
              model                 0.1
              published table     12.25

            It beats the table.
            """);
  }

  @Test
  void pageEscapesWordsAndNeedsNothingElse() {
    String page = ReportHtml.of(REPORT);

    assertThat(page).contains("A &lt;title&gt;", "a &amp; b", "<td>12.25</td>");
    assertThat(page).doesNotContain("http:", "https:", "<script", "NaN");
  }

  @Test
  void chartsAreWellFormed() throws Exception {
    for (Chart chart : REPORT.charts()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(SvgChart.of(chart))));
    }
  }

  @Test
  void filesAreForPeopleAndPrograms(@TempDir Path folder) throws IOException {
    ReportFiles.write(REPORT, folder);

    assertThat(Files.readString(folder.resolve("report.json"))).contains("\"12.25\"");
    assertThat(Files.readString(folder.resolve("report.html"))).startsWith("<!doctype html>");
  }

  @Test
  void rowMustBeAsWideAsItsTable() {
    assertThatThrownBy(() -> new Table("x", List.of("a", "b"), List.of(List.of("1"))))
        .hasMessageContaining("[1]");
  }
}
