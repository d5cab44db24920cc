package dev.whence.training.returns;

import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.ModelCard;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.cards.Words;
import dev.whence.training.cards.Words.Fate;
import dev.whence.training.comparison.MeasuredPeriod;
import dev.whence.training.reports.Report;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.MeasureOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Measures a released return-risk model on a history, which may be newer than its training or
/// another merchant's.
public final class ReturnMeasurement {
  static final long SEED = 42;
  private static final String USUAL_WINDOW_DAYS = "60";

  private ReturnMeasurement() {}

  /// The baselines learn from lines whose return window had passed before the first line measured.
  ///
  /// Left out is what the model may have learned from.
  ///
  /// @throws CannotTrain if too few lines are left in the period, or lie before it
  public static Report report(Bundle bundle, MeasureOptions options, Progress progress) {
    Duration window = window(bundle.card());
    ReturnCosts.expectMeasuring(options.history(), progress);
    SoldLines lines =
        ReturnRun.read(options.history(), window, Optional.empty(), Instant.MAX, progress);
    MeasuredPeriod period =
        MeasuredPeriod.of(
            bundle.card(), options, lines.knownUntil().minus(window), lines.knownUntil());
    List<SoldLine> asked = lines.between(period.asked(), period.until());
    List<SoldLine> test =
        asked.stream().filter(line -> !period.isLearned(line.orderedAt())).toList();
    long leftOut = (long) asked.size() - test.size();
    long returned = test.stream().filter(SoldLine::cameBack).count();
    if (test.size() < ReturnRun.FEWEST_LINES || returned == 0 || returned == test.size()) {
      throw period.tooFew(
          "%d order lines, %d of them returned".formatted(test.size(), returned),
          "at least %d, some returned and some not,".formatted(ReturnRun.FEWEST_LINES),
          leftOut);
    }
    List<SoldLine> past = lines.between(Instant.MIN, period.from().minus(window));
    if (past.size() < ReturnRun.FEWEST_LINES) {
      throw period.tooFewBefore(
          "%d order lines whose return window of %d days had passed"
              .formatted(past.size(), window.toDays()),
          ReturnRun.FEWEST_LINES);
    }
    double measuring = ReturnCosts.measuring(test.size());
    progress.expect(measuring);
    progress.stage("Measuring on %d lines".formatted(test.size()), measuring);
    ReturnEvaluation evaluation =
        ReturnEvaluation.of(
            new ReturnForecast.OfModel("model", bundle.card(), bundle.scorer()),
            List.of(ReturnForecast.Constant.fit(past), ReturnForecast.CategoryTable.fit(past)),
            test,
            SEED);
    options.rows().ifPresent(file -> ReturnRowColumns.write(evaluation.measured(), file));
    return new Report(
            "%s on %s, ordered from %s until before %s"
                .formatted(
                    bundle.card().ref(),
                    options.history(),
                    Words.day(period.from()),
                    Words.day(period.until())),
            evaluation.verdict(Fate.MEASURED),
            evaluation.tables(),
            evaluation.charts())
        .withFinding(Optional.of(period.remark("%,d order lines".formatted(test.size()), leftOut)));
  }

  /// Within which a return counts.
  static Duration window(ModelCard card) {
    return Duration.ofDays(
        Long.parseLong(
            card.training().settings().getOrDefault("return_window_days", USUAL_WINDOW_DAYS)));
  }
}
