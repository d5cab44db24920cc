package dev.whence.domain.carriers;

/// A parcel as it is packed, as rate cards and limits see it.
///
/// The box is the smallest that holds its longest unit, its widest unit and the volume of all:
/// `length` is the longest side of any unit, `width` the second side of any, `height` the third
/// side of any or what the volume needs, whichever is more.
///
/// @param milligrams on the scale
/// @param volumeCm3 of all units
/// @param longestSideMm its length
/// @param girthMm length plus twice width and height, as carriers limit it
/// @param valueMinor of the goods, in the card's currency when a card is asked, in the order's when
///   a table is
/// @param units how many
/// @param hazmatUnits how many of them are hazardous
public record ParcelMeasures(
    long milligrams,
    long volumeCm3,
    int longestSideMm,
    int girthMm,
    long valueMinor,
    long units,
    long hazmatUnits) {
  /// As many whole grams as reach its weight.
  public long grams() {
    return Math.ceilDiv(milligrams, 1_000);
  }
}
