package dev.whence.service.http.watching;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Parcels that are scanned, and what becomes of them in the store.
final class Lived {
  private final List<String> scans = new ArrayList<>();
  private final Instant now = Instant.now();

  /// Handed over as planned, and there so many days later; what lies ahead is not told.
  void parcel(JsonNode parcel, double days) {
    Instant handover = Instant.parse(parcel.path("handover").asText());
    scan(parcel, "HANDED_OVER", handover);
    scan(parcel, "DELIVERED", handover.plusSeconds((long) (86_400 * days)));
  }

  private void scan(JsonNode parcel, String scan, Instant at) {
    Instant recorded = at.plus(Duration.ofMinutes(20));
    if (recorded.isBefore(now)) {
      scans.add(
          "{\"eventId\": \"%s-%s\", \"shipmentId\": \"%1$s\", \"scan\": \"%2$s\", \"occurredAt\": \"%3$s\", \"recordedAt\": \"%4$s\"}"
              .formatted(parcel.path("shipmentId").asText(), scan, at, recorded));
    }
  }

  /// All of it at once.
  void tell(TestClient api) {
    assertThat(api.post("/v1/shipment-events", scans.toString()).statusCode()).isEqualTo(200);
  }

  static long number(DatabaseAddress store, String sql) {
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

  /// Housekeeping comes by each minute.
  static void await(BooleanSupplier reached) {
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
