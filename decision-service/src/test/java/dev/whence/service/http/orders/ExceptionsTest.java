package dev.whence.service.http.orders;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What waits is listed with the calls that deal with it, and these do.
class ExceptionsTest {
  private static final DatabaseAddress STORE = TestDatabase.freshAddress();
  private static Service service;
  private static TestClient api;

  @BeforeAll
  static void start() {
    service = TestService.start(STORE, Map.of());
    api = new TestClient(service.port());
    TestService.network(api);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String order(String id, String sku) {
    return TestService.order(id, sku);
  }

  private static JsonNode commit(String order) {
    HttpResponse<String> answer = api.post("/v1/decisions", order);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer);
  }

  /// The exceptions of an order.
  private static List<JsonNode> of(String kind, String order) {
    var items = new ArrayList<JsonNode>();
    json(api.get("/v1/exceptions?kind=%s&order=%s".formatted(kind, order)))
        .path("items")
        .forEach(items::add);
    return items;
  }

  private static JsonNode only(String kind, String order) {
    List<JsonNode> found = of(kind, order);
    assertThat(found).as(kind + " of " + order).hasSize(1);
    return found.getFirst();
  }

  private static HttpResponse<String> act(JsonNode item, String action) {
    for (JsonNode one : item.path("actions")) {
      if (one.path("action").asText().equals(action)) {
        HttpResponse<String> answer =
            api.post(one.path("path").asText(), one.path("body").toString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return answer;
      }
    }
    throw new AssertionError(action + " is not among " + item.path("actions"));
  }

  @Test
  void whatIsHeldIsApprovedOrDeclined() {
    for (String action : List.of("approve", "decline")) {
      String id = "held-" + action;
      TestService.stock(api, "HELD-" + action, 1, "RENO");
      commit(order(id, "HELD-" + action).replace("\"web\"", "\"b2b\""));
      JsonNode held = only("held", id);
      assertThat(held.path("detail").asText()).matches("[A-Z_]+");

      act(held, action);

      assertThat(of("held", id)).isEmpty();
    }
  }

  @Test
  void whatNoNodeMaySendIsTriedAgainWhenThatHasChanged() {
    TestService.stock(api, "NO-NODE", 5, "RENO");
    api.send(
        api.request("/v1/ship-nodes/RENO")
            .header("Content-Type", "application/json")
            .method(
                "PATCH", java.net.http.HttpRequest.BodyPublishers.ofString("{\"active\": false}")));
    commit(
        order("unfillable-1", "NO-NODE")
            .replace("\"mode\"", "\"excludeNodes\": [\"DALLAS\", \"TACOMA\"], \"mode\""));
    api.send(
        api.request("/v1/ship-nodes/RENO")
            .header("Content-Type", "application/json")
            .method(
                "PATCH", java.net.http.HttpRequest.BodyPublishers.ofString("{\"active\": true}")));
    List<JsonNode> found = new ArrayList<>(of("unfillable", "unfillable-1"));
    found.addAll(of("waiting", "unfillable-1"));
    assertThat(found).hasSize(1);

    JsonNode again = json(act(found.getFirst(), "source"));

    assertThat(again.path("outcome").asText()).isEqualTo("ALLOCATED");
    assertThat(of("unfillable", "unfillable-1")).isEmpty();
    assertThat(of("waiting", "unfillable-1")).isEmpty();
  }

  @Test
  void whatNodesRefusedTooOftenIsTriedAgainBecauseAPersonSaysSo() {
    TestService.stock(api, "REFUSED", 9, "RENO", "DALLAS", "TACOMA");
    commit(order("rejected-1", "REFUSED"));
    for (int i = 0; i < 3; i++) {
      String parcel = json(api.get("/v1/orders/rejected-1")).at("/parcels/0/shipmentId").asText();
      api.post("/v1/shipments/" + parcel + "/refuse", "{\"reason\": \"damaged\"}");
    }
    JsonNode rejected = only("rejected", "rejected-1");
    assertThat(rejected.path("detail").asText()).startsWith("refused 3 times");
    assertThat(rejected.path("units").asInt()).isEqualTo(2);
    assertThat(rejected.path("shipNode").asText()).isNotEmpty();

    act(rejected, "source");

    assertThat(of("rejected", "rejected-1")).isEmpty();
  }

  @Test
  void aParcelOnStockThatIsNotThereIsSentFromElsewhere() {
    TestService.stock(api, "COUNTED", 2, "RENO");
    commit(order("short-1", "COUNTED"));
    TestService.stock(api, "COUNTED", 9, "DALLAS");
    TestService.stock(api, "COUNTED", 1, "RENO");
    JsonNode shortage = only("short", "short-1");
    assertThat(shortage.path("shipNode").asText()).isEqualTo("RENO");
    assertThat(json(api.get("/v1/exceptions?kind=short&shipNode=RENO&sku=COUNTED")).path("items"))
        .hasSize(1);

    act(shortage, "reassign");

    assertThat(of("short", "short-1")).isEmpty();
    assertThat(json(api.get("/v1/orders/short-1")).at("/parcels/0/shipNode").asText())
        .isEqualTo("DALLAS");
  }

  @Test
  void aParcelPastItsDayIsTakenBack_orReportedAsLostOnceItHasLeft() {
    TestService.stock(api, "TARDY", 9, "RENO", "DALLAS");
    JsonNode planned = commit(order("late-1", "TARDY"));
    JsonNode sent = commit(order("late-2", "TARDY"));
    String left = sent.at("/shipments/0/shipmentId").asText();
    api.post(
        "/v1/shipment-events",
        "[{\"eventId\": \"late-out\", \"shipmentId\": \"%s\", \"scan\": \"HANDED_OVER\", \"occurredAt\": \"2026-05-05T20:00:00Z\"}]"
            .formatted(left));
    JsonNode one = only("late", "late-1");
    assertThat(one.path("detail").asText()).startsWith("promised 2026-05-11, not handed over");

    act(one, "reassign");
    act(only("late", "late-2"), "lost");

    assertThat(of("late", "late-1").stream().map(item -> item.path("shipmentId").asText()).toList())
        .doesNotContain(planned.at("/shipments/0/shipmentId").asText());
    assertThat(of("late", "late-2")).isEmpty();
  }

  @Test
  void whatWaitsIsCancelledInItsUnitsAlone() {
    TestService.stock(api, "WAITS", 1, "RENO");
    commit(order("waiting-1", "WAITS"));
    JsonNode waiting = only("waiting", "waiting-1");
    assertThat(waiting.path("units").asInt()).isEqualTo(1);
    assertThat(waiting.path("detail").asText()).isEqualTo("nothing is expected");

    act(waiting, "cancel");

    assertThat(of("waiting", "waiting-1")).isEmpty();
    JsonNode line = json(api.get("/v1/orders/waiting-1")).at("/lines/0");
    assertThat(line.path("cancelled").asInt()).isEqualTo(1);
    assertThat(line.path("reserved").asInt()).isEqualTo(1);
  }

  @Test
  void aReservationWithoutAWordIsConfirmedOrReleased() {
    for (String action : List.of("confirm", "release")) {
      String id = "unconfirmed-" + action;
      TestService.stock(api, "SILENT-" + action, 5, "RENO");
      commit(order(id, "SILENT-" + action));

      act(only("unconfirmed", id), action);

      assertThat(of("unconfirmed", id)).isEmpty();
    }
  }

  @Test
  void whatCannotBeTrueCountsOrIsDiscardedBecauseAPersonSaysSo() {
    TestService.stock(api, "DOUBTED", 9, "RENO");
    String parcel = commit(order("doubted-1", "DOUBTED")).at("/shipments/0/shipmentId").asText();
    api.post(
        "/v1/shipment-events",
        "[{\"eventId\": \"doubt-1\", \"shipmentId\": \"%s\", \"scan\": \"HANDED_OVER\", \"occurredAt\": \"2026-01-05T20:00:00Z\"}, {\"eventId\": \"doubt-2\", \"shipmentId\": \"%<s\", \"scan\": \"IN_TRANSIT\", \"occurredAt\": \"2026-01-06T20:00:00Z\"}]"
            .formatted(parcel));
    List<JsonNode> found = of("quarantined", "doubted-1");
    assertThat(found).hasSize(2);
    assertThat(found.getFirst().path("shipmentId").asText()).isEqualTo(parcel);
    assertThat(found.getFirst().path("shipNode").asText()).isEqualTo("RENO");
    assertThat(found.getFirst().path("detail").asText()).contains("2026-01-05");
    JsonNode first = json(api.get("/v1/exceptions?kind=quarantined&order=doubted-1&limit=1"));
    assertThat(
            json(api.get(
                    "/v1/exceptions?kind=quarantined&order=doubted-1&limit=1&cursor="
                        + first.path("nextCursor").asText()))
                .at("/items/0/quarantineId")
                .asText())
        .as("what came with one request has one moment")
        .isEqualTo(found.getLast().path("quarantineId").asText());

    act(found.getFirst(), "accept");
    act(found.getLast(), "discard");

    assertThat(of("quarantined", "doubted-1")).isEmpty();
    assertThat(json(api.get("/v1/shipments/" + parcel)).path("handedOverAt").asText())
        .isEqualTo("2026-01-05T20:00:00Z");
  }

  @Test
  void pagesGoOnWhereTheyEnded_andCountsAreOfEveryKind() {
    TestService.stock(api, "PAGED", 0, "RENO");
    for (int i = 0; i < 5; i++) {
      commit(order("paged-" + i, "PAGED"));
    }
    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      JsonNode page = json(api.get("/v1/exceptions?kind=waiting&sku=PAGED&limit=2" + cursor));
      assertThat(page.at("/counts/waiting").asInt()).isEqualTo(5);
      assertThat(page.path("counts").size()).isEqualTo(9);
      page.path("items").forEach(item -> seen.add(item.path("orderId").asText()));
      cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : "";
    } while (!cursor.isEmpty());

    assertThat(seen).containsExactly("paged-0", "paged-1", "paged-2", "paged-3", "paged-4");
    assertThat(problem(api.get("/v1/exceptions?kind=odd&cursor=x")))
        .startsWith("400 /problems/invalid-request\nkind must be one of")
        .contains("cursor must be the nextCursor of an earlier page");
    assertThat(problem(api.post("/v1/orders/NOBODYS/source"))).isEqualTo("404 /problems/not-found");
    assertThat(problem(api.post("/v1/orders/paged-1/source", "{\"now\": true}")))
        .startsWith("400 /problems/invalid-request\n/now is not known here");
  }
}
