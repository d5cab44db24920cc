package dev.whence.service.http.drafts;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.TestVersions;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Orders that are decided more than once, or given back, in a world where they went another way.
/// The draft is that of [ReplayRoutesTest]: RENO sends nothing of the channel `app`.
class ReplayOfOrderLivesTest {
  private static final String TABLE = "node-eligibility";

  private final Service service =
      TestService.start(TestDatabase.freshAddress(), Map.of("decision-time", "live"));
  private final TestClient api = new TestClient(service.port());

  @AfterEach
  void stop() {
    service.close();
  }

  private JsonNode decided(String id, String sku, String channel, int quantity) {
    HttpResponse<String> answer =
        api.post(
            "/v1/decisions",
            TestService.order(id, sku)
                .replace("\"web\"", "\"" + channel + "\"")
                .replace("\"2026-05-11\"", "\"2036-05-12\"")
                .replace("\"quantity\": 2", "\"quantity\": " + quantity));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer);
  }

  private JsonNode replayed() {
    String draft =
        "/v1/table-drafts/"
            + json(api.post("/v1/table-drafts", "{\"title\": \"t\"}")).path("id").asInt();
    String text =
        TestVersions.withoutAppFromReno(
            json(api.get("/v1/rule-sets/in-force")).at("/tables/" + TABLE).asText());
    assertThat(
            api.send(
                    api.request(draft + "/tables/" + TABLE)
                        .header("Content-Type", "application/json")
                        .header("If-Match", "\"0\"")
                        .PUT(
                            BodyPublishers.ofString(
                                JsonNodeFactory.instance
                                    .objectNode()
                                    .put("text", text)
                                    .toString())))
                .statusCode())
        .isEqualTo(200);
    String replay =
        draft + "/replays/" + json(api.post(draft + "/replays", "{}")).path("id").asInt();
    await(() -> json(api.get(replay)).has("endedAt"));
    JsonNode done = json(api.get(replay));
    assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
    return done.path("result");
  }

  private static void await(BooleanSupplier until) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!until.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain");
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void whatHasShippedBeforeIsNotDecidedASecondTime() {
    TestService.network(api);
    TestService.stock(api, "PEN", 2, "RENO");
    assertThat(decided("P-1", "PEN", "app", 2).at("/shipments/0/shipNode").asText())
        .isEqualTo("RENO");
    assertThat(decided("P-2", "PEN", "web", 2).path("shipments")).isEmpty();
    TestService.stock(api, "PEN", 4, "RENO"); // two of them are reserved
    await(() -> json(api.get("/v1/decisions?order=P-2")).path("items").size() == 2);

    JsonNode orders = replayed().path("orders");

    // P-1 waits in vain, P-2 has its units at once, so nothing of it is open when they arrive.
    assertThat(orders.path("replayed").asInt()).isEqualTo(3);
    assertThat(orders.path("decided").asInt()).isEqualTo(2);
    assertThat(orders.path("byRows").asInt()).isOne();
    assertThat(orders.path("byOthers").asInt()).isOne();
    assertThat(orders.path("onlyBefore").asInt()).isOne();
    assertThat(orders.path("likeRecord").asInt()).isEqualTo(2);
  }

  @Test
  void whatWasGivenBackIsGivenBackInBothWorlds() {
    TestService.network(api);
    TestService.stock(api, "INK", 2, "RENO", "DALLAS");
    assertThat(decided("I-1", "INK", "app", 2).at("/shipments/0/shipNode").asText())
        .isEqualTo("RENO");
    assertThat(api.post("/v1/orders/I-1/cancel", "{}").statusCode()).isEqualTo(200);
    assertThat(decided("I-2", "INK", "web", 4).path("shipments")).hasSize(2);

    JsonNode result = replayed();

    // Without that, four units would be left at RENO and none at DALLAS.
    assertThat(result.at("/orders/decided").asInt()).isEqualTo(2);
    assertThat(result.at("/orders/changed").asInt()).isOne();
    assertThat(result.at("/changes/0/examples/0/orderId").asText()).isEqualTo("I-1");
  }
}
