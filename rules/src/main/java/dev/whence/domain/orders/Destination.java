package dev.whence.domain.orders;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.carriers.Lane;
import dev.whence.domain.inventory.ShipNode;
import java.time.LocalDate;
import java.time.ZoneId;

/// Where the order goes.
///
/// @param country ISO 3166-1 alpha-2, upper case
/// @param region state or province in the caller's words, empty when the country has none
/// @param timeZone in which a promised day ends
public record Destination(
    String country, String region, String postalCode, GeoPoint location, ZoneId timeZone) {
  /// The way of a parcel that a ship node hands over on a local day.
  public Lane laneFrom(ShipNode node, LocalDate handover) {
    return new Lane(
        node.country(),
        node.region(),
        country,
        region,
        postalCode,
        node.location().distanceKm(location),
        handover);
  }
}
