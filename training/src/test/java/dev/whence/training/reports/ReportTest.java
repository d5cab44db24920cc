package dev.whence.training.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whence.training.reports.Report.Axis;
import dev.whence.training.reports.Report.Bar;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Estimate;
import dev.whence.training.reports.Report.Form;
import dev.whence.training.reports.Report.Group;
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
          List.of("It beats the table by 7 %.", "And not the other: -0.5."),
          List.of(
              new Table(
                  "Figures",
                  List.of("", "log-loss"),
                  List.of(List.of("model", "0.1"), List.of("published table", "12.25")))),
          List.of(
              new Chart.Lines(
                  "Reliability",
                  "How to read it.",
                  new Axis("predicted", Form.SHARE),
                  new Axis("observed", Form.SHARE),
                  true,
                  List.of(
                      new Series("model", List.of(new Point(0, 0), new Point(0.5, 0.6))),
                      new Series(
                          "a & b",
                          List.of(new Point(0, 0), new Point(0.5, 0.4321, 17, 0.3123, 0.5234))))),
              new Chart.Months(
                  "Over time",
                  "",
                  new Axis("late", Form.SHARE),
                  List.of("2026-01", "2026-02"),
                  List.of(0.95),
                  List.of(
                      new Series("model", List.of(new Point(0, 0.9111), new Point(1, 0.9222))),
                      new Series("observed", List.of(new Point(0, 0.9333), new Point(1, 0.94))))),
              new Chart.Ranges(
                  "By lane",
                  "",
                  new Axis("days", Form.NUMBER),
                  List.of(
                      new Group(
                          "SP → MG", 1_234, List.of(new Estimate("model", 1.5, 1.25, 1.8125))))),
              new Chart.Bars(
                  "Importance", "rise", List.of(new Bar("km", 0.375), new Bar("x", 0)))));

  @Test
  void textAlignsWordsLeftAndNumbersRight() {
    assertThat(ReportText.of(REPORT))
        .isEqualTo(
            """

            Figures
                               log-loss
              model                 0.1
              published table     12.25

            It beats the table by 7 %.
            And not the other: -0.5.
            """);
  }

  @Test
  void pageBeginsWithTheVerdict() {
    String page = ReportHtml.of(REPORT);

    assertThat(page).contains("<p class=\"verdict\">It beats the table by 7\u00a0%.</p>");
    assertThat(page.indexOf("class=\"verdict\""))
        .isGreaterThan(page.indexOf("<h1>"))
        .isLessThan(page.indexOf("<li>And not the other: \u22120.5.</li>"))
        .isLessThan(page.indexOf("<table>"))
        .isLessThan(page.indexOf("<figure>"));
  }

  @Test
  void pageEscapesWordsAndNeedsNothingElse() {
    String page = ReportHtml.of(REPORT);

    assertThat(page).contains("A &lt;title&gt;", "a &amp; b", "<td>12.25</td>");
    assertThat(page)
        .doesNotContain("http:", "https:", "//", "src=", "href=", "url(", "@import", "@font-face")
        .doesNotContain("<script", "<link", "<img", "NaN");
  }

  @Test
  void pageIsForLightAndDarkAndPaper() {
    assertThat(ReportHtml.of(REPORT))
        .contains("@media screen and (prefers-color-scheme: dark)", "@media print", "@page");
  }

  @Test
  void aSeriesHasOneColorOnTheWholePage() {
    Palette palette = Palette.of(REPORT);

    assertThat(palette.of("model")).isEqualTo("s0");
    assertThat(palette.of("a & b")).isEqualTo("s2");
    assertThat(palette.of("constant")).as("gray").isEqualTo("s1");
    assertThat(palette.of("observed")).isEqualTo("so");
    assertThat(palette.of("alone")).isEqualTo("s0");
    for (Chart chart : REPORT.charts().subList(0, 3)) {
      assertThat(SvgChart.of(chart, palette)).contains("<g class=\"s0\">");
    }
  }

  @Test
  void chartsAreWellFormed() throws Exception {
    for (Chart chart : REPORT.charts()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(SvgChart.of(chart, Palette.of(REPORT)))));
    }
  }

  @Test
  void axesEndAtRoundNumbers() {
    assertThat(SvgChart.of(REPORT.charts().get(2), Palette.of(REPORT)))
        .contains(">1.2</text>", ">1.4</text>", ">1.6</text>", ">1.8</text>", ">2.0</text>");
  }

  @Test
  void jsonHasEveryNumberThatIsDrawn(@TempDir Path folder) throws IOException {
    ReportFiles.write(REPORT, folder);

    JsonNode json = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    JsonNode charts = json.path("charts");
    assertThat(charts.findValuesAsText("kind"))
        .containsExactly("Lines", "Months", "Ranges", "Bars");
    assertThat(charts.get(0).at("/series/1/points/1").toString())
        .isEqualTo("{\"x\":0.5,\"y\":0.4321,\"rows\":17,\"low\":0.3123,\"high\":0.5234}");
    assertThat(charts.get(1).at("/series/1/points/0/y").asDouble()).isEqualTo(0.9333);
    assertThat(charts.get(1).path("months").get(1).asText()).isEqualTo("2026-02");
    assertThat(charts.get(1).path("level").get(0).asDouble()).isEqualTo(0.95);
    assertThat(charts.get(2).at("/groups/0/rows").asLong()).isEqualTo(1_234);
    assertThat(charts.get(2).at("/groups/0/estimates/0/high").asDouble()).isEqualTo(1.8125);
    assertThat(charts.get(3).at("/bars/0/value").asDouble()).isEqualTo(0.375);
    assertThat(json.path("findings").get(0).asText()).isEqualTo("It beats the table by 7 %.");
    assertThat(Files.readString(folder.resolve("report.html"))).startsWith("<!doctype html>");
  }

  @Test
  void rowMustBeAsWideAsItsTable() {
    assertThatThrownBy(() -> new Table("x", List.of("a", "b"), List.of(List.of("1"))))
        .hasMessageContaining("[1]");
  }
}
