package dev.whence.service.http.history;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Scans and returns that repeat, come late, out of order, or cannot be true. Orders are placed on
/// 2026-05-04 at 16:00Z.
class EventsInTest {
  private final TestClient api = TestService.client();

  @AfterEach
  void everythingAgrees() {
    assertThat(TestService.discrepancies()).isEmpty();
  }

  @Test
  void theFirstOfTwoScansWithOneIdCounts_inOneRequestAndInTwo() {
    String parcel = parcel("twice-scan-1", "TWICE-SCANNED");

    JsonNode answer =
        events(
            event("twice-e", parcel, "HANDED_OVER", "2026-05-05T10:00:00Z"),
            event("twice-e", parcel, "DELIVERED", "2026-05-06T10:00:00Z"));

    assertThat(counted(answer)).isEqualTo("added 1, repeated 1, quarantined 0");
    assertThat(counted(events(event("twice-e", parcel, "DELIVERED", "2026-05-06T10:00:00Z"))))
        .isEqualTo("added 0, repeated 1, quarantined 0");
    JsonNode shipment = json(api.get("/v1/shipments/" + parcel));
    assertThat(shipment.path("handedOverAt").asText()).isEqualTo("2026-05-05T10:00:00Z");
    assertThat(shipment.has("deliveredAt")).isFalse();
  }

  @Test
  void theFirstOfTwoReturnsWithOneIdCounts() {
    deliver(parcel("again-1", "CAME-AGAIN"), "again");

    assertThat(
            counted(
                returns(
                    returned("again-r", "again-1", 1, "2026-05-20T10:00:00Z"),
                    returned("again-r", "again-1", 2, "2026-05-20T10:00:00Z"))))
        .isEqualTo("added 1, repeated 1, quarantined 0");
    assertThat(units("again-1", "returned")).isEqualTo(1);
  }

  @Test
  void nothingThatComesLaterUndoesADelivery() {
    String parcel = parcel("done-1", "DONE");
    events(event("done-1", parcel, "DELIVERED", "2026-05-07T10:00:00Z"));

    events(event("done-2", parcel, "EXCEPTION", "2026-05-08T10:00:00Z"));
    events(event("done-3", parcel, "IN_TRANSIT", "2026-05-09T10:00:00Z"));
    events(event("done-4", parcel, "HANDED_OVER", "2026-05-09T11:00:00Z"));

    assertThat(delivered(parcel)).isEqualTo("2026-05-07T10:00:00Z, handed over ");
    assertThat(units("done-1", "delivered")).isEqualTo(2);
    events(event("done-5", parcel, "HANDED_OVER", "2026-05-05T10:00:00Z"));
    assertThat(delivered(parcel))
        .isEqualTo("2026-05-07T10:00:00Z, handed over 2026-05-05T10:00:00Z");
    assertThat(available("DONE")).isEqualTo(3);
  }

  @Test
  void scansOfTheYear2100AndFromBeforeTheOrderDoNotCount() {
    String parcel = parcel("odd-1", "ODD");

    JsonNode answer =
        events(
            event("odd-1", parcel, "DELIVERED", "2100-01-01T00:00:00Z"),
            event("odd-2", parcel, "HANDED_OVER", "2026-05-03T15:59:59Z"),
            event("odd-3", parcel, "HANDED_OVER", "2026-05-05T10:00:00Z"));

    assertThat(counted(answer)).isEqualTo("added 1, repeated 0, quarantined 2");
    assertThat(answer.path("quarantined").path("reasons").findValuesAsText("code"))
        .containsExactly("FUTURE", "BEFORE_ORDER");
    assertThat(answer.at("/quarantined/reasons/0/reason").asText())
        .startsWith("occurredAt 2100-01-01T00:00:00Z is more than 7 days ahead of now");
    assertThat(answer.at("/quarantined/reasons/1/reason").asText())
        .contains("2026-05-03T15:59:59Z")
        .contains("2026-05-04T16:00:00Z");
    assertThat(units("odd-1", "shipped")).isEqualTo(2);
    assertThat(counted(events(event("odd-1", parcel, "LOST", "2026-05-06T00:00:00Z"))))
        .isEqualTo("added 0, repeated 1, quarantined 0");
  }

