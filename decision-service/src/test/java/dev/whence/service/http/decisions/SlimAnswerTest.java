package dev.whence.service.http.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How many bytes an answer has, in the service with the released models.
class SlimAnswerTest {
  private static final Path NETWORK = Path.of("../examples/demo");
  private static final com.fasterxml.jackson.databind.ObjectMapper MAPPER =
      new com.fasterxml.jackson.databind.ObjectMapper();

  private static final String NONE = ", \"explain\": \"none\"";
  private static final String FULL = ", \"explain\": \"full\"";

  private static ArrayNode read(String file) throws IOException {
    return (ArrayNode) MAPPER.readTree(NETWORK.resolve(file).toFile());
  }

  private static void load(TestClient client, String path, String type, String body) {
    assertThat(client.put(path, type, body).statusCode()).as(path).isEqualTo(200);
  }

  /// The demonstration's nodes and services, three SKUs everywhere, and so many stores around them.
  private static void network(TestClient client, int stores) throws IOException {
    ArrayNode nodes = read("ship-nodes.json");
    nodes.forEach(node -> ((ObjectNode) node).put("parcelsPerDay", 1_000_000));
    ObjectNode pattern =
        nodes
            .valueStream()
            .filter(node -> node.path("type").asText().equals("STORE"))
            .map(ObjectNode.class::cast)
            .findFirst()
            .orElseThrow();
    for (int i = 0; i < stores; i++) {
      nodes.add(
          pattern
              .deepCopy()
              .put("id", "STORE-%04d".formatted(i))
              .put("latitude", 30 + 0.4 * (i % 40))
              .put("longitude", -120 + 1.2 * Math.floorDiv(i, 40)));
    }
    load(client, "/v1/ship-nodes", "application/json", nodes.toString());
    load(
        client,
        "/v1/carrier-services",
        "application/json",
        Files.readString(NETWORK.resolve("carrier-services.json")));
    var items = new StringBuilder("sku,category,weightGrams,volumeCm3,longestSideMm\n");
    var stock = new StringBuilder("shipNode,sku,onHand\n");
    for (int i = 1; i <= 3; i++) {
      items.append("SLIM-%d,home,%d,1000,250\n".formatted(i, 300 * i));
      for (JsonNode node : nodes) {
        stock.append("%s,SLIM-%d,1000\n".formatted(node.path("id").asText(), i));
      }
    }
    load(client, "/v1/items", "text/csv", items.toString());
    load(client, "/v1/stock", "text/csv", stock.toString());
  }

  private static String order(String id, String mode, String explain) {
    return TestService.order(id, "SLIM-1")
        .replace("\"commit\"", "\"" + mode + "\"" + explain)
        .replace("2026-05-", "2026-12-")
        .replace(
            "\"unitPriceMinor\": 2500}]",
            """
            "unitPriceMinor": 2500},
                     {"lineId": "2", "sku": "SLIM-2", "quantity": 1, "unitPriceMinor": 2500},
                     {"lineId": "3", "sku": "SLIM-3", "quantity": 1, "unitPriceMinor": 2500}]\
            """);
  }

  @Test
  void answerIsAFewKilobytes_andSmallAlsoWithManyStores() throws IOException {
    try (TestService.Released service = TestService.released(Path.of("../rules/tables"))) {
      var client = new TestClient(service.port());
      network(client, 0);

      assertThat(bytes(client, order("few", "evaluate", ""))).isBetween(2_000, 8_000);
      assertThat(bytes(client, order("few", "evaluate", NONE))).isBetween(1_000, 5_000);
      assertThat(bytes(client, order("few", "evaluate", FULL))).isGreaterThan(20_000);

      network(client, 1_500);
      String byNone = order("many", "evaluate", ", \"excludeServices\": " + services());

      assertThat(bytes(client, order("many", "evaluate", ""))).isBetween(50_000, 300_000);
      assertThat(bytes(client, byNone)).isBetween(50_000, 300_000);
      assertThat(client.post("/v1/decisions", byNone).body())
          .as("nodes that their services rule out")
          .contains("\"sameServicesAs\":\"");
      assertThat(bytes(client, order("many", "evaluate", FULL))).isGreaterThan(1_000_000);

      whatWasNotToldIsToldLater(client);
    }
  }

  /// Every carrier service.
  private static String services() throws IOException {
    return read("carrier-services.json").findValuesAsText("id").stream()
        .map(id -> "\"" + id + "\"")
        .collect(java.util.stream.Collectors.joining(",", "[", "]"));
  }

  private static int bytes(TestClient client, String request) {
    var answer = client.post("/v1/decisions", request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().getBytes(StandardCharsets.UTF_8).length;
  }

  private static void whatWasNotToldIsToldLater(TestClient client) {
    JsonNode full = TestClient.json(client.post("/v1/decisions", order("later", "evaluate", FULL)));
    JsonNode committed =
        TestClient.json(client.post("/v1/decisions", order("later", "commit", "")));
    String path = "/v1/decisions/" + committed.path("decisionId").asText();

    JsonNode later = TestClient.json(client.get(path + "?explain=full"));

    assertThat(later.path("candidates")).hasSize(1_512).isEqualTo(full.path("candidates"));
    assertThat(later.path("explain").asText()).isEqualTo("full");
    assertThat(TestClient.json(client.get(path + "?explain=nodes")).path("candidates"))
        .isEqualTo(committed.path("candidates"));
    assertThat(TestClient.json(client.get(path)).path("candidates"))
        .isEqualTo(committed.path("candidates"));
    assertThat(TestClient.json(client.get(path + "?explain=none")).path("candidates")).isEmpty();
    for (String member : List.of("shipments", "costMinor", "second", "summary", "search", "rows")) {
      assertThat(later.path(member)).as(member).isEqualTo(committed.path(member));
    }
    assertThat(TestClient.problem(client.get(path + "?explain=all")))
        .isEqualTo("400 /problems/invalid-request\nexplain must be one of none, nodes, full");
  }
}
