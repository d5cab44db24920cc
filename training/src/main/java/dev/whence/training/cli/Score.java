package dev.whence.training.cli;

import dev.whence.models.bundles.Bundle;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.engine.Engine;
import dev.whence.training.transit.PromiseScores;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence score`.
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Asks a released transit-time model about every shipment of a history, as it was when its",
      "order came in, and writes a row for each: the chance that it is late, and the days by",
      "which 50, 80, 90 and 95 of 100 should have arrived."
    },
    footer = {
      "",
      "Example: whence score --bundle models/released/transit-time/1 --history target/history \\",
      "           --out target/scores.parquet"
    })
public final class Score implements Callable<Integer> {
  @Mixin private GivenBundle bundle = new GivenBundle();

  @Option(
      names = "--history",
      required = true,
      paramLabel = "DIR",
      description = "folder with shipments.parquet, or shipments by month")
  private Path history = Path.of(".");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Parquet file for the scores; with --engine spark a folder of them")
  private Path out = Path.of(".");

  @Mixin private EngineOptions engines = new EngineOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    long scored;
    Optional<Engine> started = engines.start(out);
    if (started.isPresent()) {
      try (Engine engine = started.get()) {
        scored = engine.score(bundle.folder(), history, out);
      }
    } else {
      try (Bundle loaded = bundle.open();
          var progress = Progress.shown()) {
        scored = PromiseScores.write(loaded, history, out, progress);
      }
    }
    var text = spec.commandLine().getOut();
    text.println("Scored %d shipments: %s".formatted(scored, out));
    text.flush();
    return 0;
  }
}
