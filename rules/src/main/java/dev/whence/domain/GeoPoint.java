package dev.whence.domain;

/// A place in WGS 84 degrees, north and east positive.
public record GeoPoint(double latitude, double longitude) {
  private static final double MEAN_EARTH_RADIUS_KM = 6371.0088;

  /// @throws IllegalArgumentException if a coordinate is outside its range or not a number
  public GeoPoint {
    if (!(latitude >= -90 && latitude <= 90) || !(longitude >= -180 && longitude <= 180)) {
      throw new IllegalArgumentException(
          "No such place: latitude %s, longitude %s.\nMaybe the two are swapped; latitude is -90 to 90, longitude -180 to 180."
              .formatted(latitude, longitude));
    }
  }

  /// Great-circle distance on the mean sphere (haversine), within 0.6 % of the ellipsoid.
  public double distanceKm(GeoPoint other) {
    double lat = Math.toRadians(other.latitude - latitude);
    double lon = Math.toRadians(other.longitude - longitude);
    double h =
        Math.pow(Math.sin(lat / 2), 2)
            + Math.cos(Math.toRadians(latitude))
                * Math.cos(Math.toRadians(other.latitude))
                * Math.pow(Math.sin(lon / 2), 2);
    return 2 * MEAN_EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
  }
}
