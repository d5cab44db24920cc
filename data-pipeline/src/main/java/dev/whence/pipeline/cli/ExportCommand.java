package dev.whence.pipeline.cli;

import dev.whence.pipeline.export.ExportReport;
import dev.whence.pipeline.export.StoreExport;
import dev.whence.pipeline.terminal.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence pipeline export`: what an order store knows, as a history.
@Command(
    name = "export",
    description = {
      "Writes what the order store of a service knows as a history to train on.",
      "",
      "Parquet by month, all of one moment while the service goes on, from the views",
      "history_… of the store. Rows and sums are read back and held to SQL before the",
      "folder gets its name; a history that lies there is replaced as a whole."
    },
    footer = {"", "Example: ./whence pipeline export --out target/history"})
public final class ExportCommand implements Callable<Integer> {
  @Mixin private StoreOptions store = new StoreOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "folder to write; made if missing")
  private Path out = Path.of(".");

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ExportReport report;
    try (var progress = Progress.shown()) {
      report = new StoreExport(store.address(), progress).run(out);
    }
    PrintWriter to = spec.commandLine().getOut();
    print(report, to);
    to.println("Wrote " + out);
    to.flush();
    return 0;
  }

  /// A line a table: rows, months and sums, which are those of SQL.
  public static void print(ExportReport report, PrintWriter to) {
    to.printf("As of %s%n", report.asOf());
    for (ExportReport.Table table : report.tables()) {
      to.printf(
          "  %-16s %,12d rows  %-18s%s%n",
          table.name(),
          table.rows(),
          String.join(" to ", table.months()),
          table.sums().isEmpty() ? "" : " " + words(table));
    }
  }

  private static String words(ExportReport.Table table) {
    var words = new StringBuilder();
    table.sums().forEach((name, sum) -> words.append("%s %,d  ".formatted(name, sum)));
    return words.toString().strip();
  }
}
