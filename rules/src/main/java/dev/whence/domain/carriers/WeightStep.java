package dev.whence.domain.carriers;

import dev.whence.domain.Money;

/// A price for parcels up to a charged weight.
///
/// @param upToGrams included, above 0
public record WeightStep(long upToGrams, Money price) {}
