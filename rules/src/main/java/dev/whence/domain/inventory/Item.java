package dev.whence.domain.inventory;

/// What must be known of a SKU to ship it.
///
/// @param category a word of the merchant, for instance `fashion`
/// @param weightMilligrams of one packed unit, at least 0; a screw weighs less than a gram
/// @param volumeCm3 of one packed unit, at least 0; carriers may charge by volume
/// @param longestSideMm of one packed unit, at least 0
/// @param middleSideMm its second side, 0 when unknown
/// @param shortestSideMm its third side, 0 when unknown
/// @param active whether it may be ordered; false once it is out of use
public record Item(
    Sku sku,
    String category,
    long weightMilligrams,
    int volumeCm3,
    int longestSideMm,
    int middleSideMm,
    int shortestSideMm,
    boolean hazmat,
    boolean active) {
  /// @throws IllegalArgumentException if a measure is negative, or the sides do not fall
  public Item {
    if (weightMilligrams < 0
        || volumeCm3 < 0
        || shortestSideMm < 0
        || middleSideMm < shortestSideMm
        || longestSideMm < middleSideMm) {
      throw new IllegalArgumentException(
          "SKU %s weighs %d mg and measures %d cm3, %d x %d x %d mm; none may be negative, and the sides go from the longest to the shortest.\nMaybe sort the sides, or leave out those that nobody measured."
              .formatted(
                  sku, weightMilligrams, volumeCm3, longestSideMm, middleSideMm, shortestSideMm));
    }
  }

  /// An item in use.
  public Item(
      Sku sku,
      String category,
      long weightMilligrams,
      int volumeCm3,
      int longestSideMm,
      int middleSideMm,
      int shortestSideMm,
      boolean hazmat) {
    this(
        sku,
        category,
        weightMilligrams,
        volumeCm3,
        longestSideMm,
        middleSideMm,
        shortestSideMm,
        hazmat,
        true);
  }

  /// A unit in use of which only the longest side is known.
  public Item(
      Sku sku, String category, int weightGrams, int volumeCm3, int longestSideMm, boolean hazmat) {
    this(sku, category, weightGrams * 1_000L, volumeCm3, longestSideMm, 0, 0, hazmat);
  }

  /// As many whole grams as reach the weight of one unit.
  public long weightGrams() {
    return Math.ceilDiv(weightMilligrams, 1_000);
  }

  /// As many whole grams as reach the weight of so many units.
  public long gramsOf(long units) {
    return Math.ceilDiv(Math.multiplyExact(weightMilligrams, units), 1_000);
  }
}
