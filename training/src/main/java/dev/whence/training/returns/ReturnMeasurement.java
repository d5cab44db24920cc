package dev.whence.training.returns;

import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.ModelCard;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.cards.Words;
import dev.whence.training.cards.Words.Fate;
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
  /// @throws CannotTrain if too few lines lie in the period, or before it
  public static Report report(Bundle bundle, MeasureOptions options, Progress progress) {
    Duration window = window(bundle.card());
    ReturnCosts.expectMeasuring(options.history(), progress);
    SoldLines lines =
        ReturnRun.read(options.history(), window, Optional.empty(), Instant.MAX, progress);
    Instant from = options.from().orElse(bundle.card().training().dataTo());
    Instant passed = lines.knownUntil().minus(window);
    Instant until = options.until().filter(passed::isAfter).orElse(passed);
    List<SoldLine> test = lines.between(from, until);
    List<SoldLine> past = lines.between(Instant.MIN, from.minus(window));
    long returned = test.stream().filter(SoldLine::cameBack).count();
    if (test.size() < ReturnRun.FEWEST_LINES
        || past.size() < ReturnRun.FEWEST_LINES
        || returned == 0
        || returned == test.size()) {
      throw new CannotTrain(
          "From %s until %s there are %d order lines, %d of them returned, and %d before; at least %d, 1 and %d are needed.\nMaybe bring a history that goes on after %s, until when the model learned, or give another --from or --until."
              .formatted(
                  from,
                  until,
                  test.size(),
                  returned,
                  past.size(),
                  ReturnRun.FEWEST_LINES,
                  ReturnRun.FEWEST_LINES,
                  bundle.card().training().dataTo()));
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
            .formatted(bundle.card().ref(), options.history(), Words.day(from), Words.day(until)),
        evaluation.verdict(Fate.MEASURED),
        evaluation.tables(),
        evaluation.charts());
  }

  /// Within which a return counts.
  static Duration window(ModelCard card) {
    return Duration.ofDays(
        Long.parseLong(
            card.training().settings().getOrDefault("return_window_days", USUAL_WINDOW_DAYS)));
  }
}