  @Test
  void aScanADayBeforeTheOrderAndOneADayAheadOfNowCount() {
    String parcel = parcel("edge-1", "EDGE");

    assertThat(
            counted(
                events(
                    event("edge-1", parcel, "HANDED_OVER", "2026-05-03T16:00:00Z"),
                    event("edge-2", parcel, "IN_TRANSIT", fromNow(6)),
                    event("edge-3", parcel, "IN_TRANSIT", fromNow(8)))))
        .isEqualTo("added 2, repeated 0, quarantined 1");
  }

  @Test
  void scansThatCameBeforeTheirShipmentAreJudgedWhenItIsKnown() {
    assertThat(
            counted(
                events(
                    event("late-1", "late-parcel", "HANDED_OVER", "2020-01-01T00:00:00Z"),
                    event("late-2", "late-parcel", "HANDED_OVER", "2026-05-05T00:00:00Z"))))
        .isEqualTo("added 2, repeated 0, quarantined 0");

    shipment("late-parcel", "late-1", 1);

    assertThat(json(api.get("/v1/shipments/late-parcel")).path("handedOverAt").asText())
        .isEqualTo("2026-05-05T00:00:00Z");
    assertThat(entry("SHIPMENT_EVENT", "late-1").path("code").asText()).isEqualTo("BEFORE_ORDER");
    assertThat(counted(events(event("late-1", "late-parcel", "LOST", "2026-05-06T00:00:00Z"))))
        .isEqualTo("added 0, repeated 1, quarantined 0");
  }

  @Test
  void noMoreUnitsComeBackThanWereShipped_addedUpOverReturns() {
    deliver(parcel("many-1", "MANY"), "many");

    JsonNode answer =
        returns(
            returned("many-1", "many-1", 1, "2026-05-20T10:00:00Z"),
            returned("many-2", "many-1", 2, "2026-05-20T10:00:00Z"),
            returned("many-3", "many-1", 1, "2026-05-20T10:00:00Z"),
            returned("many-4", "many-1", 1, "2026-05-03T10:00:00Z"),
            returned("many-5", "many-1", 1, "2099-05-03T10:00:00Z"));

    assertThat(counted(answer)).isEqualTo("added 2, repeated 0, quarantined 3");
    assertThat(answer.path("quarantined").path("reasons").findValuesAsText("code"))
        .containsExactly("MORE_THAN_SHIPPED", "BEFORE_ORDER", "FUTURE");
    assertThat(answer.at("/quarantined/reasons/0/reason").asText())
        .startsWith("2 units of line 1 come back, of 2 that were shipped 1 came back before.");
    assertThat(units("many-1", "returned")).isEqualTo(2);
    assertThat(counted(returns(returned("many-2", "many-1", 1, "2026-05-20T10:00:00Z"))))
        .isEqualTo("added 0, repeated 1, quarantined 0");
    assertThat(units("many-1", "returned")).isEqualTo(2);
  }

  @Test
  void aReturnThatOvertakesTheScansOfItsParcelCountsAsSoonAsTheyCome() {
    String parcel = parcel("ahead-1", "AHEAD");

    assertThat(counted(returns(returned("ahead-r", "ahead-1", 2, "2026-05-20T10:00:00Z"))))
        .isEqualTo("added 0, repeated 0, quarantined 1");
    deliver(parcel, "ahead");

    assertThat(units("ahead-1", "returned")).isEqualTo(2);
    assertThat(waiting("RETURN")).doesNotContain("ahead-r");
    assertThat(resolved("ahead-r")).isEqualTo("FITS");
    assertThat(counted(returns(returned("ahead-r", "ahead-1", 2, "2026-05-20T10:00:00Z"))))
        .isEqualTo("added 0, repeated 1, quarantined 0");
  }

