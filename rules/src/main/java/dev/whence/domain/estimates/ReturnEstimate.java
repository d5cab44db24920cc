package dev.whence.domain.estimates;

import dev.whence.domain.Probability;

/// Chance that an order line comes back, and where the number comes from.
public sealed interface ReturnEstimate {
  Probability probability();

  /// Scored by a released model.
  record Predicted(Probability probability, ModelRef model) implements ReturnEstimate {}

  /// What was seen to come back of the customer's and the category's units, drawn towards the base
  /// rate, because no model answered. Never 0.
  record Assumed(Probability probability, FallbackReason because) implements ReturnEstimate {}
}
