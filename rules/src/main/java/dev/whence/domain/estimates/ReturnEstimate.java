package dev.whence.domain.estimates;

import dev.whence.domain.Probability;
import java.util.List;

/// Chance that an order line comes back, and where the number comes from.
public sealed interface ReturnEstimate {
  Probability probability();

  /// Scored by a released model.
  ///
  /// @param insteadOf why the first line did not answer, one reason; empty where `model` is the
  ///   first line
  record Predicted(Probability probability, ModelRef model, List<FallbackReason> insteadOf)
      implements ReturnEstimate {
    public Predicted {
      insteadOf = List.copyOf(insteadOf);
    }

    /// Of the first line.
    public Predicted(Probability probability, ModelRef model) {
      this(probability, model, List.of());
    }
  }

  /// What was seen to come back of the customer's and the category's units, drawn towards the base
  /// rate, because no model answered. Never 0.
  record Assumed(Probability probability, FallbackReason because) implements ReturnEstimate {}
}
