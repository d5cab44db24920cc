package dev.whence.domain.carriers;

import dev.whence.domain.places.PostalAreas;
import java.time.LocalDate;
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

  static boolean startsWithOneOf(String postalCode, List<String> prefixes) {
    for (String prefix : prefixes) {
      if (postalCode.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
