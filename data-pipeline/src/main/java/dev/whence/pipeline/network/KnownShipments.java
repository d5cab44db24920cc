package dev.whence.pipeline.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whence.domain.orders.Promise;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes what a service should know of recent parcels before it routes the orders that follow a
/// history: the delivered shipments and their scans, as JSON lines in the shapes of the service's
/// `/v1/shipments` and `/v1/shipment-events`.
public final class KnownShipments {
  /// File of the shipments within the folder.
  public static final String SHIPMENTS = "shipments.jsonl";

  /// File of their scans within the folder.
  public static final String EVENTS = "shipment-events.jsonl";

  private static final ObjectMapper JSON = new ObjectMapper();

  private KnownShipments() {}

  /// Takes the shipments whose delivery became known within `recent` of the newest known delivery.
  ///
  /// @return how many shipments were written
  /// @throws UncheckedIOException if a file cannot be read or written
  public static int write(Path history, Path folder, Duration recent) {
    List<ShipmentRow> delivered = delivered(history);
    Instant newest =
        delivered.stream().map(KnownShipments::knownAt).max(Instant::compareTo).orElse(Instant.MIN);
    List<ShipmentRow> taken =
        delivered.stream().filter(row -> knownAt(row).isAfter(newest.minus(recent))).toList();
    try {
      Files.createDirectories(folder);
      try (BufferedWriter shipments = Files.newBufferedWriter(folder.resolve(SHIPMENTS));
          BufferedWriter events = Files.newBufferedWriter(folder.resolve(EVENTS))) {
        for (ShipmentRow row : taken) {
          line(shipments, ShipmentJson.of(row));
          for (EventJson event : EventJson.of(row)) {
            line(events, event);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return taken.size();
  }

  private static List<ShipmentRow> delivered(Path history) {
    try (var rows = HistoryTable.SHIPMENTS.read(history)) {
      var delivered = new ArrayList<ShipmentRow>();
      rows.filter(row -> row.journey() instanceof Journey.Delivered).forEach(delivered::add);
      return delivered;
    }
  }

  private static Instant knownAt(ShipmentRow row) {
    return row.journey() instanceof Journey.Delivered delivered ? delivered.knownAt() : Instant.MIN;
  }

  private static void line(BufferedWriter to, Record shape) throws IOException {
    try {
      to.write(JSON.writeValueAsString(shape));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    to.newLine();
  }

  private record ShipmentJson(
      String shipmentId,
      String orderId,
      String shipNode,
      String carrierService,
      String orderedAt,
      String originCountry,
      String originRegion,
      String originTimeZone,
      String destinationCountry,
      String destinationRegion,
      String destinationTimeZone,
      double distanceKm,
      int publishedDays,
      double publishedOnTime,
      long weightGrams,
      long freightMinor,
      String currency,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String promisedDate) {

    static ShipmentJson of(ShipmentRow row) {
      return new ShipmentJson(
          row.shipmentId(),
          row.order().value(),
          row.shipNode().value(),
          row.carrierService().value(),
          row.orderedAt().toString(),
          row.originCountry(),
          row.originRegion(),
          row.originTimeZone().getId(),
          row.destinationCountry(),
          row.destinationRegion(),
          row.destinationTimeZone().getId(),
          row.distanceKm(),
          row.publishedDays(),
          row.publishedOnTime().value(),
          row.weightGrams(),
          row.freightMinor(),
          row.currency().getCurrencyCode(),
          promisedDate(row.promise()));
    }

    private static @Nullable String promisedDate(Promise promise) {
      return switch (promise) {
        case Promise.On(var date) -> date.toString();
        case Promise.Exactly(var date) -> date.toString();
        case Promise.AsPolicySays() -> null;
      };
    }
  }

  private record EventJson(
      String eventId, String shipmentId, String scan, String occurredAt, String recordedAt) {

    static List<EventJson> of(ShipmentRow row) {
      if (!(row.journey() instanceof Journey.Delivered delivered)) {
        return List.of();
      }
      String handedOver = delivered.handedOverAt().toString();
      return List.of(
          new EventJson(
              row.shipmentId() + "-1", row.shipmentId(), "HANDED_OVER", handedOver, handedOver),
          new EventJson(
              row.shipmentId() + "-2",
              row.shipmentId(),
              "DELIVERED",
              delivered.deliveredAt().toString(),
              delivered.knownAt().toString()));
    }
  }
}
