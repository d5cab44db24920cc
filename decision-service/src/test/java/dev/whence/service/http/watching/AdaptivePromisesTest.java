package dev.whence.service.http.watching;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Parcels are slower than the released model says: the days that a basket is promised move until
/// they are kept, in all processes, and the watch says so.
class AdaptivePromisesTest {
  private static final int ORDERS_A_DAY = 10;
  private static final int DAYS = 45;

  /// How long parcels took, in tenths, of what was said; all of it so many times as long.
  private static final List<String> TOOK =
      List.of("p50", "p50", "p50", "p50", "p50", "p80", "p80", "p80", "p90", "p95");

  private static final double SLOWER = 1.2;

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
      Lived.await(() -> watch(api).at("/promiseDates").has("adaptedTo"));
      // Orders are placed at whole seconds: at the next one, the levels are in force.
      Instant now = Instant.now().plusSeconds(1);
      LocalDate inTwoWeeks = LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(14);
      api.post("/v1/decisions", order("now", now, inTwoWeeks, "commit"));

      JsonNode after = offered(api);
      assertThat(before.has("adaptedTo")).isFalse();
      JsonNode option = before.at("/options/0");
      assertThat(option.path("saidChance").asDouble()).isEqualTo(option.path("chance").asDouble());
      assertThat(LocalDate.parse(after.path("adaptedTo").asText()))
          .isAfterOrEqualTo(LocalDate.now(ZoneOffset.UTC).minusDays(2));
      // 90 % are kept of days of which more is said: the model is too bold.
      JsonNode later = slow(after);
      assertThat(after.at("/path/by").asText()).as("%s", after.path("path")).isEqualTo("model");
      assertThat(later.path("chance").asDouble()).isGreaterThanOrEqualTo(0.9);
      assertThat(later.path("saidChance").asDouble())
          .isGreaterThan(later.path("chance").asDouble());

      JsonNode watch = watch(api);
      JsonNode ninety = watch.at("/promiseDates/all/1");
      assertThat(ninety.path("key").asText()).isEqualTo("90 %");
      assertThat(ninety.path("parcels").asInt()).isGreaterThan(150);
      // Nothing was known while they were decided, so days were promised as said.
      assertThat(ninety.path("kept").asDouble()).isEqualTo(ninety.path("keptAsSaid").asDouble());
      assertThat(ninety.path("kept").asDouble()).isLessThan(0.85);
      // A day is counted some minutes before it is in force.
      String inForce = watch.at("/promiseDates/adaptedTo").asText();
      assertThat(inForce).isLessThanOrEqualTo(after.path("adaptedTo").asText());
      assertThat(watch.at("/promiseDates/services/0/key").asText()).isNotEmpty();
      assertThat(page(api))
          .contains("Dates to promise")
          .contains("With 90 %, by carrier service")
          .contains("by what had become of such days up to " + inForce);

      Lived.await(() ->
          offered(new TestClient(other.port())).path("adaptedTo").equals(after.path("adaptedTo")));
      JsonNode elsewhere = slow(offered(new TestClient(other.port())));
      assertThat(elsewhere.path("saidChance")).isEqualTo(later.path("saidChance"));
      assertThat(elsewhere.path("chance")).as("in another process").isEqualTo(later.path("chance"));
      assertThat(counted()).as("each day once").isEqualTo(days());

      // Of the order that was placed since it is noted which days could have been promised.
      double needed = watch.at("/promiseDates/said/GROUND/1").asDouble();
      assertThat(needed).isGreaterThan(0.92);
      Lived.await(() -> noted("count(*)") == 1);
      assertThat(noted("sum(promised[2] - first_day)")).isEqualTo(daysWithLess(needed - 1e-6));
      assertThat(noted("sum(as_said[2] - first_day)")).isEqualTo(daysWithLess(0.9));
    }
    // Metrics are added up at a start, and every ten minutes.
    try (Service service = TestService.start(store, MODELS)) {
      var api = new TestClient(service.port());
      Lived.await(() -> api.get("/metrics").body().contains("whence_promise_kept{percent=\"90\"}"));
      double said = watch(api).at("/promiseDates/others/1").asDouble();
      assertThat(api.get("/metrics").body())
          .contains("whence_promise_said{percent=\"90\"} " + Double.toString(said).substring(0, 6));
    }
  }

  private static final String OF_THE_NEW_ORDER =
      " FROM promise_parcels JOIN shipments ON id = shipment_id, unnest(%s) AS chance WHERE order_id = 'now'";

  private long noted(String what) {
    return Lived.number(store, "SELECT " + what + OF_THE_NEW_ORDER.formatted("'{1}'::real[]"));
  }

  /// How many days are said to have less than a chance: the next is the first that has it.
  private long daysWithLess(double chance) {
    return Lived.number(
        store,
        "SELECT count(*)" + OF_THE_NEW_ORDER.formatted("chances") + " AND chance < " + chance);
  }

  /// The option by the service of which parcels were seen.
  private static JsonNode slow(JsonNode offered) {
    JsonNode options = offered.path("options");
    JsonNode last = options.get(options.size() - 1);
    assertThat(last.path("carrierServices").toString()).isEqualTo("[\"GROUND\"]");
    return last;
  }

  private static JsonNode offered(TestClient api) {
    return json(
        api.post(
            "/v1/promises",
            """
            {
              "channel": "web", "customerClass": "regular", "serviceLevel": "STANDARD",
              "currency": "USD",
              "destination": {
                "country": "US", "region": "CA", "postalCode": "94110", "latitude": 37.75,
                "longitude": -122.41, "timeZone": "America/Los_Angeles"
              },
              "lines": [{"lineId": "1", "sku": "A", "quantity": 2, "unitPriceMinor": 2500}]
            }
            """));
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
      // One that cannot be read must not keep the others from being looked at.
      statement.execute(
          "UPDATE decisions SET record = substring(record FROM 1 FOR length(record) / 2)"
              + " WHERE id = (SELECT decision_id FROM shipments ORDER BY id LIMIT 1)");
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
    var lived = new Lived();
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
        double days = SLOWER * parcel.at("/transit/days/" + TOOK.get(i % 10)).asDouble();
        lived.parcel(parcel, days);
      }
    }
    lived.tell(api);
  }

  private long counted() {
    return Lived.number(store, "SELECT count(*) FROM promise_days");
  }

  private long days() {
    return Lived.number(store, "SELECT max(day) - min(day) + 1 FROM promise_days");
  }
}
