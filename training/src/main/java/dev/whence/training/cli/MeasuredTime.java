package dev.whence.training.cli;

import dev.whence.training.runs.MeasureOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Options of every command that measures: a history, and which of its orders.
final class MeasuredTime {
  @Option(
      names = "--history",
      required = true,
      paramLabel = "DIR",
      description = "folder with the Parquet files of `whence pipeline import` or `simulate`")
  private Path history = Path.of(".");

  @Option(names = "--from", paramLabel = "DATE", description = "first day (UTC) to measure")
  private Optional<LocalDate> from = Optional.empty();

  @Option(names = "--until", paramLabel = "DATE", description = "day (UTC) before which to stop")
  private Optional<LocalDate> until = Optional.empty();

  MeasureOptions toOptions(Optional<Path> rows) {
    return new MeasureOptions(
        history, from.map(MeasuredTime::start), until.map(MeasuredTime::start), rows, false);
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
