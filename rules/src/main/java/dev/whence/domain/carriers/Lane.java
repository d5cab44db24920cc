package dev.whence.domain.carriers;

import java.time.LocalDate;

/// From where to where a parcel goes, as rate zones see it.
///
/// @param postalCode of the destination, normalized; empty when unknown
/// @param distanceKm great circle
/// @param handover local day at the ship node
public record Lane(
    String originCountry,
    String originRegion,
    String destinationCountry,
    String destinationRegion,
    String postalCode,
    double distanceKm,
    LocalDate handover) {
  static boolean startsWithOneOf(String postalCode, java.util.List<String> prefixes) {
    for (String prefix : prefixes) {
      if (postalCode.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
