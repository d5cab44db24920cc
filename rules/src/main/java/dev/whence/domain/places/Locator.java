package dev.whence.domain.places;

import dev.whence.domain.GeoPoint;
import java.util.Optional;

/// Works out where an address is from what is known of it.
public final class Locator {
  private Locator() {}

  /// The coordinates if they are given; else the loaded postal area with the longest prefix of the
  /// postal code; else the middle of the region's loaded areas; else the middle of the country.
  ///
  /// @param country ISO 3166-1 alpha-2; looked at only where no coordinates are given
  /// @param region empty if not known
  /// @param postalCode empty if not known
  /// @throws IllegalArgumentException if the place rests on the country and it is none of ISO
  ///   3166-1
  public static Located locate(
      String country,
      String region,
      String postalCode,
      Optional<GeoPoint> given,
      PostalAreas areas) {
    return given
        .map(point -> new Located(point, Precision.COORDINATES, 0))
        .or(() -> areas.find(country, postalCode).map(Locator::located))
        .or(() -> areas.findRegion(country, region))
        .orElseGet(() ->
            new Located(
                Countries.centroid(country), Precision.COUNTRY, Countries.radiusKm(country)));
  }

  private static Located located(PostalArea area) {
    return new Located(area.location(), Precision.POSTAL_AREA, area.radiusKm());
  }
}
