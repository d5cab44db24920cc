package dev.whence.service.http;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.drafts.DraftStore;
import dev.whence.service.store.Database;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every route that changes something, with an `Idempotency-Key`.
class IdempotencyTest {
  private static final String RETURNS = "/v1/returns";

  /// What repeats without a key: loads say what is to be, events have ids of their own, an offer is
  /// claimed in the words of who claims and declined once, users and keys have names of their own
  /// and what holds a secret is not kept, and the others change nothing.
  private static final Set<String> NEED_NO_KEY =
      Set.of(
          "PUT /v1/ship-nodes",
          "PATCH /v1/ship-nodes",
          "PUT /v1/carrier-services",
          "PATCH /v1/carrier-services",
          "PUT /v1/items",
          "PATCH /v1/items",
          "PUT /v1/stock",
          "PATCH /v1/stock",
          "PUT /v1/exchange-rates",
          "PUT /v1/postal-areas",
          "PUT /v1/conditions",
          "PUT /v1/expected-receipts",
          "POST /v1/stock-adjustments",
          "POST /v1/receipts",
          "POST /v1/shipments",
          "POST /v1/shipment-events",
          "POST " + RETURNS,
          "POST /v1/gradings",
          "POST /v1/promises",
          "PUT /v1/table-drafts/{id}/tables/{table}",
          "DELETE /v1/table-drafts/{id}/tables/{table}",
          "PUT /v1/table-drafts/{id}/tables/{table}/file",
          "PUT /v1/table-drafts/{id}/tests/{test}",
          "DELETE /v1/table-drafts/{id}/tests/{test}",
          "PUT /v1/table-drafts/{id}/test-networks/{network}",
          "DELETE /v1/table-drafts/{id}/test-networks/{network}",
          "POST /v1/table-drafts/{id}/tests/suggestions",
          "POST /v1/row-counts/{day}/recount",
          "PUT /v1/table-drafts/{id}/expectation",
          "POST /v1/table-drafts/{id}/touched",
          "DELETE /v1/table-drafts/{id}/replays/{replay}",
          "POST /v1/offers/{id}/claim",
          "POST /v1/offers/{id}/decline",
          "POST /v1/decisions/{id}/replay",
          "POST /v1/ping",
          "POST /sign-in",
          "POST /sign-out",
          "POST /v1/sessions",
          "DELETE /v1/sessions",
          "DELETE /v1/sessions/current",
          "DELETE /v1/sessions/{id}",
          "POST /v1/password",
          "POST /v1/users",
          "PATCH /v1/users/{name}",
          "PUT /v1/users/{name}/password",
          "POST /v1/users/{name}/unlock",
          "DELETE /v1/users/{name}/sessions",
          "POST /v1/api-keys",
          "DELETE /v1/api-keys/{id}",
          "POST /v1/api-keys/{id}/rotate");

  /// What takes a key for each part of its body (`BatchTest` repeats them).
  private static final Set<String> KEYS_IN_THE_BODY = Set.of("POST /v1/decisions/batch");

  /// What is a fact and may be told again (`StreamedLoadTest` does).
  private static final Set<String> REPEATABLE =
      Set.of("POST /v1/loads/items", "POST /v1/loads/stock");

  private final TestClient api = TestService.client();
  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private int count;

  @AfterEach
  void everythingAgrees() {
    assertThat(TestService.discrepancies()).isEmpty();
  }

  /// A request that changes something. A parcel that has left and was lost.
  private String lost() {
    String parcel = shipment(committed(stocked()));
    for (String scan : List.of("HANDED_OVER", "LOST")) {
      api.post(
          "/v1/shipment-events",
          "[{\"eventId\": \"%s\", \"shipmentId\": \"%s\", \"scan\": \"%s\", \"occurredAt\": \"%s\"}]"
              .formatted(java.util.UUID.randomUUID(), parcel, scan, java.time.Instant.now()));
    }
    return parcel;
  }

  private record Sent(String method, String path, String body) {
    static Sent post(String path, String body) {
      return new Sent("POST", path, body.replace('\'', '"'));
    }
  }

