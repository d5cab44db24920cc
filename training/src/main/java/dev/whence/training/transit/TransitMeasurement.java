package dev.whence.training.transit;

import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.scoring.Scorer;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.cards.Words;
import dev.whence.training.comparison.MeasuredPeriod;
import dev.whence.training.reports.Report;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.MeasureOptions;
import dev.whence.training.runs.Rival;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Measures a released transit-time model on a history, which may be newer than its training or
/// another merchant's.
public final class TransitMeasurement {
  static final long SEED = 42;

  private TransitMeasurement() {}

  /// Model and baselines know the same: what was known before the first order measured, and, each
  /// day, what has become known since; the model by its shape, the logistic by its features.
  ///
  /// Left out is what the model may have learned from.
  ///
  /// @throws CannotTrain if too few rows are left in the period, or lie before it
  public static Report report(Bundle bundle, MeasureOptions options, Progress progress) {
    TransitCosts.expectMeasuring(options.history(), progress);
    List<ShipmentRow> rows = TransitRun.rows(options.history(), progress);
    Parcels parcels = TransitRun.parcels(rows, Optional.empty(), options.history(), progress);
    MeasuredPeriod period =
        MeasuredPeriod.of(
            bundle.card(),
            options,
            parcels.knownUntil().minus(parcels.arrivalSettles()),
            parcels.knownUntil());
    List<Parcel> asked = parcels.between(period.asked(), period.until());
    List<Parcel> test = asked.stream().filter(p -> !period.isLearned(p.orderedAt())).toList();
    long leftOut = (long) asked.size() - test.size();
    long late =
        TransitEvaluation.judging(test, parcels.knownUntil()).stream()
            .filter(Parcel::isLate)
            .count();
    if (test.size() < TransitRun.FEWEST_TEST || late == 0) {
      throw period.tooFew(
          "%d shipments ordered, %d of them late".formatted(test.size(), late),
          "at least %d, and 1 late,".formatted(TransitRun.FEWEST_TEST),
          leftOut);
    }
    Parcels known = parcels.asOf(period.from());
    int past = TransitEvaluation.judging(known.all(), period.from()).size();
    if (past < TransitRun.FEWEST_TEST) {
      throw period.tooFewBefore(
          "%d shipments whose promised day had passed".formatted(past), TransitRun.FEWEST_TEST);
    }
    double measuring = TransitCosts.measuring(test.size());
    progress.expect(measuring);
    progress.stage("Measuring on %d shipments".formatted(test.size()), measuring);
    TransitEvaluation evaluation =
        measure(bundle.card(), bundle.scorer(), known, parcels, test, List.of(), SEED);
    options.rows().ifPresent(file -> TransitRowColumns.write(evaluation.measured(), file));
    return new TransitFindings(evaluation)
        .report(
            "%s on %s, ordered from %s until before %s"
                .formatted(
                    bundle.card().ref(),
                    options.history(),
                    Words.day(period.from()),
                    Words.day(period.until())),
            SEED)
        .withFinding(Optional.of(period.remark("%,d shipments".formatted(test.size()), leftOut)));
  }

  /// @param known what was known when the first parcel measured was ordered
  /// @param parcels all, also those that are watched and not measured
  /// @param more who is measured beside the baselines
  static TransitEvaluation measure(
      ModelCard card,
      Scorer scorer,
      Parcels known,
      Parcels parcels,
      List<Parcel> test,
      List<LateForecast> more,
      long seed) {
    List<LateForecast> others = new ArrayList<>(TransitRun.baselines(known, test));
    others.add(new LateForecast.OfModel(LateForecast.OfModel.AS_RELEASED, card, scorer));
    others.addAll(more);
    List<Parcel> asked = parcels.between(known.knownUntil(), parcels.knownUntil());
    LateForecast.Recalibrated model =
        LateForecast.Recalibrated.watching(new LateForecast.OfModel("model", card, scorer), asked);
    return TransitEvaluation.of(model, others, test, parcels.knownUntil(), seed)
        .with(
            others.stream()
                .flatMap(each ->
                    each instanceof LateForecast.LaneTable table
                        ? Stream.of(table)
                        : Stream.<LateForecast.LaneTable>empty())
                .findFirst()
                .flatMap(table -> DatesKept.of(model, asked, test, table, parcels.knownUntil())));
  }

  /// Beside the active model, on what was ordered since that one learned: both know the same.
  static Rival.Verdict against(
      Rival rival,
      ModelCard card,
      Scorer scorer,
      Parcels known,
      Parcels parcels,
      List<Parcel> test,
      long seed) {
    List<Parcel> unseen =
        test.stream().filter(parcel -> !parcel.orderedAt().isBefore(rival.unseenFrom())).toList();
    List<Parcel> judging = TransitEvaluation.judging(unseen, parcels.knownUntil());
    long late = judging.stream().filter(Parcel::isLate).count();
    if (judging.size() < TransitRun.FEWEST_TEST || late == 0 || late == judging.size()) {
      return rival.judge(judging.size(), TransitRun.FEWEST_TEST, Optional.empty());
    }
    List<Parcel> asked = parcels.between(known.knownUntil(), parcels.knownUntil());
    TransitEvaluation both =
        TransitEvaluation.of(
            LateForecast.Recalibrated.watching(
                new LateForecast.OfModel("model", card, scorer), asked),
            List.of(
                LateForecast.Recalibrated.watching(
                    new LateForecast.OfModel("active", rival.card(), rival.scorer()), asked)),
            unseen,
            parcels.knownUntil(),
            seed);
    return rival.judge(
        judging.size(), TransitRun.FEWEST_TEST, Optional.of(both.scores().getLast().behindModel()));
  }
}
