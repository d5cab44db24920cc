package dev.whence.service;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.bundles.GoldenRows;
import dev.whence.models.bundles.LinearModels;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.scoring.InputTensor;
import dev.whence.models.scoring.LinearModel;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The released models, whose first lines are taken away. The released transit time has no second
/// line of its own (`docs/training.md` tells why), so it gets a small one here.
class SecondLineTest {
  private static final Path RELEASED = Path.of("../models/released");
  private static final String VERSION = "2026-10-30.4";
  private static final String SECOND = VERSION + "+second";

  private final DatabaseAddress address = TestDatabase.freshAddress();

  @TempDir Path folder;

  @Test
  void behindCorruptFilesTheSecondLinesDecide_andEverythingTellsIt() throws IOException {
    Path models = copied();
    cutShort(models.resolve("transit-time"));
    cutShort(models.resolve("return-risk"));
    try (Service service = start(models)) {
      var api = new TestClient(service.port());
      TestService.network(api);
      TestService.stock(api, "CUP", 1_000, "RENO");

      JsonNode answer = json(api.post("/v1/decisions", TestService.order("L-1", "CUP")));

      assertThat(answer.at("/path/by").asText()).isEqualTo("model");
      assertThat(answer.path("models").findValuesAsText("version")).containsExactly(SECOND, SECOND);
      JsonNode transit = answer.at("/shipments/0/transit");
      assertThat(transit.path("source").asText()).isEqualTo("predicted");
      assertThat(transit.path("model").asText()).isEqualTo("transit-time@" + SECOND);
      assertThat(transit.at("/because/reason").asText()).isEqualTo("CORRUPT");
      assertThat(transit.at("/because/sentence").asText())
          .startsWith("The transit-time model was refused: DIGEST: ");
      JsonNode returned = answer.at("/returns/0");
      assertThat(returned.path("model").asText()).isEqualTo("return-risk@" + SECOND);
      assertThat(returned.at("/because/reason").asText()).isEqualTo("CORRUPT");

      String path = "/v1/decisions/" + answer.path("decisionId").asText();
      JsonNode told = json(api.get(path));
      assertThat(told.at("/shipments/0/transit")).as("read back").isEqualTo(transit);
      JsonNode trace = json(api.get(path + "/trace?table=model-guard"));
      assertThat(trace.path("same").asBoolean()).isTrue();
      JsonNode lines = trace.at("/tables/0/lines");
      assertThat(lines.findValuesAsText("line")).containsExactly("second", "second");
      assertThat(lines.at("/0/answered").asText()).isEqualTo("transit-time@" + SECOND);
      assertThat(lines.at("/0/because/reason").asText()).isEqualTo("CORRUPT");

      assertThat(api.get("/metrics").body())
          .contains("whence_estimates_total{line=\"second\",model=\"transit-time\"} 1.0")
          .contains("whence_estimates_total{line=\"second\",model=\"return-risk\"} 1.0")
          .contains("version=\"" + SECOND + "\"");
      JsonNode checks = json(api.get("/health/ready")).path("checks");
      assertThat(checks)
          .filteredOn(check -> check.path("name").asText().equals("transit-time"))
          .singleElement()
          .satisfies(check -> {
            assertThat(check.path("up").asBoolean()).isFalse();
            assertThat(check.path("detail").asText())
                .startsWith("the second line " + SECOND + " answers; the first is refused: DIGEST");
          });
      assertThat(api.send(api.request("/console/models").header("Accept", "text/html")).body())
          .contains("for 2 the second line answers", SECOND);
    }
  }

  @Test
  void withBothLinesReadyTheFirstDecides() throws IOException {
    try (Service service = start(copied())) {
      var api = new TestClient(service.port());
      TestService.network(api);
      TestService.stock(api, "CUP", 1_000, "RENO");

      JsonNode answer = json(api.post("/v1/decisions", TestService.order("L-2", "CUP")));

      assertThat(answer.path("models").findValuesAsText("version"))
          .containsExactly(VERSION, VERSION);
      assertThat(answer.at("/shipments/0/transit").has("because")).isFalse();
      assertThat(api.get("/metrics").body())
          .contains("whence_estimates_total{line=\"first\",model=\"transit-time\"} 1.0");
      assertThat(api.get("/health/ready").body()).contains("; a second line stands by");
    }
  }

