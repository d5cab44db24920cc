package dev.whence.training.spark;

import dev.whence.pipeline.simulation.SimulationPlan;
import java.time.Instant;
import java.time.ZoneOffset;

/// Instants near the end of the simulated histories.
final class SimulatedDays {
  private SimulatedDays() {}

  /// So many days before the end.
  static Instant before(int days) {
    return SimulationPlan.DEFAULT_END.minusDays(days).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
