package dev.whence.training.returns;

import dev.whence.models.bundles.Bundle;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.comparison.Compared;
import dev.whence.training.comparison.Comparison;
import dev.whence.training.comparison.Difference;
import dev.whence.training.plots.MeanPlots;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.MeasureOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Two return-risk models on the same order lines.
public final class ReturnComparison {
  private ReturnComparison() {}

  /// @throws CannotTrain if the two estimate different things or count returns within different
  ///   times, or too few lines are left that neither learned from
  public static Comparison of(
      Bundle first, Bundle second, MeasureOptions options, Progress progress) {
    Compared compared = new Compared(first.card(), second.card());
    Duration window = ReturnMeasurement.window(first.card());
    Duration other = ReturnMeasurement.window(second.card());
    if (!window.equals(other)) {
      throw new CannotTrain(
          "A (%s) counts returns within %d days and B (%s) within %d: they do not answer the same question.\nMaybe train one of them again with --return-window-days."
              .formatted(first.card().ref(), window.toDays(), second.card().ref(), other.toDays()));
    }
    ReturnCosts.expectMeasuring(options.history(), progress);
    SoldLines lines =
        ReturnRun.read(options.history(), window, Optional.empty(), Instant.MAX, progress);
    Instant from = compared.from(options);
    Instant passed = lines.knownUntil().minus(window);
    Instant until = options.until().filter(passed::isAfter).orElse(passed);
    List<SoldLine> asked = lines.between(from, until);
    List<SoldLine> test =
        asked.stream().filter(line -> !compared.isLearned(line.orderedAt())).toList();
    int leftOut = asked.size() - test.size();
    long returned = test.stream().filter(SoldLine::cameBack).count();
    if (test.size() < ReturnRun.FEWEST_LINES || returned == 0 || returned == test.size()) {
      throw compared.tooFew(
          "%,d order lines, %,d of them returned".formatted(test.size(), returned),
          from,
          until,
          leftOut);
    }
    double measuring = ReturnCosts.measuring(test.size());
    progress.expect(measuring);
    progress.stage("Measuring both on %d lines".formatted(test.size()), measuring);
    MeasuredLines measured =
        MeasuredLines.of(
            List.of(
                new ReturnForecast.OfModel(Compared.FIRST, first.card(), first.scorer()),
                new ReturnForecast.OfModel(Compared.SECOND, second.card(), second.scorer())),
            test);
    String rows = "%,d order lines".formatted(test.size());
    return new Comparison(
        compared,
        rows,
        Difference.ofChances(
            Objects.requireNonNull(measured.chances().get(Compared.FIRST)),
            Objects.requireNonNull(measured.chances().get(Compared.SECOND)),
            measured.events(),
            MeanPlots.days(test.stream().map(SoldLine::orderedAt).toList()),
            ReturnMeasurement.SEED),
        compared.remarks(rows, from, until, leftOut),
        new ReturnCharts(measured, ReturnMeasurement.SEED).all());
  }
}
