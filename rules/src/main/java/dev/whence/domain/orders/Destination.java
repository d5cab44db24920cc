package dev.whence.domain.orders;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.carriers.Lane;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.places.AddressFacts;
import dev.whence.domain.places.Located;
import dev.whence.domain.places.Locator;
import dev.whence.domain.places.PostalAreas;
import dev.whence.domain.places.Precision;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/// Where the order goes.
///
/// @param country ISO 3166-1 alpha-2, upper case
/// @param region state or province in the caller's words, empty when the country has none
/// @param postalCode as the caller writes it, empty when unknown
/// @param place where that is, and how well it is known
/// @param timeZone in which a promised day ends
/// @param poBox whether the address is a post office box, which many carriers do not serve
public record Destination(
    String country,
    String region,
    String postalCode,
    Located place,
    ZoneId timeZone,
    boolean poBox) {
  /// An address with coordinates.
  public Destination(
      String country, String region, String postalCode, GeoPoint location, ZoneId timeZone) {
    this(
        country,
        region,
        postalCode,
        new Located(location, Precision.COORDINATES, 0),
        timeZone,
        false);
  }

  public GeoPoint location() {
    return place.point();
  }

  /// Whether it is an address of armed forces abroad, served by the post only.
  public boolean military() {
    return AddressFacts.military(country, region, postalCode);
  }

  /// The same address, found as well as the postal areas allow; coordinates that were given stay.
  public Destination locatedBy(PostalAreas areas) {
    return place.precision() == Precision.COORDINATES
        ? this
        : new Destination(
            country,
            region,
            postalCode,
            Locator.locate(country, region, postalCode, Optional.empty(), areas),
            timeZone,
            poBox);
  }

  /// The way of a parcel that a ship node hands over on a local day.
  public Lane laneFrom(ShipNode node, LocalDate handover) {
    return new Lane(
        node.country(),
        node.region(),
        country,
        region,
        postalCode,
        node.location().distanceKm(location()),
        handover);
  }
}
