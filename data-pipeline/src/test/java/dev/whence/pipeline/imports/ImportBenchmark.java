package dev.whence.pipeline.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// How long an import of many shipments takes and how much memory it needs; docs/import.md has the
/// command. Two files of so many rows are joined with each other and with one of 200 ship nodes.
@EnabledIfSystemProperty(named = "import.shipments", matches = "\\d+")
class ImportBenchmark {

  private static final int SHIPMENTS = Integer.getInteger("import.shipments", 0);
  private static final String HEAP = System.getProperty("import.heap", "256m");

  private static final String MAPPING =
      """
      time format: yyyy-MM-dd'T'HH:mm:ss
      time zone: UTC
      sources:
        orders: {file: orders.csv, key: [order]}
        nodes: {file: nodes.csv, key: [node]}
        shipments: {file: shipments.csv}
      tables:
        shipments:
          from: shipments
          join:
            - {source: orders, on: [shipments.order]}
            - {source: nodes, on: [shipments.node]}
          columns:
            shipment_id: shipments.shipment
            order_id: shipments.order
            ship_node: shipments.node
            carrier_service: {constant: GROUND}
            ordered_at: {time: orders.at}
            origin_country: nodes.country
            origin_time_zone: nodes.zone
            destination_country: orders.country
            destination_time_zone: orders.zone
            distance_km: {distance km: [nodes.lat, nodes.lon, orders.lat, orders.lon]}
            weight_grams: shipments.grams
            units: shipments.units
            freight_minor: shipments.freight
            currency: {constant: USD}
            promised_date: {date: orders.promised, format: yyyy-MM-dd}
            status: {constant: DELIVERED}
            handed_over_at: {time: shipments.out}
            delivered_at: {time: shipments.in}
            known_at: {time: shipments.known}
      """;

  @TempDir private Path folder;

  @Test
  void imports() throws IOException, InterruptedException {
    writeSources();
    long begun = System.nanoTime();
    Process process = new ProcessBuilder(ChildImport.command(HEAP, folder)).inheritIO().start();
    String peak = "unknown";
    while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
      peak = peak(process, peak);
    }

    assertThat(process.exitValue()).isZero();
    System.out.printf(
        "%,d shipments: %.0f s, heap at most %s, the whole process at most %s%n",
        SHIPMENTS, (System.nanoTime() - begun) / 1e9, HEAP, peak);
  }

  /// The most memory a process has had so far, where the system tells it.
  private static String peak(Process process, String before) {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> line.substring("VmHWM:".length()).strip())
          .findFirst()
          .orElse(before);
    } catch (IOException | java.io.UncheckedIOException e) {
      return before;
    }
  }

  private void writeSources() throws IOException {
    Files.writeString(folder.resolve("mapping.yaml"), MAPPING);
    var random = new SplittableRandom(1);
    try (var nodes = Files.newBufferedWriter(folder.resolve("nodes.csv"))) {
      nodes.write("node,country,zone,lat,lon\n");
      for (int node = 0; node < 200; node++) {
        nodes.write(
            "DC-%d,US,America/Chicago,%d,-%d\n".formatted(node, 30 + node % 15, 80 + node % 30));
      }
    }
    var begin = LocalDateTime.of(2024, 1, 1, 0, 0);
    try (var orders = Files.newBufferedWriter(folder.resolve("orders.csv"));
        var shipments = Files.newBufferedWriter(folder.resolve("shipments.csv"))) {
      orders.write("order,at,country,zone,lat,lon,promised\n");
      shipments.write("shipment,order,node,out,in,known,grams,units,freight\n");
      for (int i = 0; i < SHIPMENTS; i++) {
        LocalDateTime at = begin.plusSeconds(random.nextInt(63_000_000)).withNano(0);
        LocalDateTime out = at.plusMinutes(60 + random.nextInt(3_000));
        LocalDateTime in = out.plusMinutes(600 + random.nextInt(9_000));
        orders.write(
            "O-%08d,%s,US,America/New_York,%.3f,-%.3f,%s\n"
                .formatted(
                    i,
                    seconds(at),
                    25 + random.nextDouble(20),
                    70 + random.nextDouble(50),
                    at.toLocalDate().plusDays(5)));
        shipments.write(
            "S-%08d,O-%08d,DC-%d,%s,%s,%s,%d,%d,%d\n"
                .formatted(
                    i,
                    i,
                    random.nextInt(200),
                    seconds(out),
                    seconds(in),
                    seconds(in.plusMinutes(30)),
                    100 + random.nextInt(5_000),
                    1 + random.nextInt(4),
                    500 + random.nextInt(2_000)));
      }
    }
  }

  private static String seconds(LocalDateTime time) {
    return time.format(java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss"));
  }
}