  /// A table that means the same as the one in force, as text within JSON.
  private String ownedBy(String owner) {
    return json(api.get("/v1/rule-sets/in-force"))
        .at("/tables/reservation-policy")
        .asText()
        .replaceFirst("owner,.*", "owner," + owner)
        .replace("\n", "\\n")
        .replace("\"", "\\\"");
  }

  /// The released model under a version of its own, with quotes of the other kind.
  private static String published(String version) {
    return TestService.publication(
            java.nio.file.Path.of("../models/released/return-risk/2026-10-30.4"), version)
        .replace('"', '\'');
  }

  private Map<String, Supplier<Sent>> scenarios() {
    var scenarios = new TreeMap<String, Supplier<Sent>>();
    scenarios.put(
        "POST /v1/decisions", () -> Sent.post("/v1/decisions", TestService.order(id(), stocked())));
    scenarios.put(
        "POST /v1/rule-sets",
        () ->
            Sent.post(
                "/v1/rule-sets",
                "{'files': {'reservation-policy.csv': '%s'}, 'author': 'me', 'note': 'a try'}"
                    .formatted(ownedBy(id()))));
    scenarios.put(
        "POST /v1/rule-sets/{number}/activate",
        () -> Sent.post("/v1/rule-sets/1/activate", "{'author': 'me', 'reason': 'a try'}"));
    scenarios.put(
        "POST /v1/rule-sets/roll-back",
        () -> {
          String added =
              "{\"files\": {\"reservation-policy.csv\": \"%s\"}, \"author\": \"me\"}"
                  .formatted(ownedBy(id()));
          int number = json(api.post("/v1/rule-sets", added)).path("number").asInt();
          api.post("/v1/rule-sets/%d/activate".formatted(number), "{\"author\": \"me\"}");
          return Sent.post("/v1/rule-sets/roll-back", "{'author': 'me'}");
        });
    scenarios.put(
        "POST /v1/reference-data/roll-back",
        () -> {
          String source = id(); // a load of its own, to be taken back
          api.put(
              "/v1/exchange-rates",
              "text/csv",
              "from,to,rate,date,source\nISK,NOK,0.08,2026-01-05,%s\n".formatted(source));
          return Sent.post("/v1/reference-data/roll-back", "{'author': 'me'}");
        });
    scenarios.put("POST /v1/models", () -> Sent.post("/v1/models", published(id())));
    scenarios.put(
        "POST /v1/model-assignments",
        () -> {
          String version = id();
          api.post("/v1/models", published(version).replace('\'', '"'));
          return Sent.post(
              "/v1/model-assignments",
              "{'models': {'return-risk': '%s'}, 'author': 'me'}".formatted(version));
        });
    scenarios.put(
        "POST /v1/model-assignments/{number}/activate",
        () -> Sent.post("/v1/model-assignments/1/activate", "{'author': 'me'}"));
    scenarios.put(
        "POST /v1/model-assignments/roll-back",
        () -> {
          String version = id();
          api.post("/v1/models", published(version).replace('\'', '"'));
          String assigned =
              "{\"models\": {\"return-risk\": \"%s\"}, \"author\": \"me\"}".formatted(version);
          int number = json(api.post("/v1/model-assignments", assigned)).path("number").asInt();
          api.post("/v1/model-assignments/%d/activate".formatted(number), "{\"author\": \"me\"}");
          return Sent.post("/v1/model-assignments/roll-back", "{'author': 'me'}");
        });
    scenarios.put(
        "PUT /v1/orders/{id}",
        () -> {
          String sku = stocked();
          String order = committed(sku).path("orderId").asText();
          return new Sent(
              "PUT",
              "/v1/orders/" + order,
              TestService.order(order, sku).replace("\"quantity\": 2", "\"quantity\": 1"));
        });
    scenarios.put(
        "POST /v1/orders/{id}/approve", () -> Sent.post("/v1/orders/" + held() + "/approve", "{}"));
    scenarios.put(
        "POST /v1/orders/{id}/source",
        () -> {
          String sku = id();
          TestService.stock(sku, 0, "RENO");
          return Sent.post(
              "/v1/orders/" + committed(sku).path("orderId").asText() + "/source", "{}");
        });
    scenarios.put(
        "POST /v1/orders/{id}/decline",
        () -> Sent.post("/v1/orders/" + held() + "/decline", "{'reason': 'no'}"));
    scenarios.put(
        "POST /v1/orders/{id}/cancel",
        () ->
            Sent.post(
                "/v1/orders/" + committed(stocked()).path("orderId").asText() + "/cancel",
                "{'lines': [{'lineId': '1', 'units': 1}]}"));
    scenarios.put(
        "POST /v1/shipments/{id}/refuse",
        () ->
            Sent.post(
                "/v1/shipments/" + shipment(committed(stocked())) + "/refuse",
                "{'lines': [{'lineId': '1', 'units': 1}], 'reason': 'other'}"));
    scenarios.put(
        "POST /v1/shipments/{id}/replacement",
        () -> Sent.post("/v1/shipments/" + lost() + "/replacement", "{'reason': 'as asked'}"));
    scenarios.put(
        "POST /v1/shipments/{id}/refunded",
        () -> Sent.post("/v1/shipments/" + lost() + "/refunded", "{'reason': 'as asked'}"));
    scenarios.put(
        "POST /v1/shipments/{id}/accept",
        () ->
            Sent.post(
                "/v1/shipments/" + shipment(committed(stocked())) + "/accept", "{'by': 'me'}"));
    scenarios.put(
        "POST /v1/reservations/{id}/confirm", () -> Sent.post(reservation() + "/confirm", ""));
    scenarios.put(
        "POST /v1/reservations/{id}/release",
        () -> Sent.post(reservation() + "/release", "{'lines': [{'lineId': '1', 'units': 1}]}"));
    scenarios.put(
        "POST /v1/reservations/{id}/extend",
        () -> Sent.post(reservation() + "/extend", "{'holdMinutes': 600}"));
    scenarios.put(
        "POST /v1/quarantine/{id}/accept",
        () -> Sent.post("/v1/quarantine/" + quarantined() + "/accept", ""));
    scenarios.put(
        "POST /v1/quarantine/{id}/discard",
        () -> Sent.post("/v1/quarantine/" + quarantined() + "/discard", ""));
    scenarios.put(
        "POST /v1/webhook-endpoints", () -> Sent.post("/v1/webhook-endpoints", endpointWish()));
    scenarios.put(
        "PATCH /v1/webhook-endpoints/{id}",
        () -> new Sent("PATCH", endpoint(), "{\"description\": \"other\"}"));
    scenarios.put("DELETE /v1/webhook-endpoints/{id}", () -> new Sent("DELETE", endpoint(), ""));
    scenarios.put(
        "POST /v1/webhook-endpoints/{id}/rotate-secret",
        () -> Sent.post(endpoint() + "/rotate-secret", ""));
    scenarios.put(
        "POST /v1/webhook-endpoints/{id}/test", () -> Sent.post(endpoint() + "/test", ""));
    scenarios.put(
        "POST /v1/webhook-deliveries/{id}/replay",
        () ->
            Sent.post(
                "/v1/webhook-deliveries/"
                    + done(Sent.post(endpoint() + "/test", "")).path("id").asText()
                    + "/replay",
                ""));
    scenarios.put(
        "PATCH /v1/items/{sku}",
        () -> new Sent("PATCH", "/v1/items/" + stocked(), "{\"active\": false}"));
    scenarios.put(
        "PATCH /v1/stock/{sku}/{shipNode}",
        () -> new Sent("PATCH", "/v1/stock/" + stocked() + "/RENO", "{\"active\": false}"));
    scenarios.put(
        "PATCH /v1/ship-nodes/{id}",
        () -> new Sent("PATCH", "/v1/ship-nodes/RENO", "{\"active\": true}"));
    scenarios.put(
        "PATCH /v1/carrier-services/{id}",
        () -> new Sent("PATCH", "/v1/carrier-services/GROUND", "{\"active\": true}"));
    draftScenarios(scenarios);
    return scenarios;
  }

