package dev.whence.service.http.catalog;

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

/// Purchase orders, receipts, and what they mean to orders that wait. Orders are of two units.
class ReceiptRoutesTest {
  private final TestClient api = TestService.client();

  @AfterEach
  void everythingAgrees() {
    assertThat(TestService.discrepancies()).isEmpty();
  }

  @Test
  void aReceiptCountsOnceByItsId_alsoWithinARequest_andMakesThePosition() {
    TestService.stock("GET-IN", 0, "RENO");

    assertThat(
            receive(
                receipt("get-1", "DALLAS", "GET-IN", 5, ""),
                receipt("get-1", "RENO", "GET-IN", 9, ""),
                receipt("get-2", "DALLAS", "GET-IN", 1, "")))
        .isEqualTo("added 2, repeated 1");
    assertThat(receive(receipt("get-1", "RENO", "GET-IN", 9, ""))).isEqualTo("added 0, repeated 1");

    assertThat(stock("DALLAS", "GET-IN")).isEqualTo("6 on hand, 0 safety stock");
    assertThat(stock("RENO", "GET-IN")).isEqualTo("0 on hand, 0 safety stock");
    JsonNode movements = json(api.get("/v1/stock-movements?sku=GET-IN&shipNode=DALLAS"));
    assertThat(movements.path("items").findValuesAsText("kind")).containsOnly("RECEIVE");
    assertThat(movements.path("items").findValuesAsText("cause")).containsExactly("get-2", "get-1");
  }

  @Test
  void aReceiptReducesWhatIsExpected_whicheverIsToldFirst() {
    TestService.stock("DUE", 0, "RENO");
    expect(line("due-1", "DUE", 10, "2027-01-08"), line("due-2", "DUE", 4, "2027-01-05"));

    receive(receipt("due-a", "RENO", "DUE", 4, "'receiptId': 'due-1'"));
    receive(receipt("due-b", "RENO", "DUE", 3, "'receiptId': 'due-3'"));
    expect(line("due-3", "DUE", 5, "2027-01-06"));
    expect(line("due-1", "DUE", 10, "2027-01-09")); // again, with another date

    assertThat(expected("DUE"))
        .isEqualTo(
            "due-2: 4 of 4 on 2027-01-05, due-3: 2 of 5 on 2027-01-06, due-1: 6 of 10 on 2027-01-09");
    receive(receipt("due-c", "RENO", "DUE", 9, "'receiptId': 'due-1'"));
    expect(line("due-2", "DUE", 0, "2027-01-05"));
    assertThat(expected("DUE")).isEqualTo("due-3: 2 of 5 on 2027-01-06");
    assertThat(stock("RENO", "DUE")).isEqualTo("16 on hand, 0 safety stock");
  }

  @Test
  void theListComesInPages() {
    TestService.stock("PAGED", 0, "RENO");
    expect(line("paged-1", "PAGED", 1, "2027-01-08"), line("paged-2", "PAGED", 1, "2027-01-08"));

    JsonNode first = json(api.get("/v1/expected-receipts?sku=PAGED&shipNode=RENO&limit=1"));
    JsonNode second =
        json(
            api.get(
                "/v1/expected-receipts?sku=PAGED&limit=1&cursor="
                    + first.path("nextCursor").asText()));

    assertThat(first.at("/items/0/receiptId").asText()).isEqualTo("paged-1");
    assertThat(second.at("/items/0/receiptId").asText()).isEqualTo("paged-2");
    assertThat(second.has("nextCursor")).isFalse();
    assertThat(problem(api.get("/v1/expected-receipts?cursor=WyJ4IiwieSJd"))).startsWith("400 ");
    assertThat(problem(api.get("/v1/expected-receipts?cursor=WyIyMDI3LTAyLTMxIiwieSJd")))
        .startsWith("400 ");
  }

  @Test
  void whatHappenedBeforeTheLastCountIsInIt() {
    TestService.stock("COUNTED", 0, "DALLAS");
    api.put(
        "/v1/stock",
        "text/csv",
        "shipNode,sku,onHand,countedAt\nRENO,COUNTED,7,2026-11-20T10:00:00Z\n");

    assertThat(
            receive(
                receipt("counted-1", "RENO", "COUNTED", 5, "'receivedAt': '2026-11-20T09:00:00Z'"),
                receipt("counted-2", "RENO", "COUNTED", 2, "'receivedAt': '2026-11-20T11:00:00Z'")))
        .isEqualTo("added 2, repeated 0");

    assertThat(stock("RENO", "COUNTED")).isEqualTo("9 on hand, 0 safety stock");
  }

