package dev.whence.service.http.decisions;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.Json;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is so where parcels leave and arrive, told to the released transit-time model, which reads
/// the reference days from it. The parcels leave RENO (NV) for CA on Monday, May 4, in the evening.
class ConditionsHeardTest {
  private static final DatabaseAddress DATABASE = TestDatabase.freshAddress();
  private static final String DAY =
      "\"from\": \"2026-05-04T00:00:00Z\", \"until\": \"2026-05-06T00:00:00Z\"";

  private static Service service;
  private static Service other;
  private static TestClient api;

  @BeforeAll
  static void publish() {
    service = TestService.start(DATABASE, Map.of());
    other = TestService.start(DATABASE, Map.of());
    api = new TestClient(service.port());
    TestService.network(api);
    TestService.stock(api, "A", 10_000, "RENO");
    ToldModels.publish(api, "transit-time", "reference_days", "attributes.wait");
    ToldModels.assign(api, "transit-time");
    // The other one loads the model beside its work.
    var second = new TestClient(other.port());
    Instant end = Instant.now().plusSeconds(60);
    while (!decide(second, "e", "evaluate", "{}").path("path").toString().contains("told")) {
      assertThat(Instant.now()).isBefore(end);
    }
  }

  @AfterAll
  static void stop() {
    service.close();
    other.close();
  }

  @BeforeEach
  void nothingIsSaid() {
    var all = json(api.get("/v1/conditions?limit=500")).path("items");
    var gone = new ArrayList<String>();
    for (JsonNode each : all) {
      gone.add(
          "{\"country\": \"%s\", \"region\": \"%s\", \"from\": \"%s\", \"until\": \"%s\", \"attributes\": {}}"
              .formatted(
                  each.path("country").asText(),
                  each.path("region").asText(),
                  each.path("from").asText(),
                  each.path("until").asText()));
    }
    if (!gone.isEmpty()) {
      load(String.join(",", gone));
    }
    assertThat(json(api.get("/v1/conditions")).path("items")).isEmpty();
  }

