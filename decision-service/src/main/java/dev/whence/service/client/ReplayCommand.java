package dev.whence.service.client;

import dev.whence.service.client.ReplayRun.Request;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence replay`: decides recorded decisions again, for instance after an upgrade.
@Command(
    name = "replay",
    description =
        "Decides recorded decisions of a running service again and counts which come out equal. Changes nothing. Ends with 0 if all do, with 1 if one does not, with 2 if they could not be compared.",
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = 2)
public final class ReplayCommand implements Callable<Integer> {
  @Mixin private ServiceUrl url = new ServiceUrl();

  @Option(
      names = "--since",
      paramLabel = "INSTANT",
      description = "Only those decided since then, for instance 2026-12-01T00:00:00Z.")
  private Optional<Instant> since = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      description = "Only so many, the newest. Default: all")
  private Optional<Integer> limit = Optional.empty();

  @Option(
      names = "--basis",
      paramLabel = "WORD",
      description =
          "recorded: with the tables and estimates of the time. current: with the tables and models in force now. Default: ${DEFAULT-VALUE}")
  private String basis = "recorded";

  @Option(
      names = "--clients",
      paramLabel = "COUNT",
      description = "Requests under way at once. Default: ${DEFAULT-VALUE}")
  private int clients = 2;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    int most = limit.orElse(Integer.MAX_VALUE);
    PositiveCount.require(spec, "--limit", most);
    PositiveCount.require(spec, "--clients", clients);
    var request = new Request(since.map(Instant::toString).orElse(""), most, basis, clients);
    return url.run((client, out) -> new ReplayRun(client, out).run(request).different() == 0);
  }
}
