package dev.whence.service.http.versions;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.Json;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Rule tables and models change while services on one store decide: each decision is made with one
/// version of each, none fails, and all can be replayed. With the released models.
///
/// `-Dwhence.activations=200` changes them that often.
class VersionsInForceTest {
  private static final int ACTIVATIONS = Integer.getInteger("whence.activations", 40);
  private static final int CLIENTS = 4;
  private static final Path BUNDLE = Path.of("../models/released/return-risk/2026-10-30");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DatabaseAddress address = TestDatabase.freshAddress();
  private final List<Service> services = new ArrayList<>();
  private final List<TestClient> apis = new ArrayList<>();

  private TestClient another(String models, Map<String, String> more) {
    var settings = new TreeMap<>(Map.of("models-directory", models));
    settings.putAll(more);
    Service service = TestService.start(address, settings);
    services.add(service);
    apis.add(new TestClient(service.port()));
    return apis.getLast();
  }

  @AfterEach
  void stop() {
    services.forEach(Service::close);
  }

  @Test
  void manyChangesUnderLoad_eachDecisionIsMadeWithOneVersion_andReplaysEqual() throws Exception {
    TestClient api = another("../models/released", Map.of());
    another(TestService.noModels(), Map.of()); // the models come from the store
    another(TestService.noModels(), Map.of());
    TestService.network(api);
    TestService.stock(api, "CUP", 1_000_000, "RENO", "DALLAS");
    var numbers = new ArrayList<Integer>();
    for (int i = 0; i < 4; i++) {
      numbers.add(marked(api, "mark-" + i));
    }
    assertThat(api.post("/v1/models", TestService.publication(BUNDLE, "twin")).statusCode())
        .isEqualTo(201);
    int twin =
        json(api.post(
                "/v1/model-assignments",
                "{\"models\": {\"return-risk\": \"twin\"}, \"author\": \"test\"}"))
            .path("number")
            .asInt();

    var stop = new AtomicBoolean();
    var decided = new ConcurrentLinkedQueue<JsonNode>();
    var failed = new ConcurrentLinkedQueue<String>();
    var count = new AtomicInteger();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        var random = new SplittableRandom(client);
        clients.add(
            executor.submit(() -> {
              while (!stop.get()) {
                String order = TestService.order("V-" + count.incrementAndGet(), "CUP");
                var answer = apis.get(random.nextInt(apis.size())).post("/v1/decisions", order);
                if (answer.statusCode() == 201) {
                  decided.add(json(answer));
                } else {
                  failed.add(answer.statusCode() + " " + answer.body());
                }
              }
              return true;
            }));
      }
      var random = new SplittableRandom(7);
      for (int i = 0; i < ACTIVATIONS; i++) {
        TestClient one = apis.get(random.nextInt(apis.size()));
        switch (random.nextInt(4)) {
          case 0 -> done(one, "/v1/rule-sets/roll-back", "{\"author\": \"test\"}");
          case 1 ->
              done(
                  one,
                  "/v1/model-assignments/%d/activate".formatted(random.nextBoolean() ? 1 : twin),
                  "{\"author\": \"test\"}");
          default ->
              done(
                  one,
                  "/v1/rule-sets/%d/activate".formatted(numbers.get(random.nextInt(4))),
                  "{\"author\": \"test\"}");
        }
        Thread.sleep(random.nextInt(100));
      }
      stop.set(true);
      for (Future<?> client : clients) {
        client.get();
      }
    }

    assertThat(failed).isEmpty();
    Map<String, String> markOf = marks(api);
    var marks = new TreeSet<String>();
    var models = new TreeSet<String>();
    for (JsonNode decision : decided) {
      String mark = markOf.get(decision.path("ruleSet").asText());
      var rows = rows(decision);
      assertThat(List.of(marked(rows, "reservation-policy"), marked(rows, "sourcing-policy")))
          .as("decision %s by rule set %s", decision.path("decisionId"), mark)
          .containsOnly(mark);
      marks.add(String.valueOf(mark));
      models.add(decision.path("models").toString());
    }
    System.out.printf(
        "%d decisions by %d rule sets and %d sets of models, %d changes%n",
        decided.size(), marks.size(), models.size(), ACTIVATIONS);
    assertThat(marks).hasSizeGreaterThan(2);
    assertThat(models).hasSize(2).anyMatch(each -> each.contains("twin"));
    for (JsonNode decision : List.copyOf(decided).subList(0, Math.min(60, decided.size()))) {
      String id = decision.path("decisionId").asText();
      JsonNode replay = json(api.post("/v1/decisions/" + id + "/replay"));
      assertThat(replay.path("equal").asBoolean()).as(replay.toString()).isTrue();
    }
    assertThat(json(api.get("/v1/rule-sets/activations?limit=500")).path("items"))
        .allSatisfy(item -> assertThat(item.path("author").asText()).isIn("test", "whence"));
  }

  @Test
  void aVersionIsInForceEverywhereFromAnInstantOn_andNotBefore() throws Exception {
    TestClient api = another(TestService.noModels(), Map.of());
    TestClient other = another(TestService.noModels(), Map.of());
    TestService.network(api);
    TestService.stock(api, "CUP", 1_000, "RENO");
    int planned = marked(api, "planned");
    Instant from = Instant.now().plus(Duration.ofSeconds(5)).truncatedTo(ChronoUnit.MILLIS);
    JsonNode activation =
        json(
            api.post(
                "/v1/rule-sets/%d/activate".formatted(planned),
                "{\"author\": \"anna\", \"from\": \"%s\", \"reason\": \"from noon\"}"
                    .formatted(from)));
    assertThat(Instant.parse(activation.path("from").asText())).isEqualTo(from);

    int before = 0;
    int after = 0;
    while (after < 6) {
      for (TestClient one : List.of(api, other)) {
        Instant sent = Instant.now();
        String row = rows(json(one.post("/v1/decisions", evaluate()))).get("reservation-policy");
        if (Instant.now().isBefore(from)) {
          assertThat(row).isNotEqualTo("planned");
          before++;
        } else if (!sent.isBefore(from)) {
          assertThat(row).isEqualTo("planned");
          after++;
        }
      }
      Thread.sleep(50);
    }
    assertThat(before).isPositive();
    assertThat(json(other.get("/v1/rule-sets")).at("/items/0/inForce").asBoolean()).isTrue();
  }

  @Test
  void brokenTablesBundlesAndVersionsNeverComeInForce_andAreNamed() {
    TestClient api = another(TestService.noModels(), Map.of());

    var broken =
        api.post("/v1/rule-sets", files("reservation-policy.csv", "table,reservation-policy\n"));
    assertThat(problem(broken)).isEqualTo("422 /problems/broken-tables");
    assertThat(json(broken).path("tableErrors").toString()).contains("reservation-policy.csv");
    ObjectNode bundle =
        (ObjectNode)
            Json.parse(TestService.publication(BUNDLE, "odd").getBytes(StandardCharsets.UTF_8));
    ((ObjectNode) bundle.path("files")).put("model.onnx", "AAAA");
    var refused = api.post("/v1/models", bundle.toString());
    assertThat(problem(refused)).isEqualTo("422 /problems/broken-bundle");
    assertThat(json(refused).path("check").asText()).isEqualTo("DIGEST");
    assertThat(json(api.get("/v1/models")).path("items")).isEmpty();
    api.post("/v1/models", TestService.publication(BUNDLE, "good"));
    assertThat(
            problem(
                api.post(
                    "/v1/models",
                    TestService.publication(
                            Path.of("../models/released/transit-time/2026-10-30"), "good")
                        .replace("\"author\"", "\"note\":\"x\",\"author\""))))
        .isEqualTo("201 "); // another model may have the same version
    assertThat(
            problem(
                api.post(
                    "/v1/model-assignments",
                    "{\"models\": {\"return-risk\": \"bad\"}, \"author\": \"me\"}")))
        .startsWith("400 /problems/invalid-request");
    assertThat(problem(api.post("/v1/rule-sets/99/activate", "{\"author\": \"me\"}")))
        .isEqualTo("404 /problems/not-found");
    assertThat(problem(api.post("/v1/rule-sets/roll-back", "{\"author\": \"me\"}")))
        .isEqualTo("409 /problems/broken-version");
    assertThat(problem(api.post("/v1/rule-sets/1/activate", "{}")))
        .startsWith("400 /problems/invalid-request");
    harm(unreadable());
    var unready = api.post("/v1/rule-sets/50/activate", "{\"author\": \"me\"}");
    assertThat(problem(unready)).isEqualTo("409 /problems/broken-version");
    assertThat(unready.body()).contains("nonsense");
  }

  @Test
  void aProcessThatCannotMakeTheVersionInForceReadyKeepsTheOneBefore_saysSo_andRefusesInTheEnd()
      throws Exception {
    TestClient api = another(TestService.noModels(), Map.of("version-patience-seconds", "6"));
    TestService.network(api);
    TestService.stock(api, "CUP", 1_000, "RENO");
    assertThat(api.post("/v1/decisions", evaluate()).statusCode()).isEqualTo(200);
    harm(unreadable());
    harm(
        "INSERT INTO version_activations (kind, number, active_from, author, reason) VALUES ('rule-set', 50, now(), 'another release', '')");

    assertThat(api.post("/v1/decisions", evaluate()).statusCode()).isEqualTo(200);
    JsonNode ready = json(api.get("/health/ready"));
    assertThat(ready.toString())
        .contains("Version 50 of the rule tables is in force", "not ready here");
    assertThat(api.get("/health/ready").statusCode()).isEqualTo(200);
    for (int i = 0; i < 300 && api.get("/health/ready").statusCode() == 200; i++) {
      Thread.sleep(100);
    }
    assertThat(problem(api.post("/v1/decisions", evaluate())))
        .isEqualTo("503 /problems/unavailable");
    assertThat(api.get("/health/ready").statusCode()).isEqualTo(503);

    done(api, "/v1/rule-sets/roll-back", "{\"author\": \"me\", \"reason\": \"unreadable\"}");

    assertThat(api.post("/v1/decisions", evaluate()).statusCode()).isEqualTo(200);
    assertThat(api.get("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void whatWasImportedOnceIsNotPutInForceAgainByARestart_andFoldersThatDifferAreAFurtherVersion() {
    TestClient api = another("../models/released", Map.of());
    int mine = marked(api, "mine");
    done(api, "/v1/rule-sets/%d/activate".formatted(mine), "{\"author\": \"anna\"}");
    services.removeLast().close();

    TestClient again = another("../models/released", Map.of());

    assertThat(json(again.get("/v1/rule-sets/in-force")).path("number").asInt()).isEqualTo(mine);
    assertThat(json(again.get("/v1/rule-sets")).path("items")).hasSize(2);
    assertThat(again.get("/v1/rule-sets/in-force/reservation-policy.csv").body())
        .contains("\nmine,");
    assertThat(
            again
                .get("/v1/rule-sets/1/reservation-policy.xlsx")
                .headers()
                .firstValue("Content-Type"))
        .hasValue("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    JsonNode assigned = json(again.get("/v1/model-assignments/in-force"));
    assertThat(assigned.at("/models/transit-time/version").asText()).isEqualTo("2026-10-30");
  }

  @Test
  void aChallengerIsAskedBeside_decidesNothing_andItsEstimatesAreKept() throws Exception {
    TestClient api = another("../models/released", Map.of());
    TestService.network(api);
    TestService.stock(api, "CUP", 1_000, "RENO");
    api.post("/v1/models", TestService.publication(BUNDLE, "twin"));
    JsonNode assigned =
        json(
            api.post(
                "/v1/model-assignments",
                "{\"shadows\": {\"return-risk\": \"twin\"}, \"author\": \"me\"}"));
    assertThat(assigned.at("/models/return-risk/version").asText()).isEqualTo("2026-10-30");
    assertThat(assigned.at("/shadows/return-risk/version").asText()).isEqualTo("twin");
    done(api, "/v1/model-assignments/2/activate", "{\"author\": \"me\"}");

    JsonNode decision = json(api.post("/v1/decisions", TestService.order("S-1", "CUP")));

    String id = decision.path("decisionId").asText();
    assertThat(decision.path("models").toString()).doesNotContain("twin");
    JsonNode shadows = json(api.get("/v1/decisions/" + id + "/shadow-estimates")).path("items");
    for (int i = 0; i < 100 && shadows.isEmpty(); i++) {
      Thread.sleep(50);
      shadows = json(api.get("/v1/decisions/" + id + "/shadow-estimates")).path("items");
    }
    assertThat(shadows).hasSize(1);
    assertThat(shadows.at("/0/version").asText()).isEqualTo("twin");
    // The twin is the same model, so it says the same.
    double told = decision.at("/returns/0/probability").asDouble();
    assertThat(told).isPositive();
    assertThat(shadows.at("/0/estimates/returns/0").findValue("probability").asDouble())
        .isCloseTo(told, within(0.0005));
    assertThat(api.get("/metrics").body())
        .contains("whence_shadow_decisions_total{result=\"scored\"} 1.0");
    done(api, "/v1/model-assignments/roll-back", "{\"author\": \"me\"}");
    String later =
        json(api.post("/v1/decisions", TestService.order("S-2", "CUP")))
            .path("decisionId")
            .asText();
    Thread.sleep(500);
    assertThat(json(api.get("/v1/decisions/" + later + "/shadow-estimates")).path("items"))
        .isEmpty();
  }

  private static String unreadable() {
    return """
    INSERT INTO rule_sets (digest, tables) VALUES ('odd', '{"nonsense": "table,nonsense"}');
    INSERT INTO versions (kind, number, digest, content, author, note)
    VALUES ('rule-set', 50, 'odd', '{}', 'another release', '')
    """;
  }

  private void harm(String sql) {
    try (Database database = Database.open(address, 1)) {
      database.transact(connection -> {
        try (var statement = connection.createStatement()) {
          return statement.execute(sql);
        }
      });
    }
  }

  private static void done(TestClient api, String path, String body) {
    var answer = api.post(path, body);
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
  }

  private static String evaluate() {
    return TestService.order("E-1", "CUP").replace("\"commit\"", "\"evaluate\"");
  }

  /// Adds tables whose last rows of two tables are named so.
  private static int marked(TestClient api, String mark) {
    JsonNode tables = json(api.get("/v1/rule-sets/1")).path("tables");
    ObjectNode body = JSON.createObjectNode().put("author", "test").put("note", mark);
    ObjectNode files = body.putObject("files");
    for (String table : List.of("reservation-policy", "sourcing-policy")) {
      // One row for all orders, so that it is the one that answers.
      List<String> lines = tables.path(table).asText().lines().toList();
      int header =
          lines.indexOf(
              lines.stream().filter(line -> line.startsWith("rule id")).findFirst().orElseThrow());
      var kept = new ArrayList<>(lines.subList(0, header + 1));
      kept.add(lines.getLast().replaceFirst("^[^,]*", mark));
      files.put(table + ".csv", String.join("\n", kept) + "\n");
    }
    var answer = api.post("/v1/rule-sets", body.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer).path("number").asInt();
  }

  /// The mark of the row that answered, empty for one of the first version.
  private static String marked(Map<String, String> rows, String table) {
    String row = rows.getOrDefault(table, "");
    return row.startsWith("mark-") ? row : "";
  }

  private static String files(String name, String content) {
    ObjectNode body = JSON.createObjectNode().put("author", "test");
    body.putObject("files").put(name, content);
    return body.toString();
  }

  /// The row of a decision by table.
  private static Map<String, String> rows(JsonNode decision) {
    var rows = new TreeMap<String, String>();
    decision
        .path("rows")
        .forEach(row -> rows.put(row.path("table").asText(), row.path("ruleId").asText()));
    return rows;
  }

  /// The mark of each version by its digest.
  private static Map<String, String> marks(TestClient api) {
    var marks = new TreeMap<String, String>();
    for (JsonNode version : json(api.get("/v1/rule-sets")).path("items")) {
      JsonNode tables =
          json(api.get("/v1/rule-sets/" + version.path("number").asInt())).path("tables");
      String last = tables.path("reservation-policy").asText().lines().toList().getLast();
      String row = last.replaceFirst(",.*", "");
      marks.put(version.path("digest").asText(), row.startsWith("mark-") ? row : "");
    }
    return marks;
  }
}
