package dev.whence.pipeline.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.pipeline.history.DeclaredAttributes;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.imports.ImportReport.Added;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `whence pipeline import --add`: a history that grows month by month.
class AddedMonthsTest {

  private static final String MAPPING =
      """
      time format: yyyy-MM-dd'T'HH:mm
      time zone: UTC
      sources:
        lines: {file: lines.csv}
        parcels: {file: parcels.csv}
        scans: {file: scans.csv}
        returns: {file: returns.csv}
        nodes: {file: nodes.csv}
      tables:
        order_lines:
          from: lines
          columns:
            order_id: lines.order
            line_id: lines.line
            ordered_at: {time: lines.at}
            sku: lines.sku
            category: lines.kind
            quantity: lines.units
            unit_price_minor: {constant: 100}
            currency: {constant: EUR}
        shipments:
          from: parcels
          columns:
            shipment_id: parcels.id
            order_id: parcels.id
            ship_node: {constant: DC}
            carrier_service: {constant: GROUND}
            ordered_at: {time: parcels.at}
            origin_country: {constant: DE}
            origin_time_zone: {constant: Europe/Berlin}
            destination_country: {constant: DE}
            destination_time_zone: {constant: Europe/Berlin}
            distance_km: {constant: 100}
            currency: {constant: EUR}
            status: {words: parcels.in, map: {"": IN_TRANSIT}, otherwise: DELIVERED}
            handed_over_at: {time: parcels.at}
            delivered_at: {time: parcels.in}
            known_at: {time: parcels.in}
          attributes:
            warmth: {number: parcels.warmth, unit: degC}
        shipment_events:
          from: scans
          columns:
            shipment_id: scans.id
            scan: scans.scan
            occurred_at: {time: scans.at}
            recorded_at: {time: scans.at}
        returns:
          from: returns
          columns:
            order_id: returns.order
            line_id: returns.line
            returned_at: {time: returns.at}
        ship_nodes:
          from: nodes
          columns:
            ship_node: nodes.id
            name: nodes.name
            type: {constant: DC}
            country: {constant: DE}
            latitude: {constant: 52}
            longitude: {constant: 13}
            time_zone: {constant: Europe/Berlin}
      """;

  private static final List<HistoryTable<?>> FILLED =
      List.of(
          HistoryTable.ORDER_LINES,
          HistoryTable.SHIPMENTS,
          HistoryTable.SHIPMENT_EVENTS,
          HistoryTable.RETURNS,
          HistoryTable.SHIP_NODES);

  @TempDir private Path folder;

  /// Rows of the five files, by file.
  private static final class Rows {
    private static final Map<String, String> HEADERS =
        Map.of(
            "lines", "order,line,at,sku,kind,units",
            "parcels", "id,at,in,warmth",
            "scans", "id,scan,at",
            "returns", "order,line,at",
            "nodes", "id,name");

    private final Map<String, List<String>> files = new TreeMap<>();

    private Rows() {
      HEADERS.keySet().forEach(file -> files.put(file, new ArrayList<>()));
    }

    private Rows add(String file, String row) {
      files.getOrDefault(file, new ArrayList<>()).add(row);
      return this;
    }

    private void write(Path folder) throws IOException {
      Files.createDirectories(folder);
      for (var file : files.entrySet()) {
        Files.writeString(
            folder.resolve(file.getKey() + ".csv"),
            HEADERS.get(file.getKey())
                + "\n"
                + file.getValue().stream().map(row -> row + "\n").collect(Collectors.joining()));
      }
    }
  }

  private ImportReport run(Rows rows, String out, boolean adds) throws IOException {
    return run(rows, out, MAPPING, 0, adds);
  }

  private ImportReport run(Rows rows, String out, String mapping, long shiftDays, boolean adds)
      throws IOException {
    Path sources = Files.createTempDirectory(folder, "sources");
    rows.write(sources);
    Path file = sources.resolve("mapping.yaml");
    Files.writeString(file, mapping);
    ImportReport report =
        Importer.run(
            file,
            sources,
            folder.resolve(out),
            new Importer.Limits(shiftDays, 0.5, adds),
            bytes -> {});
    assertThat(report.isUseful(0.5))
        .as(Files.readString(folder.resolve(out).resolve(RejectFile.NAME)))
        .isTrue();
    return report;
  }

  private List<?> read(HistoryTable<?> table, String out) {
    try (var rows = table.read(folder.resolve(out))) {
      return rows.toList();
    }
  }

