package dev.whence.service.http.history;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Returned units come back into stock only when somebody has looked at them. Orders are of two
/// units, and five were there.
class GradingRoutesTest {
  private final TestClient api = TestService.client();

  @AfterEach
  void everythingAgrees() {
    assertThat(TestService.discrepancies()).isEmpty();
  }

  /// Each once: a repetition is none.
  @Test
  void receiptsGradingsAndWhatIsQuarantinedAreCounted() {
    double receipts = metric("whence_receipts_total");
    double gradings = metric("whence_gradings_total");
    double quarantined =
        metric("whence_quarantined_total{kind=\"return\",reason=\"more_than_shipped\"}");
    returned("metered-1", "METERED", "");
    String receipt =
        "[{\"eventId\": \"metered-r\", \"shipNode\": \"RENO\", \"sku\": \"METERED\", \"units\": 3}]";
    String tooMany =
        "[{\"returnId\": \"metered-2\", \"orderId\": \"metered-1\", \"lineId\": \"1\", \"units\": 9, \"reason\": \"x\", \"returnedAt\": \"2026-05-20T09:00:00Z\"}]";

    for (int i = 0; i < 2; i++) {
      assertThat(api.post("/v1/receipts", receipt).statusCode()).isEqualTo(200);
      assertThat(api.post("/v1/returns", tooMany).statusCode()).isEqualTo(200);
      grade(grading("metered-g", "metered-1-r", "RENO", 1, 0, ""));
    }

    assertThat(metric("whence_receipts_total") - receipts).isEqualTo(1);
    assertThat(metric("whence_gradings_total") - gradings).isEqualTo(1);
    assertThat(
            metric("whence_quarantined_total{kind=\"return\",reason=\"more_than_shipped\"}")
                - quarantined)
        .isEqualTo(1);
  }

  private double metric(String series) {
    return api.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .sum();
  }

  @Test
  void onlySellableUnitsComeBack_onceByTheGradingsId_andAtAnyNode() {
    returned("grade-1", "GRADE", "");
    assertThat(onHand("RENO", "GRADE")).isEqualTo(3);

    assertThat(
            grade(
                grading("grade-a", "grade-1-r", "RENO", 1, 0, ""),
                grading("grade-a", "grade-1-r", "RENO", 2, 0, ""),
                grading("grade-b", "grade-1-r", "DALLAS", 0, 1, "")))
        .isEqualTo("{\"added\":2,\"repeated\":1}");
    assertThat(grade(grading("grade-a", "grade-1-r", "RENO", 1, 0, "")))
        .isEqualTo("{\"added\":0,\"repeated\":1}");

    assertThat(onHand("RENO", "GRADE")).isEqualTo(4);
    assertThat(json(api.get("/v1/stock?sku=GRADE&shipNode=DALLAS")).path("items")).isEmpty();
    JsonNode newest = json(api.get("/v1/stock-movements?sku=GRADE&limit=1")).at("/items/0");
    assertThat(newest.path("kind").asText()).isEqualTo("RETURN");
    assertThat(newest.path("cause").asText()).isEqualTo("grade-a");
    assertThat(json(api.get("/v1/orders/grade-1")).path("timeline").findValuesAsText("detail"))
        .contains("RENO: 1 sellable and 0 damaged of return grade-1-r");
  }

  @Test
  void noMoreIsGradedThanCameBack_inOneRequestAndInSeveral() {
    returned("most-1", "MOST", "");

    assertThat(
            problem(
                post(
                    grading("most-a", "most-1-r", "RENO", 1, 0, ""),
                    grading("most-b", "most-1-r", "RENO", 1, 1, ""))))
        .isEqualTo(
            """
            422 /problems/grading-differs
            /1/sellable is too many: with damaged 2 units are graded, of 2 of MOST that came back 1 are graded already\
            """);
    assertThat(onHand("RENO", "MOST")).isEqualTo(3);
    grade(grading("most-a", "most-1-r", "RENO", 0, 2, ""));
    assertThat(problem(post(grading("most-b", "most-1-r", "RENO", 1, 0, "")))).startsWith("422 ");
    assertThat(onHand("RENO", "MOST")).isEqualTo(3);
  }

  @Test
  void whatComesBackServesWhoWaits() {
    returned("wait-1", "WAIT", "");
    api.post("/v1/decisions", TestService.order("wait-2", "WAIT").replace(": 2,", ": 4,"));
    assertThat(json(api.get("/v1/orders/wait-2")).at("/lines/0/backordered").asInt()).isEqualTo(1);
    JsonNode decided = json(api.get("/v1/orders/wait-2"));
    String reservation = decided.at("/parcels/0/reservationId").asText();
    assertThat(api.post("/v1/reservations/" + reservation + "/confirm").statusCode())
        .isEqualTo(200);

    grade(grading("wait-a", "wait-1-r", "RENO", 2, 0, ""));

    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (json(api.get("/v1/orders/wait-2")).at("/lines/0/confirmed").asInt() < 4) {
      assertThat(Instant.now()).isBefore(end);
    }
  }

