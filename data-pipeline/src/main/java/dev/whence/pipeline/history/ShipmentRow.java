package dev.whence.pipeline.history;

import dev.whence.domain.Probability;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.Promise;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.Optional;

/// One shipment: what one ship node sent for one order by one carrier service.
///
/// @param orderedAt when the order came in: the moment of the decision, and of its features
/// @param plannedHandover when the decision meant it to leave; empty when nobody knows
/// @param originRegion state or province of the ship node, empty when the country has none
/// @param originTimeZone in which hand-over has its weekday and hour
/// @param destinationTimeZone in which the promised day ends
/// @param distanceKm great circle, ship node to destination
/// @param publishedDays the carrier's own figure for the lane, 0 when it publishes none
/// @param publishedOnTime the carrier's own share on time, 0 when it publishes none
/// @param weightGrams of everything in it
/// @param units of all its lines together
/// @param freightMinor what the carrier charged or the shopper paid for freight, 0 when unknown
/// @param promise what the customer was told
/// @param promisedUntil the instant from which on it is late, where the promise is finer than a
///   day; empty for the end of the promised day
/// @param attributes what the merchant told of it when the order came in
public record ShipmentRow(
    String shipmentId,
    OrderId order,
    ShipNodeId shipNode,
    CarrierServiceId carrierService,
    Instant orderedAt,
    Optional<Instant> plannedHandover,
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
    int units,
    long freightMinor,
    Currency currency,
    Promise promise,
    Journey journey,
    Optional<Instant> promisedUntil,
    Attributes attributes) {

  /// No way on earth is longer, with detours.
  public static final int MOST_KM = 100_000;

  /// @throws IllegalArgumentException if the id is blank or a measure is negative, not a number, or
  ///   beyond [#MOST_KM]
  public ShipmentRow {
    if (shipmentId.isBlank()) {
      throw new IllegalArgumentException("A shipment needs an id that is not blank.");
    }
    if (!(distanceKm >= 0) || distanceKm > MOST_KM || publishedDays < 0) {
      throw new IllegalArgumentException(
          "Shipment %s goes %s km in %d published days; neither may be negative, and no way is longer than %d km."
              .formatted(shipmentId, distanceKm, publishedDays, MOST_KM));
    }
    if (weightGrams < 0 || units < 0 || freightMinor < 0) {
      throw new IllegalArgumentException(
          "Shipment %s has %d g, %d units, freight %d; none may be negative."
              .formatted(shipmentId, weightGrams, units, freightMinor));
    }
  }

  /// The same shipment with another journey.
  public ShipmentRow withJourney(Journey other) {
    return new ShipmentRow(
        shipmentId,
        order,
        shipNode,
        carrierService,
        orderedAt,
        plannedHandover,
        originCountry,
        originRegion,
        originTimeZone,
        destinationCountry,
        destinationRegion,
        destinationTimeZone,
        distanceKm,
        publishedDays,
        publishedOnTime,
        weightGrams,
        units,
        freightMinor,
        currency,
        promise,
        other,
        promisedUntil,
        attributes);
  }
}