  @Test
  void aReturnOfAnOrderThatIsNotKnownIsJudgedWhenItIs() {
    assertThat(
            counted(
                returns(
                    returned("known-r", "known-1", 5, "2026-05-20T10:00:00Z"),
                    returned("known-s", "known-1", 1, "2026-05-20T10:00:00Z"))))
        .isEqualTo("added 2, repeated 0, quarantined 0");

    shipment("known-parcel", "known-1", 2);

    assertThat(waiting("RETURN")).contains("known-r").doesNotContain("known-s");
    shipment("known-parcel-2", "known-1", 4);
    assertThat(resolved("known-r")).isEqualTo("FITS");
  }

  @Test
  void ofABundleSoManyBundlesComeBack() {
    TestService.stock("CUP", 10, "RENO");
    TestService.stock("PLATE", 10, "RENO");
    String order =
        TestService.order("bundle-1", "TABLE-SET")
            .replace(
                "\"quantity\": 2",
                "\"quantity\": 2, \"components\": [{\"sku\": \"CUP\", \"quantity\": 2}, {\"sku\": \"PLATE\", \"quantity\": 1}]");
    HttpResponse<String> committed = api.post("/v1/decisions", order);
    assertThat(committed.statusCode()).as(committed.body()).isEqualTo(201);
    deliver(json(committed).at("/shipments/0/shipmentId").asText(), "bundle");

    assertThat(
            counted(
                returns(
                    returned("bundle-r", "bundle-1", 2, "2026-05-20T10:00:00Z"),
                    returned("bundle-s", "bundle-1", 1, "2026-05-20T10:00:00Z"))))
        .isEqualTo("added 1, repeated 0, quarantined 1");
  }

  @Test
  void whatIsAcceptedCountsAfterAll_andWhatIsDiscardedDoesNot() {
    String parcel = parcel("look-1", "LOOK");
    events(
        event("look-1", parcel, "HANDED_OVER", "2026-05-01T10:00:00Z"),
        event("look-2", parcel, "DELIVERED", "2100-05-01T10:00:00Z"));
    returns(returned("look-r", "look-1", 3, "2026-05-20T10:00:00Z"));
    String first = entry("SHIPMENT_EVENT", "look-1").path("quarantineId").asText();
    String second = entry("SHIPMENT_EVENT", "look-2").path("quarantineId").asText();
    JsonNode held = entry("RETURN", "look-r");

    JsonNode accepted = json(api.post("/v1/quarantine/" + first + "/accept"));
    JsonNode discarded = json(api.post("/v1/quarantine/" + second + "/discard"));
    String third = held.path("quarantineId").asText();
    assertThat(api.post("/v1/quarantine/" + third + "/accept").statusCode()).isEqualTo(200);
    assertThat(api.post("/v1/quarantine/" + third + "/accept").statusCode()).isEqualTo(200);

    assertThat(held.path("body").path("units").asInt()).isEqualTo(3);
    assertThat(accepted.path("how").asText()).isEqualTo("ACCEPTED");
    assertThat(discarded.path("how").asText()).isEqualTo("DISCARDED");
    assertThat(json(api.get("/v1/shipments/" + parcel)).path("handedOverAt").asText())
        .isEqualTo("2026-05-01T10:00:00Z");
    assertThat(available("LOOK")).isEqualTo(3);
    assertThat(units("look-1", "shipped")).isEqualTo(2);
    assertThat(units("look-1", "returned")).isEqualTo(3);
    assertThat(waiting("")).doesNotContain("look-1", "look-2", "look-r");
    assertThat(counted(events(event("look-2", parcel, "DELIVERED", "2026-05-07T10:00:00Z"))))
        .isEqualTo("added 0, repeated 1, quarantined 0");
    assertThat(problem(api.post("/v1/quarantine/" + third + "/discard")))
        .isEqualTo("404 /problems/not-found");
    assertThat(problem(api.post("/v1/quarantine/none/accept")))
        .isEqualTo("404 /problems/not-found");
  }

