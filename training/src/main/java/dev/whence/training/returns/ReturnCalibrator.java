package dev.whence.training.returns;

import dev.whence.models.bundles.Calibration;
import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.metrics.IsotonicFit;
import dev.whence.models.metrics.LogisticFit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Chooses how raw probabilities become calibrated ones.
///
/// What is calibrated here was fitted on the older lines only; what it is used with is fitted anew
/// on all of them, with more rounds or other weights. So Platt's line is drawn towards the one that
/// changes nothing, and steps (isotonic) take its place only where many lines came back, and they
/// are better on blocks of time they were not fitted on. Why: `docs/decisions/0047`.
final class ReturnCalibrator {
  /// Lines at the overall share that each step is drawn towards.
  private static final double PRIOR_ROWS = 10;

  /// Inverse of the variance that level and slope of the log-odds are thought to have: a tenth to
  /// either side. A level is moved half the way it asks for when about a hundred lines came back, a
  /// slope when some hundreds did.
  private static final double DRAWN = 100;

  /// Lines that came back, and that were kept, below which steps follow chance: some ten steps of
  /// twenty.
  static final int FEWEST_FOR_STEPS = 200;

  private static final int BLOCKS = 5;
  private static final double SMALLEST = 1e-12;

  private ReturnCalibrator() {}

  /// @param method a word for it on a card
  record Choice(Calibration.OfProbability calibration, String method) {}

  private interface Method {
    Calibration.OfProbability fit(double[] raw, boolean[] events);
  }

  /// @param raw probabilities, oldest first
  /// @param events whether each line came back
  static Choice choose(double[] raw, boolean[] events) {
    return areSteps(raw, events)
        ? new Choice(isotonic(raw, events), "ISOTONIC")
        : new Choice(platt(raw, events), "PLATT");
  }

  private static boolean areSteps(double[] raw, boolean[] events) {
    int back = 0;
    for (boolean event : events) {
      back += event ? 1 : 0;
    }
    return Math.min(back, events.length - back) >= FEWEST_FOR_STEPS
        && loss(ReturnCalibrator::isotonic, raw, events)
            < loss(ReturnCalibrator::platt, raw, events);
  }

  private static Calibration.OfProbability platt(double[] raw, boolean[] events) {
    double[] odds = Arrays.stream(raw).map(ReturnCalibrator::logOdds).toArray();
    double middle = Arrays.stream(odds).average().orElseThrow();
    double[][] rows =
        Arrays.stream(odds).mapToObj(each -> new double[] {each - middle}).toArray(double[][]::new);
    List<Double> added = LogisticFit.addedTo(odds, rows, events, DRAWN).weights();
    double slope = 1 + added.get(1);
    return slope > 0
        ? new Calibration.Platt(slope, added.get(0) - added.get(1) * middle)
        : new Calibration.None();
  }

  private static Calibration.OfProbability isotonic(double[] raw, boolean[] events) {
    IsotonicFit fit = IsotonicFit.of(raw, events, PRIOR_ROWS);
    return new Calibration.Isotonic(fit.scores(), fit.probabilities());
  }

  private static double logOdds(double p) {
    double clipped = Math.clamp(p, SMALLEST, 1 - SMALLEST);
    return Math.log(clipped / (1 - clipped));
  }

  /// The log-loss of all lines, each block of time calibrated by the others.
  private static double loss(Method method, double[] raw, boolean[] events) {
    double sum = 0;
    for (int block = 0; block < BLOCKS; block++) {
      int from = (int) ((long) raw.length * block / BLOCKS);
      int until = (int) ((long) raw.length * (block + 1) / BLOCKS);
      int[] others =
          IntStream.concat(IntStream.range(0, from), IntStream.range(until, raw.length)).toArray();
      double[] theirs = Arrays.stream(others).mapToDouble(i -> raw[i]).toArray();
      boolean[] theirEvents = new boolean[others.length];
      for (int i = 0; i < others.length; i++) {
        theirEvents[i] = events[others[i]];
      }
      Calibration.OfProbability calibration = method.fit(theirs, theirEvents);
      double[] calibrated = Arrays.stream(raw, from, until).map(calibration::calibrated).toArray();
      sum +=
          Arrays.stream(BinaryScores.logLosses(calibrated, Arrays.copyOfRange(events, from, until)))
              .sum();
    }
    return sum;
  }
}
