package dev.whence.service.http.tabletests;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.rules.tables.ShippedTests;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.tabletests.TestJson;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Tests with orders in networks of their own over REST.
class ExampleTestRoutesTest {
  private static final String DRAFTS = "/v1/table-drafts";
  private static final String ELIGIBILITY = "node-eligibility";

  private final TestClient api = TestService.client();

  private static String shipped(String file) {
    return new String(
        Objects.requireNonNull(ShippedTests.files().get(file)), StandardCharsets.UTF_8);
  }

  private static String network() {
    return shipped("small.network.json");
  }

  /// @param network a name, or an object
  private static String test(String network) {
    return shipped("near-node-sends.order.json")
        .replaceFirst("\\s*\"test\": .*", "")
        .replace("\"small\"", network.startsWith("{") ? network : "\"" + network + "\"");
  }

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
            .PUT(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> delete(String path, int seen) {
    return api.send(api.request(path).header("If-Match", "\"" + seen + "\"").DELETE());
  }

  private static String name() {
    return "n-" + UUID.randomUUID();
  }

  @Test
  void anOrderInANetworkOfItsOwnIsDecided_andFailsTheDraftWhoseTableChangesItsAnswer() {
    String draft = begun();
    String network = name();
    String test = name();
    assertThat(problem(put(draft + "/tests/" + test, 0, test(network))))
        .startsWith("400 /problems/invalid-request");

    HttpResponse<String> saved = put(draft + "/test-networks/" + network, 0, network());
    assertThat(saved.statusCode()).as(saved.body()).isEqualTo(200);
    HttpResponse<String> first = put(draft + "/tests/" + test, 0, test(network));
    HttpResponse<String> alone = put(draft + "/tests/" + test + "-b", 0, test(network()));

    for (HttpResponse<String> each : List.of(first, alone)) {
      assertThat(json(each).at("/result/passed").asBoolean()).as(each.body()).isTrue();
      assertThat(json(each).at("/result/got").asText())
          .isEqualTo("ALLOCATED from EAST by PARCEL_GROUND");
    }
    assertThat(json(api.get(draft + "/test-networks/" + network)).at("/usedBy/0").asText())
        .isEqualTo(test);

    String table = json(api.get("/v1/rule-sets/in-force")).at("/tables/" + ELIGIBILITY).asText();
    String header =
        table.lines().filter(line -> line.startsWith("rule id,")).findFirst().orElseThrow();
    String row =
        "nothing-from-near"
            + cells(header, Map.of("distance km", "<= 100", "ruled out because", "TOO_FAR"));
    HttpResponse<String> changed =
        put(
            draft + "/tables/" + ELIGIBILITY,
            0,
            JsonNodeFactory.instance
                .objectNode()
                .put("text", table.stripTrailing() + "\n" + row + "\n")
                .toString());
    assertThat(json(changed).path("errors").isEmpty()).as(changed.body()).isTrue();
    HttpResponse<String> refused =
        api.post(
            draft + "/submit",
            "{\"revision\": %d}".formatted(json(api.get(draft)).path("revision").asInt()));

    assertThat(problem(refused)).isEqualTo("409 /problems/failing-tests");
    assertThat(json(refused).toString()).contains(test).contains("sent from WEST, not EAST");
    assertThat(json(api.get(draft)).path("state").asText()).isEqualTo("draft");
  }

  /// A row with some cells, in the columns of a header that has them.
  private static String cells(String header, Map<String, String> values) {
    var row = new StringBuilder();
    for (String column : header.split(",", -1)) {
      if (!column.equals("rule id")) {
        row.append(',').append(values.getOrDefault(column, ""));
      }
    }
    for (String wanted : values.keySet()) {
      assertThat(header).contains("," + wanted);
    }
    return row.toString();
  }

  @Test
  void aNetworkIsSharedChangedWithItsTests_andTakenAwayWhenNoneNamesIt() {
    String draft = begun();
    String network = name();
    String test = name();
    put(draft + "/test-networks/" + network, 0, network());
    put(draft + "/tests/" + test, 0, test(network));

    HttpResponse<String> less =
        put(draft + "/test-networks/" + network, 1, network().replaceFirst("20 }", "1 }"));
    assertThat(less.statusCode()).as(less.body()).isEqualTo(200);
    assertThat(json(api.get(draft + "/tests/" + test)).at("/result/passed").asBoolean()).isFalse();
    assertThat(problem(put(draft + "/test-networks/" + network, 1, network())))
        .isEqualTo("412 /problems/draft-changed");
    assertThat(problem(delete(draft + "/test-networks/" + network, 2)))
        .isEqualTo("409 /problems/draft-state");
    assertThat(delete(draft + "/tests/" + test, 1).statusCode()).isEqualTo(200);
    assertThat(delete(draft + "/test-networks/" + network, 2).statusCode()).isEqualTo(200);
    assertThat(problem(api.get(draft + "/test-networks/" + network)))
        .isEqualTo("404 /problems/not-found");
    assertThat(problem(delete(draft + "/test-networks/" + network, 3)))
        .isEqualTo("404 /problems/not-found");
  }

  @Test
  void whatIsWrongWithANetworkIsSaidByLine() {
    String draft = begun();
    String broken =
        network()
            .replaceFirst("\"currency\": \"USD\"", "\"currency\": \"DOLLARS\"")
            .replace("\"shipNode\": \"BOSTON\"", "\"shipNode\": \"CHICAGO\"");

    HttpResponse<String> refused = put(draft + "/test-networks/" + name(), 0, broken);

    assertThat(problem(refused)).startsWith("400 /problems/invalid-request");
    JsonNode errors = json(refused).path("errors");
    assertThat(errors).hasSize(2);
    assertThat(errors.at("/0/line").asInt()).isEqualTo(line(broken, "DOLLARS"));
    assertThat(errors.at("/0/pointer").asText()).isEqualTo("/shipNodes/0/currency");
    assertThat(errors.at("/1/line").asInt()).isEqualTo(line(broken, "CHICAGO"));
    assertThat(errors.at("/1/message").asText()).startsWith("is no ship node of the network");
    HttpResponse<String> noJson = put(draft + "/test-networks/" + name(), 0, "{\n\n oops");
    assertThat(problem(noJson)).isEqualTo("400 /problems/malformed-body");
    assertThat(json(noJson).path("line").asInt()).isEqualTo(3);
    assertThat(problem(put(draft + "/test-networks/Not%20Kebab", 0, network())))
        .startsWith("400 /problems/invalid-request");
    for (String odd : List.of("[]", "{}", "{\"shipNodes\": 3}", "null", "{\"stock\": [7]}")) {
      assertThat(problem(put(draft + "/test-networks/" + name(), 0, odd)))
          .as(odd)
          .startsWith("400 /problems/invalid-request");
      assertThat(problem(put(draft + "/tests/" + name(), 0, "{\"network\": " + odd + "}")))
          .as(odd)
          .startsWith("400 /problems/invalid-request");
    }
  }

  private static int line(String text, String what) {
    return (int) text.substring(0, text.indexOf(what)).lines().count();
  }

  private HttpResponse<String> bringIn(ObjectNode files) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("author", "eve");
    body.set("files", files);
    return api.post("/v1/rule-sets", body.toString());
  }