  /// Otherwise it would be judged anew, and lost.
  @Test
  void anAcceptedScanOfAnUnknownShipmentStaysAccepted() {
    events(event("stay-1", "stay-parcel", "HANDED_OVER", "2100-01-01T00:00:00Z"));
    String id = entry("SHIPMENT_EVENT", "stay-1").path("quarantineId").asText();
    api.post("/v1/quarantine/" + id + "/accept");

    shipment("stay-parcel", "stay-1", 1);

    assertThat(json(api.get("/v1/shipments/stay-parcel")).path("handedOverAt").asText())
        .isEqualTo("2100-01-01T00:00:00Z");
  }

  @Test
  void theListComesInPagesAndByKind() {
    events(
        event("page-1", "page-parcel", "LOST", "2100-01-01T00:00:00Z"),
        event("page-2", "page-parcel", "LOST", "2100-01-01T00:00:00Z"));

    JsonNode page = json(api.get("/v1/quarantine?kind=SHIPMENT_EVENT&limit=1"));

    assertThat(page.path("items")).hasSize(1);
    JsonNode next =
        json(
            api.get(
                "/v1/quarantine?kind=SHIPMENT_EVENT&limit=1&cursor="
                    + page.path("nextCursor").asText()));
    assertThat(next.at("/items/0/quarantineId").asInt())
        .isGreaterThan(page.at("/items/0/quarantineId").asInt());
    assertThat(problem(api.get("/v1/quarantine?kind=PARCEL")))
        .isEqualTo("400 /problems/invalid-request\nkind must be one of SHIPMENT_EVENT, RETURN");
    assertThat(problem(api.get("/v1/quarantine?cursor=x"))).startsWith("400 ");
  }

  @Test
  void reasonsAreToldUpToAHundred() {
    var events = new String[150];
    for (int i = 0; i < events.length; i++) {
      events[i] = event("bulk-" + i, "bulk", "LOST", "2100-01-01T00:00:00Z");
    }

    JsonNode answer = events(events);

    assertThat(answer.at("/quarantined/count").asInt()).isEqualTo(150);
    assertThat(answer.at("/quarantined/reasons")).hasSize(100);
  }

