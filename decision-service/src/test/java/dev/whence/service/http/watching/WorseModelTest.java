package dev.whence.service.http.watching;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parcels that the released model took for late two times in ten arrive in time, as the carrier
/// publishes: the model does worse than what is published, and decisions go without it.
class WorseModelTest {
  private static final int ORDERS = 330;
  private static final String VERSION = "2026-10-30.4";
  private static final Path RELEASED = Path.of("../models/released");
  private static final ZoneId DOOR = ZoneId.of("America/Los_Angeles");
  private final LocalDate monday =
      LocalDate.now(ZoneOffset.UTC)
          .minusDays(35)
          .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));

  private final DatabaseAddress store = TestDatabase.freshAddress();

  @TempDir Path tables;

  @Test
  void whatTheWatchFindsTurnsDecisionsToWhatIsMeasured_forThatVersion_whereTheTableSaysSo()
      throws IOException {
    try (Service service = start(Map.of())) {
      var api = new TestClient(service.port());
      TestService.network(api);
      TestService.stock(api, "A", 10_000, "RENO");
      assertThat(live(api)).as("while little is known").allMatch("model"::equals);
      await(() -> watched(api).path("answered").asInt() == ORDERS);
      JsonNode worse = watched(api).at("/worse/0");
      assertThat(worse.path("version").asText()).isEqualTo(VERSION);
      assertThat(worse.path("than").asText()).isEqualTo("published figures");
      assertThat(worse.path("since").asText()).isEqualTo(monday.toString());
      // -0.95 ln 0.8 - 0.05 ln 0.2 against -0.95 ln 0.95 - 0.05 ln 0.05
      assertThat(worse.at("/behind/mean").asDouble()).isCloseTo(0.09, within(0.03));
    }

    try (Service service = start(Map.of())) {
      var api = new TestClient(service.port());
      await(() -> !check(api).path("up").asBoolean());
      assertThat(json(api.get("/health/ready")).path("ready").asBoolean(true)).isTrue();
      assertThat(check(api).path("detail").asText())
          .startsWith(
              "version %s; transit-time@%1$s has done worse than published".formatted(VERSION));
      assertThat(page(api))
          .contains(
              "of which 1 did worse", "has done worse than published figures since " + monday);

      JsonNode without = decided(api, "without");
      assertThat(without.at("/path/by").asText()).isEqualTo("rules");
      assertThat(without.at("/path/because/0/reason").asText()).isEqualTo("DOES_WORSE");
      JsonNode transit = without.at("/shipments/0/transit");
      assertThat(transit.path("source").asText()).isEqualTo("measured");
      assertThat(transit.at("/because/reason").asText()).isEqualTo("DOES_WORSE");
      assertThat(transit.at("/because/evidence/model/version").asText()).isEqualTo(VERSION);
      assertThat(without.at("/returns/0/model").asText()).as("another model").contains(VERSION);
      String path = "/v1/decisions/" + without.path("decisionId").asText();
      assertThat(json(api.get(path)).at("/shipments/0/transit")).isEqualTo(transit);

      // A finding is about a version.
      api.post(
          "/v1/models",
          TestService.publication(RELEASED.resolve("transit-time").resolve(VERSION), "next"));
      TestService.transitTime(api, "next");
      JsonNode next = decided(api, "next");
      assertThat(next.at("/path/by").asText()).isEqualTo("model");
      assertThat(next.at("/shipments/0/transit/model").asText()).isEqualTo("transit-time@next");
      // What the decision knew of the watch is in its record, whatever is known now.
      assertThat(json(api.post(path + "/replay", "{}")).path("equal").asBoolean()).isTrue();
      TestService.transitTime(api, VERSION);
      assertThat(decided(api, "again").at("/path/because/0/reason").asText())
          .isEqualTo("DOES_WORSE");
    }

    tables("no");
    try (Service service = start(Map.of("tables-directory", tables.toString()))) {
      var api = new TestClient(service.port());
      await(() -> !check(api).path("up").asBoolean());
      JsonNode with = decided(api, "with");
      assertThat(with.at("/path/by").asText()).isEqualTo("model");
      assertThat(with.at("/shipments/0/transit/model").asText())
          .isEqualTo("transit-time@" + VERSION);
    }
  }

  private Service start(Map<String, String> more) {
    var settings = new java.util.TreeMap<>(more);
    settings.put("models-directory", RELEASED.toString());
    return TestService.start(store, settings);
  }

  private void tables(String distrust) throws IOException {
    try (var files = Files.list(Path.of("../rules/tables"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".csv")).toList()) {
        String text = Files.readString(file);
        Files.writeString(
            tables.resolve(file.getFileName()),
            file.endsWith("model-guard.csv")
                ? text.replaceAll("(?m)(,\\d+),yes(,[^,]*)?$", "$1," + distrust + "$2")
                : text);
      }
    }
  }

  private static String placed(String id, LocalDate day) {
    return TestService.order(id, "A")
        .replace("2026-05-04T16:00:00Z", day + "T16:00:00Z")
        .replace("2026-05-11", day.plusDays(2).toString());
  }

  private JsonNode decided(TestClient api, String id) {
    return json(api.post("/v1/decisions", placed(id, monday.plusDays(28))));
  }

  /// Orders of three days in four weeks.
  ///
  /// @return by what each was decided
  private List<String> live(TestClient api) {
    var by = new ArrayList<String>();
    var scans = new ArrayList<String>();
    for (int i = 0; i < ORDERS; i++) {
      LocalDate day = monday.plusDays(i % 3 + 7 * (i / 3 % 4));
      JsonNode decision = json(api.post("/v1/decisions", placed("o-" + i, day)));
      by.add(decision.at("/path/by").asText());
      JsonNode parcel = decision.at("/shipments/0");
      LocalDate arrives = day.plusDays(i % 20 == 7 ? 4 : 2);
      scans.add(scan(parcel, "HANDED_OVER", Instant.parse(parcel.path("handover").asText())));
      scans.add(scan(parcel, "DELIVERED", arrives.atTime(11, 0).atZone(DOOR).toInstant()));
    }
    assertThat(api.post("/v1/shipment-events", scans.toString()).statusCode()).isEqualTo(200);
    return by;
  }

  private static String scan(JsonNode parcel, String scan, Instant at) {
    return "{\"eventId\": \"%s-%s\", \"shipmentId\": \"%1$s\", \"scan\": \"%2$s\", \"occurredAt\": \"%3$s\"}"
        .formatted(parcel.path("shipmentId").asText(), scan, at);
  }

  private static JsonNode watched(TestClient api) {
    return json(api.get("/v1/model-watch/transit-time"));
  }

  private static JsonNode check(TestClient api) {
    for (JsonNode check : json(api.get("/health/ready")).path("checks")) {
      if (check.path("name").asText().equals("transit-time")) {
        return check;
      }
    }
    throw new AssertionError("Nothing is told of the model.");
  }

  private static String page(TestClient api) {
    return api.send(api.request("/console/models").header("Accept", "text/html").GET()).body();
  }

  private static void await(java.util.function.BooleanSupplier reached) {
    Instant end = Instant.now().plusSeconds(90);
    while (!reached.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
