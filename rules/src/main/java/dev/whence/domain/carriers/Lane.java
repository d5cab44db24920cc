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
  /// Upper case without spaces and hyphens, so that `10115`, `SW1A 1AA` and `sw1a1aa` match alike.
  public static String normalized(String postalCode) {
    StringBuilder plain = new StringBuilder(postalCode.length());
    for (int i = 0; i < postalCode.length(); i++) {
      char c = postalCode.charAt(i);
      if (c != ' ' && c != '-' && c != '\u00a0') {
        plain.append(Character.toUpperCase(c));
      }
    }
    return plain.toString();
  }

  static boolean startsWithOneOf(String postalCode, java.util.List<String> prefixes) {
    for (String prefix : prefixes) {
      if (postalCode.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
