package dev.whence.pipeline.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.OrderRow;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.text.FileTree;
import dev.whence.text.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Imports in JVMs of their own: one with a small heap, and some that are killed.
class LargeImportTest {

  private static final int PLACES = 500;

  /// The word CHANNEL tells one history from another.
  private static final String MAPPING =
      """
      time format: yyyy-MM-dd'T'HH:mm
      time zone: UTC
      sources:
        orders: {file: orders.csv, key: [order]}
        places: {file: places.csv, key: [zip], duplicates: mean, mean: [lat, lon]}
        parcels: {file: parcels.csv, equal rows: first}
      tables:
        orders:
          from: orders
          join: [{source: places, on: [orders.zip]}]
          columns:
            order_id: orders.order
            ordered_at: {time: orders.at}
            channel: {constant: CHANNEL}
            currency: {constant: EUR}
            destination_country: {constant: DE}
            destination_latitude: places.lat
            destination_longitude: places.lon
            destination_time_zone: {constant: Europe/Berlin}
        order_lines:
          from: parcels
          join: [{source: orders, on: [parcels.order]}]
          columns:
            order_id: parcels.order
            line_id: parcels.parcel
            ordered_at: {time: orders.at}
            channel: {constant: CHANNEL}
            sku: parcels.sku
            unit_price_minor: {constant: 100}
            currency: {constant: EUR}
        shipments:
          from: parcels
          join:
            - {source: orders, on: [parcels.order]}
            - {source: places, on: [orders.zip]}
          group by: [parcels.order]
          columns:
            shipment_id: parcels.order
            order_id: parcels.order
            ship_node: {constant: DC}
            carrier_service: {constant: CHANNEL}
            ordered_at: {time: orders.at}
            origin_country: {constant: DE}
            origin_time_zone: {constant: Europe/Berlin}
            destination_country: {constant: DE}
            destination_time_zone: {constant: Europe/Berlin}
            distance_km: {distance km: [{constant: 52}, {constant: 13}, places.lat, places.lon]}
            units: {count: rows}
            weight_grams: {sum: parcels.grams}
            currency: {constant: EUR}
            status: {constant: IN_TRANSIT}
            handed_over_at: {later: {time: orders.at}, by: {constant: 5}, unit: hours}
      """;

  @TempDir private Path folder;

  /// Writes orders in no order of time, each with one to three parcels, not together in their file;
  /// every hundredth parcel stands there twice, every thousandth has no order.
  private void writeSources(int orders) throws IOException {
    var random = new SplittableRandom(1);
    try (var file = Files.newBufferedWriter(folder.resolve("places.csv"))) {
      file.write("zip,lat,lon\n");
      for (int place = 0; place < 2 * PLACES; place++) {
        file.write("%05d,%d,9\n".formatted(place % PLACES, 48 + place / PLACES));
      }
    }
    var begin = LocalDateTime.of(2025, 1, 1, 0, 0);
    try (var file = Files.newBufferedWriter(folder.resolve("orders.csv"))) {
      file.write("order,at,zip\n");
      for (int order = 0; order < orders; order++) {
        file.write(
            "%s,%s,%05d\n"
                .formatted(
                    id(order), begin.plusMinutes(random.nextInt(500_000)), random.nextInt(PLACES)));
      }
    }
    try (var file = Files.newBufferedWriter(folder.resolve("parcels.csv"))) {
      file.write("parcel,order,sku,grams\n");
      for (int parcel = 0; parcel < 3 * orders; parcel++) {
        int order = parcel % orders;
        if (order % 3 < parcel / orders) {
          continue;
        }
        String line =
            "%d,%s,SKU-%d,250\n"
                .formatted(
                    parcel, parcel % 1000 == 999 ? "nobody" : id(order), random.nextInt(2_000));
        file.write(parcel % 100 == 0 ? line + line : line);
      }
    }
  }

  private static String id(int order) {
    return "ORDER-WITH-A-LONG-NAME-%09d".formatted(order * 7919L % 1_000_000_007L);
  }

  private Process start(String heap, String channel) throws IOException {
    return start(heap, channel, "unlimited");
  }

