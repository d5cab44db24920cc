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
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Parcels are slower than the released model says: the days that a basket is promised move until
/// they are kept, in all processes, and the watch says so.
class AdaptivePromisesTest {
  private static final int ORDERS_A_DAY = 14;
  private static final int DAYS = 45;

  /// How long parcels took, in tenths, of what was said; all of it so many times as long.
  private static final List<String> TOOK =
      List.of("p50", "p50", "p50", "p50", "p50", "p80", "p80", "p80", "p90", "p95");

  private static final double SLOWER = 1.25;
  private static final Map<String, String> MODELS =
      Map.of("models-directory", "../models/released");

  private final DatabaseAddress store = TestDatabase.freshAddress();

  @Test
  void daysToPromiseMoveWithWhatBecomesOfParcels_inAllProcesses() throws SQLException {
    JsonNode before;
    try (Service service = TestService.start(store, MODELS)) {
      var api = new TestClient(service.port());
      TestService.network(api);
      TestService.stock(api, "A", 10_000, "RENO");
      before = offered(api);
      live(api);
    }
    nothingIsCountedYet();
    try (Service service = TestService.start(store, MODELS);
        Service other = TestService.start(store, MODELS)) {
      var api = new TestClient(service.port());
      await(() -> watch(api).at("/promiseDates").has("adaptedTo"));

      JsonNode after = offered(api);
      assertThat(before.has("adaptedTo")).isFalse();
      JsonNode option = before.at("/options/0");
      assertThat(option.path("saidChance").asDouble()).isEqualTo(option.path("chance").asDouble());
      assertThat(LocalDate.parse(after.path("adaptedTo").asText()))
          .isAfterOrEqualTo(LocalDate.now(ZoneOffset.UTC).minusDays(2));
      // 90 % are kept of days of which more is said: the model is too bold.
      JsonNode later = after.at("/options/0");
      assertThat(later.path("chance").asDouble()).isGreaterThanOrEqualTo(0.9);
      assertThat(later.path("saidChance").asDouble())
          .isGreaterThan(later.path("chance").asDouble() + 0.02);
      assertThat(promised(after)).isAfter(promised(before));

      JsonNode watch = watch(api);
      JsonNode ninety = watch.at("/promiseDates/all/1");
      assertThat(ninety.path("key").asText()).isEqualTo("90 %");
      assertThat(ninety.path("parcels").asInt()).isGreaterThan(200);
      // Nothing was known while they were decided, so days were promised as said.
      assertThat(ninety.path("kept").asDouble()).isEqualTo(ninety.path("keptAsSaid").asDouble());
      assertThat(ninety.path("kept").asDouble()).isLessThan(0.85);
      // A day is counted some minutes before it is in force.
      String inForce = watch.at("/promiseDates/adaptedTo").asText();
      assertThat(inForce).isLessThanOrEqualTo(after.path("adaptedTo").asText());
      assertThat(watch.at("/promiseDates/services/0/key").asText()).isNotEmpty();
      assertThat(page(api))
          .contains("Dates to promise")
          .contains("by what had become of such days up to " + inForce);

      await(() ->
          offered(new TestClient(other.port())).path("adaptedTo").equals(after.path("adaptedTo")));
      JsonNode elsewhere = offered(new TestClient(other.port()));
      assertThat(elsewhere.path("options"))
          .as("in another process")
          .isEqualTo(after.path("options"));
      assertThat(counted()).as("each day once").isEqualTo(days());

      // An order is decided by what the model says; the day that was promised is kept.
      JsonNode decision =
          json(api.post("/v1/decisions", order("ordered", asked(), promised(after), "commit")));
      assertThat(decision.at("/promise/chance").asDouble())
          .isCloseTo(later.path("saidChance").asDouble(), within(0.02));
      await(
          () -> number("SELECT count(*) FROM promise_parcels WHERE promised[2] > as_said[2]") == 1);
    }
  }

  /// The slow option, of which many days could be promised.
  private static LocalDate promised(JsonNode offered) {
    JsonNode options = offered.path("options");
    return LocalDate.parse(options.get(options.size() - 1).path("promiseDate").asText());
  }

