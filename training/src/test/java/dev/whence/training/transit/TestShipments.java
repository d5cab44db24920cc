package dev.whence.training.transit;

import dev.whence.domain.Probability;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.Promise;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Optional;

/// Shipments and parcels of which only what matters to a test is said.
final class TestShipments {
  private TestShipments() {}

  /// Promised for 4 March 2026, unless an instant is told.
  ///
  /// @param zone at both ends
  static ShipmentRow row(
      String id,
      Instant ordered,
      Optional<Instant> planned,
      ZoneId zone,
      double kilometers,
      Journey journey,
      Optional<Instant> promisedUntil) {
    return new ShipmentRow(
        id,
        new OrderId(id),
        new ShipNodeId("DC"),
        new CarrierServiceId("GROUND"),
        ordered,
        planned,
        "US",
        "IL",
        zone,
        "US",
        "IL",
        zone,
        kilometers,
        2,
        new Probability(0.9),
        500,
        1,
        0,
        Currency.getInstance("USD"),
        new Promise.On(LocalDate.of(2026, 3, 4)),
        journey,
        promisedUntil,
        Attributes.NONE);
  }

  /// The same shipment with another plan, journey and attributes.
  static ShipmentRow with(
      ShipmentRow row, Optional<Instant> planned, Journey journey, Attributes attributes) {
    return new ShipmentRow(
        row.shipmentId(),
        row.order(),
        row.shipNode(),
        row.carrierService(),
        row.orderedAt(),
        planned,
        row.originCountry(),
        row.originRegion(),
        row.originTimeZone(),
        row.destinationCountry(),
        row.destinationRegion(),
        row.destinationTimeZone(),
        row.distanceKm(),
        row.publishedDays(),
        row.publishedOnTime(),
        row.weightGrams(),
        row.units(),
        row.freightMinor(),
        row.currency(),
        row.promise(),
        journey,
        row.promisedUntil(),
        attributes);
  }

  /// Ordered when it leaves, known when it arrives.
  static Parcel parcel(
      Instant leaves,
      Instant promisedUntil,
      Instant arrival,
      boolean byInstant,
      Attributes attributes) {
    return new Parcel(
        "s",
        new TransitQuery(
            10,
            2,
            Probability.ONE,
            100,
            leaves.atZone(ZoneOffset.UTC),
            false,
            RecentTransit.none(new CarrierServiceId("X"), "A", "B"),
            attributes),
        leaves,
        ZoneOffset.UTC,
        promisedUntil,
        arrival,
        arrival,
        byInstant);
  }
}
