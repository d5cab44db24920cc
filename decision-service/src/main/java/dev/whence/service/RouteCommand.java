package dev.whence.service;

import dev.whence.service.client.OrderFileRun;
import dev.whence.service.client.PositiveCount;
import dev.whence.service.client.ServiceUrl;
import dev.whence.service.http.decisions.Mode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence route`.
@Command(
    name = "route",
    description = "Routes a file of orders through a running service and counts.",
    mixinStandardHelpOptions = true,
    versionProvider = ReleaseVersion.class)
final class RouteCommand implements Callable<Integer> {
  @Mixin private ServiceUrl url = new ServiceUrl();

  @Option(
      names = "--orders",
      required = true,
      paramLabel = "FILE",
      description = "One order a line, as JSON; whence pipeline requests writes such files.")
  private Path orders = Path.of("");

  @Option(
      names = "--network",
      paramLabel = "FOLDER",
      description = "Ship nodes, carrier services, items and stock to load before.")
  private Optional<Path> network = Optional.empty();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "commit",
      description = "evaluate or commit. Default: ${DEFAULT-VALUE}")
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private Mode mode;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description =
          "Connections that share the orders, each with one batch. Default: ${DEFAULT-VALUE}")
  private int clients = 1;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    PositiveCount.require(spec, "--clients", clients);
    try (var client = url.client()) {
      network.ifPresent(folder -> {
        System.out.println("Loading the network in " + folder + " ...");
        client.loadNetwork(folder);
      });
      int failed = new OrderFileRun(client, System.out).run(orders, mode.spelling(), clients);
      return failed == 0 ? 0 : 1;
    }
  }
}
