package dev.whence.domain.carriers;

import dev.whence.domain.Money;

/// One row of a rate card: an additive price and the published transit days up to a distance.
///
/// @param originCountry ISO 3166-1 alpha-2, or empty for any
/// @param destinationCountry ISO 3166-1 alpha-2, or empty for any
/// @param upToKm great-circle kilometers, included
/// @param transitDays published days from hand-over to the door
public record RateZone(
    String originCountry,
    String destinationCountry,
    int upToKm,
    Money perParcel,
    Money perKilogram,
    int transitDays) {

  boolean covers(String origin, String destination, double distanceKm) {
    return (originCountry.isEmpty() || originCountry.equals(origin))
        && (destinationCountry.isEmpty() || destinationCountry.equals(destination))
        && distanceKm <= upToKm;
  }
}
