package dev.whence.training.cli;

import dev.whence.training.engine.Engine;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Options of the commands that learn from what an engine reckoned.
final class MatrixOptions extends EngineOptions {
  @Option(
      names = "--sample",
      paramLabel = "SHARE",
      description =
          "with --engine spark: share of the orders that the model is fitted on and measured with,"
              + " by a hash of their ids; features are always reckoned from all (default 1)")
  private Optional<Double> sample = Optional.empty();

  @Option(
      names = "--matrix",
      paramLabel = "DIR",
      description =
          "with --engine spark: where the rows with their features are written as Parquet"
              + " (default: matrix/<model> below --out)")
  private Optional<Path> matrix = Optional.empty();

  @Override
  Optional<Engine> start(Path out) {
    return start(out, sample, matrix);
  }

  /// What the data is, in words, when only a sample of it is learned from.
  String source(String named) {
    return sample
        .filter(share -> share < 1)
        .map(share -> "%s (%s of its orders, by a hash of their ids)".formatted(named, share))
        .orElse(named);
  }
}
