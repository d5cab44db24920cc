package dev.whence.pipeline.cli;

import dev.whence.pipeline.simulation.SimulationPlan;
import dev.whence.pipeline.simulation.SimulationReport;
import dev.whence.pipeline.simulation.SimulationReport.ServiceReport;
import dev.whence.pipeline.simulation.SimulationSize;
import dev.whence.pipeline.simulation.Simulator;
import dev.whence.pipeline.terminal.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence pipeline simulate`: a made-up merchant's history and its network.
@Command(
    name = "simulate",
    description = {
      "Simulates a merchant and writes its history and its network.",
      "",
      "The history (orders, lines, shipments, scans, returns as Parquet; columns",
      "in docs/history.md) trains the demonstration models. <out>/network holds",
      "the ship nodes, carrier services, items and stock that the service loads,",
      "and orders to try. Equal options give equal rows."
    },
    footer = {
      "",
      "Example: ./whence pipeline simulate --size M --out target/history",
      "         ./whence train transit-time --history target/history --out target/models"
    })
public final class SimulateCommand implements Callable<Integer> {

  @Option(
      names = "--size",
      description =
          "${COMPLETION-CANDIDATES}: about 8 000, 120 000, 2 000 000 shipments"
              + " (default ${DEFAULT-VALUE})")
  private SimulationSize size = SimulationSize.S;

  @Option(
      names = "--seed",
      description =
          "which world; the default is that of examples/demo and of the released models"
              + " (default ${DEFAULT-VALUE})")
  private long seed = SimulationPlan.DEMO_SEED;

  @Option(
      names = "--days",
      description = "length of the history in days (default: 200, 540, 730 by size)")
  private Optional<Integer> days = Optional.empty();

  @Option(
      names = "--end",
      description = "first day that is not part of it (default ${DEFAULT-VALUE})")
  private LocalDate end = SimulationPlan.DEFAULT_END;

  @Option(names = "--out", required = true, description = "folder to write; made if missing")
  private Path out = Path.of(".");

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    SimulationPlan plan;
    try {
      plan = new SimulationPlan(size, seed, days.orElse(size.days()), end);
    } catch (IllegalArgumentException e) {
      throw new WrongInput(String.valueOf(e.getMessage()));
    }
    long started = System.nanoTime();
    SimulationReport report;
    try (var progress = Progress.shown()) {
      progress.only("Simulating", " days", plan.days());
      report = Simulator.run(plan, out, progress::at);
    }
    ReportFile.write(out.resolve("simulation-report.json"), report);
    print(report, (System.nanoTime() - started) / 1_000_000_000.0);
    return 0;
  }

  private void print(SimulationReport report, double seconds) {
    PrintWriter text = spec.commandLine().getOut();
    text.printf(
        "Simulated %s to %s (seed %d) in %.1f s, into %s%n",
        report.start(), report.end().minusDays(1), report.seed(), seconds, out);
    report.rows().forEach((table, rows) -> text.printf("  %-16s %,10d rows%n", table, rows));
    text.printf(
        "%n  %-18s %10s %10s %10s %10s%n",
        "service", "handed over", "delivered", "published", "promised");
    report
        .services()
        .forEach((id, service) ->
            text.printf(
                "  %-18s %,10d  %9s %9s %9s%n",
                id,
                service.handedOver(),
                percent(service, service.delivered()),
                percent(service, service.withinPublished()),
                percent(service, service.onTime())));
    text.flush();
  }

  private static String percent(ServiceReport service, long count) {
    return "%.1f %%".formatted(100.0 * count / Math.max(1, service.handedOver()));
  }
}
