package dev.whence.domain.carriers;

import dev.whence.domain.Money;
import java.math.BigDecimal;
import java.util.List;

/// What a carrier adds to the price of a parcel when all of its conditions hold.
///
/// A condition of zero or an empty list asks for nothing. Everything is asked of the parcel as it
/// is packed.
///
/// @param name a word of the carrier, unique on the card, for instance `fuel`
/// @param perParcel added once
/// @param percentOfFreight of the tariff's charge, 0 to 1000
/// @param percentOfValue of the goods in the parcel, 0 to 100
/// @param overWeightGrams asks for a parcel heavier than this
/// @param overLongestSideMm asks for a parcel longer than this
/// @param overGirthMm asks for length plus girth above this
/// @param overValueMinor asks for goods worth more than this, in the card's currency
/// @param postalPrefixes asks for a destination whose postal code starts so: remote areas
/// @param destinationCountries asks for one of them, ISO 3166-1 alpha-2
/// @param valid the days of the hand-over: peak season
public record Surcharge(
    String name,
    Money perParcel,
    BigDecimal percentOfFreight,
    BigDecimal percentOfValue,
    long overWeightGrams,
    int overLongestSideMm,
    int overGirthMm,
    long overValueMinor,
    List<String> postalPrefixes,
    List<String> destinationCountries,
    Validity valid) {
  /// @throws IllegalArgumentException if an amount or a limit is negative
  public Surcharge {
    postalPrefixes = RateZone.normalizedPrefixes(postalPrefixes);
    destinationCountries = destinationCountries.stream().sorted().distinct().toList();
    if (perParcel.minorUnits() < 0
        || percentOfFreight.signum() < 0
        || percentOfValue.signum() < 0
        || overWeightGrams < 0
        || overLongestSideMm < 0
        || overGirthMm < 0
        || overValueMinor < 0) {
      throw new IllegalArgumentException(
          "The surcharge %s has a negative amount or limit.\nMaybe lower the tariff instead of taking something off."
              .formatted(name));
    }
    percentOfFreight = percentOfFreight.stripTrailingZeros();
    percentOfValue = percentOfValue.stripTrailingZeros();
  }
}
