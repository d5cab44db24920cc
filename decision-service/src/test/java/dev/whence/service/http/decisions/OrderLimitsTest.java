package dev.whence.service.http.decisions;

import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import org.junit.jupiter.api.Test;

class OrderLimitsTest {
  private final TestClient api = TestService.client();

  @Test
  void anOrderThatIsWorthMoreThanCanBeCountedIsRefusedInASentence() {
    TestService.stock("WORTH", 50, "RENO");
    String order = TestService.order("worth-1", "WORTH").replace("commit", "evaluate");

    assertThat(
            problem(
                api.post(
                    "/v1/decisions",
                    order
                        .replace("\"quantity\": 2", "\"quantity\": 10000000")
                        .replaceFirst(
                            "\"unitPriceMinor\": \\d+", "\"unitPriceMinor\": 100000000000"))))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /order/lines are worth 1000000000000000000 minor units together; \
            an order may be worth at most 100000000000000. Maybe send it as several orders\
            """);
    assertThat(
            api.post(
                    "/v1/decisions",
                    order.replaceFirst(
                        "\"unitPriceMinor\": \\d+", "\"unitPriceMinor\": 100000000000"))
                .statusCode())
        .isEqualTo(200);
  }
}
