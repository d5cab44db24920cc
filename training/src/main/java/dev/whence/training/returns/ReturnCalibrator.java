package dev.whence.training.returns;

import dev.whence.models.bundles.Calibration;
import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.metrics.IsotonicFit;
import dev.whence.models.metrics.LogisticFit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Chooses how raw probabilities become calibrated ones.
///
/// Each way is fitted on the older half of the calibration lines and judged on the newer; the best
/// is fitted again on all.
final class ReturnCalibrator {
  private static final double PRIOR_ROWS = 10;
  private static final double RIDGE = 1e-3;
  private static final double SMALLEST = 1e-12;

  private ReturnCalibrator() {}

  /// @param logLoss on the newer half, of what was fitted on the older
  record Choice(Calibration.OfProbability calibration, String method, double logLoss) {}

  private enum Method {
    NONE {
      @Override
      Calibration.OfProbability fit(double[] raw, boolean[] events) {
        return new Calibration.None();
      }
    },
    PLATT {
      @Override
      Calibration.OfProbability fit(double[] raw, boolean[] events) {
        double[][] rows =
            Arrays.stream(raw).mapToObj(p -> new double[] {logOdds(p)}).toArray(double[][]::new);
        List<Double> weights = LogisticFit.of(rows, events, RIDGE).weights();
        return weights.get(1) > 0
            ? new Calibration.Platt(weights.get(1), weights.get(0))
            : new Calibration.None();
      }
    },
    ISOTONIC {
      @Override
      Calibration.OfProbability fit(double[] raw, boolean[] events) {
        IsotonicFit fit = IsotonicFit.of(raw, events, PRIOR_ROWS);
        return new Calibration.Isotonic(fit.scores(), fit.probabilities());
      }
    };

    abstract Calibration.OfProbability fit(double[] raw, boolean[] events);
  }

  private static double logOdds(double p) {
    double clipped = Math.clamp(p, SMALLEST, 1 - SMALLEST);
    return Math.log(clipped / (1 - clipped));
  }

  /// @param raw oldest first
  static Choice choose(double[] raw, boolean[] events) {
    int half = raw.length / 2;
    double[] older = Arrays.copyOf(raw, half);
    boolean[] olderEvents = Arrays.copyOf(events, half);
    double[] newer = Arrays.copyOfRange(raw, half, raw.length);
    boolean[] newerEvents = Arrays.copyOfRange(events, half, events.length);
    return Stream.of(Method.values())
        .map(method ->
            new Choice(
                method.fit(raw, events),
                method.name(),
                logLoss(method.fit(older, olderEvents), newer, newerEvents)))
        .min(Comparator.comparingDouble(Choice::logLoss))
        .orElseThrow();
  }

  private static double logLoss(
      Calibration.OfProbability calibration, double[] raw, boolean[] events) {
    double[] calibrated = Arrays.stream(raw).map(calibration::calibrated).toArray();
    return BinaryScores.of(calibrated, events).logLoss();
  }
}
