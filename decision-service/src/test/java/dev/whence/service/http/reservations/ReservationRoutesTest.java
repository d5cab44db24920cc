package dev.whence.service.http.reservations;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReservationRoutesTest {
  private final TestClient api = TestService.client();

  @Test
  void aReservationIsHeldThenConfirmedThenReleased() {
    String path = reserve("LIFE", "life-1");

    JsonNode held = json(api.get(path));
    assertThat(held.path("status").asText()).isEqualTo("HELD");
    assertThat(held.path("lines"))
        .hasToString("[{\"shipNode\":\"RENO\",\"sku\":\"LIFE\",\"units\":2}]");
    assertThat(availableToPromise("LIFE")).isEqualTo(3);

    for (int i = 0; i < 2; i++) {
      assertThat(json(api.post(path + "/confirm")).path("status").asText()).isEqualTo("CONFIRMED");
    }
    assertThat(availableToPromise("LIFE")).isEqualTo(3);

    for (int i = 0; i < 2; i++) {
      assertThat(json(api.post(path + "/release")).path("status").asText()).isEqualTo("RELEASED");
    }
    assertThat(availableToPromise("LIFE")).isEqualTo(5);
    assertThat(problem(api.post(path + "/confirm")))
        .isEqualTo("409 /problems/reservation-not-active");
    assertThat(problem(api.post(path + "/extend", "{\"holdMinutes\": 5}")))
        .isEqualTo("409 /problems/reservation-not-active");
  }

  @Test
  void whatCanBeDoneInAStateIsSaid() throws InterruptedException {
    String confirmed = reserve("SAY-1", "say-1");
    api.post(confirmed + "/confirm");
    String released = reserve("SAY-2", "say-2");
    api.post(released + "/release");
    String late = reserve("SAY-3", "say-3");
    TestService.execute(
        "UPDATE reservations SET expires_at = now() - interval '1 second' WHERE order_id = 'say-3'");
    String expired = reserve("SAY-4", "say-4");
    TestService.execute("UPDATE reservations SET expires_at = now() WHERE order_id = 'say-4'");
    for (int tries = 0;
        tries < 150 && !json(api.get(expired)).path("status").asText().equals("EXPIRED");
        tries++) {
      Thread.sleep(100); // until housekeeping has come by
    }

    assertThat(refusal(confirmed + "/extend"))
        .isEqualTo(
            "CONFIRMED # is confirmed: it holds its stock until that leaves, and no expiry is left to move. Maybe release it, if the order is not to be sent.");
    for (String change : List.of("/extend", "/confirm")) {
      assertThat(refusal(released + change))
          .isEqualTo(
              "RELEASED # was released and its stock was given back. Maybe ask for a new decision.");
      assertThat(refusal(expired + change))
          .isEqualTo(
              "EXPIRED # has expired and its stock was given back. Maybe ask for a new decision, and confirm it or extend its hold in time.");
      assertThat(refusal(late + change))
          .matches("(HELD # is past its expiry|EXPIRED # has expired) .*");
    }
  }

  private String refusal(String path) {
    var answer = path.endsWith("extend") ? api.post(path, "{\"holdMinutes\": 5}") : api.post(path);
    assertThat(problem(answer)).isEqualTo("409 /problems/reservation-not-active");
    return json(answer).path("reservationStatus").asText()
        + json(answer)
            .path("detail")
            .asText()
            .replace("\n", " ")
            .replaceAll("Reservation [-0-9a-f]{36}", " #");
  }

  @Test
  void aHoldIsExtendedFromNow() {
    String path = reserve("EXTEND", "extend-1");

    JsonNode extended = json(api.post(path + "/extend", "{\"holdMinutes\": 600}"));

    assertThat(Instant.parse(extended.path("expiresAt").asText()))
        .isAfter(Instant.now().plus(Duration.ofMinutes(590)));
  }

  @Test
  void anExtensionThatIsNoneIsRefused() {
    String path = reserve("REFUSED", "refused-1");

    assertThat(problem(api.post(path + "/extend", "{\"holdMinutes\": 0, \"hold\": \"PT5M\"}")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /holdMinutes must be a whole number from 1 to 43200
            /hold is not known here\
            """);
    assertThat(problem(api.post(path + "/extend"))).startsWith("415 ");
    assertThat(problem(api.get(path + "/confirm"))).isEqualTo("405 /problems/method-not-allowed");
  }

  /// Reserves two of five units at RENO.
  private String reserve(String sku, String orderId) {
    TestService.stock(sku, 5, "RENO");
    JsonNode decision = json(api.post("/v1/decisions", TestService.order(orderId, sku)));
    return "/v1/reservations/" + decision.path("reservation").path("id").asText();
  }

  private int availableToPromise(String sku) {
    return json(api.get("/v1/stock/" + sku))
        .path("items")
        .path(0)
        .path("availableToPromise")
        .asInt();
  }
}
