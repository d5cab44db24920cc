package dev.whence.service.http.watching;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parcels take half as long again as the released model says: one that recalibrates says so in the
/// days after, with the same trees; one that does not does not.
class RecalibrationTest {
  private static final Path RELEASED = Path.of("../models/released/transit-time/2026-10-30.4");
  private static final int ORDERS_A_DAY = 12;

  /// More than lies between counting and the last of the answers.
  private static final Duration TO_DECIDE_IN = Duration.ofMinutes(2);

  private final DatabaseAddress store = TestDatabase.freshAddress();

  @TempDir Path models;

  @Test
  void aSlowdownShowsInEstimatesAfterTheDaysHaveEnded_inAllProcesses_andIsRecorded()
      throws IOException, SQLException {
    bundle("follows", "14.0");
    var settings = Map.of("models-directory", models.toString());
    try (Service service = TestService.start(store, settings)) {
      var api = new TestClient(service.port());
      TestService.network(api);
      TestService.stock(api, "A", 10_000, "RENO");
      live(api);
    }
    nothingIsCountedYet();
    try (Service service = TestService.start(store, settings);
        Service other = TestService.start(store, settings)) {
      var api = new TestClient(service.port());
      LocalDate newest = newestInForce();
      Lived.await(
          () -> ended() >= 1 && recalibrated(today(api, "look", "evaluate")).equals(newest));

      JsonNode decision = today(api, "follows", "commit");
      JsonNode follows = decision.at("/shipments/0/transit");
      assertThat(follows.path("model").asText()).isEqualTo("transit-time@follows");
      JsonNode elsewhere =
          today(new TestClient(other.port()), "elsewhere", "evaluate").at("/shipments/0/transit");
      assertThat(elsewhere).as("in another process").isEqualTo(follows);
      assertThat(page(api)).contains("Recalibrated by what happened up to ");
      assertThat(ended()).as("each day once").isEqualTo(days());

      String path = "/v1/decisions/" + decision.path("decisionId").asText();
      assertThat(json(api.get(path)).at("/shipments/0/transit")).isEqualTo(follows);
      assertThat(json(api.post(path + "/replay", "{}")).path("equal").asBoolean()).isTrue();

      bundle("stays", "0.0");
      api.post(
          "/v1/models", TestService.publication(models.resolve("transit-time/stays"), "stays"));
      TestService.transitTime(api, "stays");
      JsonNode stays = today(api, "stays", "evaluate").at("/shipments/0/transit");
      assertThat(stays.path("model").asText()).isEqualTo("transit-time@stays");
      assertThat(stays.has("recalibrated")).isFalse();
      assertThat(follows.at("/days/p50").asDouble())
          .as("%s as released: %s", follows, stays)
          .isGreaterThan(1.05 * stays.at("/days/p50").asDouble());
      assertThat(page(api)).doesNotContain("Recalibrated by what happened up to ");
      // The record says with which shape a decision was made, whatever is in force now.
      assertThat(json(api.post(path + "/replay", "{}")).path("equal").asBoolean()).isTrue();
    }
  }

  /// What the first process may have counted of days in which, to it, nothing had arrived yet: four
  /// weeks went by for it within seconds.
  private void nothingIsCountedYet() throws SQLException {
    try (var connection =
            DriverManager.getConnection(store.jdbcUrl(), store.user(), store.password());
        var statement = connection.createStatement()) {
      statement.execute("TRUNCATE recalibrations, recalibration_parcels");
      statement.execute("UPDATE shipments SET recalibrated = false");
    }
  }

  /// The last day whose shape is in force: yesterday, but not in the first minutes after midnight,
  /// in which it is counted. Waits where that is about to change.
  private static LocalDate newestInForce() {
    LocalTime settled = LocalTime.of(0, 10);
    Duration since = Duration.between(settled, LocalTime.now(ZoneOffset.UTC));
    if (since.isNegative() && since.compareTo(TO_DECIDE_IN.negated()) > 0) {
      Lived.await(() -> !LocalTime.now(ZoneOffset.UTC).isBefore(settled));
    }
    return LocalDate.ofInstant(
            Instant.now().minus(Duration.between(LocalTime.MIN, settled)), ZoneOffset.UTC)
        .minusDays(1);
  }

  private static LocalDate yesterday() {
    return LocalDate.now(ZoneOffset.UTC).minusDays(1);
  }

  /// The released trees under a version of their own.
  private void bundle(String version, String recalibrationDays) throws IOException {
    Path folder = Files.createDirectories(models.resolve("transit-time").resolve(version));
    try (var files = Files.list(RELEASED)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    String card = Files.readString(RELEASED.resolve("card.json"));
    Files.writeString(
        folder.resolve("card.json"),
        card.replace("\"2026-10-30.4\"", "\"" + version + "\"")
            .replace(
                "\"recalibration_days\" : \"0.0\"",
                "\"recalibration_days\" : \"" + recalibrationDays + "\""));
  }

  private static String placed(String id, Instant at, String mode) {
    return TestService.order(id, "A")
        .replace("\"commit\"", "\"" + mode + "\"")
        .replace("2026-05-04T16:00:00Z", at.truncatedTo(ChronoUnit.SECONDS).toString())
        .replace("2026-05-11", LocalDate.ofInstant(at, ZoneOffset.UTC).plusDays(8).toString());
  }

  private static JsonNode today(TestClient api, String id, String mode) {
    return json(api.post("/v1/decisions", placed(id, Instant.now(), mode)));
  }

  private static LocalDate recalibrated(JsonNode decision) {
    JsonNode day = decision.at("/shipments/0/transit/recalibrated");
    return day.isMissingNode() ? LocalDate.MIN : LocalDate.parse(day.asText());
  }

  /// Orders of the working days of four weeks; all are decided before anything is known of any.
  private static void live(TestClient api) {
    var lived = new Lived();
    for (LocalDate day = yesterday().minusDays(28);
        day.isBefore(yesterday().minusDays(1));
        day = day.plusDays(1)) {
      if (day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0) {
        continue;
      }
      for (int i = 0; i < ORDERS_A_DAY; i++) {
        Instant at = day.atTime(16, i).toInstant(ZoneOffset.UTC);
        JsonNode decision = json(api.post("/v1/decisions", placed(day + "-" + i, at, "commit")));
        JsonNode parcel = decision.at("/shipments/0");
        assertThat(parcel.at("/transit/model").asText()).isEqualTo("transit-time@follows");
        assertThat(parcel.at("/transit").has("recalibrated")).isFalse();
        double days =
            1.25 * parcel.at("/transit/days/" + List.of("p50", "p85").get(i % 2)).asDouble();
        lived.parcel(parcel, days);
      }
    }
    lived.tell(api);
  }

  /// Days that are counted.
  private long ended() {
    return Lived.number(store, "SELECT count(*) FROM recalibrations");
  }

  private long days() {
    return Lived.number(store, "SELECT max(day) - min(day) + 1 FROM recalibrations");
  }

  private static String page(TestClient api) {
    return api.send(api.request("/console/models").header("Accept", "text/html").GET()).body();
  }
}
