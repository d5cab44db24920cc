package dev.whence.service.http.catalog;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Ship nodes, carrier services, items and stock positions out of use and back. Two services on one
/// store: what one of them is told, the other decides by.
class OutOfUseTest {
  private static final DatabaseAddress DATABASE = TestDatabase.freshAddress();
  private static final Service TOLD = TestService.start(DATABASE, Map.of());
  private static final Service ASKED = TestService.start(DATABASE, Map.of());

  private final TestClient api = new TestClient(TOLD.port());
  private final TestClient other = new TestClient(ASKED.port());

  @BeforeAll
  static void loadANetwork() {
    var api = new TestClient(TOLD.port());
    for (String node : List.of("NEAR", "FAR")) {
      ok(
          api.put(
              "/v1/ship-nodes",
              "application/json",
              """
              [{"id": "%s", "name": "%1$s", "type": "DC", "country": "US", "region": "NV",
                "latitude": 39.53, "longitude": %s, "timeZone": "America/Los_Angeles",
                "workingDays": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
                "cutoff": "16:00", "processingMinutes": 90, "parcelsPerDay": 1000,
                "parcelHandlingMinor": %s, "unitHandlingMinor": 40, "currency": "USD"}]
              """
                  .formatted(
                      node,
                      node.equals("NEAR") ? "-119.81" : "-90.1",
                      node.equals("NEAR") ? "150" : "350")));
    }
    ok(
        api.put(
            "/v1/carrier-services",
            "text/csv",
            """
            id,carrier,name,currency,volumetricDivisor,publishedOnTime,originCountry,destinationCountry,upToKm,perParcelMinor,perKilogramMinor,transitDays
            CHEAP,Parcel Co,Cheap,USD,5000,0.95,US,US,5000,400,10,2
            DEAR,Parcel Co,Dear,USD,5000,0.95,US,US,5000,900,10,2
            """));
  }

  @AfterAll
  static void stop() {
    TOLD.close();
    ASKED.close();
  }

  @AfterEach
  void everythingIsInUseAgain_andAgrees() {
    for (String node : List.of("NEAR", "FAR")) {
      patch("/v1/ship-nodes/" + node, true);
    }
    for (String service : List.of("CHEAP", "DEAR")) {
      patch("/v1/carrier-services/" + service, true);
    }
    JsonNode check = json(api.get("/v1/store-check"));
    assertThat(check.path("agrees").asBoolean()).as("%s", check).isTrue();
  }

  @Test
  void whatComesToAShipNodeOrAPositionOutOfUseIsWaitedForByNobody() {
    stock("COMING", 0, "NEAR", "FAR");
    ok(
        api.put(
            "/v1/expected-receipts",
            "text/csv",
            """
            receiptId,shipNode,sku,units,expectedOn
            coming-near,NEAR,COMING,5,2027-01-05
            coming-far,FAR,COMING,5,2027-01-12
            """));
    String id = committed("coming", "COMING").path("decisionId").asText();
    assertThat(awaited(id)).isEqualTo("coming-near");

    ok(patch("/v1/ship-nodes/NEAR", false));

    assertThat(awaited(id)).isEqualTo("coming-far");
    assertThat(listed("/v1/exceptions?kind=waiting&order=coming", "detail"))
        .containsExactly("expected 2027-01-12");
    ok(patch("/v1/stock/COMING/FAR", false));
    assertThat(awaited(id)).isEmpty();
    assertThat(listed("/v1/exceptions?kind=waiting&order=coming", "detail"))
        .containsExactly("nothing is expected");
    ok(patch("/v1/ship-nodes/NEAR", true));
    assertThat(awaited(id)).isEqualTo("coming-near");
  }

  private String awaited(String decision) {
    return json(other.get("/v1/decisions/" + decision))
        .at("/shortages/0/expected/receiptId")
        .asText();
  }

