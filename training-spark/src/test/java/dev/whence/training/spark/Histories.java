package dev.whence.training.spark;

import dev.whence.domain.attributes.Attributes;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.HistoryWriter;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.simulation.SimulationPlan;
import dev.whence.pipeline.simulation.SimulationSize;
import dev.whence.pipeline.simulation.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
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
    rewrite(HistoryTable.SHIPMENTS, folder, row -> telling(row, told(row.shipmentId())));
    rewrite(
        HistoryTable.ORDER_LINES,
        folder,
        row -> telling(row, told(row.order().value() + row.line().value())));
    return folder;
  }

  private static <T> void rewrite(HistoryTable<T> table, Path folder, UnaryOperator<T> change) {
    List<T> rows;
    try (Stream<T> all = table.read(folder)) {
      rows = all.toList();
    }
    try (HistoryWriter<T> writer = table.create(folder)) {
      rows.forEach(row -> writer.write(change.apply(row)));
      writer.commit();
    }
  }

  /// All tell how they are handled, two of three how the wind blows.
  private static Attributes told(String id) {
    Map<String, Attributes.Value> told = new TreeMap<>();
    int chance = Math.floorMod(id.hashCode(), 6);
    told.put("handling", new Attributes.Value.Word(chance % 2 == 0 ? "fragile" : "usual"));
    if (chance < 4) {
      told.put("wind", new Attributes.Value.Measure(chance / 3.0));
    }
    return new Attributes(told);
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

  private static OrderLineRow telling(OrderLineRow row, Attributes attributes) {
    return new OrderLineRow(
        row.order(),
        row.line(),
        row.shipmentId(),
        row.orderedAt(),
        row.customerId(),
        row.channel(),
        row.sku(),
        row.category(),
        row.quantity(),
        row.unitPriceMinor(),
        row.currency(),
        row.orderUnits(),
        row.orderLines(),
        row.sameCategoryUnits(),
        row.canceled(),
        attributes);
  }

  private static ShipmentRow withoutPlan(ShipmentRow row) {
    return copy(row, Optional.empty(), row.attributes());
  }

  private static ShipmentRow telling(ShipmentRow row, Attributes attributes) {
    return copy(row, row.plannedHandover(), attributes);
  }

  private static ShipmentRow copy(
      ShipmentRow row, Optional<Instant> plannedHandover, Attributes attributes) {
    return new ShipmentRow(
        row.shipmentId(),
        row.order(),
        row.shipNode(),
        row.carrierService(),
        row.orderedAt(),
        plannedHandover,
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
        attributes);
  }
}
