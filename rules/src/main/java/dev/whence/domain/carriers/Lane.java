package dev.whence.domain.carriers;

import dev.whence.domain.places.PostalAreas;
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

  /// As [PostalAreas#normalized], at once for what is normal already.
  public static String normalized(String postalCode) {
    return isNormal(postalCode) ? postalCode : PostalAreas.normalized(postalCode);
  }

  private static boolean isNormal(String postalCode) {
    for (int i = 0; i < postalCode.length(); i++) {
      char c = postalCode.charAt(i);
      if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) {
        return false;
      }
    }
    return true;
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
