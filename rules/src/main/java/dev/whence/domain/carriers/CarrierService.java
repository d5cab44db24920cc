package dev.whence.domain.carriers;

import dev.whence.domain.Probability;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/// A carrier's product: what it charges and what it publishes about its speed, by distance zone.
///
/// @param carrier the company, for instance `UPS`
/// @param currency of every price in `zones`
/// @param volumetricDivisor cm3 that are charged as one kilogram, for instance 5000; 0 when only
///   the scale counts
/// @param publishedOnTime share of parcels the carrier says arrive within the published days
/// @param zones what it serves; empty serves nothing
public record CarrierService(
    CarrierServiceId id,
    String carrier,
    String name,
    Currency currency,
    int volumetricDivisor,
    Probability publishedOnTime,
    List<RateZone> zones) {

  public CarrierService {
    zones = List.copyOf(zones);
    if (volumetricDivisor < 0) {
      throw new IllegalArgumentException(
          "The volumetric divisor of " + id + " is " + volumetricDivisor + ", below 0.");
    }
  }

  /// The narrowest zone that reaches `distanceKm` from one country to another, if any.
  public Optional<RateZone> findZone(
      String originCountry, String destinationCountry, double distanceKm) {
    return zones.stream()
        .filter(zone -> zone.covers(originCountry, destinationCountry, distanceKm))
        .min(java.util.Comparator.comparingInt(RateZone::upToKm));
  }

  /// Grams charged for `units` of something that weighs and measures so much each.
  public long chargedGrams(int weightGrams, int volumeCm3, int units) {
    long scale = (long) weightGrams * units;
    if (volumetricDivisor == 0) {
      return scale;
    }
    long volumetric = Math.ceilDiv((long) volumeCm3 * units * 1_000, (long) volumetricDivisor);
    return Math.max(scale, volumetric);
  }
}