  @Test
  void aShipNodeOutOfUseSendsNothingNew_andWhatItHasPlannedGoesOn() {
    stock("NODE", 9, "NEAR", "FAR");
    JsonNode first = committed("node-1", "NODE");
    assertThat(sender(first)).isEqualTo("NEAR by CHEAP");

    JsonNode done = json(patch("/v1/ship-nodes/NEAR", false));

    assertThat(done.path("changed").asInt()).isEqualTo(1);
    assertThat(done.at("/endangered/0/orderId").asText()).isEqualTo("node-1");
    assertThat(done.at("/endangered/0/shipmentId").asText())
        .isEqualTo(first.at("/shipments/0/shipmentId").asText());
    assertThat(done.at("/endangered/0/units").asInt()).isEqualTo(2);
    assertThat(done.at("/endangered/0/why").asText()).isEqualTo("ship node NEAR is out of use");
    assertThat(endangered()).contains("node-1");
    assertThat(listed("/v1/ship-nodes?active=false", "id")).containsExactly("NEAR");
    assertThat(listed("/v1/ship-nodes?active=true", "id")).containsExactly("FAR");
    assertThat(sender(committed("node-2", "NODE"))).isEqualTo("FAR by CHEAP");
    assertThat(
            api.post("/v1/reservations/%s/confirm".formatted(first.at("/reservation/id").asText()))
                .statusCode())
        .isEqualTo(200);
    assertThat(json(patch("/v1/ship-nodes/NEAR", false)).path("changed").asInt()).isZero();
    assertThat(json(patch("/v1/ship-nodes/NEAR", true)).path("changed").asInt()).isEqualTo(1);
    assertThat(endangered()).doesNotContain("node-1");
    assertThat(sender(committed("node-3", "NODE"))).isEqualTo("NEAR by CHEAP");
  }

  @Test
  void aCarrierServiceOutOfUseIsNoCandidate_andOldDecisionsReplayEqual() {
    stock("SERVICE", 9, "NEAR");
    JsonNode before = committed("service-1", "SERVICE");

    JsonNode done = json(patch("/v1/carrier-services/CHEAP", false));

    assertThat(done.at("/endangered/0/why").asText())
        .isEqualTo("carrier service CHEAP is out of use");
    JsonNode after = committed("service-2", "SERVICE", "\"explain\": \"full\",");
    assertThat(sender(after)).isEqualTo("NEAR by DEAR");
    assertThat(after.path("candidates").toString()).contains("is switched off");
    for (JsonNode decision : List.of(before, after)) {
      assertThat(
              json(other.post("/v1/decisions/" + decision.path("decisionId").asText() + "/replay"))
                  .path("equal")
                  .asBoolean())
          .isTrue();
    }
    patch("/v1/carrier-services/DEAR", false);
    JsonNode none = committed("service-3", "SERVICE");
    String why =
        other
            .get("/v1/decisions/%s/why-not/NEAR".formatted(none.path("decisionId").asText()))
            .body();
    assertThat(why).contains("CHEAP switched on").contains("SWITCH_ON_SERVICE");
    assertThat(listed("/v1/carrier-services?active=false", "id")).containsExactly("CHEAP", "DEAR");
  }

  @Test
  void anItemOutOfUseIsRefusedByItsPlace_andItsParcelsGoOn() {
    stock("ITEM", 9, "NEAR");
    JsonNode first = committed("item-1", "ITEM");

    JsonNode done = json(patch("/v1/items/ITEM", false));

    assertThat(done.at("/endangered/0/why").asText()).isEqualTo("item ITEM is out of use");
    for (String mode : List.of("commit", "evaluate")) {
      HttpResponse<String> refused =
          other.post(
              "/v1/decisions",
              TestService.order("item-2", "ITEM").replace("\"commit\"", "\"" + mode + "\""));
      assertThat(problem(refused))
          .isEqualTo("422 /problems/out-of-use\n/order/lines/0/sku is an item that is out of use");
    }
    assertThat(json(other.get("/v1/orders/item-1")).at("/parcels/0/state").asText())
        .isEqualTo("reserved");
    assertThat(
            other
                .post("/v1/reservations/%s/confirm".formatted(first.at("/reservation/id").asText()))
                .statusCode())
        .isEqualTo(200);
    assertThat(listed("/v1/items?active=false", "sku")).contains("ITEM");
    assertThat(listed("/v1/items?active=true&limit=500", "sku")).doesNotContain("ITEM");
    // A load that does not speak of it leaves it as it is.
    stock("ITEM", 9, "NEAR");
    assertThat(json(api.get("/v1/items/ITEM")).path("active").asBoolean()).isFalse();
    ok(
        api.put(
            "/v1/items",
            "text/csv",
            "sku,category,weightGrams,volumeCm3,longestSideMm,active\nITEM,home,400,2000,300,true\n"));
    assertThat(sender(committed("item-2", "ITEM"))).isEqualTo("NEAR by CHEAP");
  }

