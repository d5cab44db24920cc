package dev.whence.training.cli;

import dev.whence.training.attributes.AttributeChoice;
import dev.whence.training.runs.RunOptions;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// Options every training command takes.
final class TrainingOptions {
  @Option(
      names = "--history",
      required = true,
      paramLabel = "DIR",
      description = "folder with the Parquet files of `whence pipeline import` or `simulate`")
  private Path history = Path.of(".");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "where the bundle gets its folder <name>/<version>; made if missing")
  private Path out = Path.of(".");

  @Option(
      names = "--version",
      paramLabel = "WORD",
      description = "of the bundle (default: the date of the newest data)")
  private Optional<String> version = Optional.empty();

  @Option(
      names = "--source",
      paramLabel = "TEXT",
      description = "what the data is, in words, for the card; say so when it is simulated")
  private String source = "unnamed history";

  @Option(
      names = "--seed",
      description =
          "of every random draw; the same seed and data give the same model"
              + " (default ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--until",
      paramLabel = "DATE",
      description =
          "day (UTC) from which on nothing is read, neither orders nor what became of older ones"
              + " (default: the end of the history)")
  private Optional<LocalDate> until = Optional.empty();

  @Option(
      names = "--test-share",
      paramLabel = "SHARE",
      description =
          "newest rows, behind every figure, never learned from" + " (default ${DEFAULT-VALUE})")
  private double testShare = 0.2;

  @Option(
      names = "--calibrate-share",
      paramLabel = "SHARE",
      description =
          "newest part of what is learned from, which calibrates" + " (default ${DEFAULT-VALUE})")
  private double calibrateShare = 0.2;

  @Option(
      names = "--attributes",
      paramLabel = "NAMES",
      description =
          "attributes of shipments or lines to learn from: names with commas between, all, or none"
              + " (default ${DEFAULT-VALUE})")
  private String attributes = "all";

  @Option(names = "--force", description = "replace the bundle if that version exists")
  private boolean force;

  @Option(
      names = "--believe",
      description =
          "publish also what is too good to be true: where one feature alone, or the model nearly"
              + " without a mistake, tells what becomes of orders")
  private boolean believing;

  // picocli's own mixin would also take --version, which here names the bundle's.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  Path out() {
    return out;
  }

  AttributeChoice attributes(CommandLine command) {
    try {
      return AttributeChoice.of(attributes);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, "--attributes: " + e.getMessage(), e);
    }
  }

  RunOptions toRun(Optional<Integer> embargoDays, MatrixOptions engines) {
    return new RunOptions(
        history,
        out,
        version,
        engines.source(source),
        seed,
        until.map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant()),
        embargoDays,
        calibrateShare,
        testShare,
        force,
        Optional.empty(),
        believing);
  }
}
