package dev.whence.service.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whence.models.transit.TransitFeatures;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `GET /v1/decisions/export` and `whence export decisions`, with the released models.
class DecisionExportTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DEMO = Path.of("../examples/demo");
  private static final int ORDERS = 60; // more than the service reads at once

  private static TestService.Released service = TestService.released(Path.of("../rules/tables"));
  private static TestClient client = new TestClient(service.port());

  @BeforeAll
  static void decide() throws IOException {
    put("/v1/ship-nodes", "application/json", DEMO.resolve("ship-nodes.json"));
    put("/v1/carrier-services", "application/json", DEMO.resolve("carrier-services.json"));
    TestService.stock(client, "EXPORT-1", 1_000, "DC-DALLAS", "DC-RIVERSIDE", "STORE-SEATTLE");
    for (int n = 1; n <= ORDERS; n++) {
      String order =
          TestService.order("EXPORT-%03d".formatted(n), "EXPORT-1")
              .replace("2026-05-04", n <= ORDERS / 2 ? "2026-12-03" : "2026-12-04")
              .replace("2026-05-", "2026-12-");
      assertThat(client.post("/v1/decisions", order).statusCode()).isEqualTo(201);
    }
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static void put(String path, String type, Path file) throws IOException {
    var answer = client.put(path, type, Files.readString(file));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static List<JsonNode> export(String query) throws IOException {
    return parsed(client.get("/v1/decisions/export" + query).body().lines().toList());
  }

  private static List<JsonNode> parsed(List<String> lines) throws IOException {
    var parsed = new ArrayList<JsonNode>();
    for (String line : lines) {
      parsed.add(JSON.readTree(line));
    }
    return parsed;
  }

  private static List<String> orders(List<JsonNode> lines) {
    return lines.stream().map(line -> line.at("/decision/orderId").asText("end")).toList();
  }

  /// What the model says does not know the promise, and is recorded as it was said.
  @Test
  void whatTheModelSaysHoldsForAnyPromise_andIsRecordedWithItsOdds() throws IOException {
    for (int day : List.of(25, 27, 30)) {
      String order =
          TestService.order("HEARD-" + day, "EXPORT-1")
              .replace("2026-05-04", "2026-11-23")
              .replace("2026-05-11", "2026-11-" + day);
      assertThat(client.post("/v1/decisions", order).statusCode()).isEqualTo(201);
    }
    List<JsonNode> lines =
        export("?since=2026-11-23T00:00:00Z&until=2026-11-24T00:00:00Z").stream()
            .filter(line -> line.at("/decision/orderId").asText().startsWith("HEARD-"))
            .toList();

    assertThat(lines).hasSize(3);
    var said = new HashMap<String, String>();
    for (JsonNode line : lines) {
      JsonNode parcel = line.at("/decision/shipments/0");
      for (JsonNode estimate : line.path("transit")) {
        assertThat(estimate.at("/promise/weight").asDouble()).isEqualTo(0.5);
        String asked = estimate.at("/shipNodes/0") + " by " + estimate.path("carrierService");
        String answer = estimate.path("days") + " and " + estimate.path("promise");
        assertThat(said.merge(asked, answer, (first, other) -> first)).as(asked).isEqualTo(answer);
        if (asked.equals(parcel.path("shipNode") + " by " + parcel.path("carrierService"))) {
          assertThat(parcel.at("/transit/promise")).isEqualTo(estimate.path("promise"));
        }
      }
    }
  }

  @Test
  void aLineHasTheRequestTheDecisionAndEachEstimateWithItsFeatures() throws IOException {
    JsonNode line = export("?since=2026-12-01T00:00:00Z&until=2026-12-31T00:00:00Z").getFirst();

    assertThat(line.at("/request/order/orderId").asText())
        .startsWith("EXPORT-0")
        .isEqualTo(line.at("/decision/orderId").asText());
    JsonNode told =
        TestClient.json(client.get("/v1/decisions/" + line.path("decisionId").asText()));
    for (String member : List.of("outcome", "shipments", "costMinor", "candidates", "ruleSet")) {
      assertThat(line.path("decision").path(member).toString())
          .as(member)
          .isEqualTo(told.path(member).toString());
    }
    assertThat(line.at("/decision/versions/ruleSet").asInt()).isEqualTo(1);

    JsonNode shipment = line.at("/decision/shipments/0");
    JsonNode chosen = com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    for (JsonNode estimate : line.path("transit")) {
      assertThat(estimate.path("features").properties()).hasSizeLessThanOrEqualTo(15);
      if (estimate.at("/shipNodes/0").equals(shipment.path("shipNode"))
          && estimate.path("carrierService").equals(shipment.path("carrierService"))) {
        chosen = estimate;
      }
    }
    assertThat(chosen.isMissingNode()).as("no estimate among %s", line.path("transit")).isFalse();
    assertThat(chosen.at("/shipNodes")).hasSize(1);
    List<String> features = new ArrayList<>();
    chosen.path("features").fieldNames().forEachRemaining(features::add);
    assertThat(features).isEqualTo(TransitFeatures.NAMES);
    assertThat(chosen.at("/model/name").asText()).isEqualTo("transit-time");
    assertThat(chosen.at("/days/p50").asDouble()).isBetween(0.2, 15.0);
    assertThat(line.at("/returns/0/lineId").asText()).isEqualTo("1");
    assertThat(line.at("/returns/0/category").asText()).isEqualTo("home");
    assertThat(line.at("/returns/0/probability").asDouble()).isBetween(0.0, 1.0);
    assertThat(line.at("/returns/0/model/name").asText()).isEqualTo("return-risk");
  }

  @Test
  void everyDecisionOfTheSpanIsThereOnce_theOldestFirst_andTheExportGoesOnAfterAnyLine()
      throws IOException {
    List<JsonNode> all = export("?since=2026-12-01T00:00:00Z&until=2026-12-31T00:00:00Z");
    List<JsonNode> later = export("?since=2026-12-04T00:00:00Z&until=2026-12-31T00:00:00Z");
    String cut = all.get(40).path("decisionId").asText();
    List<JsonNode> rest =
        export("?since=2026-12-01T00:00:00Z&until=2026-12-31T00:00:00Z&after=" + cut);

    assertThat(all).hasSize(ORDERS + 1);
    assertThat(all.getLast().at("/end/exported").asInt()).isEqualTo(ORDERS);
    assertThat(orders(all).subList(0, ORDERS)).doesNotHaveDuplicates();
    assertThat(all.subList(0, ORDERS))
        .extracting(line -> line.path("decisionId").asText())
        .isSorted();
    assertThat(orders(later)).isEqualTo(orders(all).subList(ORDERS / 2, ORDERS + 1));
    assertThat(orders(rest)).isEqualTo(orders(all).subList(41, ORDERS + 1));
  }

  @Test
  void whatMayStillBeWrittenIsLeftToTheNextExport() throws IOException {
    List<JsonNode> all = export("");

    // The orders of this test are decided at the time they were placed, which is later than now or
    // long ago; either way the end is two minutes before the database's clock.
    assertThat(java.time.Instant.parse(all.getLast().at("/end/until").asText()))
        .isBefore(java.time.Instant.now().minusSeconds(100));
  }

  @Test
  void whatIsNoMomentAndNoDecisionIsRefused() {
    assertThat(TestClient.problem(client.get("/v1/decisions/export?since=yesterday&after=x&n=1")))
        .startsWith("400 /problems/invalid-request")
        .contains("since ", "after must be the decisionId of a line of an earlier export", "n ");
  }

  @Test
  void theCommandWritesAWholeFile_compressed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("decisions.ndjson.gz");

    int exit =
        new CommandLine(new ExportCommand.Decisions())
            .execute(
                "--url",
                "http://127.0.0.1:" + service.port(),
                "--since",
                "2026-12-01T00:00:00Z",
                "--until",
                "2026-12-31T00:00:00Z",
                "--to",
                file.toString());

    assertThat(exit).isZero();
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      assertThat(parsed(in.lines().toList())).hasSize(ORDERS);
    }
  }
}