  @Test
  void whatWaitsOfAnItemOutOfUseIsTold_andSourcedOnceItIsBack() {
    stock("WAITS", 0, "NEAR");
    assertThat(committed("waits-1", "WAITS").path("outcome").asText()).isEqualTo("BACKORDERED");

    patch("/v1/items/WAITS", false);

    stock("WAITS", 9, "NEAR");
    assertThat(json(api.get("/v1/orders/waits-1")).at("/lines/0/exception").asText())
        .isEqualTo("item WAITS is out of use");
    JsonNode exceptions = json(api.get("/v1/orders?state=exception&limit=500"));
    assertThat(exceptions.path("items").findValuesAsText("exception"))
        .contains("line 1 item WAITS is out of use");
    assertThat(listed("/v1/orders?state=waiting", "orderId")).doesNotContain("waits-1");
    assertThat(json(api.get("/v1/orders/waits-1")).at("/lines/0/backordered").asInt()).isEqualTo(2);

    patch("/v1/items/WAITS", true);

    await(() ->
        json(api.get("/v1/orders/waits-1")).at("/lines/0/confirmed").asInt() == 2
            || json(api.get("/v1/orders/waits-1")).at("/lines/0/reserved").asInt() == 2);
  }

  @Test
  void aPositionOutOfUseOffersNothing_itsLedgerStays_andItComesBack() {
    stock("PLACE", 9, "NEAR");
    JsonNode first = committed("place-1", "PLACE");

    JsonNode done = json(patch("/v1/stock/PLACE/NEAR", false));

    assertThat(done.at("/endangered/0/why").asText())
        .isEqualTo("stock of PLACE at NEAR is out of use");
    JsonNode position = json(other.get("/v1/stock?sku=PLACE&active=false")).at("/items/0");
    assertThat(position.path("onHand").asInt()).isEqualTo(9);
    assertThat(position.path("reserved").asInt()).isEqualTo(2);
    assertThat(position.path("availableToPromise").asInt()).isZero();
    JsonNode waiting = committed("place-2", "PLACE");
    assertThat(waiting.path("outcome").asText()).isEqualTo("BACKORDERED");
    assertThat(waiting.path("summary").asText())
        .contains("NEAR has 9, 2 reserved, but has its stock of PLACE switched off");
    assertThat(
            other
                .get("/v1/decisions/%s/why-not/NEAR".formatted(waiting.path("decisionId").asText()))
                .body())
        .contains("The stock of PLACE at NEAR switched on");
    assertThat(
            other
                .post("/v1/reservations/%s/release".formatted(first.at("/reservation/id").asText()))
                .statusCode())
        .isEqualTo(200);
    stock("PLACE", 8, "NEAR");
    assertThat(json(api.get("/v1/orders/place-2")).at("/lines/0/backordered").asInt()).isEqualTo(2);

    patch("/v1/stock/PLACE/NEAR", true);

    await(() -> json(api.get("/v1/orders/place-2")).at("/lines/0/backordered").asInt() == 0);
    assertThat(json(api.get("/v1/stock?sku=PLACE")).at("/items/0/availableToPromise").asInt())
        .isEqualTo(6);
  }

