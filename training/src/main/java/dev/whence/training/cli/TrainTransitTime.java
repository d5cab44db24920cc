package dev.whence.training.cli;

import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.engine.Engine;
import dev.whence.training.reports.ReportText;
import dev.whence.training.runs.Outcome;
import dev.whence.training.transit.ParcelSource;
import dev.whence.training.transit.TransitRun;
import dev.whence.training.transit.TransitSettings;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence train transit-time`.
@Command(
    name = "transit-time",
    description = {
      "Learns how long parcels take from hand-over to door, and publishes a bundle.",
      "",
      "Reads shipments.parquet. A first model learns from what was known when the newest fifth",
      "of the orders began, and is compared on them with a constant, the carriers' published",
      "table, a table of lanes and a logistic regression. Then the model is made again from",
      "everything. It is published if the first one beats the constant and the tables, and is not",
      "too good to be true; else it is put below `candidates`, and the exit code is 4.",
      "",
      "The bundle holds model.onnx, card.json, golden.csv, report.html and report.json."
    },
    footer = {
      "",
      "Example: whence pipeline simulate --size M --out target/history",
      "         whence train transit-time --history target/history --out target/models"
    })
public final class TrainTransitTime implements Callable<Integer> {
  @Mixin private TrainingOptions options = new TrainingOptions();

  @Mixin private MatrixOptions engines = new MatrixOptions();

  @Option(
      names = "--embargo-days",
      paramLabel = "DAYS",
      description =
          "from an order until its outcome is settled (default: by when 199 of 200 arrivals are"
              + " known, 3 to 120 days)")
  private Optional<Integer> embargoDays = Optional.empty();

  @Option(
      names = "--hold-out-orders",
      paramLabel = "N",
      description =
          "leave the N newest orders out of everything, to route them later"
              + " (default ${DEFAULT-VALUE})")
  private int holdOutOrders;

  @Option(names = "--depth", description = "levels of splits in a tree (default ${DEFAULT-VALUE})")
  private int depth = TransitSettings.DEFAULT.center().depth();

  @Option(names = "--rounds", description = "most trees for the middle (default ${DEFAULT-VALUE})")
  private int rounds = TransitSettings.DEFAULT.center().mostRounds();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    TransitSettings settings =
        TransitSettings.DEFAULT
            .withDepth(depth)
            .withRounds(rounds)
            .withAttributes(options.attributes(spec.commandLine()));
    Optional<Engine> engine = engines.start(options.out());
    Outcome outcome;
    try (var progress = Progress.shown()) {
      outcome =
          new TransitRun(
                  options.toRun(embargoDays, engines),
                  settings,
                  holdOutOrders,
                  Clock.systemUTC(),
                  progress,
                  engine.map(Engine::parcels).orElse(ParcelSource.IN_PROCESS))
              .run();
    } finally {
      engine.ifPresent(Engine::close);
    }
    var out = spec.commandLine().getOut();
    out.println(ReportText.of(outcome.report()));
    return Verdict.print(out, outcome);
  }
}