  /// Orders of four months are cut into files in any way, also through orders, but no return comes
  /// before its line; some rows come again with an outcome. Whatever comes when, what lies there is
  /// what one import of the last words makes.
  @Test
  void partsAddedOneByOneAreTheWhole() throws IOException {
    var random = new Random(5);
    for (int run = 0; run < 5; run++) {
      var parts = IntStream.range(0, 4).mapToObj(i -> new Rows()).toList();
      var whole = new Rows();
      var nodes = new TreeMap<String, String>();
      for (int order = 0; order < 60; order++) {
        LocalDateTime at =
            LocalDateTime.of(2026, 1, 1, 0, 0).plusMinutes(random.nextInt(4 * 30 * 24 * 60));
        int part = random.nextInt(4);
        for (int line = 0; line <= random.nextInt(3); line++) {
          String row =
              "O%d,%d,%s,S%d,%s,%d"
                  .formatted(
                      order,
                      line,
                      at,
                      random.nextInt(5),
                      List.of("", "shirt", "vase").get(random.nextInt(3)),
                      1 + random.nextInt(3));
          whole.add("lines", row);
          int lineIn = random.nextInt(4);
          parts.get(lineIn).add("lines", row);
          if (random.nextInt(4) == 0) {
            String back = "O%d,%d,%s".formatted(order, line, at.plusDays(random.nextInt(60)));
            whole.add("returns", back);
            parts.get(lineIn + random.nextInt(4 - lineIn)).add("returns", back);
          }
        }
        // Where its moment of ordering is corrected, it goes to another month.
        LocalDateTime corrected = random.nextInt(5) == 0 ? at.plusDays(31) : at;
        String underway = "O%d,%s,,%d".formatted(order, at, random.nextInt(30));
        String arrived = "O%d,%s,%s,20".formatted(order, corrected, corrected.plusDays(3));
        parts.get(part).add("parcels", underway);
        if (part < 3 && random.nextBoolean()) {
          parts.get(part + 1 + random.nextInt(3 - part)).add("parcels", arrived);
          whole.add("parcels", arrived);
        } else {
          whole.add("parcels", underway);
        }
        for (String scan : List.of("HANDED_OVER", "IN_TRANSIT")) {
          String row = "O%d,%s,%s".formatted(order, scan, at);
          whole.add("scans", row);
          for (Rows each : parts) {
            if (random.nextInt(3) == 0 || each == parts.getLast()) {
              each.add("scans", row);
            }
          }
        }
      }
      for (Rows part : parts) {
        for (int node = 0; node < 3; node++) {
          String name = "name" + random.nextInt(100);
          part.add("nodes", "DC" + node + "," + name);
          nodes.put("DC" + node, name);
        }
      }
      nodes.forEach((id, name) -> whole.add("nodes", id + "," + name));
      run(whole, "whole" + run, false);
      run(parts.getFirst(), "parts" + run, random.nextBoolean());
      for (Rows part : parts.subList(1, 4)) {
        run(part, "parts" + run, true);
      }

      for (HistoryTable<?> table : FILLED) {
        assertThat(read(table, "parts" + run))
            .as("%s of run %d", table, run)
            .isEqualTo(read(table, "whole" + run));
      }
      List<Path> before = HistoryTable.SHIPMENTS.files(folder.resolve("parts" + run));
      run(parts.getLast(), "parts" + run, true);
      assertThat(HistoryTable.SHIPMENTS.files(folder.resolve("parts" + run))).isEqualTo(before);
      assertThat(read(HistoryTable.ORDER_LINES, "parts" + run))
          .as("the same part once more")
          .isEqualTo(read(HistoryTable.ORDER_LINES, "whole" + run));
    }
  }

  private static Rows january() {
    return new Rows()
        .add("lines", "A,1,2026-01-05T10:00,S1,shirt,2")
        .add("parcels", "A,2026-01-05T10:00,,5")
        .add("parcels", "B,2025-12-30T10:00,2026-01-02T10:00,5")
        .add("nodes", "DC1,Old name")
        .add("nodes", "DC2,Other");
  }

