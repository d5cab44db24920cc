package dev.whence.domain.carriers;

import dev.whence.domain.Money;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a carrier service charges.
///
/// @param currency of every price on the card
/// @param volumetricDivisor cm3 of the whole parcel that are charged as one kilogram, for instance
///   5000; 0 when only the scale counts
/// @param weightIncrementGrams the charged weight is rounded up to a multiple of it, at least 1
/// @param zones what it serves; empty serves nothing
/// @param surcharges in the order in which they are named
public record RateCard(
    Currency currency,
    int volumetricDivisor,
    int weightIncrementGrams,
    List<RateZone> zones,
    List<Surcharge> surcharges) {
  /// @throws IllegalArgumentException if a measure is out of range or a price has another currency
  public RateCard {
    zones = List.copyOf(zones);
    surcharges = List.copyOf(surcharges);
    if (volumetricDivisor < 0 || weightIncrementGrams < 1) {
      throw new IllegalArgumentException(
          "The volumetric divisor is %d and must not be below 0; the weight increment is %d g and must be at least 1."
              .formatted(volumetricDivisor, weightIncrementGrams));
    }
    for (RateZone zone : zones) {
      requireSame(currency, zone.tariff().perParcel());
    }
    for (Surcharge surcharge : surcharges) {
      requireSame(currency, surcharge.perParcel());
    }
  }

  private static void requireSame(Currency currency, Money price) {
    if (!price.currency().equals(currency)) {
      throw new IllegalArgumentException(
          "A card in %s has a price of %s.\nMaybe make a carrier service for each currency."
              .formatted(currency, price));
    }
  }

  /// The most specific zone that covers the lane, if any; of equal ones the first.
  public Optional<RateZone> findZone(Lane lane) {
    @Nullable RateZone best = null;
    int bestPrefix = 0;
    for (RateZone zone : zones) {
      if (zone.coversPlaces(lane)) {
        int prefix = Lane.longestPrefix(lane.postalCode(), zone.postalPrefixes());
        if (prefix == 0 && !zone.postalPrefixes().isEmpty()) {
          continue;
        }
        if (best == null
            || prefix > bestPrefix
            || (prefix == bestPrefix && RateZone.MOST_SPECIFIC.compare(zone, best) < 0)) {
          best = zone;
          bestPrefix = prefix;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /// Whether anything on it begins or ends on some day.
  public boolean isDated() {
    for (RateZone zone : zones) {
      if (!zone.valid().equals(Validity.ALWAYS)) {
        return true;
      }
    }
    for (Surcharge surcharge : surcharges) {
      if (!surcharge.valid().equals(Validity.ALWAYS)) {
        return true;
      }
    }
    return false;
  }

  /// Grams charged for a parcel: the scale or the volume of the whole, whichever is more, rounded
  /// up to the increment.
  ///
  /// @throws ArithmeticException on overflow
  public long chargedGrams(long milligrams, long volumeCm3) {
    long grams = Math.ceilDiv(milligrams, 1_000);
    if (volumetricDivisor > 0) {
      grams =
          Math.max(grams, Math.ceilDiv(Math.multiplyExact(volumeCm3, 1_000L), volumetricDivisor));
    }
    return Math.multiplyExact(Math.ceilDiv(grams, weightIncrementGrams), weightIncrementGrams);
  }

  /// Pairs of zones of which neither is more specific although both may cover a lane; a card with
  /// such a pair has two prices for one parcel.
  public List<List<RateZone>> tiedZones() {
    var tied = new ArrayList<List<RateZone>>();
    var byPlace = new java.util.HashMap<List<Object>, List<RateZone>>();
    for (RateZone zone : zones) {
      List<RateZone> peers =
          byPlace.computeIfAbsent(
              List.of(
                  zone.originCountry(),
                  zone.originRegion().toUpperCase(Locale.ROOT),
                  zone.destinationCountry(),
                  zone.destinationRegion().toUpperCase(Locale.ROOT),
                  zone.upToKm()),
              place -> new ArrayList<>());
      for (RateZone peer : peers) {
        if (peer.ties(zone)) {
          tied.add(List.of(peer, zone));
        }
      }
      peers.add(zone);
    }
    return tied;
  }
}
