package dev.whence.training.cli;

import dev.whence.models.bundles.Bundle;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.reports.Report;
import dev.whence.training.returns.ReturnMeasurement;
import dev.whence.training.runs.MeasureOptions;
import dev.whence.training.transit.TransitMeasurement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "Orders that the model may have learned from are left out, and counted; without --from it",
      "measures those since the end of what it learned from. Outcomes have to be known, so the",
      "newest orders are not measured. The baselines learn from all rows before."
    },
    footer = {
      "",
      "Example: whence evaluate --bundle models/released/transit-time/1 --history target/history"
    })
public final class Evaluate implements Callable<Integer> {
  @Mixin private GivenBundle bundle = new GivenBundle();

  @Mixin private MeasuredTime time = new MeasuredTime();

  @Mixin private ReportOption report = new ReportOption();

  @Option(
      names = "--rows",
      paramLabel = "FILE",
      description =
          "also write a row per measured row here, as Parquet: what everyone predicted, and what"
              + " happened")
  private Optional<Path> rows = Optional.empty();

  @Option(
      names = "--unrelated",
      description =
          "the history is another than the model learned from: measure its orders of any time")
  private boolean unrelated;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Report result;
    try (Bundle loaded = bundle.open()) {
      MeasureOptions options = time.toOptions(rows);
      result = measure(loaded, unrelated ? options.asUnrelated() : options);
    }
    var out = spec.commandLine().getOut();
    report.tell(result, out);
    rows.ifPresent(file -> out.println("Wrote " + file));
    out.flush();
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
}
