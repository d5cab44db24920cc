package dev.whence.service.http.decisions;

import static dev.whence.service.TestService.order;
import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.records.DecisionId;
import dev.whence.service.records.GoldenDecisions;
import dev.whence.service.sourcing.RecordedInstead;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionRoutesTest {
  private final TestClient api = TestService.client();

  @Test
  void aCommittedDecisionIsAnswered201AndCanBeReadAgain() {
    TestService.stock("READ", 10, "RENO", "DALLAS", "TACOMA");

    HttpResponse<String> created = api.post("/v1/decisions", order("read-1", "READ"));

    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    assertThat(json(created).path("outcome").asText()).isEqualTo("ALLOCATED");
    assertThat(json(created).path("reservation").path("status").asText()).isEqualTo("HELD");
    String location = created.headers().firstValue("Location").orElseThrow();
    assertThat(location).isEqualTo("/v1/decisions/" + json(created).path("decisionId").asText());
    assertThat(api.get(location).body()).isEqualTo(created.body());
  }

  @Test
  void theSummaryTellsTheDecisionInOneSentence() {
    TestService.stock("SUM", 10, "RENO", "DALLAS", "TACOMA");

    JsonNode decision = json(api.post("/v1/decisions", order("sum-1", "SUM")));

    assertThat(decision.path("summary").asText())
        .matches(
            "Ships 2 units of SUM from RENO by \\w+ on 2026-05-04, there by 2026-05-11 with"
                + " (over )?\\d+ %, [0-9.]+ USD for freight and handling and [0-9.]+ USD for expected"
                + " returns\\..* Next best is DALLAS by \\w+: [0-9.]+ USD more in freight\\.");
  }

  @Test
  void costTermsAddUpExactlyForWinnerAndLosers() {
    TestService.stock("COST", 10, "RENO", "DALLAS", "TACOMA");

    String full = order("cost-1", "COST").replaceFirst("\\{", "{\"explain\": \"full\",");

    JsonNode decision = json(api.post("/v1/decisions", full));

    assertThat(decision.findValues("costMinor")).hasSizeGreaterThan(5);
    for (JsonNode cost : decision.findValues("costMinor")) {
      BigDecimal sum = BigDecimal.ZERO;
      for (var term : cost.properties()) {
        if (!term.getKey().equals("total")) {
          sum = sum.add(term.getValue().decimalValue());
        }
      }
      assertThat(sum).isEqualByComparingTo(cost.path("total").decimalValue());
    }
  }

  @Test
  void evaluateDecidesTheSameAndChangesNothing() {
    TestService.stock("EVAL", 10, "RENO", "DALLAS", "TACOMA");
    String commit = order("eval-1", "EVAL");
    var before = TestService.rowCounts();

    HttpResponse<String> evaluated =
        api.post("/v1/decisions", commit.replace("\"commit\"", "\"evaluate\""));

    assertThat(evaluated.statusCode()).isEqualTo(200);
    assertThat(TestService.rowCounts()).isEqualTo(before);
    JsonNode decision = json(evaluated);
    JsonNode committed = json(api.post("/v1/decisions", commit));
    assertThat(decision.has("decisionId")).isFalse();
    for (String member : List.of("outcome", "summary", "costMinor", "candidates")) {
      assertThat(decision.path(member)).isEqualTo(committed.path(member));
    }
  }

  @Test
  void everyErrorOfAnOrderIsToldAtOnceAndNothingChanges() {
    String broken =
        """
        {
          "mode": "maybe",
          "order": {
            "orderId": " ",
            "channel": 7,
            "customerClass": "regular",
            "serviceLevel": "STANDARD",
            "currency": "usd",
            "orderedAt": "yesterday",
            "promiseDate": "2026-02-30",
            "destination": {"country": "USA", "latitude": 137.75, "longitude": "12", "timeZone": "Mars/Base"},
            "lines": [
              {"lineId": "1", "sku": "A", "quantity": 0, "unitPriceMinor": 2500},
              {"lineId": "1", "sku": "B", "quantity": 1.5, "unitPriceMinor": -1},
              {"lineId": "3", "sku": "C", "qty": 1, "unitPriceMinor": 99999999999999999999},
              "shirt"
            ]
          },
          "excludeNode": ["RENO"]
        }
        """;
    var before = TestService.rowCounts();

    assertThat(problem(api.post("/v1/decisions", broken)))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /mode must be one of evaluate, commit
            /order/orderId must be text of 1 to 100 characters
            /order/channel must be text of 1 to 100 characters
            /order/destination/country is no country of ISO 3166-1. Maybe US
            /order/destination/latitude must be a number from -90 to 90
            /order/destination/longitude must be a number from -180 to 180. Maybe drop the quotes
            /order/destination/timeZone must be a time zone of the IANA database, for instance America/Chicago
            /order/promiseDate must be a date, for instance 2026-11-27
            /order/currency must be a currency code of ISO 4217, for instance USD. Maybe USD
            /order/orderedAt must be a time with an offset, for instance 2026-11-23T14:00:00Z
            /order/lines/0/quantity must be a whole number from 1 to 10000000
            /order/lines/1/quantity must be a whole number from 1 to 10000000
            /order/lines/1/unitPriceMinor must be a whole number from 0 to 100000000000
            /order/lines/1/lineId is the id of an earlier line, too
            /order/lines/2/quantity is missing
            /order/lines/2/unitPriceMinor must be a whole number from 0 to 100000000000
            /order/lines/2/qty is not known here
            /order/lines/3 must be an object
            /excludeNode is not known here. Maybe excludeNodes\
            """);
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void unknownSkusAndShipNodesAreToldByTheirPlaceAndNothingChanges() {
    TestService.stock("KNOWN", 10, "RENO");
    var before = TestService.rowCounts();

    assertThat(problem(api.post("/v1/decisions", order("unknown-1", "NO-SUCH-SKU"))))
        .isEqualTo("422 /problems/unknown-reference\n/order/lines/0/sku is no item");
    assertThat(
            problem(
                api.post(
                    "/v1/decisions",
                    order("unknown-2", "KNOWN")
                        .replaceFirst("\\{", "{\"excludeNodes\": [\"MARS\"],"))))
        .isEqualTo("422 /problems/unknown-reference\n/excludeNodes/0 is no ship node");
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void anExcludedShipNodeStaysInTheAnswerRuledOut() {
    TestService.stock("EXCL", 10, "RENO", "DALLAS");

    JsonNode decision =
        json(
            api.post(
                "/v1/decisions",
                order("excl-1", "EXCL").replaceFirst("\\{", "{\"excludeNodes\": [\"RENO\"],")));

    assertThat(decision.path("shipments").path(0).path("shipNode").asText()).isEqualTo("DALLAS");
    assertThat(decision.path("candidates").path(1).path("findings").path(0).path("sentence"))
        .hasToString("\"is excluded by the request.\"");
  }

  @Test
  void theSameKeyAndRequestGiveTheSameAnswer_anotherRequestAConflict() {
    TestService.stock("KEY", 10, "RENO", "DALLAS");
    String order = order("key-1", "KEY");

    HttpResponse<String> first = withKey("k-1", order);
    var before = TestService.rowCounts();
    HttpResponse<String> again = withKey("k-1", order.replace("  ", " "));
    HttpResponse<String> other = withKey("k-1", order.replace("key-1", "key-2"));

    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(problem(other)).isEqualTo("409 /problems/idempotency-key-reused");
    assertThat(problem(withKey("a b", order)))
        .isEqualTo(
            "400 /problems/invalid-request\nIdempotency-Key must be 1 to 255 visible ASCII characters");
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void anOrderThatHoldsStockIsNotSourcedAgainUntilItIsReleased() {
    TestService.stock("TWICE", 10, "RENO", "DALLAS");
    JsonNode first = json(api.post("/v1/decisions", order("twice-1", "TWICE")));
    var before = TestService.rowCounts();

    HttpResponse<String> second = api.post("/v1/decisions", order("twice-1", "TWICE"));

    assertThat(problem(second)).isEqualTo("409 /problems/order-already-sourced");
    assertThat(json(second).path("decisionId")).isEqualTo(first.path("decisionId"));
    assertThat(TestService.rowCounts()).isEqualTo(before);
    String reservation = first.path("reservation").path("id").asText();
    assertThat(api.post("/v1/reservations/" + reservation + "/release").statusCode())
        .isEqualTo(200);
    assertThat(api.post("/v1/decisions", order("twice-1", "TWICE")).statusCode()).isEqualTo(201);
  }

  @Test
  void stockThatIsNotThereIsADecisionAndNoError() {
    TestService.stock("SHORT", 0, "RENO", "DALLAS");

    HttpResponse<String> response = api.post("/v1/decisions", order("short-1", "SHORT"));

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(json(response).path("outcome").asText()).isEqualTo("BACKORDERED");
    assertThat(json(response).has("reservation")).isFalse();
    assertThat(json(response).path("summary").asText())
        .startsWith(
            "Nothing ships now; waiting for stock: 2 units of SHORT (no ship node has any).");
  }

  @Test
  void decisionsAreListedNewestFirstInPages() {
    TestService.stock("LIST", 30, "RENO");
    for (int i = 1; i <= 3; i++) {
      api.post(
          "/v1/decisions",
          order("list-" + i, "LIST")
              .replace("2026-05-04T16:00:00Z", "2030-01-07T16:00:0" + i + "Z")
              .replace("2026-05-11", "2030-01-14"));
    }

    JsonNode first = json(api.get("/v1/decisions?limit=2&since=2030-01-07T16:00:01Z"));
    JsonNode second =
        json(api.get("/v1/decisions?limit=1&cursor=" + first.path("nextCursor").asText()));
    JsonNode one = json(api.get("/v1/decisions?order=list-2&outcome=ALLOCATED&path=rules"));

    assertThat(first.path("items").findValuesAsText("orderId")).containsExactly("list-3", "list-2");
    assertThat(second.path("items").findValuesAsText("orderId")).containsExactly("list-1");
    assertThat(one.path("items").findValuesAsText("orderId")).containsExactly("list-2");
    assertThat(one.has("nextCursor")).isFalse();
    assertThat(json(api.get("/v1/decisions?order=list-2&since=2199-01-01T00:00:00Z")).path("items"))
        .isEmpty();
  }

  @Test
  void queryErrorsNameTheParameter() {
    assertThat(problem(api.get("/v1/decisions?limit=0&outcome=LOST&cursor=%20&oder=1")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            outcome must be one of ALLOCATED, PARTLY_BACKORDERED, BACKORDERED, HELD, UNFILLABLE
            cursor must be the nextCursor of an earlier page
            limit must be a whole number from 1 to 500
            oder is not known here. Maybe order\
            """);
  }

  @Test
  void aReplayOfARecordedDecisionIsEqual() {
    TestService.stock("REPLAY", 10, "RENO", "DALLAS", "TACOMA");
    String id =
        json(api.post("/v1/decisions", order("replay-1", "REPLAY"))).path("decisionId").asText();
    var before = TestService.rowCounts();

    JsonNode replay = json(api.post("/v1/decisions/" + id + "/replay"));

    assertThat(replay.path("equal").asBoolean()).isTrue();
    assertThat(replay.path("differences")).isEmpty();
    assertThat(json(api.post("/v1/decisions/" + id + "/replay?basis=current")).path("equal"))
        .hasToString("true");
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void aReplayComparesWhatWasDecidedAndNotTheWorkOfTheSearch() {
    TestService.stock("WORK", 10, "RENO", "DALLAS", "TACOMA");
    String id =
        json(api.post("/v1/decisions", order("replay-2", "WORK"))).path("decisionId").asText();

    recordInstead(id, "\"setsVisited\":[0-9]+", "\"setsVisited\":987654");
    JsonNode replay = json(api.post("/v1/decisions/" + id + "/replay"));

    assertThat(replay.path("equal").asBoolean()).isTrue();
    assertThat(replay.path("differences")).isEmpty();
    assertThat(json(api.get("/v1/decisions/" + id)).at("/search/setsVisited").asInt())
        .isEqualTo(987654);

    recordInstead(id, "\"options\":[0-9]+", "\"options\":987654");
    JsonNode differs = json(api.post("/v1/decisions/" + id + "/replay"));

    assertThat(differs.path("equal").asBoolean()).isFalse();
    assertThat(differs.path("differences").findValuesAsText("pointer"))
        .containsExactly("/search/options");
  }

  /// Changes a recorded decision behind the service's back.
  private static void recordInstead(String id, String pattern, String text) {
    RecordedInstead.decision(
        TestService.address(), id, decision -> decision.replaceFirst(pattern, text));
  }

  @Test
  void whatIsToldIsReadWithoutWhatAReplayNeeds() {
    TestService.stock("TOLD-ALONE", 10, "RENO", "DALLAS", "TACOMA");
    String body = order("told-alone-1", "TOLD-ALONE");
    JsonNode told = json(withKey("told-alone", body));
    String path = "/v1/decisions/" + told.path("decisionId").asText();
    JsonNode before = json(api.get(path));

    // The second section is gone, as if it had never been written.
    RecordedInstead.bytes(
        TestService.address(),
        told.path("decisionId").asText(),
        bytes -> Arrays.copyOf(bytes, bytes.length - 100));

    assertThat(json(api.get(path))).isEqualTo(before);
    assertThat(json(withKey("told-alone", body))).isEqualTo(before);
    assertThat(api.post(path + "/replay").statusCode()).isEqualTo(500);
  }

  @Test
  void decisionsThatThePreviousReleaseRecordedAreToldAndReplayedEqual() {
    GoldenDecisions.insert(TestService.address());

    for (GoldenDecisions.Golden golden : GoldenDecisions.all()) {
      JsonNode told = json(api.get("/v1/decisions/" + golden.id()));
      assertThat(told.path("orderId").asText()).isEqualTo(golden.decision().order().value());
      assertThat(told.path("candidates")).hasSameSizeAs(golden.decision().assessments());
      assertThat(json(api.post("/v1/decisions/" + golden.id() + "/replay")).path("equal"))
          .as(told.path("summary").asText())
          .hasToString("true");

      TestService.olderKey("key-" + golden.id(), golden.request(), DecisionId.parse(golden.id()));
      HttpResponse<String> repeated = withKey("key-" + golden.id(), golden.request());
      assertThat(repeated.headers().firstValue("Idempotent-Replayed")).contains("true");
      assertThat(json(repeated)).isEqualTo(told);
    }
  }

  @Test
  void whyNotNamesTheSmallestChange() {
    TestService.stock("WHY", 1, "RENO");
    TestService.stock("WHY", 10, "DALLAS");
    String id = json(api.post("/v1/decisions", order("why-1", "WHY"))).path("decisionId").asText();

    JsonNode reno = json(api.get("/v1/decisions/" + id + "/why-not/RENO"));

    assertThat(reno.path("summary").asText())
        .isEqualTo(
            "RENO could send it, at a higher cost. Enough would have been: 1 more unit of WHY at RENO.");
    assertThat(json(api.get("/v1/decisions/" + id + "/why-not/DALLAS")).path("verdict").asText())
        .isEqualTo("CHOSEN");
    assertThat(json(api.get("/v1/decisions/" + id + "/why-not/TACOMA")).path("verdict").asText())
        .isEqualTo("UNKNOWN");
    assertThat(problem(api.get("/v1/decisions/" + id + "/why-not/MARS")))
        .isEqualTo("404 /problems/not-found");
  }

  @Test
  void aDecisionOfThePreviousReleaseIsRefusedEverywhereButInLists() {
    String id = TestService.olderRecord("old-key", order("old-1", "OLD")).toString();
    TestService.stock("OLD", 10, "RENO");
    var before = TestService.rowCounts();

    for (HttpResponse<String> answer :
        List.of(
            api.get("/v1/decisions/" + id),
            api.post("/v1/decisions/" + id + "/replay"),
            api.post("/v1/decisions/" + id + "/replay?basis=current"),
            api.get("/v1/decisions/" + id + "/why-not/RENO"),
            withKey("old-key", order("old-1", "OLD")))) {
      assertThat(problem(answer)).isEqualTo("409 /problems/older-record");
      assertThat(json(answer).path("format").asInt()).isEqualTo(1);
      assertThat(json(answer).path("decisionId").asText()).isEqualTo(id);
      assertThat(json(answer).path("detail").asText()).contains("format 1", "\nMaybe ");
    }
    assertThat(problem(withKey("old-key", order("old-2", "OLD"))))
        .isEqualTo("409 /problems/idempotency-key-reused");
    JsonNode listed = json(api.get("/v1/decisions?order=DEMO-5-20261128-064410")).path("items");
    assertThat(listed.findValuesAsText("decisionId")).containsExactly(id);
    assertThat(listed.findValuesAsText("outcome")).containsExactly("ALLOCATED");
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void anIdThatIsNoneIsNotFound() {
    String unknown = "01900000-0000-7000-8000-000000000000";

    for (String id : List.of(unknown, "1-1-1-1-1", "nonsense")) {
      assertThat(problem(api.get("/v1/decisions/" + id))).isEqualTo("404 /problems/not-found");
      assertThat(problem(api.post("/v1/decisions/" + id + "/replay")))
          .isEqualTo("404 /problems/not-found");
      assertThat(problem(api.get("/v1/reservations/" + id))).isEqualTo("404 /problems/not-found");
    }
  }

  @Test
  void whatTheDatabaseCannotKeepIsRefused() {
    TestService.stock("KEEP", 10, "RENO");
    String order = order("keep-1", "KEEP");

    assertThat(
            problem(
                api.post(
                    "/v1/decisions",
                    order.replaceFirst("\\{", "{\"attributes\": {\"a/b\": [1, \"\\\\u0000\"]},"))))
        .isEqualTo(
            "400 /problems/invalid-request\n/attributes/a~1b/1 holds U+0000 or half a character");
    assertThat(
            problem(
                api.post("/v1/decisions", order.replaceFirst("\\{", "{\"attributes\": 1e999999,"))))
        .isEqualTo("400 /problems/invalid-request\n/attributes is too large a number");
  }

  private HttpResponse<String> withKey(String key, String body) {
    return api.send(
        api.request("/v1/decisions")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body)));
  }
}
