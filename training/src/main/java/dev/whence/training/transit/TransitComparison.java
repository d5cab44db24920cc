package dev.whence.training.transit;

import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.models.bundles.Bundle;
import dev.whence.models.metrics.QuantileScores;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.comparison.Compared;
import dev.whence.training.comparison.Comparison;
import dev.whence.training.comparison.Difference;
import dev.whence.training.plots.MeanPlots;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.MeasureOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Two transit-time models on the same parcels.
public final class TransitComparison {
  private TransitComparison() {}

  /// Both know the same: the features of each order, and from the first day measured on, day by
  /// day, what has become known of every parcel ordered since. Each follows that as its card says.
  ///
  /// @throws CannotTrain if the two estimate different things, or too few parcels are left that
  ///   neither learned from
  public static Comparison of(
      Bundle first, Bundle second, MeasureOptions options, Progress progress) {
    Compared compared = new Compared(first.card(), second.card());
    TransitCosts.expectMeasuring(options.history(), progress);
    List<ShipmentRow> rows = TransitRun.rows(options.history(), progress);
    Parcels parcels = TransitRun.parcels(rows, Optional.empty(), options.history(), progress);
    Instant from = compared.from(options);
    Instant settled = parcels.knownUntil().minus(parcels.arrivalSettles());
    Instant until = options.until().filter(settled::isAfter).orElse(settled);
    List<Parcel> asked = parcels.between(from, until);
    List<Parcel> test = asked.stream().filter(p -> !compared.isLearned(p.orderedAt())).toList();
    int leftOut = asked.size() - test.size();
    long late =
        TransitEvaluation.judging(test, parcels.knownUntil()).stream()
            .filter(Parcel::isLate)
            .count();
    long delivered = test.stream().filter(Parcel::isDelivered).count();
    if (delivered < TransitRun.FEWEST_TEST || late == 0) {
      throw compared.tooFew(
          "%,d delivered shipments, %,d of them late".formatted(delivered, late),
          from,
          until,
          leftOut);
    }
    double measuring = TransitCosts.measuring(test.size());
    progress.expect(measuring);
    progress.stage("Measuring both on %d shipments".formatted(test.size()), measuring);
    List<Parcel> watched = parcels.between(from, parcels.knownUntil());
    MeasuredParcels measured =
        MeasuredParcels.of(
            List.of(
                watching(Compared.FIRST, first, watched),
                watching(Compared.SECOND, second, watched)),
            test,
            parcels.knownUntil());
    TransitCharts plots = new TransitCharts(measured, TransitMeasurement.SEED);
    return new Comparison(
        compared,
        "%,d shipments".formatted(measured.promised().size()),
        differences(measured),
        compared.remarks(
            "%,d shipments whose promised day has passed and %,d whose days are known,"
                .formatted(measured.promised().size(), measured.delivered().size()),
            from,
            until,
            leftOut),
        Stream.of(plots.overall(), plots.byServiceAndLane()).flatMap(List::stream).toList());
  }

  private static LateForecast watching(String name, Bundle bundle, List<Parcel> watched) {
    return LateForecast.Recalibrated.watching(
        new LateForecast.OfModel(name, bundle.card(), bundle.scorer()), watched);
  }

  private static List<Difference> differences(MeasuredParcels measured) {
    MeasuredParcels.Subject first = measured.subjects().getFirst();
    MeasuredParcels.Subject second = measured.subjects().getLast();
    List<Difference> differences =
        new ArrayList<>(
            Difference.ofChances(
                first.chances().late(),
                second.chances().late(),
                measured.late(),
                days(measured.promised()),
                TransitMeasurement.SEED));
    long[] days = days(measured.delivered());
    double[] took = measured.days();
    differences.add(
        Difference.ofLosses(
            "MAE days",
            errors(measured, Compared.FIRST),
            errors(measured, Compared.SECOND),
            days,
            TransitMeasurement.SEED));
    differences.add(
        Difference.ofLosses(
            "pinball days",
            pinball(first, took),
            pinball(second, took),
            days,
            TransitMeasurement.SEED));
    return differences;
  }

  private static long[] days(List<Parcel> parcels) {
    return MeanPlots.days(parcels.stream().map(Parcel::orderedAt).toList());
  }

  private static double[] errors(MeasuredParcels measured, String subject) {
    return Objects.requireNonNull(measured.dayErrors().get(subject));
  }

  private static double[] pinball(MeasuredParcels.Subject subject, double[] took) {
    double[][] quantiles = subject.days().quantileDays().orElseThrow();
    double[] losses = new double[took.length];
    Arrays.setAll(
        losses, i -> QuantileScores.pinball(quantiles[i], TransitDistribution.LEVELS, took[i]));
    return losses;
  }
}
