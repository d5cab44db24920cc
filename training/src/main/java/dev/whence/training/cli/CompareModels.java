package dev.whence.training.cli;

import dev.whence.models.bundles.Bundle;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.comparison.Comparison;
import dev.whence.training.returns.ReturnComparison;
import dev.whence.training.runs.MeasureOptions;
import dev.whence.training.transit.TransitComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `whence models compare`.
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Measures two bundles of the same model on the same rows; says which is better.",
      "",
      "Without --from it measures the orders since the later of the two stopped",
      "learning. Orders from which one of them may have learned are always left out.",
      "Both are told the same. The verdict goes by log-loss; its interval holds 95 %%",
      "of the differences when whole days are drawn anew."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:compared; B is better, or it is too close to call",
      "1:cannot be compared",
      "2:the command line is wrong",
      "4:compared; B is worse than A"
    },
    footer = {
      "",
      "Example: whence models compare models/transit-time/1 models/transit-time/2 \\",
      "           --history target/history"
    })
public final class CompareModels implements Callable<Integer> {
  private static final int WORSE = 4;

  @Parameters(index = "0", paramLabel = "A", description = "folder of the one, the present")
  private Path first = Path.of(".");

  @Parameters(index = "1", paramLabel = "B", description = "folder of the other, the candidate")
  private Path second = Path.of(".");

  @Mixin private MeasuredTime time = new MeasuredTime();

  @Mixin private ReportOption report = new ReportOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Comparison comparison;
    try (Bundle one = GivenBundle.open(first);
        Bundle other = GivenBundle.open(second);
        Progress progress = Progress.shown()) {
      comparison = compare(one, other, time.toOptions(Optional.empty()), progress);
    }
    var out = spec.commandLine().getOut();
    report.tell(comparison.report(), out);
    out.flush();
    return comparison.outcome() == Comparison.Outcome.A_IS_BETTER ? WORSE : 0;
  }

  private static Comparison compare(
      Bundle one, Bundle other, MeasureOptions options, Progress progress) {
    return switch (one.contract()) {
      case TRANSIT_TIME -> TransitComparison.of(one, other, options, progress);
      case RETURN_RISK -> ReturnComparison.of(one, other, options, progress);
    };
  }
}