  /// What used to overflow a number of PostgreSQL, or might.
  @Test
  void neitherHugeNorStrangeRowsFailTheService() {
    for (int i = 0; i < 3; i++) {
      shipment("huge-" + i, "huge", 1_000_000);
    }
    var rows = new String[2_200];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = returned("huge-r" + i, "huge-unknown", 1_000_000, "2026-05-20T10:00:00Z");
    }
    assertThat(counted(returns(rows))).isEqualTo("added 2200, repeated 0, quarantined 0");
    assertThat(counted(events(event("huge-e", "huge-0", "HANDED_OVER", "1900-01-01T00:00:00Z"))))
        .isEqualTo("added 0, repeated 0, quarantined 1");
    for (String time :
        List.of(
            "2026-05-05T10:00:00.123456789Z",
            "2026-05-05T10:00:00+18:00",
            "2199-12-31T23:59:59Z")) {
      assertThat(counted(events(event("huge-" + time, "huge-0", "ODD \uD83D\uDE80", time))))
          .doesNotContain("added 0, repeated 1");
    }
    for (String body :
        List.of(
            "[{}]",
            "{}",
            "[null]",
            "[[]]",
            "[{\"eventId\": \"a\\u0000b\"}]",
            "[{\"eventId\": \"\\ud800\", \"returnId\": \"\\ud800\"}]",
            "[{\"units\": 99999999999999999999}]",
            "[{\"occurredAt\": \"2026-02-30T00:00:00Z\", \"returnedAt\": \"+999999999-01-01T00:00:00Z\"}]")) {
      assertThat(problem(api.post("/v1/shipment-events", body))).as(body).startsWith("400 ");
      assertThat(problem(api.post("/v1/returns", body))).as(body).startsWith("400 ");
    }
  }

  // What a caller does.

  /// Parcel of an order of two units of which five were there.
  private String parcel(String order, String sku) {
    TestService.stock(sku, 5, "RENO");
    return json(api.post("/v1/decisions", TestService.order(order, sku)))
        .at("/shipments/0/shipmentId")
        .asText();
  }

  private void deliver(String parcel, String id) {
    events(
        event(id + "-handed-over", parcel, "HANDED_OVER", "2026-05-05T20:00:00Z"),
        event(id + "-delivered", parcel, "DELIVERED", "2026-05-07T20:00:00Z"));
  }

  private void shipment(String id, String order, int units) {
    HttpResponse<String> answer =
        api.post(
            "/v1/shipments",
            """
            [{"shipmentId": "%s", "orderId": "%s", "shipNode": "ELSEWHERE", "carrierService": "OTHER",
              "orderedAt": "2026-05-04T10:00:00Z", "originCountry": "US", "originTimeZone": "UTC",
              "destinationCountry": "US", "destinationTimeZone": "UTC", "distanceKm": 300,
              "weightGrams": 680, "currency": "USD",
              "lines": [{"lineId": "1", "sku": "X", "units": %d}]}]
            """
                .formatted(id, order, units));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private JsonNode events(String... events) {
    return sent("/v1/shipment-events", events);
  }

  private JsonNode returns(String... returns) {
    return sent("/v1/returns", returns);
  }

  private JsonNode sent(String path, String... rows) {
    HttpResponse<String> answer = api.post(path, "[" + String.join(",", rows) + "]");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private static String event(String id, String parcel, String scan, String at) {
    return "{\"eventId\": \"%s\", \"shipmentId\": \"%s\", \"scan\": \"%s\", \"occurredAt\": \"%s\"}"
        .formatted(id, parcel, scan, at);
  }

  private static String returned(String id, String order, int units, String at) {
    return "{\"returnId\": \"%s\", \"orderId\": \"%s\", \"lineId\": \"1\", \"units\": %d, \"returnedAt\": \"%s\"}"
        .formatted(id, order, units, at);
  }

  private static String fromNow(int days) {
    return Instant.now().plus(days, ChronoUnit.DAYS).toString();
  }

  // What is looked at.

  private static String counted(JsonNode answer) {
    return "added %d, repeated %d, quarantined %d"
        .formatted(
            answer.path("added").asInt(),
            answer.path("repeated").asInt(),
            answer.at("/quarantined/count").asInt());
  }

  private String delivered(String parcel) {
    JsonNode shipment = json(api.get("/v1/shipments/" + parcel));
    return shipment.path("deliveredAt").asText()
        + ", handed over "
        + shipment.path("handedOverAt").asText();
  }

  private int units(String order, String state) {
    return json(api.get("/v1/orders/" + order)).at("/lines/0/" + state).asInt();
  }

  private int available(String sku) {
    return json(api.get("/v1/stock/" + sku)).at("/items/0/availableToPromise").asInt();
  }

  private List<String> waiting(String kind) {
    return json(api.get("/v1/quarantine?limit=500" + (kind.isEmpty() ? "" : "&kind=" + kind)))
        .path("items")
        .findValuesAsText("eventId");
  }

  private JsonNode entry(String kind, String id) {
    for (JsonNode entry : json(api.get("/v1/quarantine?limit=500&kind=" + kind)).path("items")) {
      if (entry.path("eventId").asText().equals(id)) {
        return entry;
      }
    }
    throw new AssertionError(id);
  }

  private String resolved(String id) {
    for (JsonNode entry : json(api.get("/v1/quarantine?limit=500&resolved=true")).path("items")) {
      if (entry.path("eventId").asText().equals(id)) {
        return entry.path("how").asText();
      }
    }
    throw new AssertionError(id);
  }
}