  private void draftScenarios(Map<String, Supplier<Sent>> scenarios) {
    String drafts = "/v1/table-drafts";
    String one = "POST " + drafts + "/{id}";
    scenarios.put("POST " + drafts, () -> Sent.post(drafts, "{'title': '%s'}".formatted(id())));
    scenarios.put(
        one + "/comments", () -> Sent.post(drafted(0) + "/comments", "{'words': 'why?'}"));
    scenarios.put(one + "/submit", () -> Sent.post(drafted(0) + "/submit", "{'revision': 2}"));
    scenarios.put(one + "/approve", () -> Sent.post(drafted(1) + "/approve", "{'revision': 3}"));
    scenarios.put(
        one + "/send-back", () -> Sent.post(drafted(1) + "/send-back", "{'words': 'no'}"));
    scenarios.put(one + "/discard", () -> Sent.post(drafted(1) + "/discard", "{}"));
    scenarios.put(one + "/rebase", () -> Sent.post(drafted(2) + "/rebase", "{'revision': 4}"));
    scenarios.put(one + "/replays", () -> Sent.post(drafted(0) + "/replays", "{'orders': 1}"));
    scenarios.put(one + "/publish", () -> Sent.post(drafted(2) + "/publish", "{}"));
  }

  /// A draft that somebody else wrote, submitted and approved, as far as that.
  ///
  /// @param steps 1 if it is submitted, 2 if it is approved as well
  private String drafted(int steps) {
    try (Database database = TestService.database()) {
      var drafts = new DraftStore(database);
      int inForce = json(api.get("/v1/rule-sets/in-force")).path("number").asInt();
      int draft = drafts.begin(id(), inForce, "anna").id();
      drafts.save(
          draft,
          "reservation-policy",
          0,
          json(api.get("/v1/rule-sets/in-force"))
              .at("/tables/reservation-policy")
              .asText()
              .replaceFirst("owner,.*", "owner," + id()),
          "anna");
      if (steps > 0) {
        drafts.submit(draft, 2, "anna", "");
      }
      if (steps > 1) {
        drafts.approve(draft, 3, "ben", "");
      }
      return "/v1/table-drafts/" + draft;
    }
  }

