package dev.whence.models.bundles;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.whence.domain.Doubles;
import dev.whence.domain.Probability;
import dev.whence.domain.estimates.TransitDistribution;
import java.util.List;
import java.util.stream.IntStream;

/// The step from a model's raw outputs to an answer, learnt on rows the model was not trained on.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "method")
@JsonSubTypes({
  @JsonSubTypes.Type(
      value = Calibration.LogNormal.class,
      name = Calibration.LOG_RESIDUAL_QUANTILES),
  @JsonSubTypes.Type(value = Calibration.Isotonic.class, name = Calibration.ISOTONIC),
  @JsonSubTypes.Type(value = Calibration.Platt.class, name = Calibration.PLATT),
  @JsonSubTypes.Type(value = Calibration.None.class, name = Calibration.NONE)
})
public sealed interface Calibration {
  String LOG_RESIDUAL_QUANTILES = "log-residual-quantiles";
  String ISOTONIC = "isotonic";
  String PLATT = "platt";
  String NONE = "none";

  /// The word for it on a card.
  default String word() {
    return switch (this) {
      case LogNormal ignored -> LOG_RESIDUAL_QUANTILES;
      case Isotonic ignored -> ISOTONIC;
      case Platt ignored -> PLATT;
      case None ignored -> NONE;
    };
  }

  /// From `mu` and `log_sigma` (of the natural logarithm of days) to a transit distribution.
  ///
  /// The quantile of level q is `exp(mu + exp(log_sigma) * z_q)`, where `z_q` is the empirical
  /// quantile of `(ln(days) - mu) / exp(log_sigma)`. It rises with `mu`, so where the median rises
  /// with distance and the spread ignores it, the chance of being on time never does.
  ///
  /// @param lostShare share of parcels that never arrive
  /// @param residualQuantiles `z_q` at [TransitDistribution#LEVELS], never falling
  /// @param promise what is heard beside the distribution where a day is promised, one; empty where
  ///   the distribution alone counts
  record LogNormal(
      double lostShare, List<Double> residualQuantiles, List<PromiseRegression> promise)
      implements Calibration {
    public LogNormal {
      residualQuantiles = List.copyOf(residualQuantiles);
      promise = List.copyOf(promise);
      if (promise.size() > 1) {
        throw new IllegalArgumentException("Two regressions are to be heard of one promise.");
      }
      int levels = TransitDistribution.LEVELS.size();
      if (residualQuantiles.size() != levels) {
        throw new IllegalArgumentException(
            "%d residual quantiles given for %d levels.\nMaybe use TransitDistribution.LEVELS."
                .formatted(residualQuantiles.size(), levels));
      }
      requireRising("residual quantiles", residualQuantiles);
      requireShare("lost share", lostShare);
    }

    /// By the distribution alone.
    public LogNormal(double lostShare, List<Double> residualQuantiles) {
      this(lostShare, residualQuantiles, List.of());
    }

    /// The residual quantile in the middle.
    public double median() {
      return residualQuantiles.get(TransitDistribution.LEVELS.indexOf(0.5));
    }

    /// @throws IllegalArgumentException if a quantile is not a finite number of days
    public TransitDistribution distribution(double mu, double logSigma) {
      double sigma = Math.exp(logSigma);
      var days = new double[residualQuantiles.size()];
      for (int i = 0; i < days.length; i++) {
        days[i] = Math.exp(mu + sigma * residualQuantiles.get(i));
      }
      return new TransitDistribution(new Probability(lostShare), Doubles.of(days));
    }
  }

  /// Calibrates a probability.
  sealed interface OfProbability extends Calibration {
    /// @param raw 0 to 1
    double calibrated(double raw);
  }

  /// A rising line through points, level beyond the first and the last.
  ///
  /// @param scores raw outputs, strictly rising
  /// @param probabilities the answer at each, never falling
  record Isotonic(List<Double> scores, List<Double> probabilities) implements OfProbability {
    public Isotonic {
      scores = List.copyOf(scores);
      probabilities = List.copyOf(probabilities);
      if (scores.isEmpty() || scores.size() != probabilities.size()) {
        throw new IllegalArgumentException(
            "An isotonic table of %d scores and %d probabilities."
                .formatted(scores.size(), probabilities.size()));
      }
      List<Double> points = scores;
      if (!IntStream.range(1, points.size()).allMatch(i -> points.get(i - 1) < points.get(i))) {
        throw new IllegalArgumentException("The isotonic scores must rise: " + scores);
      }
      requireRising("isotonic probabilities", probabilities);
      requireShare("first isotonic probability", probabilities.getFirst());
      requireShare("last isotonic probability", probabilities.getLast());
    }

    @Override
    public double calibrated(double raw) {
      int last = scores.size() - 1;
      if (raw <= scores.getFirst()) {
        return probabilities.getFirst();
      }
      if (raw >= scores.get(last)) {
        return probabilities.get(last);
      }
      int high = 1;
      while (scores.get(high) < raw) {
        high++;
      }
      double width = scores.get(high) - scores.get(high - 1);
      double share = (raw - scores.get(high - 1)) / width;
      return probabilities.get(high - 1) * (1 - share) + probabilities.get(high) * share;
    }
  }

  /// `1 / (1 + exp(-(slope * ln(p / (1 - p)) + intercept)))`.
  ///
  /// @param slope above 0
  record Platt(double slope, double intercept) implements OfProbability {
    private static final double SMALLEST = 1e-12;

    public Platt {
      if (!(slope > 0) || !Double.isFinite(slope) || !Double.isFinite(intercept)) {
        throw new IllegalArgumentException(
            "A Platt slope of %s and intercept of %s.\nMaybe the slope must be above 0."
                .formatted(slope, intercept));
      }
    }

    @Override
    public double calibrated(double raw) {
      double p = Math.clamp(raw, SMALLEST, 1 - SMALLEST);
      return 1 / (1 + Math.exp(-(slope * Math.log(p / (1 - p)) + intercept)));
    }
  }

  /// The raw output is the answer.
  record None() implements OfProbability {
    @Override
    public double calibrated(double raw) {
      return raw;
    }
  }

  private static void requireRising(String what, List<Double> values) {
    for (int i = 0; i < values.size(); i++) {
      if (!Double.isFinite(values.get(i)) || (i > 0 && values.get(i) < values.get(i - 1))) {
        throw new IllegalArgumentException(
            "The %s must be numbers that never fall: %s".formatted(what, values));
      }
    }
  }

  private static void requireShare(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("The %s is %s, not from 0 to 1.".formatted(what, value));
    }
  }
}
