package dev.whence.service.http.orders;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A parcel that the carrier lost is sent again, or noted as refunded, once.
class LostParcelsTest {
  private final TestClient api = TestService.client();

  @AfterEach
  void theStoreAgrees() {
    assertThat(TestService.discrepancies()).isEmpty();
  }

  private static String id() {
    return "lost-" + UUID.randomUUID();
  }

  /// A confirmed order of two units of a SKU.
  ///
  /// @return the id of its parcel
  private String confirmed(String order, String sku) {
    JsonNode decided = json(api.post("/v1/decisions", TestService.order(order, sku)));
    String reservation = decided.at("/reservation/id").asText();
    assertThat(api.post("/v1/reservations/" + reservation + "/confirm").statusCode())
        .as(decided.toString())
        .isEqualTo(200);
    return decided.at("/shipments/0/shipmentId").asText();
  }

  private void scan(String shipment, String... scans) {
    for (String scan : scans) {
      HttpResponse<String> answer =
          api.post(
              "/v1/shipment-events",
              "[{\"eventId\": \"%s\", \"shipmentId\": \"%s\", \"scan\": \"%s\", \"occurredAt\": \"%s\"}]"
                  .formatted(UUID.randomUUID(), shipment, scan, Instant.now()));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  private List<JsonNode> exceptions(String kind, String order) {
    var items = new ArrayList<JsonNode>();
    json(api.get("/v1/exceptions?kind=%s&order=%s".formatted(kind, order)))
        .path("items")
        .forEach(items::add);
    return items;
  }

  private HttpResponse<String> replace(String shipment) {
    return api.post("/v1/shipments/" + shipment + "/replacement", "{\"reason\": \"as asked\"}");
  }

  private HttpResponse<String> refunded(String shipment) {
    return api.post("/v1/shipments/" + shipment + "/refunded", "{\"reason\": \"wants no more\"}");
  }

  private JsonNode order(String order) {
    return json(api.get("/v1/orders/" + order));
  }

  private static List<String> states(JsonNode order) {
    return order.path("parcels").findValuesAsText("state");
  }

  @Test
  void whatWasLostIsSentAgain_once_andItsPersonAndReasonAreKept() {
    String id = id();
    TestService.stock(id, 9, "RENO");
    String parcel = confirmed(id, id);
    scan(parcel, "HANDED_OVER", "LOST");
    JsonNode listed = exceptions("lost", id).getFirst();
    assertThat(listed.path("shipmentId").asText()).isEqualTo(parcel);
    assertThat(listed.path("actions").findValuesAsText("action"))
        .containsExactly("replace", "refunded");
    int before = json(api.get("/v1/stock?sku=" + id)).at("/items/0/reserved").asInt();

    HttpResponse<String> replaced = replace(parcel);

    assertThat(replaced.statusCode()).as(replaced.body()).isEqualTo(200);
    String decision = json(replaced).at("/sentAgain/decisionId").asText();
    assertThat(decision).isNotEmpty();
    assertThat(states(json(replaced).path("order"))).containsExactly("replaced", "confirmed");
    assertThat(json(api.get("/v1/stock?sku=" + id)).at("/items/0/reserved").asInt())
        .isEqualTo(before + 2);
    assertThat(exceptions("lost", id)).isEmpty();
    assertThat(json(api.get("/v1/shipments/" + parcel)).path("dealtWith").asText())
        .isEqualTo("replaced");
    assertThat(json(api.get("/v1/shipments/" + parcel)).path("sentAgain").asText())
        .isEqualTo(decision);
    assertThat(order(id).path("timeline").toString())
        .contains("shipment-replaced")
        .contains("2 of line")
        .contains("as asked");
    assertThat(problem(replace(parcel))).startsWith("409 /problems/shipment-not-lost");
    assertThat(problem(refunded(parcel))).startsWith("409 /problems/shipment-not-lost");

    // It turns up after all: that is noted, and counts for nobody.
    scan(parcel, "DELIVERED");
    assertThat(states(order(id))).containsExactly("replaced", "confirmed");
    String second = order(id).at("/parcels/1/shipmentId").asText();
    scan(second, "HANDED_OVER", "DELIVERED");
    assertThat(order(id).at("/lines/0/delivered").asInt()).isEqualTo(2);
    assertThat(states(order(id))).containsExactly("replaced", "delivered");
  }

  @Test
  void whatIsNowhereInStockWaits_andIsSentWhenItArrives() throws InterruptedException {
    String id = id();
    TestService.stock(id, 2, "RENO");
    String parcel = confirmed(id, id);
    scan(parcel, "HANDED_OVER", "LOST");

    HttpResponse<String> replaced = replace(parcel);

    assertThat(replaced.statusCode()).as(replaced.body()).isEqualTo(200);
    assertThat(json(replaced).has("sentAgain")).isFalse();
    assertThat(exceptions("waiting", id)).hasSize(1);
    assertThat(exceptions("waiting", id).getFirst().path("units").asInt()).isEqualTo(2);
    assertThat(TestService.discrepancies()).isEmpty();
    TestService.stock(id, 5, "RENO");
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (states(order(id)).size() < 2 && Instant.now().isBefore(end)) {
      Thread.sleep(100);
    }
    assertThat(states(order(id))).containsExactly("replaced", "confirmed");
    assertThat(exceptions("waiting", id)).isEmpty();
  }

  @Test
  void whatWaitsToBeSentAgainCanBeCancelled() {
    String id = id();
    TestService.stock(id, 2, "RENO");
    String parcel = confirmed(id, id);
    scan(parcel, "HANDED_OVER", "LOST");
    replace(parcel);

    HttpResponse<String> cancelled = api.post("/v1/orders/" + id + "/cancel");

    assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(200);
    assertThat(order(id).at("/lines/0/cancelled").asInt()).isEqualTo(2);
    assertThat(exceptions("waiting", id)).isEmpty();
  }

  @Test
  void aRefundEndsItWithAReason_andNothingIsSent() {
    String id = id();
    TestService.stock(id, 9, "RENO");
    String parcel = confirmed(id, id);
    scan(parcel, "HANDED_OVER", "LOST");
    assertThat(problem(api.post("/v1/shipments/" + parcel + "/refunded", "{}")))
        .startsWith("400 /problems/invalid-request\n/reason");

    HttpResponse<String> refunded = refunded(parcel);

    assertThat(refunded.statusCode()).as(refunded.body()).isEqualTo(200);
    assertThat(exceptions("lost", id)).isEmpty();
    assertThat(states(order(id))).containsExactly("shipped");
    assertThat(order(id).path("timeline").toString())
        .contains("shipment-refunded")
        .contains("wants no more");
    assertThat(problem(replace(parcel))).startsWith("409 /problems/shipment-not-lost");
    assertThat(json(replace(parcel)).path("detail").asText()).contains("refunded already");
  }

  @Test
  void whatIsNotLostIsRefusedWithTheReason() {
    String id = id();
    TestService.stock(id, 9, "RENO");
    String parcel = confirmed(id, id);
    assertThat(json(replace(parcel)).path("detail").asText())
        .contains("is not lost: no scan of it is known")
        .contains("Maybe report it as lost first");
    scan(parcel, "LOST");
    assertThat(json(replace(parcel)).path("detail").asText()).contains("was never handed over");
    assertThat(exceptions("lost", id).getFirst().path("actions").findValuesAsText("action"))
        .containsExactly("reassign", "refunded");
    scan(parcel, "HANDED_OVER", "DELIVERED");
    assertThat(json(replace(parcel)).path("detail").asText()).contains("It was delivered.");
    assertThat(exceptions("lost", id)).isEmpty();
    assertThat(problem(replace("nobodys"))).isEqualTo("404 /problems/not-found");
    assertThat(problem(refunded("nobodys"))).isEqualTo("404 /problems/not-found");
  }

  @Test
  void ofTwoWhoSendItAgainAtOnceOneIsRefused_andARepetitionGetsTheFirstAnswer() throws Exception {
    String id = id();
    TestService.stock(id, 20, "RENO", "DALLAS");
    String parcel = confirmed(id, id);
    scan(parcel, "HANDED_OVER", "LOST");
    var codes = new ArrayList<Integer>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> calls =
          List.of(() -> replace(parcel).statusCode(), () -> replace(parcel).statusCode());
      for (var done : threads.invokeAll(calls)) {
        codes.add(done.get());
      }
    }
    assertThat(codes).containsExactlyInAnyOrder(200, 409);
    assertThat(states(order(id))).containsExactly("replaced", "confirmed");

    String again = id();
    TestService.stock(again, 20, "RENO");
    String other = confirmed(again, again);
    scan(other, "HANDED_OVER", "LOST");
    var answers = new ArrayList<String>();
    for (int i = 0; i < 2; i++) {
      answers.add(
          api.send(
                  api.request("/v1/shipments/" + other + "/replacement")
                      .header("Idempotency-Key", "again-" + again)
                      .POST(java.net.http.HttpRequest.BodyPublishers.noBody()))
              .body());
    }
    assertThat(answers.getFirst()).contains("sentAgain").isEqualTo(answers.getLast());
    assertThat(states(order(again))).containsExactly("replaced", "confirmed");
  }
}
