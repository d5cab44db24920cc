package dev.whence.training.cli;

import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.reports.ReportText;
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
      "Reads shipments.parquet. The oldest shipments train, later ones calibrate, the newest",
      "test; between the parts lies an embargo, so that no outcome leaks across. The model is",
      "compared with a constant, the carriers' published table, a table of lanes and a logistic",
      "regression, on shipments none of them has seen. Nothing is published unless the ONNX",
      "file answers like the trained model.",
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

  @Option(
      names = "--embargo-days",
      paramLabel = "DAYS",
      description =
          "between the parts (default: by when 199 of 200 arrivals are known, 3 to 60 days)")
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
    TransitSettings settings = TransitSettings.DEFAULT.withDepth(depth).withRounds(rounds);
    TransitRun.Outcome outcome;
    try (var progress = Progress.shown()) {
      outcome =
          new TransitRun(
                  options.toRun(embargoDays), settings, holdOutOrders, Clock.systemUTC(), progress)
              .run();
    }
    var out = spec.commandLine().getOut();
    out.println(ReportText.of(outcome.report()));
    out.println("Published " + outcome.card().ref() + " in " + outcome.folder());
    out.flush();
    return 0;
  }
}
