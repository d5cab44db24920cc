package dev.whence.domain.inventory;

/// What must be known of a SKU to ship it.
///
/// @param category a word of the merchant, for instance `fashion`
/// @param weightGrams of one packed unit, at least 0
/// @param volumeCm3 of one packed unit, at least 0; carriers may charge by volume
/// @param longestSideMm of one packed unit, at least 0
public record Item(
    Sku sku, String category, int weightGrams, int volumeCm3, int longestSideMm, boolean hazmat) {

  /// @throws IllegalArgumentException if a measure is negative
  public Item {
    if (weightGrams < 0 || volumeCm3 < 0 || longestSideMm < 0) {
      throw new IllegalArgumentException(
          "SKU %s measures %d g, %d cm3, %d mm; none may be negative."
              .formatted(sku, weightGrams, volumeCm3, longestSideMm));
    }
  }

  /// Weight of so many units; as many grams as an `int` holds if it is more.
  public int gramsOf(int units) {
    return (int) Math.min(Integer.MAX_VALUE, (long) weightGrams * units);
  }
}
