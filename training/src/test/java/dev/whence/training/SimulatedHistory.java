package dev.whence.training;

import dev.whence.pipeline.simulation.SimulationPlan;
import dev.whence.pipeline.simulation.SimulationSize;
import dev.whence.pipeline.simulation.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A small merchant's two years, simulated once for all tests.
public final class SimulatedHistory {
  private static final int DAYS = 730;
  private static Optional<Path> folder = Optional.empty();

  private SimulatedHistory() {}

  public static synchronized Path folder() {
    if (folder.isEmpty()) {
      try {
        Path made = Files.createDirectories(Path.of("target", "simulated-history"));
        Simulator.run(
            new SimulationPlan(
                SimulationSize.S, SimulationPlan.DEMO_SEED, DAYS, SimulationPlan.DEFAULT_END),
            made,
            day -> {});
        folder = Optional.of(made);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return folder.get();
  }
}
