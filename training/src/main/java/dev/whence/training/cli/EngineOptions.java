package dev.whence.training.cli;

import dev.whence.training.engine.Engine;
import dev.whence.training.engine.EngineSettings;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Options of the commands that can do their work on more than one machine.
class EngineOptions {
  /// Where the work is done.
  enum Where {
    PROCESS,
    SPARK
  }

  @Option(
      names = "--engine",
      description =
          "${COMPLETION-CANDIDATES}: where features are reckoned; spark needs its libraries, see"
              + " docs/training.md (default ${DEFAULT-VALUE})")
  private Where where = Where.PROCESS;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "with --engine spark: local[N], local[*] (the default) or a cluster's URL")
  private Optional<String> master = Optional.empty();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "with --engine spark: parts the keys are dealt into (default: four a core)")
  private Optional<Integer> partitions = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli before start()
  private CommandSpec spec;

  /// Empty for this process.
  ///
  /// @param out what `--out` says
  /// @throws ParameterException if an option does not go with the others
  Optional<Engine> start(Path out) {
    return start(out, Optional.empty(), Optional.empty());
  }

  /// @param sample share of the orders to learn from; all where left out
  /// @param matrix folder of the rows with their features; below `out` where left out
  final Optional<Engine> start(Path out, Optional<Double> sample, Optional<Path> matrix) {
    if (where == Where.PROCESS) {
      if (master.isPresent()
          || partitions.isPresent()
          || sample.isPresent()
          || matrix.isPresent()) {
        throw new ParameterException(
            spec.commandLine(),
            "--master, --partitions, --sample and --matrix are for Spark.\nMaybe add --engine spark.");
      }
      return Optional.empty();
    }
    EngineSettings settings;
    try {
      settings =
          new EngineSettings(
              master, partitions, sample.orElse(1.0), matrix.orElse(out.resolve("matrix")));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
    return Optional.of(Engine.spark(settings));
  }
}
