package dev.whence.pipeline.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ShipmentRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorTest {

  private static final SimulationPlan PLAN =
      new SimulationPlan(SimulationSize.S, 7, 90, LocalDate.of(2026, 10, 31));

  @TempDir private static Path folder;

  private static SimulationReport report =
      new SimulationReport(
          SimulationSize.S, 0, PLAN.start(), PLAN.end(), new TreeMap<>(), new TreeMap<>());

  @BeforeAll
  static void simulate() {
    report = Simulator.run(PLAN, folder, day -> {});
  }

  @Test
  void theSamePlanGivesTheSameRowsAndNetwork(@TempDir Path again) throws IOException {
    Simulator.run(PLAN, again, day -> {});

    for (HistoryTable<?> table : HistoryTable.ALL) {
      assertThat(table.read(again).toList()).isEqualTo(table.read(folder).toList());
    }
    for (Path file : files(folder.resolve("network"))) {
      assertThat(again.resolve(folder.relativize(file))).hasSameBinaryContentAs(file);
    }
    assertThat(files(again)).hasSameSizeAs(files(folder));
  }

  @Test
  void anotherSeedGivesAnotherHistory(@TempDir Path other) {
    Simulator.run(new SimulationPlan(SimulationSize.S, 8, 5, PLAN.end()), other, day -> {});

    assertThat(HistoryTable.SHIPMENTS.file(other))
        .satisfies(file ->
            assertThat(Files.readAllBytes(file))
                .isNotEqualTo(Files.readAllBytes(HistoryTable.SHIPMENTS.file(folder))));
  }

  @Test
  void theDaysOfAShorterHistoryAreTheLastDaysOfALongerOne(@TempDir Path shorter) {
    Simulator.run(new SimulationPlan(SimulationSize.S, 7, 10, PLAN.end()), shorter, day -> {});

    List<OrderLineRow> tail = HistoryTable.ORDER_LINES.read(shorter).toList();
    List<OrderLineRow> whole = HistoryTable.ORDER_LINES.read(folder).toList();
    assertThat(whole.subList(whole.size() - tail.size(), whole.size())).isEqualTo(tail);
  }

  @Test
  void nothingIsKnownThatBecomesKnownAfterTheEnd() throws SQLException {
    assertThat(
            number(
                """
                SELECT (SELECT count(*) FROM '%1$s/shipments.parquet'
                        WHERE known_at >= TIMESTAMPTZ '2026-10-31 00:00:00+00'
                           OR handed_over_at >= TIMESTAMPTZ '2026-10-31 00:00:00+00')
                     + (SELECT count(*) FROM '%1$s/returns.parquet'
                        WHERE returned_at >= TIMESTAMPTZ '2026-10-31 00:00:00+00')
                     + (SELECT count(*) FROM '%1$s/shipment_events.parquet'
                        WHERE recorded_at >= TIMESTAMPTZ '2026-10-31 00:00:00+00')
                """))
        .isZero();
    try (var shipments = HistoryTable.SHIPMENTS.read(folder)) {
      assertThat(shipments.filter(s -> s.journey() instanceof Journey.Underway)).isNotEmpty();
    }
  }

  @Test
  void theOutcomeIsKnownWithTheFirstDeliveryScan() throws SQLException {
    assertThat(
            number(
                """
                WITH first AS (
                  SELECT shipment_id, min(recorded_at) AS recorded, min(occurred_at) AS occurred
                  FROM '%1$s/shipment_events.parquet' WHERE scan = 'DELIVERED' GROUP BY 1)
                SELECT count(*) FROM '%1$s/shipments.parquet' s FULL JOIN first USING (shipment_id)
                WHERE (s.status = 'DELIVERED') <> (first.recorded IS NOT NULL)
                   OR s.known_at <> first.recorded AND s.status = 'DELIVERED'
                   OR s.delivered_at <> first.occurred
                """))
        .isZero();
  }

  @Test
  void linesShipmentsAndReturnsFitTogether() throws SQLException {
    assertThat(
            number(
                """
                SELECT count(*) FROM (
                  SELECT s.shipment_id FROM '%1$s/shipments.parquet' s
                  LEFT JOIN '%1$s/order_lines.parquet' l USING (shipment_id)
                  LEFT JOIN '%1$s/items.parquet' i USING (sku)
                  GROUP BY s.shipment_id, s.units, s.weight_grams
                  HAVING s.units <> sum(l.quantity)
                      OR s.weight_grams <> sum(l.quantity * i.weight_grams))
                """))
        .isZero();
    assertThat(
            number(
                """
                SELECT count(*) FROM '%1$s/returns.parquet' r
                LEFT JOIN '%1$s/order_lines.parquet' l USING (order_id, line_id)
                WHERE l.line_id IS NULL OR l.canceled OR r.units > l.quantity
                """))
        .isZero();
    assertThat(report.rows())
        .containsEntry("shipments", number("SELECT count(*) FROM '%1$s/shipments.parquet'"))
        .containsEntry("returns", number("SELECT count(*) FROM '%1$s/returns.parquet'"));
  }

  @Test
  void theWorldIsOneAModelCanLearnFrom() {
    List<ShipmentRow> shipments = HistoryTable.SHIPMENTS.read(folder).toList();
    long delivered =
        shipments.stream().filter(s -> s.journey() instanceof Journey.Delivered).count();
    long lost = shipments.stream().filter(s -> s.journey() instanceof Journey.Lost).count();

    assertThat((double) delivered / shipments.size()).isBetween(0.88, 0.98);
    assertThat((double) lost / shipments.size()).isBetween(0.0005, 0.02);
    assertThat(report.services()).hasSize(8);
    assertThat(onTime("PARCEL_GROUND")).isBetween(0.85, 0.97);
    assertThat(onTime("POSTAL_SAVER")).isLessThan(onTime("PARCEL_GROUND"));
  }

  @Test
  void drawsOfOneKeyFollowTheirLaws() {
    Draws draws = Draws.of(1, Draws.Stream.ORDER, 2, 3);
    double normal = 0;
    double poisson = 0;
    double geometric = 0;
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      normal += draws.normal(2, 1);
      poisson += draws.poisson(45);
      geometric += draws.geometric(0.8);
    }

    assertThat(normal / n).isCloseTo(2, within(0.03));
    assertThat(poisson / n).isCloseTo(45, within(0.2));
    assertThat(geometric / n).isCloseTo(0.8, within(0.03));
  }

  private static double onTime(String service) {
    var parcels = Objects.requireNonNull(report.services().get(service));
    return (double) parcels.onTime() / parcels.delivered();
  }

  private static long number(String sql) throws SQLException {
    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement();
        var rows = statement.executeQuery(sql.formatted(folder))) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