  @Test
  void whatIsNotLoadedIsToldByItsPlace_andNothingIsReceived() {
    TestService.stock("LOADED", 0, "RENO");
    var before = TestService.rowCounts();

    assertThat(
            problem(
                api.post(
                    "/v1/receipts",
                    list(
                        receipt("u-1", "RENO", "LOADED", 1, ""),
                        receipt("u-2", "ATLANTIS", "LOADED", 1, ""),
                        receipt("u-3", "RENO", "UNOBTAINIUM", 1, "")))))
        .isEqualTo(
            """
            422 /problems/unknown-reference
            /1/shipNode is no ship node
            /2/sku is no item\
            """);
    assertThat(
            problem(
                api.put(
                    "/v1/expected-receipts",
                    "text/csv",
                    "receiptId,shipNode,sku,units,expectedOn\nu,ATLANTIS,LOADED,1,2027-01-05\n")))
        .isEqualTo("422 /problems/unknown-reference\n2 shipNode is no ship node");
    assertThat(
            problem(
                api.put(
                    "/v1/expected-receipts",
                    "application/json",
                    list(
                        line("u", "LOADED", 1, "2027-01-05"),
                        line("u", "LOADED", -1, "2027-01-05")))))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /1/units must be a whole number from 0 to 10000000
            /1/receiptId is in /0, too\
            """);
    assertThat(problem(api.post("/v1/receipts", list(receipt("u-1", "RENO", "LOADED", 0, "")))))
        .startsWith("400 ");
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void anOrderThatWaitsTellsTheEarliestReceipt_asTheAnswerIsMade_andIsSourcedWhenItComes() {
    TestService.stock("WAITS", 0, "RENO");
    expect(line("waits-2", "WAITS", 6, "2027-02-01"), line("waits-1", "WAITS", 3, "2027-01-15"));

    JsonNode decided = json(api.post("/v1/decisions", TestService.order("waits-1", "WAITS")));

    assertThat(decided.path("outcome").asText()).isEqualTo("BACKORDERED");
    assertThat(decided.at("/shortages/0/expected").toString())
        .isEqualTo(
            "{\"receiptId\":\"waits-1\",\"on\":\"2027-01-15\",\"shipNode\":\"RENO\",\"units\":3}");
    expect(line("waits-1", "WAITS", 0, "2027-01-15"));
    String id = decided.path("decisionId").asText();
    JsonNode later = json(api.get("/v1/decisions/" + id));
    assertThat(later.at("/shortages/0/expected/receiptId").asText()).isEqualTo("waits-2");
    assertThat(later.path("summary")).isEqualTo(decided.path("summary"));
    assertThat(json(api.post("/v1/decisions/" + id + "/replay")).path("equal").asBoolean(true))
        .isTrue();

    receive(receipt("waits-e", "RENO", "WAITS", 6, "'receiptId': 'waits-2'"));

    awaitConfirmed("waits-1", 2);
    assertThat(json(api.get("/v1/decisions/" + id)).at("/shortages/0").has("expected")).isFalse();
  }

  @Test
  void whatComesToANodeThatMayNotSendIsNotWaitedFor() {
    TestService.stock("MAY-NOT", 0, "RENO", "DALLAS");
    expect(
        line("may-not-1", "MAY-NOT", 9, "2027-01-05"),
        line("may-not-2", "MAY-NOT", 9, "2027-01-12").replace("RENO", "DALLAS"));
    String pinned = "\"pins\": [{\"lineId\": \"1\", \"shipNode\": \"DALLAS\", \"units\": 2}]";

    assertThat(awaited("")).isEqualTo("may-not-1");
    assertThat(awaited("\"excludeNodes\": [\"RENO\"]")).isEqualTo("may-not-2");
    assertThat(awaited("\"excludeNodes\": [\"RENO\"], \"explain\": \"none\""))
        .isEqualTo("may-not-2");
    assertThat(awaited(pinned)).isEqualTo("may-not-2");

    JsonNode decided =
        json(api.post("/v1/decisions", demanding("may-not", "\"explain\": \"none\", " + pinned)));
    String id = decided.path("decisionId").asText();
    assertThat(decided.at("/shortages/0/expected/receiptId").asText()).isEqualTo("may-not-2");
    assertThat(json(api.get("/v1/decisions/" + id)).at("/shortages/0/expected/receiptId").asText())
        .isEqualTo("may-not-2");
  }

  private String awaited(String demands) {
    String order = demanding("may-not-asked", demands).replaceFirst("\"commit\"", "\"evaluate\"");
    return json(api.post("/v1/decisions", order)).at("/shortages/0/expected/receiptId").asText();
  }

  private static String demanding(String orderId, String demands) {
    String order = TestService.order(orderId, "MAY-NOT");
    return demands.isEmpty() ? order : order.replaceFirst("\\{", "{" + demands + ", ");
  }

  @Test
  void anOrderOfGoodsThatNoNodeHasHeldYetWaitsForThoseOnTheirWay() {
    api.put(
        "/v1/items",
        "application/json",
        "[{\"sku\": \"NEW-HERE\", \"category\": \"home\", \"weightGrams\": 400, \"volumeCm3\": 2000, \"longestSideMm\": 300}]");
    expect(
        line("new-here", "NEW-HERE", 6, "2027-01-15"),
        line("new-there", "NEW-HERE", 6, "2027-01-18").replace("RENO", "DALLAS"));
    assertThat(
            json(api.get("/v1/stock-movements?sku=NEW-HERE"))
                .path("items")
                .findValuesAsText("kind"))
        .containsExactly("EXPECT", "EXPECT");

    JsonNode decided = json(api.post("/v1/decisions", TestService.order("new-here", "NEW-HERE")));

    assertThat(decided.path("outcome").asText()).as("%s", decided).isEqualTo("BACKORDERED");
    assertThat(decided.at("/shortages/0/expected/on").asText()).isEqualTo("2027-01-15");
    receive(receipt("new-here-e", "RENO", "NEW-HERE", 6, "'receiptId': 'new-here'"));
    awaitConfirmed("new-here", 2);
  }

  /// Two of each were there and the kits want three; the cloth is there.
  @Test
  void aBundleWaitsForTheComponentThatComesLast_ofThoseThatAreTooFew() {
    TestService.stock("EXP-CAM", 2, "RENO");
    TestService.stock("EXP-LENS", 2, "RENO");
    TestService.stock("EXP-CLOTH", 9, "RENO");
    expect(
        line("kit-cam", "EXP-CAM", 5, "2027-01-15"),
        line("kit-cloth", "EXP-CLOTH", 5, "2027-03-01"));
    String kits =
        TestService.order("exp-kit", "EXP-KIT")
            .replace(
                "\"quantity\": 2",
                "\"components\": [{\"sku\": \"EXP-CAM\", \"quantity\": 1}, {\"sku\": \"EXP-LENS\", \"quantity\": 1}, {\"sku\": \"EXP-CLOTH\", \"quantity\": 1}], \"together\": true, \"quantity\": 3");

    JsonNode decided = json(api.post("/v1/decisions", kits));

    assertThat(decided.at("/shortages/0/reason").asText())
        .as(decided.toString())
        .isEqualTo("NO_STOCK");
    assertThat(decided.at("/shortages/0").has("expected")).isFalse();
    expect(line("kit-lens", "EXP-LENS", 5, "2027-02-01"));
    String id = decided.path("decisionId").asText();
    assertThat(json(api.get("/v1/decisions/" + id)).at("/shortages/0/expected").toString())
        .isEqualTo(
            "{\"receiptId\":\"kit-lens\",\"sku\":\"EXP-LENS\",\"on\":\"2027-02-01\",\"shipNode\":\"RENO\",\"units\":5}");
    assertThat(
            json(api.get("/v1/exceptions?kind=waiting&order=exp-kit"))
                .at("/items/0/detail")
                .asText())
        .isEqualTo("expected 2027-02-01");
    expect(line("kit-lens", "EXP-LENS", 0, "2027-02-01"));
    assertThat(
            json(api.get("/v1/exceptions?kind=waiting&order=exp-kit"))
                .at("/items/0/detail")
                .asText())
        .isEqualTo("nothing is expected");
  }

  private HttpResponse<String> expect(String... lines) {
    HttpResponse<String> answer = api.put("/v1/expected-receipts", "application/json", list(lines));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private String receive(String... receipts) {
    HttpResponse<String> answer = api.post("/v1/receipts", list(receipts));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return "added %d, repeated %d"
        .formatted(json(answer).path("added").asInt(), json(answer).path("repeated").asInt());
  }

  private static String list(String... rows) {
    return "[" + String.join(",", rows) + "]";
  }

  private static String line(String id, String sku, int units, String day) {
    return "{\"receiptId\": \"%s\", \"shipNode\": \"RENO\", \"sku\": \"%s\", \"units\": %d, \"expectedOn\": \"%s\"}"
        .formatted(id, sku, units, day);
  }

  private static String receipt(String id, String node, String sku, int units, String more) {
    return "{'eventId': '%s', 'shipNode': '%s', 'sku': '%s', 'units': %d%s}"
        .formatted(id, node, sku, units, more.isEmpty() ? "" : ", " + more)
        .replace('\'', '"');
  }

  private String stock(String node, String sku) {
    JsonNode position = json(api.get("/v1/stock?sku=" + sku + "&shipNode=" + node)).at("/items/0");
    return "%d on hand, %d safety stock"
        .formatted(position.path("onHand").asInt(), position.path("safetyStock").asInt());
  }

  private String expected(String sku) {
    var text = new java.util.StringJoiner(", ");
    for (JsonNode one : json(api.get("/v1/expected-receipts?sku=" + sku)).path("items")) {
      text.add(
          "%s: %d of %d on %s"
              .formatted(
                  one.path("receiptId").asText(),
                  one.path("open").asInt(),
                  one.path("units").asInt(),
                  one.path("expectedOn").asText()));
    }
    return text.toString();
  }

  /// What the service does by itself takes a moment.
  private void awaitConfirmed(String order, int units) {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (true) {
      JsonNode line = json(api.get("/v1/orders/" + order)).at("/lines/0");
      if (line.path("confirmed").asInt() == units) {
        return;
      }
      assertThat(Instant.now()).as("%s", line).isBefore(end);
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
