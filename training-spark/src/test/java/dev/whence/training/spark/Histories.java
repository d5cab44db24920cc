package dev.whence.training.spark;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.HistoryWriter;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.simulation.SimulationPlan;
import dev.whence.pipeline.simulation.SimulationSize;
import dev.whence.pipeline.simulation.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Small simulated histories.
final class Histories {
  private Histories() {}

  static Path simulated(Path folder, int days) throws IOException {
    Simulator.run(
        new SimulationPlan(
            SimulationSize.S, SimulationPlan.DEMO_SEED, days, SimulationPlan.DEFAULT_END),
        Files.createDirectories(folder),
        day -> {});
    return folder;
  }

  static List<ShipmentRow> shipments(Path history) {
    try (Stream<ShipmentRow> rows = HistoryTable.SHIPMENTS.read(history)) {
      return rows.toList();
    }
  }

  /// The shipments of another history by month, without the plan of every other one, so that its
  /// hand-over is to be expected.
  static Path halfPlannedByMonth(Path history, Path folder) {
    List<ShipmentRow> rows = shipments(history);
    rows.stream()
        .map(row -> month(row))
        .distinct()
        .forEach(month -> {
          try (HistoryWriter<ShipmentRow> writer = HistoryTable.SHIPMENTS.create(folder, month)) {
            rows.stream()
                .filter(row -> month(row).equals(month))
                .map(row -> row.shipmentId().hashCode() % 2 == 0 ? row : withoutPlan(row))
                .forEach(writer::write);
            writer.commit();
          }
        });
    return folder;
  }

  private static YearMonth month(ShipmentRow row) {
    return YearMonth.from(row.orderedAt().atOffset(ZoneOffset.UTC));
  }

  private static ShipmentRow withoutPlan(ShipmentRow row) {
    return new ShipmentRow(
        row.shipmentId(),
        row.order(),
        row.shipNode(),
        row.carrierService(),
        row.orderedAt(),
        Optional.empty(),
        row.originCountry(),
        row.originRegion(),
        row.originTimeZone(),
        row.destinationCountry(),
        row.destinationRegion(),
        row.destinationTimeZone(),
        row.distanceKm(),
        row.publishedDays(),
        row.publishedOnTime(),
        row.weightGrams(),
        row.units(),
        row.freightMinor(),
        row.currency(),
        row.promise(),
        row.journey(),
        row.promisedUntil(),
        row.attributes());
  }
}
