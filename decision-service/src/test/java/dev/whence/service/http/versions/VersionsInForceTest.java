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
import dev.whence.service.TestVersions;
import dev.whence.service.drafts.DraftStore;
import dev.whence.service.http.Json;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Versions of rule tables and models are planned, broken, brought in by restarts and asked in the
/// shadow. That each decision under load is made with one of each is in `VersionsInProcessesTest`.
class VersionsInForceTest {
  private static final Path BUNDLE = Path.of("../models/released/return-risk/2026-10-30.4");
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
  void aVersionIsInForceEverywhereFromAnInstantOn_andNotBefore() throws Exception {
    TestClient api = another(TestService.noModels(), Map.of());
    TestClient other = another(TestService.noModels(), Map.of());
    TestService.network(api);
    TestService.stock(api, "CUP", 1_000, "RENO");
    int planned = TestVersions.marked(api, "planned");
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
        String row =
            TestVersions.rows(json(one.post("/v1/decisions", evaluate())))
                .get("reservation-policy");
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
  void whatIsPlannedIsTakenBackBeforeItsMoment_andNeverComesInForce() throws Exception {
    TestClient api = another(TestService.noModels(), Map.of());
    int planned = TestVersions.marked(api, "planned");
    int other = TestVersions.marked(api, "other");
    Instant from = Instant.now().plus(Duration.ofSeconds(3)).truncatedTo(ChronoUnit.MILLIS);
    String activate = "/v1/rule-sets/%d/activate";
    done(api, activate.formatted(planned), "{\"from\": \"%s\"}".formatted(from));
    done(api, activate.formatted(other), "{}");
    done(api, "/v1/rule-sets/roll-back", "{}");
    assertThat(json(api.get("/v1/rule-sets/activations")).at("/items/0/takenBack").isMissingNode())
        .isTrue();

    JsonNode back =
        json(
            api.post(
                "/v1/rule-sets/roll-back",
                "{\"author\": \"anna\", \"reason\": \"not yet\", \"planned\": \"%s\"}"
                    .formatted(from)));

    assertThat(back.path("number").asInt()).isEqualTo(planned);
    assertThat(back.at("/takenBack/author").asText()).isEqualTo("anna");
    assertThat(back.at("/takenBack/reason").asText()).isEqualTo("not yet");
    JsonNode again =
        json(api.post("/v1/rule-sets/roll-back", "{\"planned\": \"%s\"}".formatted(from)));
    assertThat(again.path("detail").asText())
        .startsWith("No version of the rule tables is planned from %s on.".formatted(from));
    assertThat(again.path("status").asInt()).isEqualTo(409);
    Thread.sleep(Duration.between(Instant.now(), from.plusMillis(200)));
    assertThat(json(api.get("/v1/rule-sets/in-force")).path("number").asInt()).isEqualTo(1);
    assertThat(json(api.get("/v1/rule-sets/activations")).at("/items/0")).isEqualTo(back);
    done(api, "/v1/rule-sets/roll-back", "{}");
    assertThat(json(api.get("/v1/rule-sets/in-force")).path("number").asInt()).isEqualTo(other);
  }

  @Test
  void aDraftIsNotPublishedBesideAPlannedVersion_ofWhichOneWouldTakeBackTheOther() {
    TestClient api = another(TestService.noModels(), Map.of());
    int planned = TestVersions.marked(api, "planned");
    String from = "2199-01-01T00:00:00Z";
    done(api, "/v1/rule-sets/%d/activate".formatted(planned), "{\"from\": \"%s\"}".formatted(from));
    String publish = approvedDraft(api) + "/publish";

    for (String body : List.of("{}", "{\"from\": \"2198-01-01T00:00:00Z\"}")) {
      var refused = api.post(publish, body);

      assertThat(problem(refused)).isEqualTo("409 /problems/draft-outdated");
      assertThat(json(refused).path("planned").asInt()).isEqualTo(planned);
      assertThat(json(refused).path("from").asText()).isEqualTo(from);
    }
    done(api, "/v1/rule-sets/roll-back", "{\"planned\": \"%s\"}".formatted(from));
    done(api, publish, "{}");
  }

  /// @return its path
  private String approvedDraft(TestClient api) {
    int id = json(api.post("/v1/table-drafts", "{\"title\": \"shops\"}")).path("id").asInt();
    String path = "/v1/table-drafts/" + id;
    String text =
        json(api.get("/v1/rule-sets/in-force"))
            .at("/tables/reservation-policy")
            .asText()
            .replaceFirst("owner,.*", "owner,shops");
    api.send(
        api.request(path + "/tables/reservation-policy")
            .header("Content-Type", "application/json")
            .header("If-Match", "0")
            .PUT(BodyPublishers.ofString(JSON.createObjectNode().put("text", text).toString())));
    done(api, path + "/submit", "{\"revision\": 2}");
    try (Database database = Database.open(address, 1)) {
      new DraftStore(database).approve(id, 3, "dora", "good");
    }
    return path;
  }

  @Test
  void decisionsSayWhichVersionsTheyWereMadeWith_andAreListedByThem() {
    TestClient api = another(TestService.noModels(), Map.of());
    TestService.network(api);
    TestService.stock(api, "CUP", 1_000, "RENO");
    JsonNode first = json(api.post("/v1/decisions", TestService.order("W-1", "CUP")));
    int mine = TestVersions.marked(api, "mine");
    done(api, "/v1/rule-sets/%d/activate".formatted(mine), "{\"author\": \"anna\"}");
    TestService.network(api); // two loads

    JsonNode second = json(api.post("/v1/decisions", TestService.order("W-2", "CUP")));
    JsonNode evaluated = json(api.post("/v1/decisions", evaluate()));
    String line = api.post("/v1/decisions/batch", "application/x-ndjson", oneLine()).body();

    JsonNode before = first.path("versions");
    JsonNode now = second.path("versions");
    assertThat(before.path("ruleSet").asInt()).isEqualTo(1);
    assertThat(before.path("models").asInt()).isEqualTo(1);
    assertThat(now.path("ruleSet").asInt()).isEqualTo(mine);
    assertThat(now.path("referenceData").asInt())
        .isEqualTo(before.path("referenceData").asInt() + 2);
    assertThat(evaluated.path("versions")).isEqualTo(now);
    assertThat(Json.parse(line.getBytes(StandardCharsets.UTF_8)).at("/decision/versions"))
        .isEqualTo(now);
    for (JsonNode decision : List.of(first, second)) {
      JsonNode told = json(api.get("/v1/decisions/" + decision.path("decisionId").asText()));
      assertThat(told.path("versions")).isEqualTo(decision.path("versions"));
      String query =
          "?ruleSetVersion=%s&modelsVersion=1&referenceDataVersion=%s"
              .formatted(
                  told.at("/versions/ruleSet").asText(),
                  told.at("/versions/referenceData").asText());
      JsonNode listed = json(api.get("/v1/decisions" + query)).path("items");
      assertThat(listed).hasSize(1);
      assertThat(listed.at("/0/versions")).isEqualTo(told.path("versions"));
      assertThat(listed.at("/0/decisionId")).isEqualTo(told.path("decisionId"));
    }
    assertThat(json(api.get("/v1/decisions?modelsVersion=1")).path("items")).hasSize(2);
    assertThat(problem(api.get("/v1/decisions?modelsVersion=0")))
        .startsWith("400 /problems/invalid-request");
  }

  @Test
  void aReplayWithWhatIsInForceNow_tellsOnlyWhatOtherTablesDecideOtherwise() {
    TestClient api = another(TestService.noModels(), Map.of());
    TestService.network(api);
    TestService.stock(api, "CUP", 1_000, "RENO");
    String id =
        json(api.post("/v1/decisions", TestService.order("R-1", "CUP")))
            .path("decisionId")
            .asText();
    String replay = "/v1/decisions/" + id + "/replay?basis=current";

    done(api, approvedDraft(api) + "/publish", "{}");
    JsonNode same = json(api.post(replay));
    int marked = TestVersions.marked(api, "marked");
    done(api, "/v1/rule-sets/%d/activate".formatted(marked), "{}");
    JsonNode other = json(api.post(replay));

    assertThat(same.path("equal").asBoolean()).isTrue();
    assertThat(same.path("differences")).isEmpty();
    assertThat(other.path("equal").asBoolean()).isFalse();
    assertThat(other.path("differences").findValuesAsText("pointer"))
        .isNotEmpty()
        .doesNotContain("/ruleSet");
  }

  private static String oneLine() {
    return evaluate().replaceAll("\\s*\\n\\s*", " ") + "\n";
  }

  @Test
  void aVersionTellsWhatCanBeProvedAboutItsTables() {
    TestClient api = another(TestService.noModels(), Map.of());
    String table =
        """
        table,reservation-policy
        hit policy,first match
        owner,planning
        rule id,ship node,node type,category,order date,hold minutes,protected units
        store,,STORE,,,30,1
        node,NODE-THAT-NOBODY-HAS,,,,40,1
        before-may,,,toys,< 2026-05-01,30,0
        from-may,,,toys,>= 2026-05-01,50,0
        toys-of-vendors,,SELLER,toys,,30,0
        otherwise,,,,,60,0
        """;
    api.post("/v1/rule-sets", files("reservation-policy.csv", table));
    JsonNode analysis = json(api.get("/v1/rule-sets/2/analysis"));

    assertThat(analysis.path("number").asInt()).isEqualTo(2);
    JsonNode ours =
        StreamSupport.stream(analysis.path("tables").spliterator(), false)
            .filter(each -> each.path("table").asText().equals("reservation-policy"))
            .findFirst()
            .orElseThrow();
    JsonNode never = ours.path("findings").get(0);
    assertThat(never.path("kind").asText()).isEqualTo("NEVER_ANSWERS");
    assertThat(never.path("severity").asText()).isEqualTo("WARNING");
    assertThat(never.path("cells").findValuesAsText("ruleId"))
        .containsExactly("toys-of-vendors", "before-may", "from-may");
    assertThat(never.path("cells").findValuesAsText("at")).containsExactly("9", "7", "8");
    assertThat(never.path("message").asText()).contains("together answer all of its cases");
    assertThat(never.path("witness").findValuesAsText("column"))
        .containsExactly("ship node", "node type", "category", "order date");
    assertThat(problem(api.get("/v1/rule-sets/99/analysis"))).isEqualTo("404 /problems/not-found");
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
    JsonNode published = json(api.get("/v1/models/return-risk/good"));
    assertThat(published.path("files"))
        .isEqualTo(
            Json.parse(TestService.publication(BUNDLE, "good").getBytes(StandardCharsets.UTF_8))
                .path("files"));
    assertThat(published.path("card").path("version").asText()).isEqualTo("good");
    assertThat(problem(api.get("/v1/models/return-risk/bad"))).isEqualTo("404 /problems/not-found");
    assertThat(
            problem(
                api.post(
                    "/v1/models",
                    TestService.publication(
                            Path.of("../models/released/transit-time/2026-10-30.4"), "good")
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
    assertThat(problem(api.post("/v1/rule-sets/1/activate", "{\"reason\": 3}")))
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
    int mine = TestVersions.marked(api, "mine");
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
    assertThat(assigned.at("/models/transit-time/version").asText()).isEqualTo("2026-10-30.4");
  }

  @Test
  void aChallengerIsAskedBeside_decidesNothing_andItsEstimatesAreKept() throws Exception {
    TestClient api = another("../models/released", Map.of());
    TestService.network(api);
    TestService.stock(api, "CUP", 1_000, "RENO");
    api.post("/v1/models", TestService.publication(BUNDLE, "twin"));
    api.post(
        "/v1/models",
        TestService.publication(Path.of("../models/released/transit-time/2026-10-30.4"), "twin"));
    JsonNode assigned =
        json(
            api.post(
                "/v1/model-assignments",
                "{\"shadows\": {\"return-risk\": \"twin\", \"transit-time\": \"twin\"}, \"author\": \"me\"}"));
    assertThat(assigned.at("/models/return-risk/version").asText()).isEqualTo("2026-10-30.4");
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
    assertThat(shadows).hasSize(2);
    assertThat(shadows.at("/0/model").asText()).isEqualTo("return-risk");
    assertThat(shadows.at("/0/version").asText()).isEqualTo("twin");
    assertThat(shadows.at("/1/model").asText()).isEqualTo("transit-time");
    // The twins are the same models, so they say the same.
    JsonNode transit = shadows.at("/1/estimates/transit");
    assertThat(transit).hasSizeGreaterThan(1);
    assertThat(transit.at("/0/type").asText()).isEqualTo("Predicted");
    assertThat(transit.at("/0/model").toString()).contains("twin");
    assertThat(shadows.at("/1/estimates/returns")).isEmpty();
    assertThat(shadows.at("/0/estimates/transit")).isEmpty();
    assertThat(shadows.at("/0/estimates/returns/0/type").asText()).isEqualTo("Predicted");
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

  private static String files(String name, String content) {
    ObjectNode body = JSON.createObjectNode().put("author", "test");
    body.putObject("files").put(name, content);
    return body.toString();
  }
}
