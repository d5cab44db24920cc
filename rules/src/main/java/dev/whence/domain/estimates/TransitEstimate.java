package dev.whence.domain.estimates;

import dev.whence.domain.Probability;
import java.time.LocalDate;
import java.util.List;

/// How long a carrier service takes to the door, and where the number comes from.
public sealed interface TransitEstimate {

  /// Scored by a released model.
  ///
  /// @param insteadOf why the first line did not answer, one reason; empty where `model` is the
  ///   first line
  /// @param recalibrated the last day (UTC) whose outcomes count in the shape, one; empty for the
  ///   shape as it was released
  /// @param promise what else it says of being late at a promise, one; empty where the distribution
  ///   alone counts
  record Predicted(
      TransitDistribution distribution,
      ModelRef model,
      List<FallbackReason> insteadOf,
      List<LocalDate> recalibrated,
      List<PromiseOdds> promise)
      implements TransitEstimate {
    public Predicted {
      insteadOf = List.copyOf(insteadOf);
      recalibrated = List.copyOf(recalibrated);
      promise = List.copyOf(promise);
    }

    /// What it says of a parcel that is promised.
    ///
    /// @param promisedDays from the hand-over to the end of the promised day
    public TransitDistribution promisedWithin(double promisedDays) {
      return promise.isEmpty()
          ? distribution
          : promise.getFirst().heardBeside(distribution, promisedDays);
    }

    /// With the shape as it was released.
    public Predicted(
        TransitDistribution distribution, ModelRef model, List<FallbackReason> insteadOf) {
      this(distribution, model, insteadOf, List.of(), List.of());
    }

    /// Of the first line.
    public Predicted(TransitDistribution distribution, ModelRef model) {
      this(distribution, model, List.of());
    }
  }

  /// No trusted score: an estimator's word that measured or published figures must do.
  ///
  /// @param publishedDays the carrier's own, or reference days where it publishes none
  record Assumed(int publishedDays, Probability publishedOnTime, FallbackReason because)
      implements TransitEstimate {}

  /// What the service took lately, drawn towards what it publishes: what a decision makes of
  /// [Assumed].
  ///
  /// @param dueDays calendar days from hand-over to the published arrival
  /// @param parcels seen lately; 0 when only the published figures stand behind it
  record Measured(
      TransitDistribution distribution, int dueDays, long parcels, FallbackReason because)
      implements TransitEstimate {}
}