  /// @param mostOfAFile 512 bytes each, beyond which no file can be written; or unlimited
  private Process start(String heap, String channel, String mostOfAFile) throws IOException {
    Files.writeString(folder.resolve("mapping.yaml"), MAPPING.replace("CHANNEL", channel));
    var command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -f " + mostOfAFile + "; exec \"$@\"", "sh"));
    command.addAll(ChildImport.command(heap, folder));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start();
  }

  private void finish(Process process) throws IOException, InterruptedException {
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).as("within five minutes").isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("said"))).isZero();
  }

  /// Kills an import some milliseconds after it says that a stage begins: stages come in one order
  /// on every machine, and none is as long on each.
  ///
  /// @return whether it had ended before
  private boolean killSoonAfter(String stage, Process process, SplittableRandom random)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (!said().contains(stage) && process.isAlive()) {
      assertThat(System.nanoTime()).as(said()).isLessThan(deadline);
      Thread.sleep(5);
    }
    boolean ended = process.waitFor(random.nextLong(400), TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
    return ended;
  }

  private <T> Stream<T> read(HistoryTable<T> table) {
    return table.read(folder.resolve("out"));
  }

  @Test
  void hundredsOfThousandsOfRowsAreImportedInASmallHeap() throws Exception {
    int orders = 150_000;
    writeSources(orders);

    finish(start("64m", "web"));

    try (var rows = read(HistoryTable.ORDERS)) {
      List<OrderRow> sorted = rows.toList();
      assertThat(sorted).hasSize(orders);
      assertThat(sorted)
          .isSortedAccordingTo(
              java.util.Comparator.comparing(OrderRow::orderedAt).thenComparing(OrderRow::id));
      assertThat(sorted.getFirst().destination().location().latitude()).isEqualTo(48.5);
    }
    long lines = 0;
    var ids = new HashSet<String>();
    try (var rows = read(HistoryTable.ORDER_LINES)) {
      for (OrderLineRow row : (Iterable<OrderLineRow>) rows::iterator) {
        lines++;
        ids.add(row.line().value());
        assertThat(row.orderLines()).isBetween(1, 3);
      }
    }
    assertThat(ids).as("no line stands there twice").hasSize(Math.toIntExact(lines));
    long units = 0;
    try (var rows = read(HistoryTable.SHIPMENTS)) {
      for (ShipmentRow row : (Iterable<ShipmentRow>) rows::iterator) {
        units += row.units();
        assertThat(row.weightGrams()).isEqualTo(250L * row.units());
      }
    }
    assertThat(units).as("each line is in one shipment").isEqualTo(lines);
    long rejects;
    try (var text = Files.lines(folder.resolve("out/rejects.csv"))) {
      rejects = text.filter(line -> line.contains("nobody")).count();
    }
    assertThat(lines + rejects / 2).isEqualTo(2L * orders);
  }

  @Test
  void aKilledImportLeavesTheOldHistoryOrTheNewOne_andTheNextClearsWhatItLeft() throws Exception {
    writeSources(3_000);
    finish(start("96m", "run-0"));
    var random = new SplittableRandom(2);

    for (String stage :
        List.of(
            "Reading",
            "Building orders",
            "Writing order_lines",
            "Building shipments",
            "Writing shipments",
            "Writing shipments")) {
      Process process = start("96m", "killed while " + stage);
      boolean ended = killSoonAfter(stage, process, random);
      assertThat(histories()).as("killed while " + stage + ", ended " + ended).hasSize(1);
    }
    finish(start("96m", "last"));

    assertThat(histories()).containsExactly("last");
    try (var files = Files.list(folder.resolve("out"))) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder(
              "import-report.json",
              "order_lines.parquet",
              "orders.parquet",
              "rejects.csv",
              "shipments.parquet");
    }
  }

  @Test
  void theNextImportGoesOnWhereAKilledOneWas_andComesToTheSame() throws Exception {
    writeSources(5_000);
    finish(start("96m", "web"));
    String expected = everything();
    assertThat(said()).doesNotContain("Went on");
    var random = new SplittableRandom(3);
    var goneOnWith = new HashSet<String>();

    for (List<String> stages :
        List.of(
            List.of("Reading", "Building orders"),
            List.of("Building orders", "Building order_lines"),
            List.of("Writing order_lines", "Writing shipments"))) {
      FileTree.delete(folder.resolve("out"));
      for (String stage : stages) {
        killSoonAfter(stage, start("96m", "web"), random);
      }
      finish(start("96m", "web"));

      assertThat(everything()).as("killed while " + stages).isEqualTo(expected);
      Matcher done = Pattern.compile("done before: (.*)\\.").matcher(said());
      if (done.find()) {
        goneOnWith.addAll(List.of(done.group(1).split(", ")));
      }
    }
    assertThat(goneOnWith).contains("source orders", "table orders");

    killSoonAfter("Building order_lines", start("96m", "web"), random);
    Files.writeString(
        folder.resolve("orders.csv"),
        "ONE-MORE,2025-01-01T00:00,00001\n",
        StandardOpenOption.APPEND);
    finish(start("96m", "web"));
    assertThat(said()).as("a file is another one").doesNotContain("Went on");
    try (var rows = read(HistoryTable.ORDERS)) {
      assertThat(rows).hasSize(5_001);
    }
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"));
  }

  /// All rows and what was said of them.
  private String everything() throws IOException {
    String counts = said().substring(said().indexOf("source  "));
    try (var orders = read(HistoryTable.ORDERS);
        var lines = read(HistoryTable.ORDER_LINES);
        var shipments = read(HistoryTable.SHIPMENTS)) {
      return Sha256.hex(
              Stream.of(orders, lines, shipments)
                  .flatMap(rows -> rows)
                  .map(Object::toString)
                  .collect(Collectors.joining("\n")))
          + Files.readString(folder.resolve("out/rejects.csv"))
          + counts;
    }
  }

  /// Stands for a full disk.
  @Test
  void anImportThatCannotWriteItsFilesLeavesTheOldHistoryAndSaysSo() throws Exception {
    writeSources(300);
    finish(start("96m", "old"));

    Process process = start("96m", "new", "2000");

    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("said")))
        .contains("\nMaybe ")
        .doesNotContain("\tat ");
    assertThat(histories()).containsExactly("old");
    try (var files = Files.list(folder.resolve("out"))) {
      assertThat(files.map(Path::toString)).noneMatch(file -> file.contains(".import-"));
    }
  }

  /// The words of all histories of which a row lies there.
  private Set<String> histories() {
    try (var orders = read(HistoryTable.ORDERS);
        var lines = read(HistoryTable.ORDER_LINES);
        var shipments = read(HistoryTable.SHIPMENTS)) {
      return Stream.of(
              orders.map(OrderRow::channel),
              lines.map(OrderLineRow::channel),
              shipments.map(row -> row.carrierService().value()))
          .flatMap(words -> words)
          .collect(Collectors.toSet());
    } catch (UncheckedIOException e) {
      throw new AssertionError("A table is missing.", e);
    }
  }
}