  @Test
  void everyRouteThatChangesSomethingTakesAKey_orNeedsNone() {
    var expected = new TreeSet<String>();
    TestService.routes().stream().filter(route -> !route.startsWith("GET ")).forEach(expected::add);
    var held = new TreeSet<>(NEED_NO_KEY);
    held.addAll(KEYS_IN_THE_BODY);
    held.addAll(REPEATABLE);
    held.addAll(scenarios().keySet());

    assertThat(held).as("add the route to the scenarios of this test").isEqualTo(expected);
  }

  @Test
  void theDocumentNamesTheKeyForEachOfThem() {
    JsonNode paths = json(api.get("/openapi.json")).path("paths");

    for (String route : scenarios().keySet()) {
      String[] parts = route.split(" ");
      JsonNode operation = paths.path(parts[1]).path(parts[0].toLowerCase(java.util.Locale.ROOT));
      assertThat(operation.path("parameters").toString())
          .as(route)
          .contains("#/components/parameters/IdempotencyKey");
    }
    for (String route : KEYS_IN_THE_BODY) {
      String path = route.split(" ")[1];
      String schema =
          paths
              .path(path)
              .at("/post/requestBody/content/application~1x-ndjson/schema/$ref")
              .asText();
      assertThat(json(api.get("/openapi.json")).at(schema.substring(1) + "/properties").toString())
          .as(route)
          .contains("\"idempotencyKey\"");
      assertThat(
              problem(
                  api.send(
                      api.request(path)
                          .header("Content-Type", "application/x-ndjson")
                          .header("Idempotency-Key", "of-all")
                          .POST(BodyPublishers.ofString("{}")))))
          .isEqualTo(
              "400 /problems/invalid-request\nIdempotency-Key is not taken here. Maybe give each line its idempotencyKey");
    }
  }

