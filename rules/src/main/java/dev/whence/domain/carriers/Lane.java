package dev.whence.domain.carriers;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;

/// From where to where a parcel goes, as rate zones see it.
///
/// @param postalCode of the destination, normalized when the lane is made; empty when unknown
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
  public Lane {
    postalCode = normalized(postalCode);
  }

  /// Upper case without spaces and hyphens, so that `10115`, `SW1A 1AA` and `sw1a1aa` match alike.
  public static String normalized(String postalCode) {
    if (isNormal(postalCode)) {
      return postalCode;
    }
    StringBuilder plain = new StringBuilder(postalCode.length());
    for (int i = 0; i < postalCode.length(); i++) {
      char c = postalCode.charAt(i);
      if (!isBetween(c)) {
        plain.append(Character.toUpperCase(c));
      }
    }
    return plain.toString();
  }

  private static boolean isNormal(String postalCode) {
    for (int i = 0; i < postalCode.length(); i++) {
      char c = postalCode.charAt(i);
      if (isBetween(c) || Character.toUpperCase(c) != c) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBetween(char c) {
    return c == ' ' || c == '-' || c == '\u00a0';
  }

  /// Length of the longest prefix that a postal code starts with, 0 when there is none.
  ///
  /// @param prefixes sorted; a card may have thousands
  static int longestPrefix(String postalCode, List<String> prefixes) {
    if (prefixes.isEmpty()) {
      return 0;
    }
    for (int length = postalCode.length(); length > 0; length--) {
      if (Collections.binarySearch(prefixes, postalCode.substring(0, length)) >= 0) {
        return length;
      }
    }
    return 0;
  }
}
