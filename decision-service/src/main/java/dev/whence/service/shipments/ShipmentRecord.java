package dev.whence.service.shipments;

import dev.whence.domain.Probability;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;

/// A shipment that was decided elsewhere, for instance before this service was there: it only adds
/// to what is known of carriers and returns.
///
/// @param originRegion state or province of the ship node, empty when the country has none
/// @param distanceKm great circle, ship node to destination
/// @param publishedDays the carrier's own figure for the lane, 0 when it publishes none
/// @param publishedOnTime the carrier's own share on time, 0 when it publishes none
/// @param freightMinor minor units, 0 when unknown
/// @param lines may be empty when only the transit is of interest
/// @param attributes what the caller tells beyond that, for models to learn from
public record ShipmentRecord(
    String id,
    OrderId order,
    ShipNodeId node,
    CarrierServiceId carrierService,
    Instant orderedAt,
    String originCountry,
    String originRegion,
    ZoneId originTimeZone,
    String destinationCountry,
    String destinationRegion,
    ZoneId destinationTimeZone,
    double distanceKm,
    int publishedDays,
    Probability publishedOnTime,
    long weightGrams,
    long freightMinor,
    Currency currency,
    Promise promise,
    List<Line> lines,
    Attributes attributes) {
  public ShipmentRecord {
    lines = List.copyOf(lines);
  }

  /// @param customerId pseudonym of the customer, empty when unknown
  /// @param category of the SKU
  public record Line(OrderLineId line, Sku sku, String category, String customerId, int units) {}
}