  @Test
  void onlyMonthsThatRowsComeToAreWritten_andTheReportSaysWhich() throws IOException {
    run(january(), "out", true);
    Path december = HistoryTable.SHIPMENTS.file(folder.resolve("out"), YearMonth.of(2025, 12));
    var old = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    Files.setLastModifiedTime(december, old);

    ImportReport report =
        run(
            new Rows()
                .add("lines", "A,2,2026-01-05T10:00,S2,shirt,1")
                .add("parcels", "A,2026-01-05T10:00,2026-01-09T10:00,5")
                .add("parcels", "C,2026-02-01T10:00,,7")
                .add("nodes", "DC1,New name"),
            "out",
            true);

    assertThat(report.added().get("shipments"))
        .isEqualTo(new Added(1, 1, 1, List.of("2026-01", "2026-02"), 3));
    assertThat(report.added().get("ship_nodes")).isEqualTo(new Added(0, 1, 1, List.of(), 1));
    assertThat(Files.getLastModifiedTime(december)).as("not written").isEqualTo(old);
    assertThat(read(HistoryTable.SHIPMENTS, "out"))
        .map(row -> ((ShipmentRow) row).shipmentId())
        .containsExactly("B", "A", "C");
    assertThat(((ShipmentRow) read(HistoryTable.SHIPMENTS, "out").get(1)).journey())
        .isInstanceOf(Journey.Delivered.class);
    assertThat(read(HistoryTable.ORDER_LINES, "out"))
        .as("both lines know the whole order")
        .map(row -> ((OrderLineRow) row))
        .allSatisfy(row ->
            assertThat(List.of(row.orderUnits(), row.orderLines(), row.sameCategoryUnits()))
                .containsExactly(3, 2, 3));
    assertThat(Files.exists(folder.resolve("out/work"))).isFalse();
  }

  @Test
  void tablesThatTheMappingDoesNotFillStay_andAttributesAreThoseOfBoth() throws IOException {
    run(january(), "out", false);
    String parcelsOnly =
        MAPPING
            .replaceAll("(?s)  order_lines:.*?  shipments:", "  shipments:")
            .replaceAll("(?s)  shipment_events:.*", "")
            .replace("warmth: {number: parcels.warmth, unit: degC}", "mode: parcels.warmth");

    run(new Rows().add("parcels", "D,2026-03-01T10:00,,air"), "out", parcelsOnly, 0, true);

    assertThat(read(HistoryTable.SHIP_NODES, "out")).hasSize(2);
    assertThat(read(HistoryTable.ORDER_LINES, "out")).hasSize(1);
    assertThat(read(HistoryTable.SHIPMENTS, "out")).hasSize(3);
    assertThat(DeclaredAttributes.read(folder.resolve("out")).of(HistoryTable.SHIPMENTS))
        .map(each -> each.name() + " " + each.unit())
        .containsExactly("warmth degC", "mode ");
  }

  @Test
  void aMonthMayHaveNothingForATable_butAWholeHistoryMayNot() throws IOException {
    run(january(), "out", true);
    String filtered =
        MAPPING.replace(
            "    from: parcels\n",
            "    from: parcels\n    filters: {warm: {keep if: parcels.warmth, in: [40]}}\n");
    Rows february = new Rows().add("parcels", "C,2026-02-01T10:00,,7");

    ImportReport report = run(february, "out", filtered, 0, true);

    assertThat(report.added().get("shipments")).isEqualTo(new Added(0, 0, 2, List.of(), 2));
    assertThat(read(HistoryTable.SHIPMENTS, "out")).hasSize(2);
    assertThatThrownBy(() -> run(february, "out", filtered, 0, false))
        .isInstanceOf(AssertionError.class);
    assertThat(read(HistoryTable.SHIPMENTS, "out")).as("the old ones stay").hasSize(2);
  }

  @Test
  void rowsThatDoNotFitTheHistoryAreRefused_andItStays() throws IOException {
    run(january(), "out", MAPPING, 7, false);

    assertThatThrownBy(() -> run(january(), "out", MAPPING, 0, true))
        .isInstanceOf(WrongMappingException.class)
        .hasMessageContaining("was shifted by 7 days, these rows would be by 0.")
        .hasMessageContaining("Maybe give --shift-days 7.");
    assertThatThrownBy(
            () -> run(january(), "out", MAPPING.replace("unit: degC", "unit: degF"), 7, true))
        .isInstanceOf(WrongMappingException.class)
        .hasMessageContaining(
            "The attribute warmth of shipments is a number in degC, and a number in degF in the rows to add.");
    Path shipments = HistoryTable.SHIPMENTS.file(folder.resolve("out"));
    byte[] whole = Files.readAllBytes(shipments);
    Files.write(shipments, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> run(january(), "out", MAPPING, 7, true))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(shipments.getFileName().toString())
        .hasMessageContaining("Maybe it was cut short");
    assertThat(Files.size(shipments)).isEqualTo(whole.length / 2);
    try (var files = Files.list(folder.resolve("out"))) {
      assertThat(files.map(Path::toString)).noneMatch(file -> file.contains(".import-"));
    }
    assertThat(Collections.frequency(read(HistoryTable.SHIP_NODES, "out"), null)).isZero();
  }
}
