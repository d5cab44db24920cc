package dev.whence.domain.carriers;

import dev.whence.domain.Money;

/// A price for parcels up to a charged weight.
///
/// @param upToGrams included, above 0
public record WeightStep(long upToGrams, Money price) {
  /// @throws IllegalArgumentException if the weight is not above 0 or the price is negative
  public WeightStep {
    if (upToGrams < 1 || price.minorUnits() < 0) {
      throw new IllegalArgumentException(
          "A weight step up to %d g costs %s; the weight must be above 0, the price at least 0."
              .formatted(upToGrams, price));
    }
  }
}
