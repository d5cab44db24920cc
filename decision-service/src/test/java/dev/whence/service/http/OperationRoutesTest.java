package dev.whence.service.http;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OperationRoutesTest {
  private final TestClient api = TestService.client();

  @Test
  void readyTellsWhatIsThere_andAMissingModelDoesNotMatter() {
    HttpResponse<String> ready = api.get("/health/ready");

    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(json(ready).path("status").asText()).isEqualTo("UP");
    assertThat(json(ready).path("checks").findValuesAsText("name"))
        .containsExactly("order-store", "rule-tables", "transit-time", "return-risk");
    assertThat(json(ready).path("checks").findValuesAsText("up"))
        .containsExactly("true", "true", "false", "false");
  }

  @Test
  void metricsCountDecisionsByOutcomeAndPathAndFallbackByReason() {
    TestService.stock("METRIC", 5, "RENO");
    String allocated =
        "whence_decisions_total{mode=\"commit\",outcome=\"allocated\",path=\"rules\"}";
    String evaluated =
        "whence_decisions_total{mode=\"evaluate\",outcome=\"unfillable\",path=\"none\"}";
    String missing = "whence_fallbacks_total{reason=\"Missing\"}";
    String decide = "whence_decision_stage_seconds_count{stage=\"decide\"}";
    String route =
        "whence_http_requests_seconds_count{method=\"POST\",route=\"/v1/decisions\",status=\"201\"}";
    List<String> counted = List.of(allocated, evaluated, missing, decide, route);
    Map<String, Double> before = metrics(counted);

    api.post("/v1/decisions", TestService.order("metric-1", "METRIC"));
    api.post("/v1/decisions", TestService.order("metric-2", "METRIC"));
    api.post(
        "/v1/decisions",
        TestService.order("metric-3", "METRIC")
            .replace("\"commit\"", "\"evaluate\"")
            .replaceFirst("\\{", "{\"excludeNodes\": [\"RENO\"],"));

    Map<String, Double> after = metrics(counted);
    var grown = new TreeMap<String, Integer>();
    after.forEach((name, value) -> grown.put(name, (int) (value - before.getOrDefault(name, 0.0))));
    assertThat(grown)
        .containsEntry(allocated, 2)
        .containsEntry(evaluated, 1)
        .containsEntry(decide, 3)
        .containsEntry(route, 2);
    assertThat(grown.get(missing)).as("at least one a decision").isGreaterThanOrEqualTo(2);
    assertThat(api.get("/metrics").body())
        .contains("whence_decision_stage_seconds_bucket{stage=\"decide\",le=\"0.005\"} ")
        .contains("hikaricp_connections_active{pool=\"order-store\"")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void metricsTellWhatWaitsInTheStore_andWhatExpired() throws Exception {
    TestService.stock("LATE", 5, "RENO");
    String expired = "whence_reservations_expired_total";
    String events = "whence_outbox_events";
    double before = metrics(List.of(expired)).getOrDefault(expired, 0.0);

    JsonNode decision = json(api.post("/v1/decisions", TestService.order("metric-late", "LATE")));
    TestService.execute(
        "UPDATE reservations SET expires_at = now() WHERE id = '%s'"
            .formatted(decision.at("/reservation/id").asText()));

    Map<String, Double> after = Map.of();
    for (int tries = 0; tries < 150; tries++) {
      after = metrics(List.of(expired, events));
      if (after.getOrDefault(expired, 0.0) > before && after.getOrDefault(events, 0.0) > 0) {
        break;
      }
      Thread.sleep(200);
    }
    assertThat(after.getOrDefault(expired, 0.0)).isGreaterThan(before);
    assertThat(after.getOrDefault(events, 0.0)).isPositive();
    assertThat(api.get("/metrics").body())
        .contains("whence_order_store_up 1.0")
        .contains("whence_outbox_oldest_seconds ")
        .contains("whence_waiting_units ")
        .contains("whence_http_connections ");
  }

  @Test
  void liveIsUpAndTellsOfTheStore() {
    HttpResponse<String> live = api.get("/health/live");

    assertThat(live.statusCode()).isEqualTo(200);
    assertThat(json(live).path("checks").findValuesAsText("detail")).containsExactly("answers");
  }

  /// The value of each series, 0 for one that nothing was counted under yet.
  private Map<String, Double> metrics(List<String> series) {
    List<String> lines = api.get("/metrics").body().lines().toList();
    var values = new TreeMap<String, Double>();
    for (String name : series) {
      values.put(
          name,
          lines.stream()
              .filter(line -> line.startsWith(name + " "))
              .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
              .sum());
    }
    return values;
  }

  @Test
  void everyProblemTypeLeadsToItsPage() {
    String type = json(api.get("/nothing")).path("type").asText();

    assertThat(api.get(type).body()).startsWith("# There is no such path.");
    assertThat(problem(api.get("/problems/nothing"))).isEqualTo("404 /problems/not-found");
  }

  @Test
  void pingAnswersWhatWasSent() {
    assertThat(api.post("/v1/ping", "{\"n\": 1}").body())
        .isEqualTo("{\"pong\":true,\"received\":{\"n\":1}}");
  }
}
