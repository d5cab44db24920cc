package dev.whence.service.http.watching;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Orders are decided by the released models, parcels arrive early and late, some units come back;
/// the figures are counted again from what the interface told of each decision.
class WatchTest {
  private static final int ORDERS = 360;
  private static final ZoneId DOOR = ZoneId.of("America/Los_Angeles");
  private static final LocalDate FIRST = LocalDate.of(2026, 5, 4);
  private static final LocalDate PROMISED = LocalDate.of(2026, 5, 11);
  private static final String PERIOD = "since=2026-05-01T00:00:00Z&until=2026-06-01T00:00:00Z";

  private static final DatabaseAddress STORE = TestDatabase.freshAddress();
  private static Service service;
  private static TestClient api;

  /// What was told of a parcel, and what became of it.
  private record Told(double chance, boolean late) {}

  private static final List<Told> PARCELS = new ArrayList<>();
  private static final List<Told> LINES = new ArrayList<>();

  @BeforeAll
  static void lives() {
    service =
        TestService.start(
            STORE, Map.of("models-directory", Path.of("../models/released").toString()));
    api = new TestClient(service.port());
    TestService.network(api);
    TestService.stock(api, "A", 10_000, "RENO");
    for (int i = 0; i < ORDERS; i++) {
      live("order-" + i, i);
    }
    // A line may be looked at before its return is told, and is looked at again then.
    await(() ->
        known("transit-time") == PARCELS.size()
            && known("return-risk") == LINES.size()
            && Math.abs(watched("return-risk").at("/kinds/0/observed").asDouble() - 0.2) < 1e-6);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /// The sun shines, then it rains; nothing was told of the wind at first.
  private static String weather(LocalDate placed) {
    return placed.isBefore(FIRST.plusDays(2))
        ? "{\"sky\": \"sun\", \"temperature\": 20, \"humidity\": %d}"
            .formatted(placed.getDayOfMonth())
        : "{\"sky\": \"rain\", \"temperature\": 6, \"humidity\": %d, \"wind\": 3}"
            .formatted(placed.getDayOfMonth() - 2);
  }

  @Test
  void whatCallersTellOfParcelsAndLinesMovesAsOtherFeaturesDo() {
    String since = "since=" + FIRST.plusDays(2) + "T00:00:00Z&until=2026-06-01T00:00:00Z";
    for (String model : List.of("transit-time", "return-risk")) {
      JsonNode drift = json(api.get("/v1/model-watch/" + model + "?" + since)).path("drift");
      var large = new TreeMap<String, Boolean>();
      drift.forEach(
          each -> large.put(each.path("feature").asText(), each.path("large").asBoolean()));

      assertThat(large)
          .containsEntry("attributes.sky", true)
          .containsEntry("attributes.temperature", true)
          .containsEntry("attributes.wind", true)
          .containsEntry("attributes.humidity", false);
      assertThat(large).containsKey(model.equals("transit-time") ? "distance_km" : "quantity");
    }
  }

  private static void live(String id, int number) {
    LocalDate placed = FIRST.plusDays(number % 4);
    String order =
        TestService.order(id, "A")
            .replace("2026-05-04T16:00:00Z", placed + "T16:00:00Z")
            .replace("2026-05-11", PROMISED.toString())
            .replace("\"channel\"", "\"attributes\": " + weather(placed) + ", \"channel\"");
    HttpResponse<String> committed = api.post("/v1/decisions", order);
    assertThat(committed.statusCode()).as(committed.body()).isEqualTo(201);
    JsonNode decision = json(committed);
    assertThat(decision.path("path").path("by").asText()).as(committed.body()).isEqualTo("model");
    JsonNode parcel = decision.path("shipments").get(0);
    String shipment = parcel.path("shipmentId").asText();
    Instant handover = Instant.parse(parcel.path("handover").asText());
    scan(shipment, "HANDED_OVER", handover);
    // Two of nine come late; one of nine is still underway long after its day.
    boolean late = number % 9 < 3;
    if (number % 9 > 0) {
      scan(
          shipment,
          "DELIVERED",
          PROMISED.plusDays(late ? 2 : -1).atTime(15, 0).atZone(DOOR).toInstant());
    }
    PARCELS.add(new Told(1 - parcel.path("onTime").asDouble(), late));
    boolean comesBack = number % 5 == 0;
    if (comesBack) {
      api.post(
          "/v1/returns",
          "[{\"returnId\": \"r-%1$s\", \"orderId\": \"%1$s\", \"lineId\": \"1\", \"units\": 1, \"returnedAt\": \"2026-05-28T09:00:00Z\"}]"
              .formatted(id));
    }
    LINES.add(new Told(decision.path("returns").get(0).path("probability").asDouble(), comesBack));
  }

  private static void scan(String shipment, String scan, Instant at) {
    HttpResponse<String> answer =
        api.post(
            "/v1/shipment-events",
            "[{\"eventId\": \"%s-%s\", \"shipmentId\": \"%1$s\", \"scan\": \"%2$s\", \"occurredAt\": \"%3$s\"}]"
                .formatted(shipment, scan, at));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static JsonNode watched(String model) {
    return json(api.get("/v1/model-watch/%s?%s".formatted(model, PERIOD)));
  }

  private static int known(String model) {
    return watched(model).path("answered").asInt();
  }

  private static double logLoss(List<Told> told) {
    return told.stream()
        .mapToDouble(each -> {
          double p = Math.clamp(each.chance(), 0.001, 0.999);
          return -Math.log(each.late() ? p : 1 - p);
        })
        .average()
        .orElseThrow();
  }

  @Test
  void parcelsAreJudgedByWhatWasToldOfThem_alsoThoseThatNeverArrived() {
    JsonNode watched = watched("transit-time");

    JsonNode model = watched.path("subjects").get(0);
    assertThat(model.path("name").asText()).isEqualTo("model");
    assertThat(model.path("logLoss").asDouble()).isCloseTo(logLoss(PARCELS), within(1e-4));
    JsonNode month = watched.path("months").get(0);
    assertThat(watched.path("months")).hasSize(1);
    assertThat(month.path("key").asText()).isEqualTo("2026-05");
    assertThat(month.path("rows").asInt()).isEqualTo(ORDERS);
    assertThat(month.path("observed").asDouble()).isCloseTo(1 / 3.0, within(1e-6));
    assertThat(month.path("predicted").asDouble())
        .isCloseTo(
            PARCELS.stream().mapToDouble(Told::chance).average().orElseThrow(), within(1e-5));
    assertThat(
            watched.path("reliability").findValues("rows").stream().mapToInt(JsonNode::asInt).sum())
        .isEqualTo(ORDERS);
    assertThat(watched.path("coverage").path("p95").asDouble()).isBetween(0.0, 1.0);
    assertThat(watched.path("versions").get(0).asText()).isNotEmpty();
    // Nearly all were expected in time and a third was late: the model has to be told wrong.
    assertThat(watched.path("verdict").asText()).doesNotContain("beats published figures");
    assertThat(watched.path("sentences").get(0).asText())
        .startsWith("Of 360 parcels, 33.3 % were late;");
  }

  @Test
  void whatComesBackIsJudgedOnceItsWindowHasPassed() {
    JsonNode watched = watched("return-risk");

    assertThat(watched.path("subjects").get(0).path("logLoss").asDouble())
        .isCloseTo(logLoss(LINES), within(1e-4));
    assertThat(watched.path("kinds").get(0).path("observed").asDouble())
        .isCloseTo(0.2, within(1e-6));
  }

  @Test
  void aParcelThatArrivesAfterAllIsToldAgain_andCountsOnce() {
    JsonNode before = watched("transit-time");
    String shipment = json(api.get("/v1/orders/order-0")).at("/parcels/0/shipmentId").asText();
    scan(shipment, "DELIVERED", PROMISED.plusDays(30).atTime(15, 0).atZone(DOOR).toInstant());
    await(() ->
        watched("transit-time").at("/months/0/meanErrorDays").asDouble()
            > before.at("/months/0/meanErrorDays").asDouble());

    JsonNode after = watched("transit-time");
    assertThat(after.path("answered")).isEqualTo(before.path("answered"));
    assertThat(after.path("subjects")).isEqualTo(before.path("subjects"));
  }

  @Test
  void theConsoleTellsItWithTheVerdictAsTitle_andWrongPeriodsAreTold() {
    String page = page("/console/models/transit-time?since=2026-05-01&until=2026-06-01");

    assertThat(page)
        .contains(watched("transit-time").path("verdict").asText())
        .contains("Of 360 parcels, 33.3 % were late;", "By carrier service", "By lane");
    assertThat(page("/console/models")).contains("/console/models/transit-time");
    assertThat(problem(api.get("/v1/model-watch/demand"))).isEqualTo("404 /problems/not-found");
    assertThat(
            problem(
                api.get(
                    "/v1/model-watch/transit-time?since=2026-06-01T00:00:00Z&until=2026-05-01T00:00:00Z")))
        .startsWith("400 /problems/invalid-request");
    JsonNode early =
        json(
            api.get(
                "/v1/model-watch/transit-time?since=2025-01-01T00:00:00Z&until=2025-02-01T00:00:00Z"));
    assertThat(early.path("verdict").asText())
        .isEqualTo(
            "Too little is known to judge the transit-time model: 0 outcomes of the 300 that are needed");
    assertThat(early.path("subjects")).isEmpty();
  }

  private static String page(String path) {
    return api.send(api.request(path).header("Accept", "text/html").GET()).body();
  }

  private static void await(BooleanSupplier reached) {
    Instant end = Instant.now().plus(Duration.ofSeconds(90));
    while (!reached.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError(
            "%d parcels and %d lines known".formatted(known("transit-time"), known("return-risk")));
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
