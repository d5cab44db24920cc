package dev.whence.service.http.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.service.http.Json;
import java.time.Duration;

/// Why a model did not decide.
///
/// @param reason a published code, for instance `MODEL_STALE`
/// @param evidence the values behind the reason; its members depend on `reason`
/// @param sentence the same for a person
public record FallbackView(String reason, JsonNode evidence, String sentence) {

  static FallbackView of(FallbackReason reason) {
    return new FallbackView(
        Codes.upper(reason.getClass().getSimpleName()), Json.tree(reason), sentence(reason) + ".");
  }

  private static String sentence(FallbackReason reason) {
    return switch (reason) {
      case FallbackReason.Missing(var model) -> "No " + model + " model is loaded";
      case FallbackReason.Corrupt(var model, var detail) ->
          "The %s model was refused: %s".formatted(model, detail);
      case FallbackReason.SwitchedOff(var model, var ruleId) ->
          "The %s model is switched off by the model-guard row %s".formatted(model, ruleId);
      case FallbackReason.TimedOut(var model, var budget) ->
          "%s took longer than %s".formatted(model, span(budget));
      case FallbackReason.Failed(var model, var detail) -> "%s failed: %s".formatted(model, detail);
      case FallbackReason.ModelStale(var model, var age, var limit) ->
          "The newest data behind %s is %s old, more than %s"
              .formatted(model, span(age), span(limit));
      case FallbackReason.FeatureStale(var model, var feature, var age, var limit) ->
          "The newest observation behind %s of %s is %s old, more than %s"
              .formatted(feature, model, span(age), span(limit));
      case FallbackReason.FeaturesMissing(var model, var features) ->
          "%s lacks %s".formatted(model, String.join(", ", features));
      case FallbackReason.OutsideTrainingRange(
              var model,
              var feature,
              double value,
              double low,
              double high) ->
          "%s is %s, but %s was trained on %s to %s"
              .formatted(feature, brief(value), model, brief(low), brief(high));
      case FallbackReason.TooUncertain(var model, double spread, double limit) ->
          "%s spreads over %s days, more than %s".formatted(model, brief(spread), brief(limit));
    };
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

  private static String brief(double value) {
    return DecisionView.rounded(value, 2).toPlainString();
  }
}