  @Test
  void manyAtOnceByCsvOrJson_allOfThemOrNone() {
    stock("BULK-A", 9, "NEAR", "FAR");
    stock("BULK-B", 9, "NEAR");

    assertThat(problem(patch("/v1/items", "text/csv", "sku,active\nBULK-A,false\nBULK-C,false\n")))
        .isEqualTo("422 /problems/unknown-reference\n3 sku is no item");
    assertThat(
            problem(
                patch(
                    "/v1/stock",
                    "text/csv",
                    "shipNode,sku,active\nFAR,BULK-A,false\nFAR,BULK-B,false\n")))
        .isEqualTo("422 /problems/unknown-reference\n3 sku is no stock position at FAR");
    assertThat(problem(patch("/v1/items", "text/csv", "sku,active\nBULK-A,false\nBULK-A,true\n")))
        .isEqualTo("400 /problems/invalid-request\n3 sku is named twice");
    assertThat(problem(patch("/v1/items", "text/csv", "sku\nBULK-A\n")))
        .isEqualTo("400 /problems/invalid-request\n2 active is missing");
    assertThat(problem(patch("/v1/ship-nodes/NOWHERE", false)))
        .isEqualTo("404 /problems/not-found");
    assertThat(problem(patch("/v1/stock/BULK-B/FAR", false))).isEqualTo("404 /problems/not-found");
    assertThat(listed("/v1/items?active=false", "sku")).doesNotContain("BULK-A", "BULK-B");

    ok(patch("/v1/items", "text/csv", "sku,active\nBULK-A,false\nBULK-B,false\n"));
    ok(
        patch(
            "/v1/stock",
            "application/json",
            "[{\"shipNode\": \"NEAR\", \"sku\": \"BULK-A\", \"active\": false}]"));

    assertThat(listed("/v1/items?active=false", "sku")).contains("BULK-A", "BULK-B");
    assertThat(json(api.get("/v1/stock?sku=BULK-A&active=true")).path("items")).hasSize(1);
    ok(
        api.put(
            "/v1/stock",
            "text/csv",
            "shipNode,sku,onHand,active\nNEAR,BULK-A,5,true\nFAR,BULK-A,5,false\n"));
    assertThat(json(api.get("/v1/stock?sku=BULK-A&active=true")).at("/items/0/shipNode").asText())
        .isEqualTo("NEAR");
  }

  // What a caller does.

  private void stock(String sku, int onHand, String... nodes) {
    ok(
        api.put(
            "/v1/items",
            "text/csv",
            "sku,category,weightGrams,volumeCm3,longestSideMm\n" + sku + ",home,400,2000,300\n"));
    for (String node : nodes) {
      ok(
          api.put(
              "/v1/stock",
              "text/csv",
              "shipNode,sku,onHand\n%s,%s,%d\n".formatted(node, sku, onHand)));
    }
  }

  private JsonNode committed(String id, String sku, String... more) {
    HttpResponse<String> answer =
        other.post(
            "/v1/decisions",
            TestService.order(id, sku).replaceFirst("\\{", "{" + String.join("", more)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer);
  }

  private static String sender(JsonNode decision) {
    JsonNode parcel = decision.at("/shipments/0");
    return parcel.path("shipNode").asText() + " by " + parcel.path("carrierService").asText();
  }

  private HttpResponse<String> patch(String path, boolean active) {
    return patch(path, "application/json", "{\"active\": " + active + "}");
  }

  private HttpResponse<String> patch(String path, String type, String body) {
    return api.send(
        api.request(path)
            .header("Content-Type", type)
            .method("PATCH", BodyPublishers.ofString(body)));
  }

  private List<String> endangered() {
    return listed("/v1/orders?state=endangered&limit=500", "orderId");
  }

  private List<String> listed(String path, String field) {
    return json(other.get(path)).path("items").findValuesAsText(field);
  }

  private static void ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /// What the service does by itself takes a moment.
  private static void await(BooleanSupplier done) {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (!done.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