  @Test
  void aBundleInTheStoreThatCannotBeOpenedIsAnsweredForByItsSecondLine() throws Exception {
    try (Service service = start(copied())) {
      assertThat(service.port()).isPositive();
    }
    try (var connection =
            DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
        var statement = connection.createStatement()) {
      statement.execute(
          "UPDATE bundle_files SET content = substr(content, 1, 100) WHERE name = 'model.onnx'");
    }
    try (Service service = start(Path.of(TestService.noModels()))) {
      var api = new TestClient(service.port());
      TestService.network(api);
      TestService.stock(api, "CUP", 1_000, "RENO");

      JsonNode answer = json(api.post("/v1/decisions", TestService.order("L-3", "CUP")));

      assertThat(answer.path("models").findValuesAsText("version")).contains(SECOND);
      assertThat(answer.at("/shipments/0/transit/because/reason").asText()).isEqualTo("CORRUPT");
    }
  }

  @Test
  void aBundleWithABrokenSecondLineIsNotPublished() throws IOException {
    Path models = copied();
    Path bundle = models.resolve("transit-time").resolve(VERSION);
    Files.writeString(bundle.resolve("second-model.json"), "{\"outputs\": []}");
    try (Service service = start(Path.of(TestService.noModels()))) {
      var api = new TestClient(service.port());

      var refused = api.post("/v1/models", TestService.publication(bundle, "broken"));

      assertThat(problem(refused)).contains("/problems/broken-bundle");
      assertThat(refused.body()).contains("second line", "SHA-256 of model.json");
    }
  }

  private Service start(Path models) {
    return TestService.start(address, Map.of("models-directory", models.toString()));
  }

  private Path copied() throws IOException {
    Path models = folder.resolve("models");
    for (String model : List.of("transit-time", "return-risk")) {
      Path from = RELEASED.resolve(model).resolve(VERSION);
      Path to = Files.createDirectories(models.resolve(model).resolve(VERSION));
      try (Stream<Path> files = Files.list(from)) {
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(file.getFileName()));
        }
      }
    }
    addSecond(models.resolve("transit-time").resolve(VERSION));
    return models;
  }

  /// Days as the carrier publishes them, spread a little: written beside a first line, of which
  /// only the second is taken.
  private void addSecond(Path bundle) throws IOException {
    LoadResult released = Bundles.load(bundle);
    released.close();
    ModelCard card = ((LoadResult.Loaded) released).bundle().card();
    Path written =
        Bundles.write(
            folder.resolve("second"),
            published(card, VERSION),
            Optional.of(published(card, SECOND)));
    for (String file : List.of("second-card.json", "second-golden.csv", "second-model.json")) {
      Files.move(written.resolve(file), bundle.resolve(file));
    }
  }

  private static Bundles.Parts published(ModelCard first, String version) {
    var card =
        new ModelCard(
            first.format(),
            first.name(),
            version,
            ModelCard.Kind.LOG_LINEAR,
            "",
            InputTensor.of(1),
            first.features().stream().filter(c -> c.name().equals("reference_days")).toList(),
            Map.of(),
            first.outputs(),
            withoutPromises((Calibration.LogNormal) first.calibration()),
            first.training(),
            List.of(),
            "Tests only.",
            List.of());
    var logarithm = Map.of("reference_days", new LinearModel.Logarithm(1, 0));
    var model =
        new LinearModel(
            List.of(
                new LinearModel.Output("mu", 0, Map.of(), logarithm),
                new LinearModel.Output("log_sigma", -1.5, Map.of(), Map.of())));
    return new Bundles.Parts(
        card,
        LinearModels.toJson(model),
        GoldenRows.of(card, List.of(new float[] {1}), List.of(new float[] {0, -1.5f})));
  }

  private static Calibration withoutPromises(Calibration.LogNormal first) {
    return new Calibration.LogNormal(first.lostShare(), first.residualQuantiles());
  }

  private static void cutShort(Path model) throws IOException {
    Path file = model.resolve(VERSION).resolve("model.onnx");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }
}
