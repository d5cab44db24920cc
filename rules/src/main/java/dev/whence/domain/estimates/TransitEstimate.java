package dev.whence.domain.estimates;

import dev.whence.domain.Probability;

/// How long a carrier service takes to the door, and where the number comes from.
public sealed interface TransitEstimate {
  /// Chance that a parcel with `days` from hand-over to the end of the promised day is on time.
  Probability arrivesWithin(double days);

  /// Scored by a released model.
  record Predicted(TransitDistribution distribution, ModelRef model) implements TransitEstimate {
    @Override
    public Probability arrivesWithin(double days) {
      return distribution.arrivesWithin(days);
    }
  }

  /// The carrier's published service level, used because no model could answer: the published share
  /// when the published days fit, zero when they do not.
  record Assumed(int publishedDays, Probability publishedOnTime, FallbackReason because)
      implements TransitEstimate {
    @Override
    public Probability arrivesWithin(double days) {
      return days >= publishedDays ? publishedOnTime : Probability.ZERO;
    }
  }
}