  @Test
  void aRepetitionGetsTheFirstAnswerAndChangesNothing_anotherRequestIsAConflict() {
    scenarios()
        .forEach((route, scenario) -> {
          Sent sent = scenario.get();
          String key = "key-" + id();
          HttpResponse<String> first = send(sent, key);
          assertThat(first.statusCode()).as("%s: %s", route, first.body()).isBetween(200, 202);
          assertThat(first.headers().firstValue("Idempotent-Replayed")).as(route).isEmpty();
          var before = TestService.rowCounts();

          HttpResponse<String> second = send(sent, key);

          assertThat(second.statusCode()).as(route).isEqualTo(first.statusCode());
          assertThat(second.headers().firstValue("Idempotent-Replayed")).as(route).hasValue("true");
          assertThat(second.headers().firstValue("Location"))
              .as(route)
              .isEqualTo(first.headers().firstValue("Location"));
          assertThat(told(second)).as(route).isEqualTo(told(first));
          Map<String, Long> grown = sinceThen(before);
          for (int time = 0; time < 20 && !grown.isEmpty(); time++) {
            // What waited for stock may have been sourced just then, or a replay have come to its
            // end: that is nobody's repetition.
            LockSupport.parkNanos(500_000_000);
            before = TestService.rowCounts();
            send(sent, key);
            grown = sinceThen(before);
          }
          assertThat(grown).as(route).isEmpty();
          for (Sent other :
              List.of(
                  Sent.post("/v1/orders/nobodys/cancel", sent.body()),
                  Sent.post("/v1/orders/nobodys/cancel", "{'reason': 'another'}"))) {
            assertThat(problem(send(other, key)))
                .as(route)
                .isEqualTo("409 /problems/idempotency-key-reused");
          }
        });
  }

  /// Of a decision the id, as its answer tells its reservation as it is now.
  private static JsonNode told(HttpResponse<String> answer) {
    JsonNode body = json(answer);
    return body.has("decisionId") ? body.path("decisionId") : body;
  }

  /// Tables that grew; webhooks and waiting orders are at work beside the test.
  private static Map<String, Long> sinceThen(Map<String, Long> before) {
    var grown = new TreeMap<String, Long>();
    TestService.rowCounts()
        .forEach((table, rows) -> {
          boolean byItself = table.startsWith("webhook_") || table.startsWith("outbox");
          if (!byItself && rows > before.getOrDefault(table, 0L)) {
            grown.put(table, rows);
          }
        });
    return grown;
  }

  @Test
  void whatIsRefusedIsNotRemembered() {
    String sku = stocked();
    JsonNode order = committed(sku);
    Sent cancel =
        Sent.post(
            "/v1/orders/" + order.path("orderId").asText() + "/cancel",
            "{'lines': [{'lineId': '1', 'units': 3}]}");
    String key = "key-" + id();

    assertThat(problem(send(cancel, key))).isEqualTo("409 /problems/units-have-left");
    assertThat(problem(send(cancel, key))).isEqualTo("409 /problems/units-have-left");

    Sent less = new Sent(cancel.method(), cancel.path(), cancel.body().replace("3", "1"));
    assertThat(send(less, key).statusCode()).isEqualTo(200);
  }

  @Test
  void aKeyThatIsNoneIsRefused() {
    Sent cancel = Sent.post("/v1/orders/nobodys/cancel", "");

    assertThat(problem(send(cancel, "two words")))
        .isEqualTo(
            "400 /problems/invalid-request\nIdempotency-Key must be 1 to 255 visible ASCII characters");
  }

  @Test
  void twinsAtTheSameMomentCancelOnce() throws Exception {
    int twins = 8;
    for (int round = 0; round < 5; round++) {
      String order = committed(stocked()).path("orderId").asText();
      Sent cancel =
          Sent.post("/v1/orders/" + order + "/cancel", "{'lines': [{'lineId': '1', 'units': 1}]}");
      String key = "key-" + id();
      var together = new CyclicBarrier(twins);
      Callable<String> twin =
          () -> {
            together.await();
            HttpResponse<String> answer = send(cancel, key);
            return answer.statusCode() + " " + answer.body();
          };
      var answers = new TreeSet<String>();
      try (var threads = Executors.newFixedThreadPool(twins)) {
        var running = new ArrayList<Future<String>>();
        for (int i = 0; i < twins; i++) {
          running.add(threads.submit(twin));
        }
        for (Future<String> each : running) {
          answers.add(each.get());
        }
      }

      assertThat(answers).singleElement().asString().startsWith("200 ");
      assertThat(json(api.get("/v1/orders/" + order)).at("/lines/0/cancelled").asInt())
          .isEqualTo(1);
    }
  }

