package dev.whence.service.http.drafts;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.TestVersions;
import dev.whence.service.drafts.DraftStore;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a draft would have done, on a network and orders that are worked by hand: RENO is the
/// cheapest and has six units, DALLAS has plenty, each order takes two. So orders 1 to 3 go from
/// RENO and the rest from DALLAS; order 1 alone is of the channel `app`.
class ReplayRoutesTest {
  private static final String DRAFTS = "/v1/table-drafts";
  private static final String TABLE = "node-eligibility";
  private static final String ROW = TestVersions.NO_APP_FROM_RENO;
  private static final int ORDERS = 200;

  private static final DatabaseAddress ADDRESS = TestDatabase.freshAddress();
  private static Service service;
  private static TestClient api;

  @BeforeAll
  static void recordedOrders() {
    service =
        TestService.start(
            ADDRESS, Map.of("models-directory", Path.of("../models/released").toString()));
    api = new TestClient(service.port());
    TestService.network(api);
    TestService.stock(api, "CUP", 6, "RENO");
    TestService.stock(api, "CUP", 1_000, "DALLAS");
    TestService.stock(api, "MUG", 1_000, "RENO", "DALLAS");
    for (int i = 1; i <= ORDERS; i++) {
      String order =
          TestService.order("R-" + i, i <= 6 ? "CUP" : "MUG")
              .replace("T16:00:00Z", "T%02d:%02d:00Z".formatted(1 + i / 60, i % 60))
              .replace("\"web\"", i == 1 ? "\"app\"" : "\"web\"");
      HttpResponse<String> answer = api.post("/v1/decisions", order);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      assertThat(json(answer).at("/shipments/0/shipNode").asText())
          .isEqualTo(i > 3 && i <= 6 ? "DALLAS" : "RENO");
    }
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static JsonNode begun() {
    return json(api.post(DRAFTS, "{\"title\": \"winter\"}"));
  }

  private static String path(JsonNode draft) {
    return DRAFTS + "/" + draft.path("id").asInt();
  }

  private static String inForce(String table) {
    return json(api.get("/v1/rule-sets/in-force")).at("/tables/" + table).asText();
  }

  private static int revision(JsonNode draft) {
    return json(api.get(path(draft))).path("revision").asInt();
  }

  private static void save(JsonNode draft, String table, String text) {
    HttpResponse<String> saved =
        api.send(
            api.request(path(draft) + "/tables/" + table)
                .header("Content-Type", "application/json")
                .header("If-Match", "\"0\"")
                .PUT(
                    BodyPublishers.ofString(
                        JsonNodeFactory.instance.objectNode().put("text", text).toString())));
    assertThat(saved.statusCode()).as(saved.body()).isEqualTo(200);
    assertThat(json(saved).path("errors")).isEmpty();
  }

  /// A draft in which RENO sends nothing of the channel `app`.
  private static JsonNode withoutAppFromReno() {
    JsonNode draft = begun();
    save(draft, TABLE, TestVersions.withoutAppFromReno(inForce(TABLE)));
    return draft;
  }

  private static JsonNode replayed(JsonNode draft, String body) {
    HttpResponse<String> asked = api.post(path(draft) + "/replays", body);
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
    assertThat(asked.headers().firstValue("Location"))
        .contains(path(draft) + "/replays/" + json(asked).path("id").asInt());
    return ended(asked.headers().firstValue("Location").orElseThrow());
  }

  private static JsonNode ended(String replay) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode now = json(api.get(replay));
      if (!List.of("waiting", "running").contains(now.path("state").asText())) {
        return now;
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError("waited in vain for " + replay);
  }

  private static void expect(JsonNode draft, String expectation) {
    HttpResponse<String> answer =
        api.put(
            path(draft) + "/expectation",
            "application/json",
            "{\"revision\": %d, %s}".formatted(revision(draft), expectation));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static void approve(JsonNode draft) {
    HttpResponse<String> submitted =
        api.post(path(draft) + "/submit", "{\"revision\": %d}".formatted(revision(draft)));
    assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(200);
    try (Database database = Database.open(ADDRESS, 1)) {
      new DraftStore(database).approve(draft.path("id").asInt(), revision(draft), "dora", "good");
    }
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static JsonNode named(JsonNode figures, String name) {
    return list(figures).stream()
        .filter(figure -> figure.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRowMovesAnOrder_andTheStockItLeavesMovesALaterOne() {
    JsonNode replay = replayed(withoutAppFromReno(), "{}");

    assertThat(replay.path("state").asText()).as(replay.toString()).isEqualTo("done");
    assertThat(replay.path("replayed").asInt()).isEqualTo(ORDERS);
    assertThat(replay.path("complete").asBoolean()).isTrue();
    JsonNode result = replay.path("result");
    assertThat(result.path("orders").toString())
        .isEqualTo(
            "{\"replayed\":%1$d,\"decided\":%1$d,\"changed\":2,\"byRows\":1,\"byOthers\":1,\"touched\":1,\"asClaimed\":0,\"onlyBefore\":0,\"onlyAfter\":0,\"likeRecord\":%1$d}"
                .formatted(ORDERS));
    assertThat(result.path("rows").toString())
        .isEqualTo(
            "[{\"table\":\"node-eligibility\",\"before\":[],\"after\":[\"%s\"],\"orders\":1}]"
                .formatted(ROW));
    JsonNode changes = result.path("changes");
    assertThat(changes).hasSize(1);
    assertThat(changes.at("/0/kind").asText()).isEqualTo("ship-node");
    List<JsonNode> examples = list(changes.at("/0/examples"));
    assertThat(examples)
        .extracting(example ->
            "%s %s %s -> %s %s"
                .formatted(
                    example.path("orderId").asText(),
                    example.path("because").asText(),
                    example.at("/before/parcels/0/shipNode").asText(),
                    example.at("/after/parcels/0/shipNode").asText(),
                    example.path("rows")))
        .containsExactly(
            "R-1 rows RENO -> DALLAS [\"node-eligibility no-app-from-reno\"]",
            "R-4 stock DALLAS -> RENO []");
    assertThat(examples.getFirst().path("sentence").asText())
        .startsWith("Order R-1: RENO by GROUND on 2026-05-")
        .contains("became DALLAS by ")
        .endsWith("by node-eligibility no-app-from-reno.");
    // One order goes the longer way and another the shorter, which follow one another closely.
    JsonNode distance = named(result.path("figures"), "distance");
    assertThat(distance.path("difference").asDouble()).isCloseTo(0, within(1e-9));
    assertThat(distance.path("interval").get(0).asDouble()).isCloseTo(0, within(1e-9));
    assertThat(named(result.path("figures"), "parcels").path("interval").toString())
        .isEqualTo("[0.0,0.0]");
    assertThat(result.at("/observed/before/cannotSay").asInt()).isZero();
    assertThat(result.at("/observed/after/cannotSay").asInt()).isEqualTo(2);
    assertThat(result.path("askedAnew").asInt()).isNotNegative();
  }

  @Test
  void theTablesThatAreInForceChangeNothing() {
    JsonNode draft = begun();
    save(draft, TABLE, inForce(TABLE).replaceFirst("owner,.*", "owner,somebody else"));
    expect(draft, "\"expect\": \"no-change\"");

    JsonNode replay = replayed(draft, "{}");

    assertThat(replay.path("met").asBoolean()).isTrue();
    JsonNode result = replay.path("result");
    assertThat(result.at("/orders/changed").asInt()).isZero();
    assertThat(result.at("/orders/likeRecord").asInt()).isEqualTo(ORDERS);
    assertThat(result.path("changes")).isEmpty();
    assertThat(list(result.path("figures")))
        .allSatisfy(figure -> {
          assertThat(figure.path("before")).isEqualTo(figure.path("after"));
          assertThat(figure.path("interval").toString()).isEqualTo("[0.0,0.0]");
        });
  }

  @Test
  void whatIsExpectedHasToBeShownBeforeItIsPublished() {
    JsonNode draft = withoutAppFromReno();
    expect(draft, "\"expect\": \"no-change\"");
    JsonNode broken = replayed(draft, "{}");
    assertThat(broken.path("met").asBoolean()).isFalse();
    assertThat(broken.at("/result/verdict/broken").asInt()).isEqualTo(2);
    approve(draft);

    HttpResponse<String> refused = api.post(path(draft) + "/publish", "{}");

    assertThat(problem(refused)).isEqualTo("409 /problems/expectation-not-met");
    assertThat(json(refused).path("detail").asText())
        .contains("2 of 200 decisions change, 1 by rows that were changed and 1 because");
    assertThat(json(refused).path("examples")).hasSize(2);
    assertThat(json(refused).at("/examples/0").asText()).startsWith("Order R-1: RENO by GROUND");

    api.post(path(draft) + "/send-back", "{\"words\": \"expect what it does\"}");
    String only = "\"expect\": \"only-rows\", \"rows\": [{\"table\": \"%s\", \"ruleId\": \"%s\"}]";
    expect(draft, only.formatted(TABLE, ROW));
    approve(draft);
    assertThat(json(api.post(path(draft) + "/publish", "{}")).path("detail").asText())
        .as("a replay that was made for another expectation shows nothing")
        .startsWith("No replay of exactly these tables has shown that draft");
    assertThat(replayed(draft, "{\"orders\": 1}").path("met").asBoolean()).isTrue();
    assertThat(problem(api.post(path(draft) + "/publish", "{}")))
        .as("over one order")
        .isEqualTo("409 /problems/expectation-not-met");
    assertThat(replayed(draft, "{}").path("met").asBoolean()).isTrue();
    JsonNode told = json(api.get(path(draft)));
    assertThat(told.at("/expectation/rows/0/ruleId").asText()).isEqualTo(ROW);
    assertThat(told.path("events").findValuesAsText("words"))
        .anySatisfy(
            words -> assertThat(words).startsWith("replay ").endsWith(", as was expected."));

    JsonNode strict = withoutAppFromReno();
    expect(strict, only.formatted(TABLE, ROW) + ", \"followers\": false");
    assertThat(replayed(strict, "{}").at("/result/verdict/broken").asInt()).isOne();
    expect(strict, "\"expect\": \"only-rows\", \"rows\": [{\"table\": \"sourcing-policy\"}]");
    assertThat(replayed(strict, "{}").at("/result/verdict/broken").asInt()).isOne();

    HttpResponse<String> published = api.post(path(draft) + "/publish", "{}");

    assertThat(published.statusCode()).as(published.body()).isEqualTo(200);
    // Back, so that the other tests find the tables of before.
    assertThat(api.post("/v1/rule-sets/roll-back", "{\"author\": \"test\"}").statusCode())
        .isEqualTo(200);
  }

  @Test
  void theOrdersThatARowTouchesAreFound_thoughItIsNotSaved() {
    String touched = path(begun()) + "/touched";

    JsonNode app =
        json(
            api.post(
                touched,
                "{\"table\": \"%s\", \"cells\": {\"ship node\": \"RENO\", \"channel\": \"app\"}}"
                    .formatted(TABLE)));
    JsonNode all = json(api.post(touched, "{\"table\": \"%s\", \"cells\": {}}".formatted(TABLE)));
    JsonNode few =
        json(
            api.post(
                touched, "{\"table\": \"%s\", \"cells\": {}, \"orders\": 7}".formatted(TABLE)));

    assertThat(app.path("matched").asInt()).as(app.toString()).isOne();
    assertThat(app.path("looked").asInt()).isEqualTo(ORDERS);
    assertThat(app.path("all").asBoolean()).isTrue();
    assertThat(app.at("/examples/0/orderId").asText()).isEqualTo("R-1");
    assertThat(app.path("open").asInt()).isOne();
    assertThat(app.at("/costs/0/currency").asText()).isEqualTo("USD");
    assertThat(all.path("matched").asInt()).isEqualTo(ORDERS);
    assertThat(few.path("looked").asInt()).isEqualTo(7);
    assertThat(few.path("all").asBoolean()).isFalse();
    assertThat(few.at("/examples/0/orderId").asText()).isEqualTo("R-" + ORDERS);
  }

  @Test
  void whatCannotBeIsSaid() {
    JsonNode draft = begun();
    String one = path(draft);
    assertThat(problem(api.post(one + "/replays", "{\"orders\": 0}")))
        .startsWith("400 /problems/invalid-request");
    assertThat(problem(api.post(one + "/replays", "{\"base\": 999999}")))
        .isEqualTo("404 /problems/not-found");
    assertThat(problem(api.post(DRAFTS + "/999999/replays", "{}")))
        .isEqualTo("404 /problems/not-found");
    assertThat(problem(api.get(one + "/replays/999999"))).isEqualTo("404 /problems/not-found");
    assertThat(problem(api.get(one + "/replays/x"))).isEqualTo("404 /problems/not-found");
    assertThat(problem(api.get(one + "/replays?cursor=x")))
        .startsWith("400 /problems/invalid-request");
    String touched = one + "/touched";
    assertThat(json(api.post(touched, "{\"table\": \"no-table\", \"cells\": {}}")).toString())
        .contains("/table", "node-eligibility");
    assertThat(
            json(api.post(
                    touched,
                    "{\"table\": \"%s\", \"cells\": {\"chanel\": \"app\", \"hazmat\": \"perhaps\"}}"
                        .formatted(TABLE)))
                .path("errors")
                .toString())
        .contains("/cells/chanel", "Maybe", "channel", "/cells/hazmat", "perhaps");
    assertThat(problem(api.post(touched, "{\"table\": \"%s\", \"cells\": 7}".formatted(TABLE))))
        .startsWith("400 /problems/invalid-request");
    String expectation = one + "/expectation";
    assertThat(
            json(api.put(
                    expectation,
                    "application/json",
                    "{\"revision\": 1, \"expect\": \"only-rows\", \"rows\": [{\"table\": \"%s\", \"ruleId\": \"nobody\"}]}"
                        .formatted(TABLE)))
                .toString())
        .contains("/rows/0/ruleId", "must be a row of node-eligibility");
    assertThat(
            problem(
                api.put(
                    expectation,
                    "application/json",
                    "{\"revision\": 1, \"expect\": \"only-rows\"}")))
        .startsWith("400 /problems/invalid-request");
    assertThat(
            problem(
                api.put(
                    expectation,
                    "application/json",
                    "{\"revision\": 1, \"expect\": \"miracles\"}")))
        .startsWith("400 /problems/invalid-request");
    assertThat(
            problem(
                api.put(
                    expectation,
                    "application/json",
                    "{\"revision\": 7, \"expect\": \"no-change\"}")))
        .isEqualTo("412 /problems/draft-changed");
    api.send(
        api.request(one + "/tables/" + TABLE)
            .header("Content-Type", "application/json")
            .header("If-Match", "\"0\"")
            .PUT(BodyPublishers.ofString("{\"text\": \"table,node-eligibility\"}")));
    assertThat(problem(api.post(one + "/replays", "{}"))).startsWith("422 /problems/broken-tables");
  }

  @Test
  void oneThatWaitsIsCancelled_andOneWhoseProcessDiedIsLost() {
    JsonNode draft = begun();
    int id = draft.path("id").asInt();
    String waiting =
        """
        INSERT INTO table_replays (draft, draft_revision, base, base_digest, tables_digest,
          most_orders, asked_by, state, runner, begun_at, heard_at)
        VALUES (%d, 1, 1, 'x', 'x', 1, 'anna', 'RUNNING', gen_random_uuid(), now(), now() - interval '%d seconds')
        """;
    execute(waiting.formatted(id, 5));
    String open = json(api.get(path(draft) + "/replays")).at("/items/0/id").asText();

    HttpResponse<String> second = api.post(path(draft) + "/replays", "{}");
    assertThat(problem(second)).isEqualTo("409 /problems/replay-open");
    assertThat(json(second).path("replay").asText()).isEqualTo(open);

    JsonNode cancelled = json(deleted(path(draft) + "/replays/" + open));
    assertThat(cancelled.path("state").asText()).isEqualTo("cancelled");
    assertThat(cancelled.path("trouble").asText()).startsWith("Cancelled by ");
    assertThat(json(deleted(path(draft) + "/replays/" + open))).isEqualTo(cancelled);

    execute(waiting.formatted(id, 31));
    String silent = json(api.get(path(draft) + "/replays")).at("/items/0/id").asText();
    JsonNode lost = ended(path(draft) + "/replays/" + silent);
    assertThat(lost.path("state").asText()).isEqualTo("lost");
    assertThat(lost.path("trouble").asText()).contains("Maybe ask for it again");
    assertThat(replayed(draft, "{}").path("state").asText()).as("again").isEqualTo("done");
  }

  private static HttpResponse<String> deleted(String path) {
    return api.send(api.request(path).DELETE());
  }

  private static void execute(String sql) {
    try (Database database = Database.open(ADDRESS, 1)) {
      database.transact(connection -> {
        try (var statement = connection.createStatement()) {
          return statement.execute(sql);
        }
      });
    }
  }
}
