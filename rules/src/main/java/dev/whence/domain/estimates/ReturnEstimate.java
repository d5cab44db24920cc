package dev.whence.domain.estimates;

import dev.whence.domain.Probability;

/// Chance that an order line comes back, and where the number comes from.
public sealed interface ReturnEstimate {
  Probability probability();

  /// Scored by a released model.
  record Predicted(Probability probability, ModelRef model) implements ReturnEstimate {}

  /// The share seen in the line's category (all zero without history), because no model answered.
  record Assumed(Probability probability, FallbackReason because) implements ReturnEstimate {}
}
