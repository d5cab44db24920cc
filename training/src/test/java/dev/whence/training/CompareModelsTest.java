package dev.whence.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.metrics.QuantileScores;
import dev.whence.pipeline.history.ParquetFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// `whence models compare` and `whence evaluate --rows`, with the released bundles, whose cards are
/// told to have learned until a day in the middle of the history.
class CompareModelsTest {
  private static final String LEARNED_UNTIL = "2026-03-01T00:00:00Z";

  @TempDir private static Path work;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private int compare(Path one, Path other, String... more) {
    return run(
        Stream.concat(
                Stream.of(
                    "models",
                    "compare",
                    one.toString(),
                    other.toString(),
                    "--history",
                    SimulatedHistory.folder().toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  /// A copy of the released bundle of a model under another version.
  private static Path bundle(String model, String version, Consumer<ObjectNode> change)
      throws IOException {
    Path released;
    try (var versions = Files.list(Path.of("..", "models", "released", model))) {
      released = versions.sorted().toList().getLast();
    }
    Path copy = Files.createDirectories(work.resolve(model).resolve(version));
    try (var files = Files.list(released)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.write(copy.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
    ObjectMapper json = new ObjectMapper();
    ObjectNode card = (ObjectNode) json.readTree(copy.resolve("card.json").toFile());
    card.put("version", version);
    ((ObjectNode) card.get("training")).put("dataTo", LEARNED_UNTIL);
    change.accept(card);
    json.writeValue(copy.resolve("card.json").toFile(), card);
    return copy;
  }

  private static Path good(String model) throws IOException {
    return bundle(model, "good", card -> {});
  }

  /// Believes that twice as much comes back.
  private static void spoilReturns(ObjectNode card) {
    ObjectNode calibration = (ObjectNode) card.get("calibration");
    calibration.put("intercept", calibration.get("intercept").asDouble() + 1);
  }

  /// Believes that parcels take longer.
  private static void spoilTransit(ObjectNode card) {
    ArrayNode quantiles = (ArrayNode) card.at("/calibration/residualQuantiles");
    for (int i = 0; i < quantiles.size(); i++) {
      quantiles.set(i, quantiles.get(i).asDouble() + 1);
    }
  }

  @Test
  void bundleBesideItselfIsTooCloseWithNoDifference() throws IOException {
    Path good = good("return-risk");

    assertThat(compare(good, good)).isZero();

    assertThat(out.toString())
        .contains("Too close to call: on the same ", "is +0.0000 (95 % interval by day +0.0000")
        .contains("ordered from 2026-03-01 until before")
        .contains("A learned from orders of 2025-05-09 until before 2026-03-01, B from");
  }

  @Test
  void spoiledBundleIsWorseAndTheExitCodeSaysWhichOne() throws IOException {
    Path good = good("return-risk");
    Path spoiled = bundle("return-risk", "spoiled", CompareModelsTest::spoilReturns);
    Path report = work.resolve("report");

    assertThat(compare(good, spoiled, "--report", report.toString())).isEqualTo(4);
    assertThat(out.toString())
        .contains("A (return-risk@good) is better than B (return-risk@spoiled): on the same ")
        .containsPattern("log-loss +0\\.\\d+ +0\\.\\d+ +-0\\.\\d+ .* A\n")
        .containsPattern("AUC +0\\.\\d+ +0\\.\\d+ +\\+0\\.0000 .* too close\n");
    JsonNode json = new ObjectMapper().readTree(report.resolve("report.json").toFile());
    assertThat(json.path("findings").get(0).asText()).startsWith("A (return-risk@good) is better");
    assertThat(json.path("charts").get(0).path("groups")).hasSize(3);
    assertThat(Files.readString(report.resolve("report.html"))).contains("<p class=\"verdict\">A");

    assertThat(compare(spoiled, good)).isZero();
    assertThat(out.toString()).contains("B (return-risk@good) is better than A (");
  }

  @Test
  void transitModelsAreComparedInDaysToo() throws IOException {
    Path good = good("transit-time");
    Path spoiled = bundle("transit-time", "spoiled", CompareModelsTest::spoilTransit);

    assertThat(compare(good, spoiled)).isEqualTo(4);

    assertThat(out.toString())
        .contains("A (transit-time@good) is better than B (transit-time@spoiled)")
        .containsPattern("MAE days .* A\n")
        .containsPattern("pinball days .* A\n");
  }

  @Test
  void ordersThatOneLearnedFromAreLeftOut() throws IOException {
    Path good = good("return-risk");
    Path later =
        bundle(
            "return-risk",
            "later",
            card -> ((ObjectNode) card.get("training")).put("dataTo", "2026-06-01T00:00:00Z"));

    assertThat(compare(good, later)).isZero();
    assertThat(out.toString()).contains("ordered from 2026-06-01 until before");

    assertThat(compare(good, later, "--from", "2026-04-01")).isZero();
    assertThat(out.toString())
        .contains("ordered from 2026-04-01 until before")
        .containsPattern("B from 2025-05-09 until before 2026-06-01: the \\d,\\d+ rows from those");
  }

  @Test
  void historyThatBothLearnedFromIsRefused() throws IOException {
    Path all =
        bundle(
            "return-risk",
            "all",
            card -> ((ObjectNode) card.get("training")).put("dataTo", "2026-10-30T00:00:00Z"));

    assertThat(compare(all, all, "--from", "2026-01-01")).isEqualTo(1);

    assertThat(err.toString())
        .contains("0 order lines", "that neither model learned from")
        .contains("Maybe bring a history that goes on after 2026-10-30");
  }

  @ParameterizedTest
  @CsvSource({"return-risk, order lines", "transit-time, shipments"})
  void ordersThatTheModelLearnedFromAreNotMeasured_unlessTheHistoryIsAnother(
      String model, String rows) throws IOException {
    Path good = good(model);

    assertThat(evaluateFrom(good)).as(err.toString()).isZero();
    assertThat(out.toString())
        .containsPattern("Measured on [0-9,]+ " + rows + " ordered from 2026-03-01 until before")
        .containsPattern("none of the rows is among them");
    assertThat(evaluateFrom(good, "--from", "2026-01-01")).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("learned from orders of 2025-05-09 until before 2026-03-01: ")
        .containsPattern("[0-9,]+ rows from those times are LEFT OUT");
    assertThat(evaluateFrom(good, "--from", "2026-01-01", "--unrelated")).isZero();
    assertThat(out.toString())
        .contains("ordered from 2026-01-01 until before", "Nothing is left out");
  }

  /// A history that was cut by the day of the order tells what became of orders until later.
  @ParameterizedTest
  @CsvSource({"return-risk", "transit-time"})
  void outcomesThatCameInAfterTheNewestOrderAreNoReasonToLeaveOrdersOut(String model)
      throws IOException {
    Path cut =
        bundle(
            model,
            "cut",
            card -> {
              ((ObjectNode) card.get("training")).put("dataTo", "2026-04-15T00:00:00Z");
              ((ObjectNode) card.at("/training/settings"))
                  .put("orders_until", "2026-03-01T00:00:00Z");
            });

    assertThat(evaluateFrom(cut, "--from", "2026-03-01")).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("ordered from 2026-03-01 until before", "none of the rows is among them");
  }

  @ParameterizedTest
  @CsvSource({"return-risk, order lines", "transit-time, shipments"})
  void whatIsMissingToMeasureIsSaidWithItsOwnRemedy(String model, String rows) throws IOException {
    Path all =
        bundle(
            model,
            "everything",
            card -> ((ObjectNode) card.get("training")).put("dataTo", "2026-10-30T00:00:00Z"));
    Path good = good(model);

    assertThat(evaluateFrom(all)).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "until before 2026-10-30, and of this history outcomes are known of orders before")
        .contains("no order is left that it has not learned from")
        .contains("Maybe bring a history that goes on for more than")
        .doesNotContain("From ");
    assertThat(evaluateFrom(good, "--from", "2026-04-02", "--until", "2026-04-01")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no day between", "or a later --until.");
    assertThat(evaluateFrom(good, "--until", "2026-03-02")).isEqualTo(1);
    assertThat(err.toString())
        .containsPattern("From 2026-03-01 until 2026-03-02 there are \\d+ " + rows)
        .containsPattern(
            "Maybe bring a history that goes on after 2026-\\d\\d-\\d\\d, or give a later --until\\.");
    assertThat(evaluateFrom(good, "--from", "2020-01-01", "--unrelated")).isEqualTo(1);
    assertThat(err.toString())
        .contains("Before 2020-01-01, when the measured time begins, there are 0 " + rows)
        .contains("Maybe give a later --from, or bring a history that begins earlier.");
  }

  private int evaluateFrom(Path bundle, String... more) {
    return run(
        Stream.concat(
                Stream.of(
                    "evaluate",
                    "--bundle",
                    bundle.toString(),
                    "--history",
                    SimulatedHistory.folder().toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void differentModelsAreNotCompared() throws IOException {
    assertThat(compare(good("return-risk"), good("transit-time"))).isEqualTo(1);

    assertThat(err.toString())
        .contains("A is return-risk@good and B is transit-time@good", "Maybe name two versions")
        .doesNotContain("\tat ");
  }

  @Test
  void differentReturnWindowsAreNotCompared() throws IOException {
    Path other =
        bundle(
            "return-risk",
            "thirty",
            card -> ((ObjectNode) card.at("/training/settings")).put("return_window_days", "30"));

    assertThat(compare(good("return-risk"), other)).isEqualTo(1);

    assertThat(err.toString()).contains("within 60 days and B (return-risk@thirty) within 30");
  }

  @Test
  void missingAndUnreadableBundlesAreASentence() throws IOException {
    Path good = good("return-risk");
    Path broken = bundle("return-risk", "broken", card -> {});
    Files.writeString(broken.resolve("card.json"), "{");

    assertThat(compare(good, work.resolve("nowhere"))).isEqualTo(1);
    assertThat(compare(good, broken)).isEqualTo(1);

    assertThat(err.toString())
        .contains("There is no folder " + work.resolve("nowhere"), "card.json")
        .doesNotContain("\tat ");
  }

  @Test
  void helpListsTheExitCodes() {
    assertThat(run("models", "compare", "--help")).isZero();

    assertThat(out.toString())
        .contains("its interval holds 95 %\nof the differences")
        .contains("0   compared; B is better", "4   compared; B is worse than A")
        .contains("Example: whence models compare");
  }

  /// The columns of a file of lines that are looked at here.
  record Line(
      String orderId,
      String lineId,
      Instant orderedAt,
      boolean returned,
      double model,
      double constant,
      double categoryTable) {}

  @Test
  void rowsOfLinesReadBackAreTheScores() throws IOException {
    Path rows = work.resolve("lines.parquet");
    JsonNode figures = evaluate(good("return-risk"), rows);

    List<Line> lines;
    try (Stream<Line> read = ParquetFile.read(rows, Line.class)) {
      lines = read.toList();
    }

    assertThat(lines)
        .allMatch(line -> !line.orderedAt().isBefore(Instant.parse(LEARNED_UNTIL)))
        .allMatch(line -> !line.orderId().isBlank() && !line.lineId().isBlank());
    boolean[] events = new boolean[lines.size()];
    for (int i = 0; i < events.length; i++) {
      events[i] = lines.get(i).returned();
    }
    List<Function<Line, Double>> subjects =
        List.of(Line::model, Line::constant, Line::categoryTable);
    for (int i = 0; i < subjects.size(); i++) {
      double[] chances = lines.stream().map(subjects.get(i)).mapToDouble(p -> p).toArray();
      assertFigures(figures.at("/0/rows/" + i), BinaryScores.of(chances, events));
    }
  }

  /// The columns of a file of shipments that are looked at here.
  record Shipment(
      String shipmentId,
      @Nullable Boolean late,
      @Nullable Double modelLate,
      @Nullable Double laneTableLate,
      @Nullable Double days,
      @Nullable Double modelDays50,
      @Nullable Double modelDays95) {}

  @Test
  void rowsOfShipmentsReadBackAreTheScores() throws IOException {
    Path rows = work.resolve("shipments.parquet");
    JsonNode figures = evaluate(good("transit-time"), rows);

    List<Shipment> promised = new ArrayList<>();
    List<Shipment> delivered = new ArrayList<>();
    try (Stream<Shipment> read = ParquetFile.read(rows, Shipment.class)) {
      read.forEach(shipment -> {
        assertThat(shipment.late() == null).isEqualTo(shipment.modelLate() == null);
        assertThat(shipment.days() == null).isEqualTo(shipment.modelDays50() == null);
        if (shipment.late() != null) {
          promised.add(shipment);
        }
        if (shipment.days() != null) {
          delivered.add(shipment);
        }
      });
    }

    boolean[] late = new boolean[promised.size()];
    for (int i = 0; i < late.length; i++) {
      late[i] = Objects.requireNonNull(promised.get(i).late());
    }
    assertFigures(
        figures.at("/0/rows/0"), BinaryScores.of(numbers(promised, Shipment::modelLate), late));
    assertFigures(
        row(figures.get(0), "lane table"),
        BinaryScores.of(numbers(promised, Shipment::laneTableLate), late));
    double[] days = numbers(delivered, Shipment::days);
    double[] half = numbers(delivered, Shipment::modelDays50);
    double[][] quantiles = new double[days.length][];
    double[] most = numbers(delivered, Shipment::modelDays95);
    for (int i = 0; i < days.length; i++) {
      quantiles[i] = new double[] {half[i], most[i]};
    }
    QuantileScores scores = QuantileScores.of(quantiles, List.of(0.5, 0.95), days);
    JsonNode model = figures.at("/1/rows/0");
    assertThat(model.get(1).asText()).isEqualTo("%.3f".formatted(scores.meanAbsoluteError()));
    assertThat(model.get(6).asText()).isEqualTo("%.1f".formatted(100 * scores.coverageAt(0.95)));
  }

  @ParameterizedTest
  @CsvSource({"transit-time, 17", "return-risk, 9"})
  void everyPlotShowsTheModelBesideABaseline(String model, int plots) throws IOException {
    evaluate(good(model), work.resolve(model + ".parquet"));

    JsonNode report = report();
    assertThat(report.path("findings").get(0).asText()).startsWith("The model ");
    assertThat(report.path("charts")).hasSize(plots);
    for (JsonNode chart : report.path("charts")) {
      Set<String> names = new TreeSet<>();
      chart.path("series").forEach(series -> names.add(series.path("name").asText()));
      chart
          .path("groups")
          .forEach(group -> {
            assertThat(group.path("rows").asInt()).isGreaterThanOrEqualTo(30);
            group
                .path("estimates")
                .forEach(estimate -> {
                  names.add(estimate.path("series").asText());
                  assertThat(estimate.path("value").asDouble())
                      .isBetween(
                          estimate.path("low").asDouble() - 1e-9,
                          estimate.path("high").asDouble() + 1e-9);
                });
          });
      if (!chart.path("kind").asText().equals("Bars")) {
        assertThat(names)
            .as(chart.path("title").asText())
            .contains("model", model.equals("transit-time") ? "lane table" : "category table");
      }
    }
    assertThat(Files.readString(work.resolve("evaluated/report.html")))
        .doesNotContain("NaN", "http", "<script");
  }

  private static double[] numbers(
      List<Shipment> shipments, Function<Shipment, @Nullable Double> column) {
    return shipments.stream()
        .mapToDouble(shipment -> Objects.requireNonNull(column.apply(shipment)))
        .toArray();
  }

  private static JsonNode row(JsonNode table, String subject) {
    for (JsonNode row : table.get("rows")) {
      if (row.get(0).asText().equals(subject)) {
        return row;
      }
    }
    throw new AssertionError("No row of " + subject);
  }

  private JsonNode evaluate(Path bundle, Path rows) throws IOException {
    Path report = work.resolve("evaluated");
    int code =
        run(
            "evaluate",
            "--bundle",
            bundle.toString(),
            "--history",
            SimulatedHistory.folder().toString(),
            "--rows",
            rows.toString(),
            "--report",
            report.toString());
    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString()).contains("Wrote " + rows);
    return report().path("tables");
  }

  private static JsonNode report() throws IOException {
    return new ObjectMapper().readTree(work.resolve("evaluated/report.json").toFile());
  }

  private static void assertFigures(JsonNode row, BinaryScores scores) {
    assertThat(row.get(1).asText()).isEqualTo("%.4f".formatted(scores.logLoss()));
    assertThat(row.get(2).asText()).isEqualTo("%.4f".formatted(scores.brier()));
    assertThat(row.get(3).asText()).isEqualTo("%.3f".formatted(scores.auc()));
    assertThat(row.get(4).asText()).isEqualTo("%.3f".formatted(scores.prAuc()));
  }
}
