package dev.whence.service.http;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.TestService;
import java.net.http.HttpResponse;
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
    api.post("/v1/decisions", TestService.order("metric-1", "METRIC"));

    String metrics = api.get("/metrics").body();

    assertThat(metrics)
        .contains("whence_decisions_total{mode=\"commit\",outcome=\"allocated\",path=\"rules\"} ")
        .contains("whence_fallbacks_total{reason=\"Missing\"} ")
        .contains("whence_decision_stage_seconds_bucket{stage=\"decide\",le=\"0.005\"} ")
        .contains("whence_http_requests_seconds_count{method=\"POST\",route=\"/v1/decisions\",")
        .contains("hikaricp_connections_active{pool=\"order-store\"")
        .contains("jvm_memory_used_bytes");
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
