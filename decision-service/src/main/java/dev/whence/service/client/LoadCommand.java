package dev.whence.service.client;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `whence load`: a network folder of any size.
@Command(
    name = "load",
    description =
        "Loads a network into a running service: ship nodes, carrier services, items and stock, the last two as streams of any length. Ends with 1 if a row was refused.",
    mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {
  @Mixin private ServiceUrl url = new ServiceUrl();

  @Option(
      names = "--network",
      required = true,
      paramLabel = "FOLDER",
      description =
          "Has ship-nodes.json, carrier-services.json, and items and stock as .csv, .jsonl or .json; .csv.gz and .jsonl.gz, too.")
  private Path folder = Path.of(".");

  @Override
  public Integer call() {
    return url.run((client, out) -> new NetworkLoad(client, out, System.err).load(folder));
  }
}
