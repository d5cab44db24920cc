package dev.whence.domain.places;

import dev.whence.domain.GeoPoint;

/// All postal codes of a country that start alike, as one place.
///
/// @param country ISO 3166-1 alpha-2
/// @param prefix 1 to 12 capital letters and digits, as [PostalAreas#normalized] writes them
/// @param location the middle of the area
/// @param radiusKm how far from the middle its addresses lie, 0 to 20100
/// @param region state or province in the words of orders and ship nodes, empty if not known
public record PostalArea(
    String country, String prefix, GeoPoint location, double radiusKm, String region) {
  /// Characters of the longest prefix.
  public static final int LONGEST_PREFIX = 12;

  /// Half way round the earth, rounded up.
  public static final double LARGEST_RADIUS_KM = 20_100;

  /// @throws IllegalArgumentException if the country is none of ISO 3166-1, the prefix is not
  ///   normalized or the radius out of range
  public PostalArea {
    if (!Countries.isCode(country)) {
      throw new IllegalArgumentException(
          "%s is no country of ISO 3166-1.\n%s".formatted(country, Countries.advice(country)));
    }
    if (!isPrefix(prefix)) {
      throw new IllegalArgumentException(
          "A postal area cannot have the prefix '%s'.\nMaybe write 1 to %d capital letters and digits without spaces."
              .formatted(prefix, LONGEST_PREFIX));
    }
    if (!(radiusKm >= 0 && radiusKm <= LARGEST_RADIUS_KM)) {
      throw new IllegalArgumentException(
          "Postal area %s %s cannot have a radius of %s km.\nMaybe it is in meters; 0 to %.0f km are taken."
              .formatted(country, prefix, radiusKm, LARGEST_RADIUS_KM));
    }
  }

  /// Whether this can be the prefix of an area: 1 to 12 capital letters (A to Z) and digits.
  public static boolean isPrefix(String normalized) {
    return !normalized.isEmpty()
        && normalized.length() <= LONGEST_PREFIX
        && normalized.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
  }
}
