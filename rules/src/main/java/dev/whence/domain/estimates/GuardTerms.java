package dev.whence.domain.estimates;

import dev.whence.domain.TableAnswer;
import java.time.Duration;

/// The limits beyond which a model is not trusted: one row of the model-guard table.
///
/// @param ruleId the row
/// @param trusted false switches the model off
/// @param budget time for the whole batch
/// @param oldestModel age of the newest training data
/// @param oldestFeature age of the newest observation behind a "recent" feature
/// @param rangeTolerancePercent how far beyond the training range a feature may lie, in percent of
///   the range's width
/// @param widestSpreadDays percentile 95 less percentile 50; ignored by models without a spread
/// @param mostUntrustedPercent of an order's candidates that may be without a trusted estimate
///   before the routing guide chooses the carrier services
/// @param distrustWhenWorse whether a model is left out that watching found to do worse than what
///   there is without it
public record GuardTerms(
    String ruleId,
    boolean trusted,
    Duration budget,
    Duration oldestModel,
    Duration oldestFeature,
    int rangeTolerancePercent,
    double widestSpreadDays,
    int mostUntrustedPercent,
    boolean distrustWhenWorse)
    implements TableAnswer {
  /// At most half of the candidates may be untrusted.
  public static final int USUAL_UNTRUSTED_PERCENT = 50;

  public GuardTerms(
      String ruleId,
      boolean trusted,
      Duration budget,
      Duration oldestModel,
      Duration oldestFeature,
      int rangeTolerancePercent,
      double widestSpreadDays) {
    this(
        ruleId,
        trusted,
        budget,
        oldestModel,
        oldestFeature,
        rangeTolerancePercent,
        widestSpreadDays,
        USUAL_UNTRUSTED_PERCENT,
        false);
  }

  /// The same limits with less time.
  public GuardTerms within(Duration time) {
    return time.equals(budget)
        ? this
        : new GuardTerms(
            ruleId,
            trusted,
            time,
            oldestModel,
            oldestFeature,
            rangeTolerancePercent,
            widestSpreadDays,
            mostUntrustedPercent,
            distrustWhenWorse);
  }
}
