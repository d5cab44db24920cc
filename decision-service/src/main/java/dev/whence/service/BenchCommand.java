package dev.whence.service;

import dev.whence.service.client.HttpBenchmark;
import dev.whence.service.client.PositiveCount;
import dev.whence.service.client.ServiceUrl;
import java.time.Clock;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence bench`.
@Command(
    name = "bench",
    description = "Loads a running scratch service and prints figures.",
    mixinStandardHelpOptions = true,
    versionProvider = ReleaseVersion.class)
final class BenchCommand implements Runnable {
  @Mixin private ServiceUrl url = new ServiceUrl();

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "Requests under way at once. Default: ${DEFAULT-VALUE}")
  private int clients = 8;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long each kind of request is measured. Default: ${DEFAULT-VALUE}")
  private int seconds = 10;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before run()
  private CommandSpec spec;

  @Override
  public void run() {
    PositiveCount.require(spec, "--clients", clients);
    PositiveCount.require(spec, "--seconds", seconds);
    try (var client = url.client()) {
      new HttpBenchmark(client, Main.demonstrationNetwork(), Clock.systemUTC(), System.out)
          .run(clients, Duration.ofSeconds(seconds));
    }
  }
}
