package dev.whence.pipeline.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  private static List<Path> relative(Path folder) throws IOException {
    try (var walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }
}
