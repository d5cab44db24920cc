package dev.whence.rules.replay.policies;

import java.util.List;

/// What is expected of an action: the estimate recorded at the time, recalibrated by a straight
/// line through what came of earlier choices.
///
/// Choices are cut by whole days into folds of about equal size, and the line of a fold is fitted
/// on the folds before it; the first fold takes the estimates as they were recorded. Later folds
/// are not used: they would tell a choice of days whose luck it shares, and nobody knew them. So
/// what is expected of a choice never depends on its own outcome, and the choice adds its own,
/// uncorrelated error to the doubly robust estimate.
final class Nuisance {
  /// With fewer, a line says less than the estimates themselves.
  private static final int FEWEST = 30;

  private static final double NO_SPREAD = 1e-12;

  private final double[][] expected;
  private final int uncalibrated;

  private Nuisance(double[][] expected, int uncalibrated) {
    this.expected = expected;
    this.uncalibrated = uncalibrated;
  }

  double expected(int choice, int arm) {
    return expected[choice][arm];
  }

  /// Whether what is expected of a choice was held against what came of others.
  boolean isCalibrated(int choice) {
    return choice >= uncalibrated;
  }

  /// `intercept + slope * estimate`.
  private record Line(double intercept, double slope) {
    static final Line AS_RECORDED = new Line(0, 1);

    /// Least squares, on the actions that were taken.
    static Line through(List<LoggedChoice> choices) {
      double x = choices.stream().mapToDouble(each -> each.taken().estimate()).sum();
      double y = choices.stream().mapToDouble(LoggedChoice::outcome).sum();
      double meanX = x / choices.size();
      double meanY = y / choices.size();
      double xx = 0;
      double xy = 0;
      for (LoggedChoice choice : choices) {
        double off = choice.taken().estimate() - meanX;
        xx += off * off;
        xy += off * (choice.outcome() - meanY);
      }
      double slope = xx <= NO_SPREAD * choices.size() * (1 + meanX * meanX) ? 1 : xy / xx;
      return new Line(meanY - slope * meanX, slope);
    }

    double at(double estimate) {
      return intercept + slope * estimate;
    }
  }

  /// @param choices in the order of their days
  static Nuisance of(List<LoggedChoice> choices, int folds) {
    var expected = new double[choices.size()][];
    int begin = 0;
    int uncalibrated = 0;
    for (int fold = 1; begin < choices.size(); fold++) {
      int end =
          endOfDay(choices, Math.max(begin, (int) ((long) choices.size() * fold / folds) - 1));
      boolean isCalibrated = begin >= FEWEST;
      Line line = isCalibrated ? Line.through(choices.subList(0, begin)) : Line.AS_RECORDED;
      for (int i = begin; i < end; i++) {
        expected[i] =
            choices.get(i).arms().stream().mapToDouble(arm -> line.at(arm.estimate())).toArray();
      }
      begin = end;
      uncalibrated = isCalibrated ? uncalibrated : end;
    }
    return new Nuisance(expected, uncalibrated);
  }

  /// The first choice of a later day.
  private static int endOfDay(List<LoggedChoice> choices, int of) {
    int end = of + 1;
    while (end < choices.size()
        && choices.get(end).cluster().day().equals(choices.get(of).cluster().day())) {
      end++;
    }
    return end;
  }
}
