package dev.whence.service.http.tabletests;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.rules.tables.RuleBook;
import dev.whence.service.TestService;
import dev.whence.service.drafts.DraftStore;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.versions.RuleSetStore;
import dev.whence.service.versions.VersionKind;
import dev.whence.service.versions.VersionStore;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Tests beside a table over REST, from the first to the publication that they hold up.
class TestRoutesTest {
  private static final String DRAFTS = "/v1/table-drafts";
  private static final String TABLE = "reservation-policy";

  private final TestClient api = TestService.client();

  private String begun() {
    return DRAFTS
        + "/"
        + json(api.post(DRAFTS, "{\"title\": \"" + UUID.randomUUID() + "\"}")).path("id").asInt();
  }

  private HttpResponse<String> put(String path, int seen, String body) {
    return api.send(
        api.request(path)
            .header("Content-Type", "application/json")
            .header("If-Match", "\"" + seen + "\"")
            .PUT(BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private HttpResponse<String> delete(String path, int seen) {
    return api.send(api.request(path).header("If-Match", "\"" + seen + "\"").DELETE());
  }

  private String inForce() {
    return json(api.get("/v1/rule-sets/in-force")).at("/tables/" + TABLE).asText();
  }

  private static String text(String csv) {
    return JsonNodeFactory.instance.objectNode().put("text", csv).toString();
  }

  private int revision(String draft) {
    return json(api.get(draft)).path("revision").asInt();
  }

  private HttpResponse<String> submit(String draft) {
    return api.post(draft + "/submit", "{\"revision\": %d}".formatted(revision(draft)));
  }

  private static String name() {
    return "t-" + UUID.randomUUID();
  }

  /// Publishes what was submitted, with somebody else's eyes.
  private HttpResponse<String> publish(String draft) {
    try (Database database = TestService.database()) {
      new DraftStore(database)
          .approve(
              Integer.parseInt(draft.substring(draft.lastIndexOf('/') + 1)),
              revision(draft),
              "dora",
              "good");
    }
    return api.post(draft + "/publish", "{}");
  }

  @Test
  void aTestComesInForceWithItsDraft_andHoldsUpTheNextOneThatBreaksIt() {
    String draft = begun();
    JsonNode made = json(api.post(draft + "/tests/suggestions", "{\"table\": \"" + TABLE + "\"}"));
    assertThat(made.path("tests")).isNotEmpty();
    assertThat(made.path("tests"))
        .allSatisfy(test -> assertThat(test.at("/result/passed").asBoolean()).isTrue());
    JsonNode kept = made.path("tests").get(0).path("content");
    String name = name();
    ObjectNode renamed = kept.deepCopy();
    renamed.put("test", name);
    assertThat(put(draft + "/tests/" + name, 0, renamed.toString()).statusCode()).isEqualTo(200);
    assertThat(problem(put(draft + "/tests/" + name, 0, renamed.put("note", "again").toString())))
        .isEqualTo("412 /problems/draft-changed");
    assertThat(submit(draft).statusCode()).isEqualTo(200);

    int published = json(publish(draft)).path("publishedAs").asInt();

    JsonNode standing = json(api.get("/v1/rule-sets/" + published + "/tests"));
    assertThat(standing.findValuesAsText("test")).contains(name);
    assertThat(standing.path("failed").asInt()).isZero();
    assertThat(standing.at("/files/" + TABLE + ".tests.csv").asText()).contains(name);
    JsonNode coverage = json(api.get("/v1/rule-sets/in-force/coverage"));
    assertThat(coverage.findValuesAsText("tests")).isNotNull();
    assertThat(coverage.toString()).contains(name);

    String next = begun();
    String row = kept.at("/expected/rows/0").asText();
    put(
        next + "/tables/" + TABLE,
        0,
        text(inForce().replaceFirst("(?m)^" + row + ",", row + "-new,")).replace('\'', ' '));
    HttpResponse<String> refused = submit(next);
    assertThat(problem(refused)).isEqualTo("409 /problems/failing-tests");
    assertThat(json(refused).at("/failingTests/0/test").asText()).isEqualTo(name);
    assertThat(json(refused).at("/failingTests/0/decidedBy").toString()).contains(row + "-new");
    assertThat(json(api.get(next)).path("state").asText()).isEqualTo("draft");

    assertThat(delete(next + "/tests/" + name, 0).statusCode()).isEqualTo(200);
    assertThat(submit(next).statusCode()).isEqualTo(200);
    assertThat(publish(next).statusCode()).isEqualTo(200);
    assertThat(json(api.get("/v1/rule-sets/in-force/tests")).findValuesAsText("test"))
        .doesNotContain(name);
  }

  @Test
  void whatIsBroughtInWithoutADraftIsTestedToo() {
    String name = name();
    String tests =
        "test,node type,order date,channel,expected row\n"
            + name
            + ",STORE,2026-01-01,web,no-such-row\n";

    HttpResponse<String> refused =
        api.post(
            "/v1/rule-sets",
            JsonNodeFactory.instance
                .objectNode()
                .put("author", "eve")
                .<ObjectNode>set(
                    "files", JsonNodeFactory.instance.objectNode().put(TABLE + ".tests.csv", tests))
                .toString());

    assertThat(problem(refused)).isEqualTo("409 /problems/failing-tests");
    assertThat(json(refused).toString()).contains("there is no row no-such-row");
  }

  private int numberInForce() {
    return json(api.get("/v1/rule-sets/in-force")).path("number").asInt();
  }

  private HttpResponse<String> bringIn(Map<String, String> files) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("author", "eve");
    ObjectNode sent = body.putObject("files");
    files.forEach(sent::put);
    return api.post("/v1/rule-sets", body.toString());
  }

  private HttpResponse<String> activate(int number) {
    return api.post("/v1/rule-sets/%d/activate".formatted(number), "{\"author\": \"eve\"}");
  }

  /// A test of what is kept for the channel of [#keeping].
  private static String testFile(String name, int protectedUnits) {
    return "test,channel,expected protected units\n%s,shelf,%d\n".formatted(name, protectedUnits);
  }

  /// The table in force, with a first row for a channel of its own.
  private String keeping(int protectedUnits) {
    return withoutShelf()
        .replaceFirst(
            "(?m)^(rule id,.*\\n)", "$1shelf-keeps,,shelf,,,,,30,%d,\n".formatted(protectedUnits));
  }

  private String withoutShelf() {
    return inForce().replaceAll("(?m)^shelf-keeps,.*\\n", "");
  }

  private void withoutTests() {
    HttpResponse<String> plain =
        bringIn(
            Map.of(
                TABLE + ".tests.csv",
                "test,node type,expected row\n",
                TABLE + ".csv",
                withoutShelf()));
    assertThat(activate(json(plain).path("number").asInt()).statusCode()).isEqualTo(200);
  }

  @Test
  void aFailingTestKeepsAnImportedVersionOutOfForce() {
    String name = name();
    HttpResponse<String> first =
        bringIn(Map.of(TABLE + ".csv", keeping(3), TABLE + ".tests.csv", testFile(name, 3)));
    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    assertThat(activate(json(first).path("number").asInt()).statusCode()).isEqualTo(200);
    int before = numberInForce();

    HttpResponse<String> imported = bringIn(Map.of(TABLE + ".csv", keeping(4)));
    HttpResponse<String> activated = activate(addedWithoutTests(keeping(4)));

    for (HttpResponse<String> refused : List.of(imported, activated)) {
      assertThat(problem(refused)).isEqualTo("409 /problems/failing-tests");
      assertThat(json(refused).at("/failingTests/0/test").asText()).isEqualTo(name);
    }
    assertThat(numberInForce()).isEqualTo(before);

    HttpResponse<String> mended =
        bringIn(Map.of(TABLE + ".csv", keeping(4), TABLE + ".tests.csv", testFile(name, 4)));
    int number = json(mended).path("number").asInt();
    assertThat(activate(number).statusCode()).isEqualTo(200);
    assertThat(numberInForce()).isEqualTo(number);
    withoutTests();
  }

  /// A version as an older release brought it in, which kept no tests.
  private static int addedWithoutTests(String table) {
    try (Database database = TestService.database()) {
      var ruleSets = new RuleSetStore(database);
      var texts = new TreeMap<>(RuleBook.shipped().canonicalTexts());
      texts.put(TABLE, table);
      RuleBook book = RuleBook.fromCanonicalTexts(texts);
      ruleSets.keep(book);
      return new VersionStore(database)
          .add(VersionKind.RULE_SET, book.digest(), "{}", "eve", "")
          .number();
    }
  }

  @Test
  void aFailingTestKeepsAnApprovedDraftOutOfForce() {
    String name = name();
    HttpResponse<String> first =
        bringIn(Map.of(TABLE + ".csv", keeping(3), TABLE + ".tests.csv", testFile(name, 3)));
    assertThat(activate(json(first).path("number").asInt()).statusCode()).isEqualTo(200);
    int before = numberInForce();
    String draft = begun();
    assertThat(put(draft + "/tables/" + TABLE, 0, text(keeping(4))).statusCode()).isEqualTo(200);
    // Past the check of its submission, as of an older release.
    try (Database database = TestService.database()) {
      new DraftStore(database)
          .submit(
              Integer.parseInt(draft.substring(draft.lastIndexOf('/') + 1)),
              revision(draft),
              "anna",
              "");
    }

    HttpResponse<String> refused = publish(draft);

    assertThat(problem(refused)).isEqualTo("409 /problems/failing-tests");
    assertThat(json(refused).at("/failingTests/0/test").asText()).isEqualTo(name);
    assertThat(json(refused).at("/failingTests/0/decidedBy").toString()).contains("shelf-keeps");
    assertThat(json(api.get(draft)).path("state").asText()).isEqualTo("approved");
    assertThat(numberInForce()).isEqualTo(before);

    api.post(draft + "/send-back", "{\"words\": \"the test\"}");
    ObjectNode test = json(api.get(draft + "/tests/" + name)).path("content").deepCopy();
    ((ObjectNode) test.at("/expected/cells")).put("protected units", "4");
    assertThat(put(draft + "/tests/" + name, 0, test.toString()).statusCode()).isEqualTo(200);
    assertThat(submit(draft).statusCode()).isEqualTo(200);
    assertThat(numberInForce()).isEqualTo(before);
    HttpResponse<String> published = publish(draft);
    assertThat(numberInForce()).isEqualTo(json(published).path("publishedAs").asInt());
    withoutTests();
  }

  @Test
  void whatIsWrongWithATestIsSaidWithItsPlace() {
    String draft = begun();

    HttpResponse<String> refused =
        put(
            draft + "/tests/" + name(),
            0,
            "{'table': 'reservation-policy', 'facts': {'node typ': 'STORE', 'order date': 'soon'},"
                + " 'expected': {'rows': ['a', 'b']}}");

    assertThat(problem(refused)).startsWith("400 /problems/invalid-request");
    assertThat(json(refused).toString())
        .contains("/facts")
        .contains("Maybe node type was meant.")
        .contains("order date must be")
        .contains("/expected/rows");
    assertThat(problem(put(draft + "/tests/Not%20Kebab", 0, "{}")))
        .startsWith("400 /problems/invalid-request");
    assertThat(problem(delete(draft + "/tests/nobody", 0))).isEqualTo("404 /problems/not-found");
    assertThat(problem(api.get(draft + "/tests/nobody"))).isEqualTo("404 /problems/not-found");
    assertThat(problem(api.post(draft + "/tests/suggestions", "{\"table\": \"no-table\"}")))
        .startsWith("400 /problems/invalid-request");
    assertThat(problem(api.get("/v1/rule-sets/99999/coverage")))
        .isEqualTo("404 /problems/not-found");
    assertThat(problem(api.post("/v1/row-counts/someday/recount", "{}")))
        .isEqualTo("404 /problems/not-found");
  }
}
