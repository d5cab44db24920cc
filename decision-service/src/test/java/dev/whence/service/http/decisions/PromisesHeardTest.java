package dev.whence.service.http.decisions;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The released model beside the same trees and shape that have heard of no promise.
class PromisesHeardTest {
  private static final Path RELEASED = Path.of("../models/released");
  private static final String VERSION = "2026-10-30.4";

  /// No distribution says more of the parcels that arrive.
  private static final double SUREST = 0.995;

  @Test
  void theChanceLiesBetweenWhatTheDaysAndThePromisesSay_andTheDaysAreTheModels() {
    try (Service service =
        TestService.start(
            TestDatabase.freshAddress(), Map.of("models-directory", RELEASED.toString()))) {
      var api = new TestClient(service.port());
      TestService.network(api);
      TestService.stock(api, "A", 10_000, "RENO");
      api.post(
          "/v1/models",
          TestService.publication(
              RELEASED.resolve("transit-time").resolve(VERSION),
              "deaf",
              card -> ((ArrayNode) card.at("/calibration/promise")).removeAll()));

      double before = 0;
      for (int day = 6; day <= 9; day++) {
        TestService.transitTime(api, VERSION);
        JsonNode hearing = parcel(api, day);
        TestService.transitTime(api, "deaf");
        JsonNode deaf = parcel(api, day);

        assertThat(hearing.path("carrierService")).isEqualTo(deaf.path("carrierService"));
        assertThat(hearing.at("/transit/days")).isEqualTo(deaf.at("/transit/days"));
        assertThat(deaf.at("/transit").has("promise")).isFalse();
        double heard = hearing.path("onTime").asDouble();
        double byDays = deaf.path("onTime").asDouble();
        double byPromises = promises(hearing, day);
        assertThat(heard)
            .as("by days %s, by promises %s on day %s", byDays, byPromises, day)
            .isBetween(Math.min(byDays, byPromises), Math.max(byDays, byPromises))
            .isGreaterThan(before);
        double arriving = 1 - hearing.at("/transit/lost").asDouble();
        assertThat(logOdds(heard / arriving))
            .isCloseTo(
                (logOdds(byDays / arriving) + logOdds(byPromises / arriving)) / 2, within(1e-3));
        before = heard;
      }
    }
  }

  /// The chance to be on time by the regression alone.
  private static double promises(JsonNode parcel, int day) {
    JsonNode odds = parcel.at("/transit/promise");
    Instant ends =
        LocalDate.of(2026, 5, day + 1).atStartOfDay(ZoneId.of("America/Los_Angeles")).toInstant();
    double days =
        Duration.between(Instant.parse(parcel.path("handover").asText()), ends).toSeconds()
            / 86_400.0;
    double late =
        1
            / (1
                + Math.exp(
                    odds.path("slope").asDouble() * Math.log(days + 0.25)
                        - odds.path("base").asDouble()));
    return Math.min(1 - late, SUREST * (1 - parcel.at("/transit/lost").asDouble()));
  }

  private static double logOdds(double chance) {
    return Math.log(chance / (1 - chance));
  }

  private static JsonNode parcel(TestClient api, int day) {
    String order =
        TestService.order("o-" + day, "A")
            .replace("\"commit\"", "\"evaluate\"")
            .replace("2026-05-11", "2026-05-%02d".formatted(day));
    JsonNode decision = json(api.post("/v1/decisions", order));
    assertThat(decision.at("/path/by").asText()).as(decision.toString()).isEqualTo("model");
    return decision.at("/shipments/0");
  }
}
