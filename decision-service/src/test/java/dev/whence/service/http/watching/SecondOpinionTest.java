package dev.whence.service.http.watching;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A challenger that says the same would have decided the same; one that takes ground parcels for
/// far slower would have sent some by air.
class SecondOpinionTest {
  private static final Path RELEASED = Path.of("../models/released");
  private static final Path BUNDLE = RELEASED.resolve("transit-time/2026-10-30.4");
  private static final int ORDERS = 8;

  @Test
  void whatAChallengerWouldHaveDecidedIsDecidedAgainWithItsAnswers() {
    try (Service service =
        TestService.start(
            TestDatabase.freshAddress(), Map.of("models-directory", RELEASED.toString()))) {
      var api = new TestClient(service.port());
      TestService.network(api);
      TestService.stock(api, "A", 10_000, "DALLAS");
      assertThat(problem(api.get("/v1/model-watch/transit-time/challenger")))
          .isEqualTo("404 /problems/not-found");

      shadow(api, "twin", card -> {});
      orders(api, "twin");
      JsonNode twin = looked(api, "twin");
      assertThat(twin.path("complete").asBoolean()).isTrue();
      assertThat(twin.path("changed").asInt()).isZero();
      assertThat(twin.path("agreement").asDouble()).isEqualTo(1);
      assertThat(twin.path("extra")).isEmpty();
      assertThat(twin.path("examples")).isEmpty();

      shadow(api, "slower", SecondOpinionTest::makeSlower);
      orders(api, "slower");
      JsonNode slower = looked(api, "slower");
      assertThat(slower.path("changed").asInt()).as(slower.toString()).isPositive();
      assertThat(slower.path("agreement").asDouble())
          .isEqualTo(1 - slower.path("changed").asDouble() / ORDERS);
      assertThat(slower.at("/kinds/carrier-service").asInt()).isPositive();
      JsonNode extra = slower.at("/extra/0");
      assertThat(extra.path("currency").asText()).isEqualTo("USD");
      assertThat(extra.path("byActive").asDouble()).as("each finds its own cheaper").isPositive();
      assertThat(extra.path("byChallenger").asDouble()).isNegative();
      assertThat(slower.has("outcomes")).isFalse();
      JsonNode examples = slower.path("examples");
      assertThat(examples.size()).isBetween(1, 5 * slower.path("kinds").size());
      for (JsonNode example : examples) {
        assertThat(example.path("orderId").asText()).startsWith("slower-");
        assertThat(api.get("/v1/decisions/" + example.path("decisionId").asText()).statusCode())
            .isEqualTo(200);
        assertThat(example.at("/challenger/parcels")).isNotEqualTo(example.at("/active/parcels"));
        assertThat(example.at("/active/sentence").asText()).isNotEmpty();
      }
      assertThat(examples.findValues("byActive"))
          .allSatisfy(each -> assertThat(each.asDouble()).isNotNegative());
    }
  }

  /// The released trees with a shape whose every quantile is later, and nothing heard of promises.
  private static void makeSlower(ObjectNode card) {
    var quantiles = (ArrayNode) card.at("/calibration/residualQuantiles");
    for (int i = 0; i < quantiles.size(); i++) {
      quantiles.set(i, quantiles.numberNode(quantiles.get(i).asDouble() + 2));
    }
    ((ArrayNode) card.at("/calibration/promise")).removeAll();
  }

  private static void shadow(TestClient api, String version, Consumer<ObjectNode> card) {
    api.post("/v1/models", TestService.publication(BUNDLE, version, card));
    JsonNode assigned =
        json(
            api.post(
                "/v1/model-assignments",
                "{\"shadows\": {\"transit-time\": \"%s\"}, \"author\": \"anna\"}"
                    .formatted(version)));
    api.post(
        "/v1/model-assignments/%s/activate".formatted(assigned.path("number").asText()),
        "{\"author\": \"anna\"}");
  }

  private static void orders(TestClient api, String prefix) {
    for (int i = 0; i < ORDERS; i++) {
      String promised = "2026-05-%02d".formatted(8 + i);
      api.post(
          "/v1/decisions",
          TestService.order(prefix + "-" + i, "A").replace("2026-05-11", promised));
    }
  }

  private static JsonNode looked(TestClient api, String version) {
    Instant end = Instant.now().plusSeconds(60);
    while (true) {
      JsonNode report = json(api.get("/v1/model-watch/transit-time/challenger"));
      if (report.path("version").asText().equals(version)
          && report.path("looked").asInt() == ORDERS) {
        return report;
      }
      assertThat(Instant.now()).as(report.toString()).isBefore(end);
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
