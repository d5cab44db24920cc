package dev.whence.pipeline.cli;

import dev.whence.pipeline.history.HistoryAsOf;
import dev.whence.pipeline.network.NetworkFolder;
import dev.whence.pipeline.network.OrderRequests;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence pipeline requests`: real orders to route, and the history that may be known before them.
@Command(
    name = "requests",
    description = {
      "Writes the newest orders of a history as requests to route (JSON lines).",
      "",
      "With --history-before it also writes the history as it was known when the",
      "oldest of them came in, without them and without any later outcome: train",
      "on that, then route these."
    },
    footer = {
      "",
      "Example: ./whence pipeline requests --from target/olist --newest 1000 \\",
      "           --out target/olist-run/orders.jsonl --history-before target/olist-run/history"
    })
public final class RequestsCommand implements Callable<Integer> {

  @Option(names = "--from", required = true, description = "folder of a history")
  private Path from = Path.of(".");

  @Option(names = "--newest", description = "how many orders (default ${DEFAULT-VALUE})")
  private int newest = 1000;

  @Option(names = "--out", required = true, description = "file to write (JSON lines)")
  private Path out = Path.of(".");

  @Option(
      names = "--history-before",
      description = "folder to write the history as known before the oldest of them")
  private Optional<Path> historyBefore = Optional.empty();

  @Option(
      names = "--ordered-on",
      description =
          "makes every order come in on this day, its promise moved along; to route old orders"
              + " on today's clock")
  private Optional<LocalDate> orderedOn = Optional.empty();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    if (newest < 1) {
      throw new WrongInput("--newest is " + newest + ".\nMaybe ask for at least 1 order.");
    }
    OrderRequests.Taken taken;
    try {
      taken = OrderRequests.newest(from, newest, orderedOn);
    } catch (IllegalArgumentException e) {
      throw new WrongInput(String.valueOf(e.getMessage()));
    }
    NetworkFolder.writeOrders(out, taken.requests());
    PrintWriter text = spec.commandLine().getOut();
    text.printf(
        "Wrote %,d order requests to %s%nThe oldest was ordered at %s%n",
        taken.requests().size(), out, taken.firstOrderedAt());
    historyBefore.ifPresent(folder -> {
      text.printf("The history as known before, in %s:%n", folder);
      HistoryAsOf.write(from, folder, taken.firstOrderedAt())
          .forEach((table, rows) -> text.printf("  %-16s %,10d rows%n", table, rows));
    });
    text.flush();
    return 0;
  }
}
