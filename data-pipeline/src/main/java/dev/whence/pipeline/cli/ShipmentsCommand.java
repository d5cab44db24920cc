package dev.whence.pipeline.cli;

import dev.whence.pipeline.network.KnownShipments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence pipeline shipments`: what parcels took lately, for a service to know.
@Command(
    name = "shipments",
    description = {
      "Writes the newest deliveries of a history for a service to load.",
      "",
      "Two files of JSON lines, shipments.jsonl and shipment-events.jsonl, in the",
      "shapes of the service's bulk endpoints. Put beside a network they are loaded",
      "with it, so that estimates start from what parcels took lately."
    },
    footer = {
      "",
      "Example: ./whence pipeline shipments --from target/olist/before \\",
      "           --out target/olist/network"
    })
public final class ShipmentsCommand implements Callable<Integer> {

  @Option(names = "--from", required = true, description = "folder of a history")
  private Path from = Path.of(".");

  @Option(names = "--out", required = true, description = "folder to write; made if missing")
  private Path out = Path.of(".");

  @Option(
      names = "--days",
      description =
          "deliveries that became known so many days before the newest; estimates look back 28"
              + " (default ${DEFAULT-VALUE})")
  private int days = 28;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    if (days < 1) {
      throw new WrongInput("--days is " + days + ".\nMaybe ask for at least 1 day.");
    }
    int written = KnownShipments.write(from, out, Duration.ofDays(days));
    spec.commandLine().getOut().printf("Wrote %,d deliveries to %s%n", written, out);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
