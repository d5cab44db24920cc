package dev.whence.training.comparison;

import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.metrics.Bootstrap;
import dev.whence.models.metrics.Bootstrap.Interval;
import dev.whence.models.metrics.WeightedAuc;
import java.util.List;

/// How two models differ in one figure.
///
/// @param figure for instance `log-loss`
/// @param better whether less of it is better, or more
/// @param rows behind it
/// @param firstLess the first model's less the second's, with where 95 % of it lie when whole days
///   are drawn anew
public record Difference(
    String figure, Better better, long rows, double first, double second, Interval firstLess) {

  public enum Better {
    LESS,
    MORE
  }

  /// Whether the interval says that the first model is better.
  public boolean firstIsBetter() {
    return better == Better.LESS ? firstLess.isBelowZero() : firstLess.isAboveZero();
  }

  /// Whether the interval says that the second model is better.
  public boolean secondIsBetter() {
    return better == Better.LESS ? firstLess.isAboveZero() : firstLess.isBelowZero();
  }

  /// Of a mean loss, one entry per row.
  ///
  /// @param days of the rows, drawn as wholes
  public static Difference ofLosses(
      String figure, double[] first, double[] second, long[] days, long seed) {
    return new Difference(
        figure,
        Better.LESS,
        days.length,
        Bootstrap.mean(first, days, seed).mean(),
        Bootstrap.mean(second, days, seed).mean(),
        Bootstrap.pairedDifference(first, second, days, seed));
  }

  /// Log-loss, Brier and area under the ROC curve of chances.
  public static List<Difference> ofChances(
      double[] first, double[] second, boolean[] events, long[] days, long seed) {
    BinaryScores one = BinaryScores.of(first, events);
    BinaryScores other = BinaryScores.of(second, events);
    WeightedAuc firstAuc = new WeightedAuc(first, events);
    WeightedAuc secondAuc = new WeightedAuc(second, events);
    return List.of(
        ofLosses(
            "log-loss",
            BinaryScores.logLosses(first, events),
            BinaryScores.logLosses(second, events),
            days,
            seed),
        ofLosses(
            "Brier",
            BinaryScores.brierLosses(first, events),
            BinaryScores.brierLosses(second, events),
            days,
            seed),
        new Difference(
            "AUC",
            Better.MORE,
            days.length,
            one.auc(),
            other.auc(),
            Bootstrap.statistic(
                days, seed, weights -> firstAuc.of(weights) - secondAuc.of(weights))));
  }
}
