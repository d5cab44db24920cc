package dev.whence.training.transit;

import dev.whence.models.bundles.Bundle;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.reports.Report;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.MeasureOptions;
import dev.whence.training.split.TemporalParts.Part;
import java.time.Instant;
import java.util.List;

/// Measures a released transit-time model on a history, which may be newer than its training or
/// another merchant's.
public final class TransitMeasurement {
  private static final long SEED = 42;

  private TransitMeasurement() {}

  /// The baselines learn from what was handed over and known before the first row measured.
  ///
  /// @throws CannotTrain if too few rows lie in the period, or before it
  public static Report report(Bundle bundle, MeasureOptions options, Progress progress) {
    Parcels parcels = TransitRun.read(options.history(), 0, progress);
    Instant from = options.from().orElse(bundle.card().training().split().testFrom());
    Instant testUntil = parcels.knownUntil().minus(parcels.usualEmbargo());
    Instant until = options.until().filter(testUntil::isAfter).orElse(testUntil);
    List<Parcel> test = parcels.in(new Part(from, until, parcels.knownUntil()));
    List<Parcel> past =
        TransitEvaluation.judging(parcels.in(new Part(Instant.MIN, from, from)), from);
    long late =
        TransitEvaluation.judging(test, parcels.knownUntil()).stream()
            .filter(Parcel::isLate)
            .count();
    if (test.size() < TransitRun.FEWEST_TEST || late == 0 || past.size() < TransitRun.FEWEST_TEST) {
      throw new CannotTrain(
          "From %s until %s there are %d shipments handed over, %d of them late, and %d before; at least %d, 1 and %d are needed.\nMaybe give another --from or --until, or a longer history."
              .formatted(
                  from,
                  until,
                  test.size(),
                  late,
                  past.size(),
                  TransitRun.FEWEST_TEST,
                  TransitRun.FEWEST_TEST));
    }
    progress.stage("Measuring on %d shipments".formatted(test.size()), 1);
    TransitEvaluation evaluation =
        TransitEvaluation.of(
            new LateForecast.OfModel(bundle.card(), bundle.scorer()),
            TransitRun.baselines(past, test),
            test,
            parcels.knownUntil(),
            SEED);
    return new TransitFindings(evaluation)
        .report(
            "%s on %s, %s to %s".formatted(bundle.card().ref(), options.history(), from, until));
  }
}
