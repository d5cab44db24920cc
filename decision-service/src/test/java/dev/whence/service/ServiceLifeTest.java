package dev.whence.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.config.ConfigSource;
import dev.whence.service.config.ServiceConfig;
import dev.whence.service.http.RawClient;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What an operator reads and sets.
class ServiceLifeTest {
  private static Service start(String key, String value) {
    DatabaseAddress database = TestDatabase.freshAddress();
    var settings = new HashMap<String, String>();
    settings.put("port", "0");
    settings.put("db-url", database.jdbcUrl());
    settings.put("db-user", database.user());
    settings.put("db-password", database.password());
    settings.put("db-connections", "2");
    settings.put("models-directory", "../models/released");
    settings.put(key, value);
    return Service.start(
        ServiceConfig.of(Path.of(""), List.of(new ConfigSource("test", settings))));
  }

  @Test
  void startLoadAndStopAreALineEach() {
    try (var lines = new LogLines()) {
      try (Service service = start("decision-time", "live")) {
        var api = new TestClient(service.port());
        String rates =
            "from,to,rate,date,source\nEUR,USD,1.08,2026-05-04,ECB\nGBP,USD,1.27,2026-05-04,ECB\n";
        api.put("/v1/exchange-rates", "text/csv", rates);
        api.put("/v1/exchange-rates", "text/csv", rates.replace("1.08", ""));
        api.get("/v1/items");
        api.get("/nothing");
      }

      List<String> told =
          lines.all().stream().filter(line -> !line.contains("that the rule tables name")).toList();
      assertThat(told).hasSize(5);
      assertThat(told.getFirst()).startsWith("INFO Open to this machine: no user is set up");
      assertThat(told.get(1))
          .matches(
              "INFO Started in [0-9.]+ s at port \\d+ of 127.0.0.1; rule tables [0-9a-f]{12}; models transit-time [-0-9.]+, return-risk [-0-9.]+\\.");
      assertThat(told.subList(2, 5))
          .containsExactly("INFO Loaded 2 exchange rates.", "INFO Stopping.", "INFO Stopped.");
    }
  }

  @Test
  void whatTheTablesNameAndNobodyLoadedIsALineForEachChange_notForEachLoad() {
    try (var lines = new LogLines();
        Service service = start("decision-time", "live")) {
      var api = new TestClient(service.port());
      for (String item : List.of("A,home", "B,homes", "C,furnitur", "D,hazmat", "E,home")) {
        assertThat(
                api.put(
                        "/v1/items",
                        "text/csv",
                        "sku,category,weightGrams,volumeCm3,longestSideMm\n" + item + ",1,1,1\n")
                    .statusCode())
            .isEqualTo(200);
      }

      assertThat(lines.all())
          .filteredOn(line -> line.startsWith("WARNING"))
          .singleElement()
          .asString()
          .contains("cells of the rule tables name what is not loaded: ");
    }
  }

  @Test
  void theAgeOfEachModelIsAMetric() {
    try (Service service = start("decision-time", "live")) {
      assertThat(new TestClient(service.port()).get("/metrics").body())
          .containsPattern(
              "whence_model_age_days\\{model=\"return-risk\",version=\"[-0-9.]+\"} [0-9.]+")
          .containsPattern(
              "whence_model_age_days\\{model=\"transit-time\",version=\"[-0-9.]+\"} [0-9.]+");
    }
  }

  @Test
  void howLongAClientMayBeSilentIsASetting() throws Exception {
    try (Service service = start("silence-seconds", "1");
        var client = new RawClient(service.port())) {
      assertThat(client.send("GET /health/l").untilClosed(Duration.ofSeconds(8)))
          .startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void howManyMayConnectIsASetting() throws Exception {
    try (Service service = start("most-connections", "1");
        var busy = new RawClient(service.port())) {
      busy.send("GET /health/l");
      Thread.sleep(500);

      try (var next = new RawClient(service.port())) {
        assertThat(next.send("GET /v1/items HTTP/1.1\nHost: h\n\n").answer())
            .startsWith("HTTP/1.1 503 ")
            .contains("As many connections as may be (1) are open");
      }
      try (var health = new RawClient(service.port())) {
        assertThat(health.send("GET /health/ready HTTP/1.1\nHost: h\n\n").answer())
            .startsWith("HTTP/1.1 200 ");
      }
    }
  }
}