  @Test
  void ofABundleTheComponentIsNamed_andAsManyCountAsAreInIt() {
    TestService.stock("SAUCER", 10, "RENO");
    returned(
        "set-1",
        "BOWL",
        "\"components\": [{\"sku\": \"BOWL\", \"quantity\": 1}, {\"sku\": \"SAUCER\", \"quantity\": 2}], ");

    assertThat(problem(post(grading("set-a", "set-1-r", "RENO", 1, 0, ""))))
        .isEqualTo(
            """
            422 /problems/grading-differs
            /0/sku must be one of BOWL, SAUCER, which return set-1-r is of\
            """);
    assertThat(problem(post(grading("set-a", "set-1-r", "RENO", 5, 0, ", \"sku\": \"SAUCER\""))))
        .contains("of 4 of SAUCER that came back 0");
    grade(
        grading("set-a", "set-1-r", "RENO", 3, 1, ", \"sku\": \"SAUCER\""),
        grading("set-b", "set-1-r", "RENO", 2, 0, ", \"sku\": \"BOWL\""));
    assertThat(onHand("RENO", "SAUCER")).isEqualTo(9);
    assertThat(onHand("RENO", "BOWL")).isEqualTo(5);
  }

  @Test
  void whatIsNotKnownIsToldByItsPlace() {
    returned("place-1", "PLACE", "");
    api.post("/v1/returns", "[" + back("place-q", "place-1", 1) + "]");
    api.post("/v1/returns", "[" + back("place-u", "nobody-knows", 1) + "]");
    var before = TestService.rowCounts();

    assertThat(
            problem(
                post(
                    grading("place-a", "none", "RENO", 1, 0, ""),
                    grading("place-b", "place-1-r", "ATLANTIS", 1, 0, ""),
                    grading("place-c", "place-1-r", "RENO", 1, 0, ", \"sku\": \"OTHER\""),
                    grading("place-d", "place-q", "RENO", 1, 0, ""),
                    grading("place-e", "place-u", "RENO", 1, 0, ""))))
        .isEqualTo(
            """
            422 /problems/grading-differs
            /0/returnId is no return
            /2/sku must be one of PLACE, which return place-1-r is of
            /3/returnId is in quarantine. Maybe accept it there first
            /4/sku is missing: the order of return place-u is not known
            /1/shipNode is no ship node\
            """);
    assertThat(
            problem(
                post(
                    grading("place-a", "none", "RENO", 1, 0, ""),
                    grading("place-b", "place-1-r", "ATLANTIS", 1, 0, ""))))
        .isEqualTo(
            """
            422 /problems/unknown-reference
            /0/returnId is no return
            /1/shipNode is no ship node\
            """);
    assertThat(problem(post(grading("place-a", "place-1-r", "RENO", 0, 0, ""))))
        .isEqualTo(
            "400 /problems/invalid-request\n/0/sellable and damaged are both 0: nothing was graded");
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  /// Units in somebody's hands came back, whatever becomes known of their order.
  @Test
  void aGradedReturnOfAnOrderThatBecomesKnownLaterStays() {
    TestService.stock("HANDS", 0, "RENO");
    api.post("/v1/returns", "[" + back("hands-r", "hands-1", 3) + "]");
    grade(grading("hands-a", "hands-r", "RENO", 3, 0, ", \"sku\": \"HANDS\""));

    String shipment =
        """
        [{"shipmentId": "hands-p", "orderId": "hands-1", "shipNode": "ELSEWHERE",
          "carrierService": "OTHER", "orderedAt": "2026-05-04T10:00:00Z", "originCountry": "US",
          "originTimeZone": "UTC", "destinationCountry": "US", "destinationTimeZone": "UTC",
          "distanceKm": 300, "weightGrams": 680, "currency": "USD",
          "lines": [{"lineId": "1", "sku": "HANDS", "units": 1}]}]
        """;
    assertThat(api.post("/v1/shipments", shipment).statusCode()).isEqualTo(200);

    assertThat(onHand("RENO", "HANDS")).isEqualTo(3);
    assertThat(json(api.get("/v1/quarantine?limit=500")).path("items").findValuesAsText("eventId"))
        .doesNotContain("hands-r");
  }

  /// An order of two units that were delivered and came back.
  private void returned(String order, String sku, String components) {
    TestService.stock(sku, 5, "RENO");
    HttpResponse<String> committed =
        api.post(
            "/v1/decisions",
            TestService.order(order, components.isEmpty() ? sku : "SET")
                .replace("\"quantity\": 2", components + "\"quantity\": 2"));
    assertThat(committed.statusCode()).as(committed.body()).isEqualTo(201);
    String parcel = json(committed).at("/shipments/0/shipmentId").asText();
    api.post(
        "/v1/shipment-events",
        "[{\"eventId\": \"%s-d\", \"shipmentId\": \"%s\", \"scan\": \"DELIVERED\", \"occurredAt\": \"2026-05-07T20:00:00Z\"}]"
            .formatted(order, parcel));
    HttpResponse<String> answer = api.post("/v1/returns", "[" + back(order + "-r", order, 2) + "]");
    assertThat(json(answer).path("added").asInt()).as(answer.body()).isEqualTo(1);
  }

  private static String back(String id, String order, int units) {
    return "{\"returnId\": \"%s\", \"orderId\": \"%s\", \"lineId\": \"1\", \"units\": %d, \"returnedAt\": \"2026-05-20T10:00:00Z\"}"
        .formatted(id, order, units);
  }

  private String grade(String... gradings) {
    HttpResponse<String> answer = post(gradings);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<String> post(String... gradings) {
    return api.post("/v1/gradings", "[" + String.join(",", gradings) + "]");
  }

  private static String grading(
      String id, String returnId, String node, int sellable, int damaged, String more) {
    return "{\"gradingId\": \"%s\", \"returnId\": \"%s\", \"shipNode\": \"%s\", \"sellable\": %d, \"damaged\": %d%s}"
        .formatted(id, returnId, node, sellable, damaged, more);
  }

  private int onHand(String node, String sku) {
    return json(api.get("/v1/stock?sku=" + sku + "&shipNode=" + node))
        .at("/items/0/onHand")
        .asInt();
  }
}
