package dev.whence.training.cli;

import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.reports.Report;
import dev.whence.training.reports.ReportFiles;
import dev.whence.training.reports.ReportText;
import dev.whence.training.returns.ReturnMeasurement;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.MeasureOptions;
import dev.whence.training.transit.TransitMeasurement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence evaluate`.
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Measures a released model on history, beside what a merchant has without it.",
      "",
      "Without --from it measures the rows since the model's own test part began, which it never",
      "learned from. The baselines learn from all rows before."
    },
    footer = {
      "",
      "Example: whence evaluate --bundle models/released/transit-time/1 --history target/history"
    })
public final class Evaluate implements Callable<Integer> {
  @Option(
      names = "--bundle",
      required = true,
      paramLabel = "DIR",
      description = "folder with the model file, card.json and golden.csv")
  private Path bundle = Path.of(".");

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

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "also write report.html and report.json here")
  private Optional<Path> report = Optional.empty();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    MeasureOptions options =
        new MeasureOptions(history, from.map(Evaluate::start), until.map(Evaluate::start));
    Report result =
        switch (Bundles.load(bundle)) {
          case LoadResult.Loaded(Bundle loaded, _) -> {
            try (loaded) {
              yield measure(loaded, options);
            }
          }
          case LoadResult.Missing missing -> throw new CannotTrain(missing.detail());
          case LoadResult.Refused refused -> throw new CannotTrain(refused.detail());
        };
    spec.commandLine().getOut().println(ReportText.of(result));
    if (report.isPresent()) {
      ReportFiles.write(result, report.get());
      spec.commandLine().getOut().println("Wrote " + report.get().resolve("report.html"));
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private static Report measure(Bundle bundle, MeasureOptions options) {
    try (var progress = Progress.shown()) {
      return switch (bundle.contract()) {
        case TRANSIT_TIME -> TransitMeasurement.report(bundle, options, progress);
        case RETURN_RISK -> ReturnMeasurement.report(bundle, options, progress);
      };
    }
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
