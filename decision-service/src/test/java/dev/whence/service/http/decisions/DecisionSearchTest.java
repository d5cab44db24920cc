package dev.whence.service.http.decisions;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Decisions are found by what stands in their records.
class DecisionSearchTest {
  private static final TestClient API = TestService.client();

  @BeforeAll
  static void decisions() {
    TestService.stock("SEARCH-A", 5, "RENO");
    TestService.stock("SEARCH-B", 5, "DALLAS");
    TestService.stock("SEARCH-C", 0, "DALLAS");
    for (String letter : List.of("A", "B", "C")) {
      var answer =
          API.post("/v1/decisions", TestService.order("SEARCHED-" + letter, "SEARCH-" + letter));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
  }

  /// The orders found, as far as they are those of this test.
  private static List<String> found(String query) {
    var orders = new ArrayList<String>();
    String cursor = "";
    do {
      JsonNode page = json(API.get("/v1/decisions?limit=100" + query + cursor));
      page.path("items").forEach(item -> orders.add(item.path("orderId").asText()));
      cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : "";
    } while (!cursor.isEmpty());
    return orders.stream().filter(order -> order.startsWith("SEARCHED-")).toList();
  }

  @Test
  void bySku() {
    assertThat(found("&sku=SEARCH-A")).containsExactly("SEARCHED-A");
    assertThat(found("&sku=search-a")).isEmpty();
  }

  @Test
  void byTheNodeThatSends() {
    assertThat(found("&shipNode=RENO")).containsExactly("SEARCHED-A");
    assertThat(found("&shipNode=DALLAS&sku=SEARCH-A")).isEmpty();
    assertThat(found("&shipNode=TACOMA")).isEmpty();
  }

  @Test
  void byReasonOfAShortageOrAFallback() {
    assertThat(found("&reason=NO_STOCK")).containsExactly("SEARCHED-C");
    // There are no models here.
    assertThat(found("&reason=" + fallback()))
        .containsExactlyInAnyOrder("SEARCHED-B", "SEARCHED-A");
    assertThat(found("&reason=NO_SUCH_REASON")).isEmpty();
  }

  @Test
  void byARowThatFired() {
    JsonNode decision = json(API.get("/v1/decisions/" + id("SEARCHED-A"))).path("rows").get(0);

    assertThat(found("&ruleId=" + decision.path("ruleId").asText())).contains("SEARCHED-A");
    assertThat(found("&ruleId=no-such-row")).isEmpty();
  }

  @Test
  void theTraceTellsTheRowOfEachTableThatAnswered_andHowNearOthersWere() {
    String path = "/v1/decisions/" + id("SEARCHED-A");

    JsonNode trace = json(API.get(path + "/trace?near=3"));

    assertThat(trace.path("same").asBoolean()).isTrue();
    for (JsonNode row : json(API.get(path)).path("rows")) {
      assertThat(trace.path("tables"))
          .filteredOn(table -> table.path("table").equals(row.path("table")))
          .singleElement()
          .satisfies(table ->
              assertThat(table.findValues("fired").toString())
                  .contains("\"ruleId\":\"" + row.path("ruleId").asText() + "\""));
    }
    assertThat(trace.findValues("near")).anySatisfy(near -> assertThat(near).hasSize(3));
    assertThat(trace.findValuesAsText("message"))
        .anySatisfy(message -> assertThat(message).contains(", wanted "));
    assertThat(json(API.get(path + "/trace?table=sourcing-policy")).path("tables")).hasSize(1);
    assertThat(problem(API.get(path + "/trace?near=11&table=no-table")))
        .startsWith("400 /problems/invalid-request");
  }

  @Test
  void anEvaluationExplainedInFullTellsTheTraceOfTheDecisionThatFollows() {
    TestService.stock("SEARCH-T", 5, "RENO", "DALLAS");
    String commit = TestService.order("TRACED-T", "SEARCH-T");
    String evaluate = commit.replace("\"mode\"", "\"explain\": \"full\", \"mode\"");

    JsonNode told =
        json(API.post("/v1/decisions", evaluate.replace("\"commit\"", "\"evaluate\"")))
            .path("trace");
    String id = json(API.post("/v1/decisions", commit)).path("decisionId").asText();

    JsonNode recorded = json(API.get("/v1/decisions/" + id + "/trace?near=3&cases=20"));
    assertThat(told.path("same").asBoolean()).isTrue();
    assertThat(told.findValues("near")).anySatisfy(near -> assertThat(near).isNotEmpty());
    assertThat(told.findValues("failed").toString()).contains("\"by\":", "\"place\":");
    assertThat(told.path("tables")).isNotEmpty().isEqualTo(recorded.path("tables"));
    assertThat(told.path("ruleSet")).isEqualTo(recorded.path("ruleSet"));
    assertThat(told.has("decisionId")).isFalse();
  }

  /// As they are read from records that an older release has written.
  @Test
  void whatADecisionIsFoundByIsWrittenWithIt_andIsWhatItsRecordSays() throws SQLException {
    for (String letter : List.of("A", "B", "C")) {
      String decision = id("SEARCHED-" + letter);
      String written = words(decision);
      assertThat(written).contains("sku:SEARCH-" + letter);
      execute(
          "UPDATE decision_index SET words = NULL WHERE decision_id = '%s'".formatted(decision));

      long end = System.nanoTime() + 30_000_000_000L;
      while (words(decision).isEmpty()) {
        assertThat(System.nanoTime()).as("read soon").isLessThan(end);
      }

      assertThat(words(decision)).isEqualTo(written);
    }
  }

  private static String words(String decision) throws SQLException {
    try (var connection = TestService.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT coalesce(words::text, '') FROM decision_index WHERE decision_id = '%s'"
                    .formatted(decision))) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (var connection = TestService.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void byPeriod() {
    assertThat(found("&until=2026-05-04T16:00:00Z")).isEmpty();
    assertThat(found("&since=2026-05-04T16:00:00Z&until=2026-05-04T16:00:01Z"))
        .containsExactlyInAnyOrder("SEARCHED-C", "SEARCHED-B", "SEARCHED-A");
    assertThat(problem(API.get("/v1/decisions?until=tomorrow")))
        .startsWith("400 /problems/invalid-request\nuntil must be a time with an offset");
  }

  @Test
  void detailsTellEachInASentence() {
    JsonNode details =
        json(API.get("/v1/decisions?order=SEARCHED-A&details=true"))
            .path("items")
            .get(0)
            .path("details");

    assertThat(details.path("summary").asText()).startsWith("Ships 2 units of SEARCH-A from RENO");
    assertThat(details.path("shipNodes")).extracting(JsonNode::asText).containsExactly("RENO");
    assertThat(details.path("parcels").asInt()).isEqualTo(1);
    assertThat(json(API.get("/v1/decisions?order=SEARCHED-A")).path("items").get(0).has("details"))
        .isFalse();
  }

  @Test
  void aPageOfASearchGoesOnWhereItEnded() {
    JsonNode first =
        json(API.get("/v1/decisions?limit=1&reason=" + fallback() + "&order=SEARCHED-A"));
    assertThat(first.path("items")).hasSize(1);
    assertThat(first.has("nextCursor")).isFalse();

    JsonNode page = json(API.get("/v1/decisions?limit=1&ruleId=" + someRow()));
    assertThat(page.path("items")).hasSize(1);
    assertThat(page.has("nextCursor")).isTrue();
    JsonNode next =
        json(
            API.get(
                "/v1/decisions?limit=1&ruleId="
                    + someRow()
                    + "&cursor="
                    + page.path("nextCursor").asText()));
    assertThat(next.path("items").get(0).path("decisionId").asText())
        .isLessThan(page.path("items").get(0).path("decisionId").asText());
  }

  private static String fallback() {
    return json(API.get("/v1/decisions/" + id("SEARCHED-A")))
        .path("path")
        .path("because")
        .get(0)
        .path("reason")
        .asText();
  }

  private static String someRow() {
    return json(API.get("/v1/decisions/" + id("SEARCHED-A")))
        .path("rows")
        .get(0)
        .path("ruleId")
        .asText();
  }

  private static String id(String order) {
    return json(API.get("/v1/decisions?order=" + order))
        .path("items")
        .get(0)
        .path("decisionId")
        .asText();
  }
}
