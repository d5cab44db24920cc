package dev.whence.training.returns;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.history.HistoryRows;
import java.nio.file.Path;

/// What the stages of return-risk work cost beside one another, for an estimate of the time left:
/// seconds a million lines, as one run told them.
public final class ReturnCosts {
  public static final double READING = 7;
  public static final double FEATURES = 10;
  static final double CHOOSING = 100;
  static final double FITTING = 14;
  private static final double MEASURING = 40;

  /// What a measurement costs for any number of lines.
  private static final double MEASURING_ONCE = 1.5;

  /// Fits of a run: of the chosen, the other and the second line on what was known, of which two
  /// may be one, of the chosen and the second line on everything; each once on the older lines and
  /// once on all.
  private static final int FITS_OF_KNOWN = 5;

  private static final int FITS_OF_ALL = 4;
  private static final double MILLION = 1e6;

  private ReturnCosts() {}

  /// @param perMillion one of the constants
  public static double of(double perMillion, long lines) {
    return perMillion * lines / MILLION;
  }

  static double measuring(long lines) {
    return MEASURING_ONCE + of(MEASURING, lines);
  }

  static double reading(Path history) {
    return of(READING, HistoryRows.expected(HistoryTable.ORDER_LINES, history));
  }

  /// A whole training run.
  static void expectTraining(Path history, double testShare, Progress progress) {
    progress.expect(training(HistoryRows.expected(HistoryTable.ORDER_LINES, history), testShare));
  }

  /// A whole training run.
  ///
  /// @param lines order lines in the history
  public static double training(long lines, double testShare) {
    long measured = Math.round(lines * testShare);
    return of(READING + FEATURES, lines) + afterReading(lines - measured, measured, lines);
  }

  /// What follows once the lines are there.
  ///
  /// @param known when the test part begins
  static double afterReading(long known, long measured, long all) {
    return of(CHOOSING + FITS_OF_KNOWN * FITTING, known)
        + measuring(measured)
        + of(FITS_OF_ALL * FITTING, all);
  }

  /// Reading and features, and as long as it is not known better, a measurement of a tenth of the
  /// lines.
  static void expectMeasuring(Path history, Progress progress) {
    long lines = HistoryRows.expected(HistoryTable.ORDER_LINES, history);
    progress.expect(of(READING + FEATURES, lines) + measuring(lines / 10));
  }
}