  /// A twin that comes a little later finds no key and, a moment later, an order that is sourced.
  @Test
  void twinsThatFollowOneAnotherCloselyCommitOnce() throws Exception {
    int twins = 6;
    for (int round = 0; round < 15; round++) {
      Sent commit = Sent.post("/v1/decisions", TestService.order(id(), stocked()));
      String key = "key-" + id();
      var answers = new TreeSet<String>();
      try (var threads = Executors.newFixedThreadPool(twins)) {
        var running = new ArrayList<Future<String>>();
        for (int i = 0; i < twins; i++) {
          running.add(
              threads.submit(() -> {
                HttpResponse<String> answer = send(commit, key);
                return answer.statusCode() + " " + told(answer);
              }));
          Thread.sleep(3);
        }
        for (Future<String> each : running) {
          answers.add(each.get());
        }
      }

      assertThat(answers).singleElement().asString().startsWith("201 ");
    }
  }

  // What a scenario starts from.

  private String id() {
    return "idem-%s-%d".formatted(run, ++count);
  }

  private String stocked() {
    String sku = id();
    TestService.stock(sku, 20, "RENO", "DALLAS");
    return sku;
  }

  private JsonNode committed(String sku) {
    String order = id();
    return ((com.fasterxml.jackson.databind.node.ObjectNode)
            done(Sent.post("/v1/decisions", TestService.order(order, sku))))
        .put("orderId", order);
  }

  private static String shipment(JsonNode decision) {
    return decision.at("/shipments/0/shipmentId").asText();
  }

  private String reservation() {
    return "/v1/reservations/" + committed(stocked()).at("/reservation/id").asText();
  }

  /// The shipped policy holds business orders that cannot ship completely.
  private String held() {
    String sku = id();
    TestService.stock(sku, 1, "RENO");
    String order = id();
    JsonNode decision =
        done(
            Sent.post(
                "/v1/decisions", TestService.order(order, sku).replace("\"web\"", "\"b2b\"")));
    assertThat(decision.path("outcome").asText()).isEqualTo("HELD");
    return order;
  }

  /// A return of what was never sent.
  private String quarantined() {
    String order = committed(stocked()).path("orderId").asText();
    String returned = id();
    done(
        Sent.post(
            RETURNS,
            "[{'returnId': '%s', 'orderId': '%s', 'lineId': '1', 'units': 1, 'reason': 'x', 'returnedAt': '2026-05-20T09:00:00Z'}]"
                .formatted(returned, order)));
    String cursor = "";
    while (true) {
      JsonNode page = json(api.get("/v1/quarantine?kind=RETURN&limit=500" + cursor));
      for (JsonNode entry : page.path("items")) {
        if (entry.path("eventId").asText().equals(returned)) {
          return entry.path("quarantineId").asText();
        }
      }
      assertThat(page.has("nextCursor")).as(returned).isTrue();
      cursor = "&cursor=" + page.path("nextCursor").asText();
    }
  }

  private String endpointWish() {
    return "{'url': 'https://example.com/%s', 'types': ['nothing-like-it']}".formatted(id());
  }

  private String endpoint() {
    return "/v1/webhook-endpoints/"
        + done(Sent.post("/v1/webhook-endpoints", endpointWish())).path("id").asText();
  }

  private JsonNode done(Sent sent) {
    HttpResponse<String> answer = send(sent, "");
    assertThat(answer.statusCode()).as("%s: %s", sent, answer.body()).isBetween(200, 202);
    return json(answer);
  }

  private HttpResponse<String> send(Sent sent, String key) {
    HttpRequest.Builder request = api.request(sent.path());
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    if (!sent.body().isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return api.send(
        request.method(
            sent.method(),
            sent.body().isEmpty()
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString(sent.body())));
  }
}
