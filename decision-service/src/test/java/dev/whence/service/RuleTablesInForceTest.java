package dev.whence.service;

import static dev.whence.service.http.TestClient.json;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.config.ConfigSource;
import dev.whence.service.config.ServiceConfig;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tables of one's own in a service of one's own: what the log, the readiness and the answers say
/// of ids that nothing is loaded for, what postal codes do, and when a decision was a close call.
class RuleTablesInForceTest {
  private static final String GUIDE =
      """
      table,carrier-routing-guide
      hit policy,first match
      owner,transportation
      rule id,destination country,carrier services
      us-standard,US,PARCEL_GRUOND > PARCEL_2DAY
      otherwise,,PARCEL_GROUND
      """;

  private static final String ELIGIBILITY =
      """
      table,carrier-eligibility
      hit policy,all matches
      owner,transportation
      rule id,carrier service,quoted,destination country,destination postal code,category,ruled out because
      no-rate,,no,,,,NO_RATE
      islands,PARCEL_2DAY,,US,"in 967*, 00600..00999, 94110",,DESTINATION_NOT_SERVED
      not-fragile,PARCEL_2DAY,,,,fragil,CONTENTS_NOT_CARRIED
      """;

  private final List<String> logged = new ArrayList<>();
  private final Logger log = Logger.getLogger("dev.whence");
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          synchronized (logged) {
            logged.add(line.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @TempDir private Path folder;

  @BeforeEach
  void listen() {
    log.addHandler(listener);
  }

  @AfterEach
  void listenNoMore() {
    log.removeHandler(listener);
  }

  private Service start(DatabaseAddress database) {
    try (var tables = Files.list(Path.of("../rules/tables"))) {
      for (Path table : tables.filter(file -> file.toString().endsWith(".csv")).toList()) {
        Files.copy(table, folder.resolve(table.getFileName()), REPLACE_EXISTING);
      }
      Files.writeString(folder.resolve("carrier-routing-guide.csv"), GUIDE);
      Files.writeString(folder.resolve("carrier-eligibility.csv"), ELIGIBILITY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Service.start(
        ServiceConfig.of(
            Path.of(""),
            List.of(
                new ConfigSource(
                    "test",
                    Map.of(
                        "port",
                        "0",
                        "db-url",
                        database.jdbcUrl(),
                        "db-user",
                        database.user(),
                        "db-password",
                        database.password(),
                        "db-connections",
                        "4",
                        "decision-time",
                        "when-ordered",
                        "tables-directory",
                        folder.toString(),
                        "models-directory",
                        "target/no-models")))));
  }

  private static void loadNetwork(TestClient api) {
    load(api, "/v1/ship-nodes", "application/json", nodes());
    load(
        api,
        "/v1/carrier-services",
        """
        id,carrier,name,currency,volumetricDivisor,publishedOnTime,originCountry,destinationCountry,upToKm,perParcelMinor,perKilogramMinor,transitDays
        PARCEL_GROUND,Parcel Co,Ground,USD,5000,0.95,US,US,9000,900,0,3
        PARCEL_2DAY,Parcel Co,Two days,USD,5000,0.95,US,US,9000,2000,0,2
        """);
    load(
        api,
        "/v1/items",
        """
        sku,category,weightGrams,volumeCm3,longestSideMm
        SHIRT,home,400,2000,300
        VASE,fragile,400,2000,300
        """);
    load(
        api,
        "/v1/stock",
        """
        shipNode,sku,onHand
        RENO,SHIRT,50
        SPARKS,SHIRT,50
        RENO,VASE,50
        MIAMI,VASE,50
        """);
  }

  /// RENO and SPARKS are one building; MIAMI is dear.
  private static String nodes() {
    String node =
        """
        {"id": "%s", "name": "%s", "type": "DC", "country": "US", "region": "%s",
         "latitude": %s, "longitude": %s, "active": true, "handlesHazmat": true, "channels": [],
         "timeZone": "America/Los_Angeles",
         "workingDays": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
         "cutoff": "16:00", "processingMinutes": 90, "holidays": [], "parcelsPerDay": 1000,
         "parcelHandlingMinor": %s, "unitHandlingMinor": 40, "currency": "USD"}\
        """;
    return "["
        + node.formatted("RENO", "Reno", "NV", "39.53", "-119.81", "150")
        + ","
        + node.formatted("SPARKS", "Sparks", "NV", "39.53", "-119.81", "151")
        + ","
        + node.formatted("MIAMI", "Miami", "FL", "25.76", "-80.19", "3000")
        + "]";
  }

  private static void load(TestClient api, String path, String csv) {
    load(api, path, "text/csv", csv);
  }

  private static void load(TestClient api, String path, String contentType, String body) {
    var answer = api.put(path, contentType, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void anIdThatNothingIsLoadedForIsLogged_toldWhenReady_andWithTheDecisionsThatItMayTouch() {
    try (Service service = start(TestDatabase.freshAddress())) {
      var api = new TestClient(service.port());

      JsonNode before = ruleTables(api);
      assertThat(before.has("warnings")).isFalse();
      assertThat(before.path("detail").asText())
          .contains("Nothing is loaded yet of the")
          .contains("carrier services, categories of items");
      assertThat(logged()).noneMatch(line -> line.contains("PARCEL_GRUOND"));

      loadNetwork(api);

      JsonNode after = ruleTables(api);
      assertThat(after.path("up").asBoolean()).isTrue();
      assertThat(after.path("detail").asText()).doesNotContain("Nothing is loaded");
      String misspelt =
          "carrier-routing-guide, row us-standard, column carrier services: \"PARCEL_GRUOND\" is no carrier service that is loaded (in the cell PARCEL_GRUOND > PARCEL_2DAY). Maybe PARCEL_GROUND was meant.";
      String fragile =
          "carrier-eligibility, row not-fragile, column category: \"fragil\" is no category of an item that is loaded. Maybe fragile was meant.";
      assertThat(after.path("warnings").findValuesAsText("message"))
          .contains(misspelt, fragile)
          .allMatch(message -> !message.contains("\"PARCEL_GROUND\""));
      assertThat(logged().filter(line -> line.contains(misspelt))).hasSize(1);

      String order = TestService.order("warned-1", "SHIRT").replace("94110", "10001");
      JsonNode committed = json(commit(api, order));
      String id = committed.path("decisionId").asText();
      JsonNode warnings = committed.path("tableWarnings");
      assertThat(committed.path("path").path("by").asText()).isEqualTo("rules");
      assertThat(warnings.findValuesAsText("message")).containsExactly(fragile, misspelt);
      assertThat(warnings.get(1).path("nearest").asText()).isEqualTo("PARCEL_GROUND");
      assertThat(warnings.get(1).path("value").asText()).isEqualTo("PARCEL_GRUOND");

      String basket =
          """
          {"currency": "USD", "channel": "web", "customerClass": "regular", "serviceLevel": "STANDARD",
           "destination": {"country": "US", "region": "NY", "postalCode": "10001",
                           "latitude": 40.71, "longitude": -74.01, "timeZone": "America/New_York"},
           "lines": [{"sku": "SHIRT", "quantity": 1, "unitPriceMinor": 2500}]}
          """;
      JsonNode promised = json(api.post("/v1/promises", basket));
      assertThat(promised.path("tableWarnings").findValuesAsText("message"))
          .containsExactly(fragile, misspelt);

      // another country is another row's, so only the row for all orders is left
      String abroad =
          TestService.order("warned-2", "SHIRT")
              .replace("\"country\": \"US\"", "\"country\": \"CA\"")
              .replace("commit", "evaluate");
      assertThat(
              json(api.post("/v1/decisions", abroad))
                  .path("tableWarnings")
                  .findValuesAsText("ruleId"))
          .containsExactly("not-fragile");

      load(
          api,
          "/v1/carrier-services",
          """
          id,carrier,name,currency,volumetricDivisor,publishedOnTime,originCountry,destinationCountry,upToKm,perParcelMinor,perKilogramMinor,transitDays
          PARCEL_GRUOND,Parcel Co,Ground,USD,5000,0.95,US,US,9000,900,0,3
          """);
      load(
          api,
          "/v1/items",
          "sku,category,weightGrams,volumeCm3,longestSideMm\nBOWL,fragil,400,2000,300\n");

      assertThat(ruleTables(api).path("warnings").findValuesAsText("message"))
          .doesNotContain(misspelt, fragile);
      assertThat(json(api.post("/v1/promises", basket)).has("tableWarnings")).isFalse();
      assertThat(
              json(api.post(
                      "/v1/decisions",
                      TestService.order("warned-3", "SHIRT").replace("94110", "10001")))
                  .has("tableWarnings"))
          .isFalse();

      // what was told stays told
      assertThat(json(api.get("/v1/decisions/" + id)).path("tableWarnings")).isEqualTo(warnings);
      assertThat(json(commit(api, order)).path("tableWarnings")).isEqualTo(warnings);
      JsonNode replay = json(api.post("/v1/decisions/" + id + "/replay"));
      assertThat(replay.path("equal").asBoolean()).isTrue();
      assertThat(replay.path("differences")).isEmpty();
    }
  }

  @Test
  void aStartOnALoadedStoreLogsWhatIsNotLoaded_andTellsItBeforeAnybodyAsks() {
    DatabaseAddress database = TestDatabase.freshAddress();
    try (Service service = start(database)) {
      loadNetwork(new TestClient(service.port()));
    }
    logged.clear();

    start(database).close();

    assertThat(logged().filter(line -> line.contains("\"PARCEL_GRUOND\" is no"))).hasSize(1);
    assertThat(logged()).noneMatch(line -> line.contains("Nothing is loaded yet"));
  }

  @Test
  void aPostalCodeRulesAServiceOutHoweverItIsWritten_andCloseCallsAreCounted() {
    try (Service service = start(TestDatabase.freshAddress())) {
      var api = new TestClient(service.port());
      loadNetwork(api);

      for (String code : List.of("96701", "967-01-1234", "00612", "006 12-3456", "94110")) {
        assertThat(ruledOut(api, code)).as(code).contains("islands");
      }
      for (String code : List.of("94110-1234", "01000", "966", "006", "94111")) {
        assertThat(ruledOut(api, code)).as(code).doesNotContain("islands");
      }

      double decided = metric(api, "whence_second_plan_gap_count{mode=\"evaluate\"}");
      double close = metric(api, "whence_decisions_close_total{mode=\"evaluate\"}");
      JsonNode near = evaluate(api, TestService.order("close-1", "SHIRT"));
      JsonNode far = evaluate(api, TestService.order("close-2", "VASE"));

      double cost = near.path("costMinor").path("total").asDouble();
      assertThat(near.path("second").path("extraMinor").asDouble()).isBetween(0.5, cost / 100);
      assertThat(far.path("second").path("extraMinor").asDouble())
          .isGreaterThan(far.path("costMinor").path("total").asDouble() / 50);
      assertThat(metric(api, "whence_second_plan_gap_count{mode=\"evaluate\"}") - decided)
          .isEqualTo(2);
      assertThat(metric(api, "whence_decisions_close_total{mode=\"evaluate\"}") - close)
          .isEqualTo(1);
      assertThat(api.get("/metrics").body())
          .contains("whence_second_plan_gap_bucket{mode=\"evaluate\",le=\"0.01\"}");
    }
  }

  private static HttpResponse<String> commit(TestClient api, String order) {
    return api.send(
        api.request("/v1/decisions")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "warned")
            .POST(BodyPublishers.ofString(order)));
  }

  private static JsonNode evaluate(TestClient api, String order) {
    return json(api.post("/v1/decisions", order.replace("\"commit\"", "\"evaluate\"")));
  }

  private static String ruledOut(TestClient api, String postalCode) {
    String order =
        TestService.order("postal", "SHIRT")
            .replace("94110", postalCode)
            .replace("\"mode\"", "\"explain\": \"full\", \"mode\"");
    return evaluate(api, order).path("candidates").toString();
  }

  private static JsonNode ruleTables(TestClient api) {
    JsonNode ready = json(api.get("/health/ready"));
    assertThat(ready.path("status").asText()).isEqualTo("UP");
    for (JsonNode check : ready.path("checks")) {
      if (check.path("name").asText().equals("rule-tables")) {
        return check;
      }
    }
    throw new AssertionError(ready);
  }

  private Stream<String> logged() {
    synchronized (logged) {
      return List.copyOf(logged).stream();
    }
  }

  private static double metric(TestClient api, String series) {
    return api.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .sum();
  }
}
