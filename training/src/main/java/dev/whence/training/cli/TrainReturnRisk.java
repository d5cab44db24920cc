package dev.whence.training.cli;

import dev.whence.models.bundles.ModelCard.Kind;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.engine.Engine;
import dev.whence.training.reports.ReportText;
import dev.whence.training.returns.LineSource;
import dev.whence.training.returns.ReturnRun;
import dev.whence.training.returns.ReturnSettings;
import dev.whence.training.runs.Outcome;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence train return-risk`.
@Command(
    name = "return-risk",
    description = {
      "Learns which order lines come back, and publishes a bundle.",
      "",
      "Reads order_lines.parquet and returns.parquet. Boosted trees (ONNX) and two logistic",
      "regressions (Tribuo; on counts, and on their logarithms) are compared on rolling folds of",
      "what was known when the newest fifth of the lines began; the best is calibrated and",
      "measured on that fifth beside a constant and a table of categories, and made again from",
      "everything. It is published if it beats both and is not too good to be true; else it is put",
      "below `candidates`, and the exit code is 4.",
      "",
      "The bundle holds the model file, card.json, golden.csv, report.html and report.json."
    },
    footer = {
      "",
      "Example: whence pipeline simulate --size M --out target/history",
      "         whence train return-risk --history target/history --out target/models"
    })
public final class TrainReturnRisk implements Callable<Integer> {
  /// Which kind to publish.
  enum Choice {
    AUTO(Optional.empty()),
    ONNX(Optional.of(Kind.ONNX)),
    TRIBUO(Optional.of(Kind.TRIBUO));

    private final Optional<Kind> kind;

    Choice(Optional<Kind> kind) {
      this.kind = kind;
    }
  }

  @Mixin private TrainingOptions options = new TrainingOptions();

  @Mixin private MatrixOptions engines = new MatrixOptions();

  @Option(
      names = "--kind",
      description =
          "${COMPLETION-CANDIDATES}; auto lets evaluation choose" + " (default ${DEFAULT-VALUE})")
  private Choice kind = Choice.AUTO;

  @Option(
      names = "--return-window-days",
      paramLabel = "DAYS",
      description =
          "a return counts when known within so many days of the order"
              + " (default ${DEFAULT-VALUE})")
  private int windowDays = 60;

  @Option(
      names = "--embargo-days",
      paramLabel = "DAYS",
      description = "from an order until its outcome is settled (default: the return window)")
  private Optional<Integer> embargoDays = Optional.empty();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Optional<Engine> engine = engines.start(options.out());
    Outcome outcome;
    try (var progress = Progress.shown()) {
      outcome =
          new ReturnRun(
                  options.toRun(embargoDays, engines),
                  new ReturnSettings(
                      Duration.ofDays(windowDays),
                      kind.kind,
                      options.attributes(spec.commandLine())),
                  Clock.systemUTC(),
                  progress,
                  engine.map(Engine::lines).orElse(LineSource.IN_PROCESS))
              .run();
    } finally {
      engine.ifPresent(Engine::close);
    }
    var out = spec.commandLine().getOut();
    out.println(ReportText.of(outcome.report()));
    return Verdict.print(out, outcome);
  }
}
