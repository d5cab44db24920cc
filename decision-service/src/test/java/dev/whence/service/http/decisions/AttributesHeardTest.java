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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The released models, but for one feature each, which they read from what the caller tells:
/// transit times the reference days, return risk the price.
class AttributesHeardTest {
  private static final DatabaseAddress DATABASE = TestDatabase.freshAddress();
  private static Service service;
  private static TestClient api;

  @BeforeAll
  static void publish() {
    service = TestService.start(DATABASE, Map.of());
    api = new TestClient(service.port());
    TestService.network(api);
    TestService.stock(api, "A", 10_000, "RENO");
    ToldModels.publish(api, "transit-time", "reference_days", "attributes.wait");
    ToldModels.publish(api, "return-risk", "unit_price_log", "attributes.mood");
    ToldModels.assign(api, "transit-time", "return-risk");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String order(String id, String mode, String attributes) {
    return TestService.order(id, "A")
        .replace("\"commit\"", "\"%s\"".formatted(mode))
        .replaceFirst("\"orderId\"", "\"attributes\": %s, \"orderId\"".formatted(attributes));
  }

  private static JsonNode evaluate(String attributes) {
    JsonNode decision = json(api.post("/v1/decisions", order("e", "evaluate", attributes)));
    assertThat(decision.has("shipments")).as(decision.toString()).isTrue();
    return decision;
  }

  private static double median(JsonNode decision) {
    assertThat(decision.at("/path/by").asText()).as(decision.toString()).isEqualTo("model");
    return decision.at("/shipments/0/transit/days/p50").asDouble();
  }

  @Test
  void whatAnOrderTellsIsHeard() {
    assertThat(median(evaluate("{\"wait\": 6, \"mood\": 7}")))
        .isGreaterThan(1.5 * median(evaluate("{\"wait\": 1, \"mood\": 7}")));
  }

  @Test
  void whatABasketTellsIsHeard() {
    assertThat(firstDay("{\"wait\": 6, \"mood\": 7}"))
        .isGreaterThan(firstDay("{\"wait\": 1, \"mood\": 7}"));
  }

  private static String firstDay(String attributes) {
    JsonNode promises =
        json(
            api.post(
                "/v1/promises",
                """
                {"channel": "web", "customerClass": "regular", "currency": "USD",
                  "at": "2026-05-04T16:00:00Z", "attributes": %s,
                  "destination": {"country": "US", "region": "CA", "postalCode": "94110",
                    "latitude": 37.75, "longitude": -122.41, "timeZone": "America/Los_Angeles"},
                  "lines": [{"sku": "A", "quantity": 2, "unitPriceMinor": 2500}]}
                """
                    .formatted(attributes)));
    assertThat(promises.path("options")).as(promises.toString()).isNotEmpty();
    return promises.at("/options/0/promiseDate").asText();
  }

  @Test
  void aLineTellsWhatItsOrderDoes_andItsOwnOverIt() {
    String order =
        order("e", "evaluate", "{\"wait\": 1, \"mood\": 5}")
            .replace(
                "\"lines\": [",
                "\"lines\": [{\"lineId\": \"2\", \"sku\": \"A\", \"quantity\": 2, \"unitPriceMinor\": 2500, \"attributes\": {\"mood\": 11}}, ");
    JsonNode returns = json(api.post("/v1/decisions", order)).path("returns");

    assertThat(returns.findValuesAsText("source")).containsOnly("predicted");
    // The lines differ in nothing else.
    assertThat(returns.get(0).path("probability").asDouble())
        .isNotEqualTo(returns.get(1).path("probability").asDouble());
    JsonNode other =
        json(
            api.post(
                "/v1/decisions",
                order
                    .replace("\"mood\": 11", "\"fragile\": true")
                    .replace("mood\": 5", "mood\": 11")));
    assertThat(other.at("/returns/0/probability")).isEqualTo(returns.at("/0/probability"));
    assertThat(other.at("/returns/1/probability")).isEqualTo(returns.at("/0/probability"));
  }

  @Test
  void withoutWhatAModelHasToBeToldTheRulesDecide_andSaySo() {
    for (String told :
        List.of("{\"mood\": 7}", "{\"wait\": \"long\"}", "[6]", "\"wait\"", "null")) {
      JsonNode path = evaluate(told).path("path");

      assertThat(path.path("by").asText()).as(told).isEqualTo("rules");
      assertThat(path.path("because").toString()).as(told).contains("attributes.wait");
    }
  }

  @Test
  void whatNoModelCouldHearPassesUnread() {
    assertThat(
            median(
                evaluate(
                    "{\"wait\": 6, \"Wait\": 1, \"a b\": 1, \"list\": [1], \"more\": {\"wait\": 1}, \"none\": null, \"blank\": \" \", \"long\": \"%s\"}"
                        .formatted("x".repeat(201)))))
        .isEqualTo(median(evaluate("{\"wait\": 6}")));
  }

  @Test
  void moreThanAModelLooksAtIsRefused() {
    String many =
        IntStream.range(0, 65)
            .mapToObj("\"a%d\": 1"::formatted)
            .collect(Collectors.joining(",", "{", "}"));
    assertThat(TestClient.problem(api.post("/v1/decisions", order("e", "evaluate", many))))
        .isEqualTo(
            "400 /problems/invalid-request\n"
                + "/order/attributes hold more numbers and words than a model looks at, which are 64."
                + " Maybe put what is not meant for a model one level deeper");
    String together =
        order("e", "evaluate", many.replace(",\"a64\": 1", ""))
            .replaceFirst("\\{\"lineId\"", "{\"attributes\": {\"wait\": 1}, \"lineId\"");
    assertThat(TestClient.problem(api.post("/v1/decisions", together)))
        .startsWith("400 ")
        .contains("/order/attributes are, with those of line 1, more than a model looks at");
    assertThat(api.post("/v1/decisions", order("e", "evaluate", "{\"wait\": 1e400}")).statusCode())
        .isEqualTo(400);
  }

  /// What a history is exported from, so that the next model learns from what this one was told.
  @Test
  void itIsKept_replayed_exportedAndInTheHistory() throws SQLException {
    String order =
        order("kept", "commit", "{\"wait\": 6, \"mode\": \"Air\", \"fragile\": true, \"x\": [1]}")
            .replaceFirst(
                "\\{\"lineId\"",
                "{\"attributes\": {\"mood\": 7.5, \"mode\": \"\u00c9l\"}, \"lineId\"");
    JsonNode decision = json(api.post("/v1/decisions", order));
    String id = decision.path("decisionId").asText();

    assertThat(decision.at("/path/by").asText()).as(decision.toString()).isEqualTo("model");
    JsonNode replay = json(api.post("/v1/decisions/" + id + "/replay"));
    assertThat(replay.path("equal").asBoolean()).as(replay.toString()).isTrue();
    JsonNode exported =
        api.get("/v1/decisions/export?until=2100-01-01T00:00:00Z")
            .body()
            .lines()
            .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)))
            .filter(line -> line.path("decisionId").asText().equals(id))
            .findFirst()
            .orElseThrow();
    String ofOrder = "{\"fragile\":\"true\",\"mode\":\"Air\",\"wait\":6.0}";
    String ofLine = "{\"fragile\":\"true\",\"mode\":\"\u00c9l\",\"mood\":7.5,\"wait\":6.0}";
    assertThat(exported.at("/transit/0/attributes")).hasToString(ofOrder);
    assertThat(exported.at("/returns/0/attributes")).hasToString(ofLine);
    assertThat(column("SELECT attributes FROM history_shipments WHERE order_id = 'kept'"))
        .containsExactly(ofOrder);
    assertThat(column("SELECT attributes FROM history_order_lines WHERE order_id = 'kept'"))
        .containsExactly(ofLine);
  }

  @Test
  void whatIsToldOfParcelsDecidedElsewhereIsInTheHistory() throws SQLException {
    var added =
        api.post(
            "/v1/shipments",
            """
            [{"shipmentId": "elsewhere", "orderId": "900", "shipNode": "RENO",
              "carrierService": "GROUND", "orderedAt": "2026-05-01T10:00:00Z",
              "originCountry": "US", "originTimeZone": "America/Los_Angeles",
              "destinationCountry": "US", "destinationTimeZone": "America/Los_Angeles",
              "distanceKm": 300, "weightGrams": 680, "currency": "USD",
              "attributes": {"wait": 4, "note": {"from": "old system"}}}]
            """);
    assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
    assertThat(column("SELECT attributes FROM history_shipments WHERE shipment_id = 'elsewhere'"))
        .containsExactly("{\"wait\":4.0}");
  }

  private static List<String> column(String query) throws SQLException {
    List<String> column = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password());
        var rows = connection.createStatement().executeQuery(query)) {
      while (rows.next()) {
        column.add(rows.getString(1));
      }
    }
    return column;
  }
}