  @Test
  void whatIsExportedIsBroughtInAgainEqual_andABrokenFileIsToldByLine() {
    String network = name();
    String test = name();
    ObjectNode files = JsonNodeFactory.instance.objectNode();
    files.put(network + ".network.json", network());
    files.put(
        test + ".order.json", test(network).replaceFirst("\\{", "{ \"test\": \"" + test + "\","));
    HttpResponse<String> added = bringIn(files);
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    int number = json(added).path("number").asInt();

    JsonNode exported = json(api.get("/v1/rule-sets/" + number + "/tests"));
    assertThat(exported.at("/files/" + network + ".network.json").asText())
        .isEqualTo(TestJson.pretty(TestJson.parse(network())));
    HttpResponse<String> again = bringIn(exported.path("files").deepCopy());
    assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
    assertThat(
            json(api.get("/v1/rule-sets/" + json(again).path("number").asInt() + "/tests"))
                .path("files"))
        .isEqualTo(exported.path("files"));

    files.put(network + ".network.json", network().replaceFirst("\"US\"", "\"UK\""));
    HttpResponse<String> refused = bringIn(files);
    assertThat(problem(refused)).isEqualTo("422 /problems/broken-tables");
    assertThat(json(refused).at("/tableErrors/0").asText())
        .startsWith(network + ".network.json, line 7, shipNodes/0/country: ");
  }
}
