package dev.whence.training.transit;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.history.HistoryRows;
import java.nio.file.Path;

/// What the stages of transit-time work cost beside one another, for an estimate of the time left:
/// seconds a million rows, as one run of a million shipments told them (docs/training.md). Where a
/// machine is faster or slower in all, the estimate is as good; it is off where one stage goes by
/// other things than its rows, as the number of rounds.
public final class TransitCosts {
  public static final double READING = 14;
  public static final double FEATURES = 21;
  static final double CHOOSING = 150;
  static final double CENTER_ROUNDS = 40;
  static final double SPREAD_ROUNDS = 30;
  static final double FITTING = 62;
  static final double COMPARING = 30;
  static final double SCORING = 20;

  private static final double MEASURING = 146;

  /// What a measurement costs for any number of rows: the importance of the features is taken from
  /// a few thousand.
  private static final double MEASURING_ONCE = 11;

  private static final double MILLION = 1e6;

  private TransitCosts() {}

  /// @param perMillion one of the constants
  public static double of(double perMillion, long rows) {
    return perMillion * rows / MILLION;
  }

  static double measuring(long rows) {
    return MEASURING_ONCE + of(MEASURING, rows);
  }

  /// Of one fit of everything.
  private static double learning(long rows) {
    return of(CHOOSING, Math.min(rows, TransitTrainer.MOST_IN_FOLDS))
        + of(CENTER_ROUNDS + SPREAD_ROUNDS + FITTING, rows);
  }

  /// A whole training run.
  static void expectTraining(Path history, double testShare, Progress progress) {
    progress.expect(training(HistoryRows.expected(HistoryTable.SHIPMENTS, history), testShare));
  }

  /// A whole training run.
  ///
  /// @param rows shipments in the history
  public static double training(long rows, double testShare) {
    long measured = Math.round(rows * testShare);
    return of(READING + FEATURES, rows) + afterReading(rows - measured, measured, rows);
  }

  /// What follows once the rows are there.
  ///
  /// @param known when the test part begins
  static double afterReading(long known, long measured, long all) {
    return learning(known) + measuring(measured) + learning(all) + of(COMPARING, measured);
  }

  /// Reading and features, and as long as it is not known better, a measurement of a tenth of the
  /// rows.
  static void expectMeasuring(Path history, Progress progress) {
    long rows = HistoryRows.expected(HistoryTable.SHIPMENTS, history);
    progress.expect(of(READING + FEATURES, rows) + measuring(rows / 10));
  }
}
