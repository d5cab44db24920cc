package dev.whence.pipeline.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.pipeline.history.HistoryTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemonstrationTest {

  /// The repository root, seen from the module.
  private static final Path COMMITTED =
      Path.of(System.getProperty("basedir", "."), "..", "examples", "demo").normalize();

  private static final long LARGEST_BYTES = 300_000;

  @Test
  void theCommittedDemonstrationIsWhatTheSimulatorWrites(@TempDir Path written) throws IOException {
    Simulator.writeDemonstration(SimulationPlan.DEMO_SEED, written);
    if (System.getProperty("golden", "").equals("write")) {
      Simulator.writeDemonstration(SimulationPlan.DEMO_SEED, COMMITTED);
    }

    assertThat(relative(COMMITTED))
        .as("run the tests with -Dgolden=write and review the difference")
        .containsAll(relative(written));
    for (Path file : relative(written)) {
      assertThat(COMMITTED.resolve(file))
          .as("run the tests with -Dgolden=write and review the difference")
          .hasSameTextualContentAs(written.resolve(file));
    }
  }

  @Test
  void itStaysSmall() throws IOException {
    long bytes = 0;
    for (Path file : relative(COMMITTED)) {
      bytes += Files.size(COMMITTED.resolve(file));
    }

    assertThat(bytes).isLessThan(LARGEST_BYTES);
  }

  /// Models are released for this world: whoever moves it must train them again.
  @Test
  void theWorldOfTheReleasedModelsHasNotMoved(@TempDir Path history) throws IOException {
    Simulator.run(
        new SimulationPlan(
            SimulationSize.S, SimulationPlan.DEMO_SEED, 20, LocalDate.of(2026, 3, 1)),
        history,
        day -> {});
    String text;
    try (var shipments = HistoryTable.SHIPMENTS.read(history)) {
      text =
          shipments
              .limit(40)
              .map(row ->
                  "%s %s %s %.3f km %d g %s %s\n"
                      .formatted(
                          row.shipmentId(),
                          row.shipNode(),
                          row.carrierService(),
                          row.distanceKm(),
                          row.weightGrams(),
                          row.promise(),
                          row.journey()))
              .collect(Collectors.joining());
    }
    Path golden =
        Path.of(
            System.getProperty("basedir", "."),
            "src/test/resources/golden/simulated-shipments.txt");
    if (System.getProperty("golden", "").equals("write")) {
      Files.createDirectories(golden.resolveSibling("."));
      Files.writeString(golden, text);
    }

    assertThat(text).isEqualTo(Files.readString(golden));
  }

  private static List<Path> relative(Path folder) throws IOException {
    try (var walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }
}
