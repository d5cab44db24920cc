package dev.whence.pipeline.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.Probability;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.Promise;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownShipmentsTest {
  private static final Instant OUT = Instant.parse("2026-03-02T22:00:00Z");
  private static final Instant DOOR = Instant.parse("2026-03-05T18:00:00Z");
  private static final Instant KNOWN = Instant.parse("2026-03-06T08:00:00Z");

  private static ShipmentRow shipment(String id, Promise promise, Journey journey) {
    return new ShipmentRow(
        id,
        new OrderId("o-" + id),
        new ShipNodeId("DC-1"),
        new CarrierServiceId("GROUND"),
        Instant.parse("2026-03-02T10:00:00Z"),
        Optional.empty(),
        "US",
        "NJ",
        ZoneId.of("America/New_York"),
        "US",
        "FL",
        ZoneId.of("America/Chicago"),
        1_200.5,
        3,
        new Probability(0.95),
        800,
        2,
        910,
        Currency.getInstance("USD"),
        promise,
        journey,
        Optional.empty(),
        Attributes.NONE);
  }

  @Test
  void deliveriesOfTheLastDaysAreWrittenInTheShapesOfTheService(@TempDir Path folder)
      throws IOException {
    try (var rows = HistoryTable.SHIPMENTS.create(folder)) {
      rows.write(
          shipment(
              "new",
              new Promise.On(LocalDate.of(2026, 3, 7)),
              new Journey.Delivered(OUT, DOOR, KNOWN)));
      rows.write(
          shipment("bare", new Promise.AsPolicySays(), new Journey.Delivered(OUT, DOOR, KNOWN)));
      rows.write(
          shipment(
              "old",
              new Promise.AsPolicySays(),
              new Journey.Delivered(
                  OUT.minus(Duration.ofDays(29)),
                  DOOR.minus(Duration.ofDays(29)),
                  KNOWN.minus(Duration.ofDays(29)))));
      rows.write(
          shipment("underway", new Promise.AsPolicySays(), new Journey.Underway(OUT, false)));
      rows.write(shipment("lost", new Promise.AsPolicySays(), new Journey.Lost(OUT, KNOWN)));
      rows.commit();
    }

    int written = KnownShipments.write(folder, folder.resolve("out"), Duration.ofDays(28));

    assertThat(written).isEqualTo(2);
    assertThat(Files.readAllLines(folder.resolve("out/shipments.jsonl")))
        .first()
        .isEqualTo(
            "{\"shipmentId\":\"new\",\"orderId\":\"o-new\",\"shipNode\":\"DC-1\","
                + "\"carrierService\":\"GROUND\",\"orderedAt\":\"2026-03-02T10:00:00Z\","
                + "\"originCountry\":\"US\",\"originRegion\":\"NJ\","
                + "\"originTimeZone\":\"America/New_York\",\"destinationCountry\":\"US\","
                + "\"destinationRegion\":\"FL\",\"destinationTimeZone\":\"America/Chicago\","
                + "\"distanceKm\":1200.5,\"publishedDays\":3,\"publishedOnTime\":0.95,"
                + "\"weightGrams\":800,\"freightMinor\":910,\"currency\":\"USD\","
                + "\"promisedDate\":\"2026-03-07\"}");
    assertThat(Files.readAllLines(folder.resolve("out/shipments.jsonl")).get(1))
        .contains("\"bare\"")
        .doesNotContain("promisedDate");
    assertThat(Files.readAllLines(folder.resolve("out/shipment-events.jsonl")))
        .hasSize(4)
        .contains(
            "{\"eventId\":\"new-1\",\"shipmentId\":\"new\",\"scan\":\"HANDED_OVER\","
                + "\"occurredAt\":\"2026-03-02T22:00:00Z\",\"recordedAt\":\"2026-03-02T22:00:00Z\"}",
            "{\"eventId\":\"new-2\",\"shipmentId\":\"new\",\"scan\":\"DELIVERED\","
                + "\"occurredAt\":\"2026-03-05T18:00:00Z\",\"recordedAt\":\"2026-03-06T08:00:00Z\"}");
  }
}
