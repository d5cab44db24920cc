package dev.whence.training.transit;

import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.models.bundles.Bundle;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.HistoryWriter;
import dev.whence.pipeline.history.ParquetFile;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.history.HistoryRows;
import dev.whence.training.runs.CannotTrain;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;

/// Asks a released transit-time model about every shipment of a history, as it was when its order
/// came in: those that have arrived, those underway and those that have not left. The model is
/// asked as it was released, and without the service's guards.
public final class PromiseScores {
  /// How many are asked at once.
  public static final int BATCH = 4_096;

  private PromiseScores() {}

  /// One score for each, in their order.
  ///
  /// @throws CannotTrain if the bundle is of another model
  public static List<PromiseScore> of(Bundle bundle, List<Asked> asked) {
    var model = new LateForecast.OfModel("model", requireTransit(bundle).card(), bundle.scorer());
    List<Parcel> parcels = asked.stream().map(Asked::unanswered).toList();
    Forecast said = model.forecast(parcels);
    double[][] days = said.quantileDays().orElseThrow();
    return IntStream.range(0, parcels.size())
        .mapToObj(i ->
            new PromiseScore(
                parcels.get(i).shipmentId(),
                parcels.get(i).orderedAt(),
                asked.get(i).row().carrierService().value(),
                parcels.get(i).isPromised() ? said.late()[i] : null,
                level(days[i], 0.5),
                level(days[i], 0.8),
                level(days[i], 0.9),
                level(days[i], 0.95)))
        .toList();
  }

  private static double level(double[] days, double level) {
    return days[TransitDistribution.LEVELS.indexOf(level)];
  }

  /// The same bundle.
  ///
  /// @throws CannotTrain if it is of another model
  public static Bundle requireTransit(Bundle bundle) {
    return switch (bundle.contract()) {
      case TRANSIT_TIME -> bundle;
      case RETURN_RISK ->
          throw new CannotTrain(
              "%s says what comes back, not when a parcel arrives.\nMaybe name the folder of a transit-time model."
                  .formatted(bundle.card().ref()));
    };
  }

  /// Replaces the file: a row per shipment, in order of their orders.
  ///
  /// @return shipments scored
  /// @throws CannotTrain if the history is missing or damaged, or the bundle is of another model
  public static long write(Bundle bundle, Path history, Path file, Progress progress) {
    requireTransit(bundle);
    progress.expect(
        TransitCosts.of(
            TransitCosts.READING + TransitCosts.SCORING,
            HistoryRows.expected(HistoryTable.SHIPMENTS, history)));
    List<ShipmentRow> rows =
        TransitRun.rows(history, progress).stream()
            .sorted(Comparator.comparing(ShipmentRow::orderedAt))
            .toList();
    progress.stage(
        "Scoring shipments",
        " shipments",
        rows.size(),
        TransitCosts.of(TransitCosts.SCORING, rows.size()));
    var scored = new AtomicLong();
    try (HistoryWriter<PromiseScore> writer = ParquetFile.create(file, PromiseScore.class)) {
      Parcels.asked(rows)
          .gather(Gatherers.windowFixed(BATCH))
          .forEachOrdered(some -> {
            of(bundle, some).forEach(writer::write);
            progress.at(scored.addAndGet(some.size()));
          });
      writer.commit();
    }
    return rows.size();
  }
}
