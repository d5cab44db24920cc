package dev.whence.pipeline.cli;

import dev.whence.pipeline.simulation.GeneratedNetwork;
import dev.whence.pipeline.terminal.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence pipeline generate-network`: a network of any size, to load and to measure with.
@Command(
    name = "generate-network",
    description = {
      "Writes a made-up network of any size: ship nodes, carrier services, items, stock.",
      "",
      "It has no history; what it is for is to see how large a network may be.",
      "Items and stock are written one by one, compressed. Equal options give",
      "equal files."
    },
    footer = {
      "",
      "Example: ./whence pipeline generate-network --nodes 5000 --skus 1000000 \\",
      "           --positions 20000000 --out target/large",
      "         ./whence load --network target/large"
    })
public final class GenerateNetworkCommand implements Callable<Integer> {

  @Option(
      names = "--nodes",
      defaultValue = "5000",
      description = "ship nodes (default ${DEFAULT-VALUE})")
  private int nodes;

  @Option(
      names = "--skus",
      defaultValue = "1000000",
      description = "items (default ${DEFAULT-VALUE})")
  private int skus;

  @Option(
      names = "--positions",
      defaultValue = "20000000",
      description = "stock positions: SKUs at ship nodes (default ${DEFAULT-VALUE})")
  private long positions;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "which network of that size (default ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--out", required = true, description = "folder to write; made if missing")
  private Path out = Path.of(".");

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    GeneratedNetwork network;
    try {
      network = new GeneratedNetwork(nodes, skus, positions, seed);
    } catch (IllegalArgumentException e) {
      throw new WrongInput(String.valueOf(e.getMessage()));
    }
    try (var progress = Progress.shown()) {
      progress.only("Writing", " rows", skus + positions);
      network.write(out, progress::at);
    }
    PrintWriter text = spec.commandLine().getOut();
    text.printf(
        "Wrote %,d ship nodes, %,d carrier services, %,d items, %,d stock positions to %s%n",
        nodes, network.services().size(), skus, positions, out);
    text.flush();
    return 0;
  }
}