  private static void load(String rows) {
    var answer = api.put("/v1/conditions", "application/json", "[" + rows + "]");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String at(String region, String when, String attributes) {
    return "{\"country\": \"US\", \"region\": \"%s\", %s, \"attributes\": %s}"
        .formatted(region, when, attributes);
  }

  private static JsonNode decide(TestClient client, String id, String mode, String attributes) {
    JsonNode decision =
        json(
            client.post(
                "/v1/decisions",
                TestService.order(id, "A")
                    .replace("\"commit\"", "\"%s\"".formatted(mode))
                    .replaceFirst(
                        "\"orderId\"", "\"attributes\": %s, \"orderId\"".formatted(attributes))));
    assertThat(decision.has("shipments")).as(decision.toString()).isTrue();
    return decision;
  }

  private static JsonNode evaluate() {
    return decide(api, "e", "evaluate", "{}");
  }

  private static double median(JsonNode decision) {
    assertThat(decision.at("/path/by").asText()).as(decision.toString()).isEqualTo("model");
    return decision.at("/shipments/0/transit/days/p50").asDouble();
  }

  @Test
  void theNextDecisionOfEveryProcessHearsWhatIsSoWhereItsParcelsLeave() {
    assertThat(evaluate().at("/path/because").toString()).contains("attributes.wait");

    load(at("NV", DAY, "{\"wait\": 1}"));
    double calm = median(evaluate());
    assertThat(median(decide(new TestClient(other.port()), "e", "evaluate", "{}"))).isEqualTo(calm);
    load(at("NV", DAY, "{\"wait\": 6}"));
    assertThat(median(evaluate())).isGreaterThan(1.5 * calm);
    assertThat(median(decide(new TestClient(other.port()), "e", "evaluate", "{}")))
        .isGreaterThan(1.5 * calm);

    load(at("NV", DAY, "{}"));
    assertThat(evaluate().at("/path/by").asText()).isEqualTo("rules");
  }

  @Test
  void onlyTheHourOfTheHandOverCounts_andTheRegion() {
    String handover = evaluate().at("/shipments/0/handover").asText();
    load(
        at(
            "NV",
            "\"from\": \"2026-05-04T00:00:00Z\", \"until\": \"%s\"".formatted(handover),
            "{\"wait\": 6}"));
    load(at("TX", DAY, "{\"wait\": 6}"));
    assertThat(evaluate().at("/path/by").asText()).isEqualTo("rules");

    load(at("NV", "\"from\": \"%s\"".formatted(handover), "{\"wait\": 6}"));
    assertThat(evaluate().at("/path/by").asText()).isEqualTo("model");
  }

  @Test
  void theLaterConditionCounts_andTheOrdersOwnWordBeforeAny() {
    load(at("NV", DAY, "{\"wait\": 1}"));
    double calm = median(evaluate());
    String sooner = "\"from\": \"2026-05-03T00:00:00Z\", \"until\": \"2026-05-20T00:00:00Z\"";
    load(at("NV", sooner, "{\"wait\": 6, \"strike\": true}"));

    assertThat(median(evaluate())).isEqualTo(calm);
    assertThat(median(decide(api, "e", "evaluate", "{\"wait\": 6}"))).isGreaterThan(1.5 * calm);
  }

  @Test
  void whatWasHeardIsKept_replayedAndInTheHistory_andNothingElse() throws SQLException {
    load(at("NV", DAY, "{\"wait\": 6}"));
    load(at("CA", DAY, "{\"weather\": \"fog\"}"));
    load(at("NV", "\"from\": \"2026-05-10T00:00:00Z\"", "{\"wait\": 1}"));
    JsonNode decision = decide(api, "kept", "commit", "{\"mode\": \"Air\"}");
    String id = decision.path("decisionId").asText();
    load(at("NV", DAY, "{\"wait\": 1}"));

    JsonNode replay = json(api.post("/v1/decisions/" + id + "/replay"));
    assertThat(replay.path("equal").asBoolean()).as(replay.toString()).isTrue();
    String heard = "{\"destination_weather\":\"fog\",\"mode\":\"Air\",\"wait\":6.0}";
    JsonNode exported =
        api.get("/v1/decisions/export?until=2100-01-01T00:00:00Z")
            .body()
            .lines()
            .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)))
            .filter(line -> line.path("decisionId").asText().equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(exported.path("transit").findValues("attributes"))
        .isNotEmpty()
        .allSatisfy(told -> assertThat(told).hasToString(heard));
    try (var connection =
            DriverManager.getConnection(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password());
        var row =
            connection
                .createStatement()
                .executeQuery("SELECT attributes FROM history_shipments WHERE order_id = 'kept'")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo(heard);
    }
  }

  @Test
  void theyAreListedByPlaceAndTime_inPages() {
    load(
        at(
            "NV",
            "\"from\": \"2026-05-04T10:00:00Z\"",
            "{\"wait\": 1, \"weather\": \"snow\", \"odd\": false}"));
    load(at("NV", "\"from\": \"2026-05-04T11:00:00Z\"", "{\"wait\": 2}"));
    load(
        "{\"country\": \"SG\", \"from\": \"2026-05-04T11:00:00+08:00\", \"attributes\": {\"wait\": 3}}");
    String csv =
        "country,region,from,until,attributes.wait,attributes.weather\nUS,CA,2026-05-04T10:30:00Z,,4.5,\nUS,TX,2026-05-04T10:30:00Z,,,ice\n";
    assertThat(api.put("/v1/conditions", "text/csv", csv).body()).contains("\"loaded\":2");

    List<String> listed = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = json(api.get("/v1/conditions?limit=2" + cursor));
      for (JsonNode each : page.path("items")) {
        listed.add(
            "%s %s %s %s %s"
                .formatted(
                    each.path("country").asText(),
                    each.path("region").asText(),
                    each.path("from").asText(),
                    each.path("until").asText(),
                    each.path("attributes")));
      }
      cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : "";
    } while (!cursor.isEmpty());
    assertThat(listed)
        .containsExactly(
            "SG  2026-05-04T03:00:00Z 2026-05-04T04:00:00Z {\"wait\":3.0}",
            "US CA 2026-05-04T10:30:00Z 2026-05-04T11:30:00Z {\"wait\":4.5}",
            "US NV 2026-05-04T10:00:00Z 2026-05-04T11:00:00Z {\"odd\":\"false\",\"wait\":1.0,\"weather\":\"snow\"}",
            "US NV 2026-05-04T11:00:00Z 2026-05-04T12:00:00Z {\"wait\":2.0}",
            "US TX 2026-05-04T10:30:00Z 2026-05-04T11:30:00Z {\"weather\":\"ice\"}");
    assertThat(
            json(api.get("/v1/conditions?country=US&at=2026-05-04T11:00:00Z"))
                .path("items")
                .findValuesAsText("region"))
        .containsExactly("CA", "NV", "TX");
    assertThat(api.get("/v1/conditions?cursor=WyIiLCIiLCJ4IiwieCJd").statusCode()).isEqualTo(400);
  }

  @Test
  void everyErrorOfALoadIsToldAtOnce_andNothingOfItCounts() {
    String rows =
        String.join(
            ",",
            at("NV", DAY, "{\"wait\": 1}"),
            at("NV", DAY, "{\"wait\": 2}"),
            at(
                "NV",
                "\"from\": \"2026-05-04T10:00:00Z\", \"until\": \"2026-05-04T10:00:00Z\"",
                "{}"),
            at(
                "NV",
                "\"from\": \"2026-05-04T10:00:00Z\", \"until\": \"2027-05-04T10:00:00Z\"",
                "{}"),
            at("NV", "\"from\": \"2062-05-04T10:00:00Z\"", "{\"Wait\": 1, \"list\": [1]}"),
            "{\"country\": \"USA\", \"from\": \"yesterday\", \"attributes\": 7}",
            at("CA", DAY, "{\"weather\": \"a\\u0000b\", \"sky\": \"\\ud800\"}"));

    String problem =
        TestClient.problem(api.put("/v1/conditions", "application/json", "[" + rows + "]"));

    assertThat(problem)
        .startsWith("400 /problems/invalid-request\n")
        .contains("/1/from is in an earlier row for this place, too")
        .contains("/2/until must be after from")
        .contains("/3/until must be at most 92 days after from")
        .contains("/4/from must not be later than")
        .contains("/4/attributes have the name Wait; a name begins with a small letter")
        .contains("/4/attributes have for list what is neither a number nor a word")
        .contains("numbers go up to 3.4e38")
        .contains("/5/country ")
        .contains("/5/from must be a time with an offset")
        .contains("/5/attributes must be an object, for instance {\"temp\": 12.5}")
        .contains("/6/attributes have for weather what holds U+0000 or half a character")
        .contains("/6/attributes have for sky what holds U+0000 or half a character");
    for (String line : List.of("a\\u0000b", "\\ud800")) {
      assertThat(
              TestClient.problem(
                  api.put(
                      "/v1/conditions",
                      "application/x-ndjson",
                      at("CA", DAY, "{\"weather\": \"%s\"}".formatted(line)))))
          .isEqualTo(
              "400 /problems/invalid-request\n/0/attributes have for weather what holds U+0000 or half a character");
    }
    assertThat(
            TestClient.problem(
                api.put(
                    "/v1/conditions",
                    "text/csv",
                    "country,region,from,attributes.weather\nUS,CA,2026-05-04T10:30:00Z,a\u0000b\n")))
        .isEqualTo(
            "400 /problems/invalid-request\n2 attributes.weather have for weather what holds U+0000 or half a character");
    assertThat(json(api.get("/v1/conditions")).path("items")).isEmpty();
  }
}