  /// A Monday morning to come: what is promised must not hang on the day on which this runs.
  private static Instant asked() {
    return LocalDate.now(ZoneOffset.UTC)
        .with(TemporalAdjusters.next(DayOfWeek.MONDAY))
        .atTime(16, 0)
        .toInstant(ZoneOffset.UTC);
  }

  private static JsonNode offered(TestClient api) {
    return json(
        api.post(
            "/v1/promises",
            """
            {
              "channel": "web", "customerClass": "regular", "serviceLevel": "STANDARD",
              "currency": "USD", "at": "%s",
              "destination": {
                "country": "US", "region": "CA", "postalCode": "94110", "latitude": 37.75,
                "longitude": -122.41, "timeZone": "America/Los_Angeles"
              },
              "lines": [{"lineId": "1", "sku": "A", "quantity": 2, "unitPriceMinor": 2500}]
            }
            """
                .formatted(asked())));
  }

  private static JsonNode watch(TestClient api) {
    return json(api.get("/v1/model-watch/transit-time"));
  }

  private static String page(TestClient api) {
    return api.send(api.request("/console/models/transit-time").header("Accept", "text/html").GET())
        .body();
  }

  private void nothingIsCountedYet() throws SQLException {
    try (var connection =
            DriverManager.getConnection(store.jdbcUrl(), store.user(), store.password());
        var statement = connection.createStatement()) {
      statement.execute("TRUNCATE promise_days CASCADE; TRUNCATE promise_parcels");
      statement.execute("UPDATE shipments SET dates_noted = false");
    }
  }

  private static String order(String id, Instant at, LocalDate promised, String mode) {
    return TestService.order(id, "A")
        .replace("\"commit\"", "\"" + mode + "\"")
        .replace("2026-05-04T16:00:00Z", at.truncatedTo(ChronoUnit.SECONDS).toString())
        .replace("2026-05-11", promised.toString());
  }

  /// Orders of the working days of six weeks; all are decided before anything is known of any.
  private static void live(TestClient api) {
    var random = new SplittableRandom(4);
    var scans = new ArrayList<String>();
    Instant now = Instant.now();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    for (LocalDate day = today.minusDays(DAYS); day.isBefore(today); day = day.plusDays(1)) {
      if (day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0) {
        continue;
      }
      for (int i = 0; i < ORDERS_A_DAY; i++) {
        Instant at = day.atTime(16, i).toInstant(ZoneOffset.UTC);
        JsonNode decision =
            json(api.post("/v1/decisions", order(day + "-" + i, at, day.plusDays(8), "commit")));
        JsonNode parcel = decision.at("/shipments/0");
        Instant handover = Instant.parse(parcel.path("handover").asText());
        String level = TOOK.get(random.nextInt(TOOK.size()));
        double days = SLOWER * parcel.at("/transit/days/" + level).asDouble();
        scan(scans, parcel, "HANDED_OVER", handover, now);
        scan(scans, parcel, "DELIVERED", handover.plusSeconds((long) (86_400 * days)), now);
      }
    }
    assertThat(api.post("/v1/shipment-events", scans.toString()).statusCode()).isEqualTo(200);
  }

  private static void scan(
      List<String> scans, JsonNode parcel, String scan, Instant at, Instant now) {
    Instant recorded = at.plus(Duration.ofMinutes(20));
    if (recorded.isBefore(now)) {
      scans.add(
          "{\"eventId\": \"%s-%s\", \"shipmentId\": \"%1$s\", \"scan\": \"%2$s\", \"occurredAt\": \"%3$s\", \"recordedAt\": \"%4$s\"}"
              .formatted(parcel.path("shipmentId").asText(), scan, at, recorded));
    }
  }

  private long counted() {
    return number("SELECT count(*) FROM promise_days");
  }

  private long days() {
    return number("SELECT max(day) - min(day) + 1 FROM promise_days");
  }

  private long number(String sql) {
    try (var connection =
            DriverManager.getConnection(store.jdbcUrl(), store.user(), store.password());
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(BooleanSupplier reached) {
    Instant end = Instant.now().plusSeconds(150);
    while (!reached.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      try {
        Thread.sleep(500);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
