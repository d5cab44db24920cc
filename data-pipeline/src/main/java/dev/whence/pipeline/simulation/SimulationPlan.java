package dev.whence.pipeline.simulation;

import java.time.LocalDate;

/// What to simulate.
///
/// @param seed of the world; histories of one seed share nodes, items, carriers and customers' ways
/// @param days length of the history, at least 1
/// @param end first day (UTC) that is not part of the history: later outcomes are unknown in it
public record SimulationPlan(SimulationSize size, long seed, int days, LocalDate end) {

  /// The seed of the demonstration network under `examples/demo` and of the released models.
  public static final long DEMO_SEED = 2026;

  public static final LocalDate DEFAULT_END = LocalDate.of(2026, 10, 31);

  private static final LocalDate EARLIEST = LocalDate.of(2020, 1, 6);

  /// @throws IllegalArgumentException if the period is empty or reaches before 2020-01-06
  public SimulationPlan {
    if (days < 1 || end.minusDays(days).isBefore(EARLIEST)) {
      throw new IllegalArgumentException(
          "A history of %d days before %s starts before %s or is empty.\nMaybe ask for fewer days."
              .formatted(days, end, EARLIEST));
    }
  }

  LocalDate start() {
    return end.minusDays(days);
  }
}
