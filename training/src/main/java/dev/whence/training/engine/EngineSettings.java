package dev.whence.training.engine;

import java.nio.file.Path;
import java.util.Optional;

/// What an engine is told.
///
/// @param master cluster, for instance `local[*]` or `spark://host:7077`; without it, what the
///   process was started with, or else `local[*]`
/// @param partitions into how many parts keys are dealt; without it, four a core
/// @param sample share of the orders that a trainer is given, above 0, at most 1
/// @param matrix folder below which the rows with their windows are written, `<model>/*.parquet`
public record EngineSettings(
    Optional<String> master, Optional<Integer> partitions, double sample, Path matrix) {

  /// @throws IllegalArgumentException if the sample or the partitions are out of their range
  public EngineSettings {
    if (!(sample > 0 && sample <= 1)) {
      throw new IllegalArgumentException(
          "The sample is %s of the orders; it is above 0 and at most 1.".formatted(sample));
    }
    if (partitions.isPresent() && partitions.get() < 1) {
      throw new IllegalArgumentException(
          "There are %d partitions; at least 1 is needed.".formatted(partitions.get()));
    }
  }
}
