package dev.whence.pipeline.cli;

import dev.whence.pipeline.network.Assumptions;
import dev.whence.pipeline.network.Assumptions.WrongAssumptionsException;
import dev.whence.pipeline.network.FreightFit;
import dev.whence.pipeline.network.Network;
import dev.whence.pipeline.network.NetworkBuilder;
import dev.whence.pipeline.network.NetworkBuilder.Built;
import dev.whence.pipeline.network.NetworkFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence pipeline network`: something to route on, from a history.
@Command(
    name = "network",
    description = {
      "Derives a network to route on from a history.",
      "",
      "Ship nodes are those of the history and stock what they sold; freight",
      "prices are fitted to what was charged. What no history says (calendars,",
      "capacities, published days, places that do not exist) comes from an",
      "assumptions file. The files written (ship nodes, carrier services, items,",
      "stock) have the shapes of the service's bulk endpoints."
    },
    footer = {
      "",
      "Example: ./whence pipeline network --from target/olist \\",
      "           --assumptions examples/olist/network.yaml --out target/olist/network"
    })
public final class NetworkCommand implements Callable<Integer> {

  @Option(names = "--from", required = true, description = "folder of a history")
  private Path from = Path.of(".");

  @Option(names = "--assumptions", required = true, description = "the assumptions file (YAML)")
  private Path assumptions = Path.of(".");

  @Option(names = "--out", required = true, description = "folder to write; made if missing")
  private Path out = Path.of(".");

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  /// What `network-report.json` says.
  private record Report(int shipNodes, int items, int stockPositions, List<FreightFit> freight) {}

  @Override
  public Integer call() throws IOException {
    Built built;
    try {
      built = NetworkBuilder.build(from, Assumptions.read(assumptions));
    } catch (WrongAssumptionsException e) {
      throw new WrongInput(String.valueOf(e.getMessage()));
    }
    Network network = built.network();
    NetworkFolder.write(out, network);
    ReportFile.write(
        out.resolve("network-report.json"),
        new Report(
            network.nodes().size(), network.items().size(), network.stock().size(), built.fits()));
    PrintWriter text = spec.commandLine().getOut();
    text.printf(
        "Wrote %,d ship nodes, %,d carrier services, %,d items, %,d stock positions to %s%n",
        network.nodes().size(),
        network.services().size(),
        network.items().size(),
        network.stock().size(),
        out);
    text.printf("%nFreight fitted to the history, in minor units:%n");
    text.printf(
        "%10s %11s %11s %11s %10s%n", "up to km", "shipments", "per parcel", "per kg", "explained");
    for (FreightFit fit : built.fits()) {
      text.printf(
          "%,10d %,11d %,11d %,11d %8.0f %%%n",
          fit.upToKm(),
          fit.shipments(),
          fit.perParcelMinor(),
          fit.perKilogramMinor(),
          fit.explained() * 100);
    }
    text.flush();
    return 0;
  }
}
