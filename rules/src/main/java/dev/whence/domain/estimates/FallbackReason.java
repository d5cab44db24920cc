package dev.whence.domain.estimates;

import java.time.Duration;
import java.util.List;

/// Why a model did not decide: recorded with the decision, counted as a metric, never thrown.
public sealed interface FallbackReason {
  /// No bundle of this name is loaded.
  record Missing(String model) implements FallbackReason {}

  /// A bundle is there but was refused on load.
  record Corrupt(String model, String detail) implements FallbackReason {}

  /// The model-guard table switched it off for this order.
  record SwitchedOff(String model, String ruleId) implements FallbackReason {}

  record TimedOut(ModelRef model, Duration budget) implements FallbackReason {}

  /// The model threw while scoring.
  record Failed(ModelRef model, String detail) implements FallbackReason {}

  /// The newest data it was trained on is older than the guard allows.
  record ModelStale(ModelRef model, Duration age, Duration limit) implements FallbackReason {}

  record FeatureStale(ModelRef model, String feature, Duration age, Duration limit)
      implements FallbackReason {}

  record FeaturesMissing(ModelRef model, List<String> features) implements FallbackReason {
    public FeaturesMissing {
      features = List.copyOf(features);
    }
  }

  /// @param low lower end of the training range, tolerance included
  /// @param high upper end of the training range, tolerance included
  record OutsideTrainingRange(ModelRef model, String feature, double value, double low, double high)
      implements FallbackReason {}

  /// The predicted spread (percentile 95 less percentile 50) is wider than the guard allows.
  record TooUncertain(ModelRef model, double spreadDays, double limitDays)
      implements FallbackReason {}
}
