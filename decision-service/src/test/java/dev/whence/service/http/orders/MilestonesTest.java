package dev.whence.service.http.orders;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.rules.sourcing.Milestones.Milestone;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.milestones.MilestoneWatch;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is told of parcels that are not accepted, picked, handed over or delivered in time. The
/// orders are of 4 May 2026, a Monday, and time is what each test says it is.
class MilestonesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final DatabaseAddress address = TestDatabase.freshAddress();
  private final Service service = TestService.start(address, Map.of());
  private final Database database = Database.open(address, 4);
  private final TestClient api = new TestClient(service.port());
  private final ConcurrentLinkedQueue<Optional<Milestone>> counted = new ConcurrentLinkedQueue<>();
  private final MilestoneWatch watch = new MilestoneWatch(database, counted::add);
  private int scans;

  MilestonesTest() {
    loadNetwork(api);
  }

  private static void loadNetwork(TestClient api) {
    load(
        api,
        "/v1/ship-nodes",
        "application/json",
        """
        [{"id": "RENO", "name": "Reno", "type": "DC", "country": "US", "region": "NV",
          "latitude": 39.53, "longitude": -119.81, "timeZone": "America/Los_Angeles",
          "openingHours": [
            {"days": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
             "opens": "08:00", "closes": "18:00", "cutoff": "17:00"}],
          "processingMinutes": 120, "parcelsPerDay": 100, "parcelHandlingMinor": 150,
          "unitHandlingMinor": 40, "currency": "USD"}]
        """);
    load(
        api,
        "/v1/carrier-services",
        "text/csv",
        """
        id,carrier,name,currency,volumetricDivisor,publishedOnTime,originCountry,destinationCountry,upToKm,perParcelMinor,perKilogramMinor,transitDays
        GROUND,Parcel Co,Ground,USD,5000,0.95,US,US,5000,890,95,2
        """);
    load(
        api,
        "/v1/items",
        "text/csv",
        "sku,category,weightGrams,volumeCm3,longestSideMm\nMUG,home,400,900,120\n");
    load(api, "/v1/stock", "text/csv", "shipNode,sku,onHand\nRENO,MUG,500\n");
  }

  @AfterEach
  void stop() {
    database.close();
    service.close();
  }

  @Test
  void aParcelTellsItsMilestones_inTheAnswerAndWithTheOrder() {
    JsonNode decision = commit("told");
    JsonNode milestones = decision.at("/shipments/0/milestones");
    JsonNode parcel = parcel("told");

    assertThat(decision.at("/promise/kept").asBoolean()).isTrue();
    for (String milestone : List.of("acceptBy", "pickBy", "handOverBy")) {
      assertThat(Instant.parse(parcel.path(milestone).asText()))
          .isEqualTo(Instant.parse(milestones.path(milestone).asText()));
    }
    Instant handOverBy = time(milestones, "handOverBy");
    // Five in the afternoon in Reno, where it is summer; work takes two hours.
    assertThat(handOverBy.toString()).endsWith("T00:00:00Z");
    assertThat(time(milestones, "pickBy")).isEqualTo(handOverBy.minus(Duration.ofHours(1)));
    assertThat(time(milestones, "acceptBy")).isEqualTo(handOverBy.minus(Duration.ofHours(2)));
    assertThat(parcel.has("acceptedAt")).isFalse();
    assertThat(LocalDate.parse(parcel.path("expectedDate").asText()))
        .isBeforeOrEqualTo(LocalDate.parse(decision.path("promiseDate").asText()));
  }

  @Test
  void aHandOverThatIsMissedIsToldOncePerDay() {
    JsonNode decision = commit("missed");
    Instant handOverBy = time(decision.at("/shipments/0/milestones"), "handOverBy");
    LocalDate promised = LocalDate.parse(decision.path("promiseDate").asText());

    look(handOverBy.plus(Duration.ofHours(2)));
    assertThat(told()).isEmpty(); // the scan may be on its way

    look(handOverBy.plus(Duration.ofHours(2)).plus(SECOND.multipliedBy(2)));
    JsonNode late = told().getFirst();
    assertThat(told()).hasSize(1);
    assertThat(late.path("type").asText()).isEqualTo("parcel-late");
    assertThat(late.path("orderId").asText()).isEqualTo("missed");
    JsonNode data = late.path("data");
    assertThat(data.path("missed").asText()).isEqualTo("hand_over");
    assertThat(data.path("shipNode").asText()).isEqualTo("RENO");
    assertThat(data.path("promiseDate").asText()).isEqualTo(promised.toString());
    assertThat(LocalDate.parse(data.path("expectedDate").asText())).isAfter(promised);
    assertThat(data.path("expectedChance").asDouble()).isBetween(0.5, 1.0);
    assertThat(data.path("promiseChance").asDouble())
        .isLessThan(data.path("expectedChance").asDouble());
    assertThat(parcel("missed").path("expectedDate").asText())
        .isEqualTo(data.path("expectedDate").asText());

    for (int hours = 3; hours < 20; hours++) {
      look(handOverBy.plus(Duration.ofHours(hours)));
    }
    assertThat(told()).hasSize(1);

    // Nor did it leave on Monday.
    look(handOverBy.plus(Duration.ofDays(3)).plus(Duration.ofHours(3)));
    assertThat(told()).hasSize(2);
    assertThat(told().getLast().at("/data/expectedDate").asText())
        .isGreaterThan(data.path("expectedDate").asText());

    assertThat(counted)
        .containsExactly(Optional.of(Milestone.HAND_OVER), Optional.of(Milestone.HAND_OVER));
    assertThat(timeline("missed")).filteredOn("parcel-late"::equals).hasSize(2);

    scan("missed", "DELIVERED", handOverBy.plus(Duration.ofDays(30)));
    look(handOverBy.plus(Duration.ofDays(40)));
    assertThat(told()).hasSize(2);
  }

  @Test
  void aParcelThatHadLeftInTimeIsBackOnTime() {
    Instant handOverBy = time(commit("back").at("/shipments/0/milestones"), "handOverBy");
    look(handOverBy.plus(Duration.ofHours(3)));

    scan("back", "HANDED_OVER", handOverBy.minus(Duration.ofMinutes(5)));
    look(handOverBy.plus(Duration.ofHours(4)));

    assertThat(told())
        .extracting(event -> event.path("type").asText())
        .containsExactly("parcel-late", "parcel-back-on-time");
    assertThat(timeline("back")).contains("parcel-late", "parcel-back-on-time");
  }

  @Test
  void acceptingAndPickingAreAskedForWhereTheNodeTellsOfThem() {
    JsonNode first = commit("first");
    Instant acceptBy = time(first.at("/shipments/0/milestones"), "acceptBy");
    Instant pickBy = time(first.at("/shipments/0/milestones"), "pickBy");
    JsonNode silent = commit("silent");

    look(acceptBy.plus(Duration.ofMinutes(90)));
    assertThat(told()).as("nobody tells of either").isEmpty();

    scan("first", "PICKED", acceptBy.minus(Duration.ofMinutes(5)));
    scan("first", "ACCEPTED", acceptBy.minus(Duration.ofMinutes(10)));
    assertThat(parcel("first").path("acceptedAt").asText())
        .isEqualTo(acceptBy.minus(Duration.ofMinutes(10)).toString());
    assertThat(parcel("first").path("pickedAt").asText())
        .isEqualTo(acceptBy.minus(Duration.ofMinutes(5)).toString());
    JsonNode second = commit("second");
    JsonNode third = commit("third");
    scan("third", "ACCEPTED", acceptBy.minus(Duration.ofMinutes(10)));

    look(acceptBy.plus(SECOND.multipliedBy(2)));
    assertThat(told()).extracting(MilestonesTest::told).containsExactly("second accept");

    look(pickBy.plus(SECOND.multipliedBy(2)));
    assertThat(told())
        .extracting(MilestonesTest::told)
        .contains("second accept", "third pick")
        .doesNotContain("first pick", "first accept");
    assertThat(silent.isMissingNode() || second.isMissingNode() || third.isMissingNode()).isFalse();
  }

  @Test
  void aScanThatMakesThePromiseUnlikelyIsTold() {
    JsonNode decision = commit("scan");
    Instant handOverBy = time(decision.at("/shipments/0/milestones"), "handOverBy");

    scan("scan", "HANDED_OVER", handOverBy.plus(Duration.ofHours(60)));
    look(handOverBy.plus(Duration.ofHours(61)));

    assertThat(told()).hasSize(1);
    assertThat(told().getFirst().path("type").asText()).isEqualTo("parcel-late");
    assertThat(told().getFirst().path("data").has("missed")).isFalse();
    scan("scan", "IN_TRANSIT", handOverBy.plus(Duration.ofHours(62)));
    look(handOverBy.plus(Duration.ofHours(63)));
    assertThat(told()).hasSize(1);
  }

  @Test
  void whatIsCancelledOrNotConfirmedIsNotLate() {
    JsonNode cancelled = commit("cancelled");
    json(api.post("/v1/decisions", order("held")));
    api.post("/v1/orders/cancelled/cancel", "{}");

    look(time(cancelled.at("/shipments/0/milestones"), "handOverBy").plus(Duration.ofDays(3)));

    assertThat(told()).isEmpty();
  }

  @Test
  void manyProcessesTellEachChangeOnce() throws Exception {
    Instant handOverBy = Instant.EPOCH;
    for (int i = 0; i < 40; i++) {
      handOverBy = time(commit("many-" + i).at("/shipments/0/milestones"), "handOverBy");
    }
    Instant now = handOverBy.plus(Duration.ofHours(5));
    try (var processes = Executors.newFixedThreadPool(4)) {
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < 4; i++) {
        running.add(
            processes.submit(() -> {
              var other = new MilestoneWatch(database, counted::add);
              while (other.look(now, 7) > 0) {
                Thread.onSpinWait();
              }
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }

    assertThat(told())
        .hasSize(40)
        .extracting(event -> event.path("orderId").asText())
        .doesNotHaveDuplicates();
    assertThat(counted).hasSize(40);
  }

  @Test
  void theServiceLooksByItself() throws InterruptedException {
    DatabaseAddress other = TestDatabase.freshAddress();
    try (Service live = TestService.start(other, Map.of("decision-time", "live"));
        Database store = Database.open(other, 1)) {
      var client = new TestClient(live.port());
      loadNetwork(client);
      JsonNode decision = json(client.post("/v1/decisions", order("live")));
      client.post("/v1/reservations/" + decision.at("/reservation/id").asText() + "/confirm");
      String parcel = decision.at("/shipments/0/shipmentId").asText();
      // It was handed over twenty days ago, and nothing was heard since.
      store.run(connection -> {
        new StatementBatch()
            .add(
                """
                UPDATE shipments SET handed_over_at = now() - interval '20 days', left_stock = true,
                  promise_date = promise_date - 20, expected_day = expected_day - 20,
                  look_at = now() WHERE id = ?
                """,
                parcel)
            .send(connection)
            .close();
        return parcel;
      });

      Instant end = Instant.now().plusSeconds(20);
      while (!client.get("/v1/events?type=parcel-late").body().contains(parcel)) {
        assertThat(Instant.now()).isBefore(end);
        Thread.sleep(50);
      }
      assertThat(client.get("/metrics").body())
          .contains("whence_parcels_late_total{missed=\"none\"} 1.0");
    }
  }

  private static void load(TestClient api, String path, String type, String body) {
    var response = api.put(path, type, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private static String order(String id) {
    return TestService.order(id, "MUG");
  }

  private JsonNode commit(String id) {
    JsonNode decision = json(api.post("/v1/decisions", order(id)));
    String reservation = decision.at("/reservation/id").asText();
    assertThat(api.post("/v1/reservations/" + reservation + "/confirm").statusCode())
        .isEqualTo(200);
    return decision;
  }

  private void look(Instant now) {
    while (watch.look(now, 10) > 0) {
      Thread.onSpinWait();
    }
  }

  private JsonNode parcel(String order) {
    return json(api.get("/v1/orders/" + order)).at("/parcels/0");
  }

  private List<String> timeline(String order) {
    return json(api.get("/v1/orders/" + order)).path("timeline").findValuesAsText("kind");
  }

  private void scan(String order, String scan, Instant at) {
    var response =
        api.post(
            "/v1/shipment-events",
            """
            [{"eventId": "milestone-%d", "shipmentId": "%s", "scan": "%s", "occurredAt": "%s",
              "recordedAt": "%4$s"}]
            """
                .formatted(scans++, parcel(order).path("shipmentId").asText(), scan, at));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(json(response).path("held").asInt()).as(response.body()).isZero();
  }

  /// What was told of late parcels, the oldest first.
  private List<JsonNode> told() {
    TestDatabase.awaitReaders(database);
    var events = new ArrayList<JsonNode>();
    json(api.get("/v1/events?type=parcel-late,parcel-back-on-time&limit=500"))
        .path("items")
        .forEach(events::add);
    return events;
  }

  private static String told(JsonNode event) {
    return event.path("orderId").asText() + " " + event.at("/data/missed").asText();
  }

  private static Instant time(JsonNode object, String member) {
    return Instant.parse(object.path(member).asText());
  }
}
