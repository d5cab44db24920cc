package dev.whence.domain.estimates;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/// Why a model did not decide: recorded with the decision, counted as a metric, never thrown.
public sealed interface FallbackReason {
  /// The reason for a person, without a full stop.
  String sentence();

  /// No bundle of this name is loaded.
  record Missing(String model) implements FallbackReason {
    @Override
    public String sentence() {
      return "No " + model + " model is loaded";
    }
  }

  /// A bundle is there but was refused on load.
  record Corrupt(String model, String detail) implements FallbackReason {
    @Override
    public String sentence() {
      return "The %s model was refused: %s".formatted(model, unstopped(detail));
    }
  }

  /// The model-guard table switched it off for this order.
  record SwitchedOff(String model, String ruleId) implements FallbackReason {
    @Override
    public String sentence() {
      return "The %s model is switched off by the model-guard row %s".formatted(model, ruleId);
    }
  }

  record TimedOut(ModelRef model, Duration budget) implements FallbackReason {
    @Override
    public String sentence() {
      return "%s took longer than %s".formatted(model, span(budget));
    }
  }

  /// The model threw while scoring.
  record Failed(ModelRef model, String detail) implements FallbackReason {
    @Override
    public String sentence() {
      return "%s failed: %s".formatted(model, unstopped(detail));
    }
  }

  /// The newest data it was trained on is older than the guard allows.
  record ModelStale(ModelRef model, Duration age, Duration limit) implements FallbackReason {
    @Override
    public String sentence() {
      return "The newest data behind %s is %s old, more than %s"
          .formatted(model, span(age), span(limit));
    }
  }

  record FeatureStale(ModelRef model, String feature, Duration age, Duration limit)
      implements FallbackReason {
    @Override
    public String sentence() {
      return "The newest observation behind %s of %s is %s old, more than %s"
          .formatted(feature, model, span(age), span(limit));
    }
  }

  record FeaturesMissing(ModelRef model, List<String> features) implements FallbackReason {
    public FeaturesMissing {
      features = List.copyOf(features);
    }

    @Override
    public String sentence() {
      return "%s lacks %s".formatted(model, String.join(", ", features));
    }
  }

  /// @param low lower end of the training range, tolerance included
  /// @param high upper end of the training range, tolerance included
  record OutsideTrainingRange(ModelRef model, String feature, double value, double low, double high)
      implements FallbackReason {
    @Override
    public String sentence() {
      return value < low
          ? "%s is %s, and %s is trusted from %s on"
              .formatted(feature, brief(value), model, brief(low))
          : "%s is %s, and %s is trusted up to %s"
              .formatted(feature, brief(value), model, brief(high));
    }
  }

  /// The predicted spread (percentile 95 less percentile 50) is wider than the guard allows.
  record TooUncertain(ModelRef model, double spreadDays, double limitDays)
      implements FallbackReason {
    @Override
    public String sentence() {
      return "%s spreads over %s days, more than %s"
          .formatted(model, brief(spreadDays), brief(limitDays));
    }
  }

  /// What came of its estimates: it did worse than each of what there is without it, beyond chance.
  ///
  /// @param than the closest of them, for instance `published figures`
  /// @param logLoss by how much its log-loss is larger, above 0
  /// @param low lower end of where 95 % of that lies, above 0
  /// @param high upper end
  /// @param since the day (UTC) of the first order behind that
  record DoesWorse(
      ModelRef model, String than, double logLoss, double low, double high, LocalDate since)
      implements FallbackReason {
    @Override
    public String sentence() {
      return "%s has done worse than %s since %s, by %.3f log-loss (95 %%: %.3f to %.3f)"
          .formatted(model, than, since, logLoss, low, high);
    }
  }

  private static String unstopped(String detail) {
    String text = detail.strip();
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static String span(Duration duration) {
    if (duration.compareTo(Duration.ofDays(2)) >= 0) {
      return duration.toDays() + " days";
    }
    if (duration.compareTo(Duration.ofHours(2)) >= 0) {
      return duration.toHours() + " hours";
    }
    return duration.compareTo(Duration.ofSeconds(2)) >= 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  /// At most two decimals; a number that is none stays a word.
  private static String brief(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value)
            .setScale(2, RoundingMode.HALF_EVEN)
            .stripTrailingZeros()
            .toPlainString()
        : String.valueOf(value);
  }
}
