package dev.whence.service.client;

import dev.whence.service.client.ReplayRun.Request;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `whence replay`: decides recorded decisions again, for instance after an upgrade.
@Command(
    name = "replay",
    description =
        "Decides recorded decisions of a running service again and counts which come out equal. Changes nothing. Ends with 0 if all do, with 1 if one does not, with 2 if they could not be compared.",
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
  private static final int NOT_COMPARED = 2;

  @Mixin private ServiceUrl url = new ServiceUrl();

  @Option(
      names = "--since",
      paramLabel = "INSTANT",
      defaultValue = "",
      description = "Only those decided since then, for instance 2026-12-01T00:00:00Z.")
  private String since = "";

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "Only so many, the newest. Default: all")
  private int limit;

  @Option(
      names = "--basis",
      defaultValue = "recorded",
      description =
          "recorded: with the tables and estimates of the time. current: with the tables and models in force now. Default: ${DEFAULT-VALUE}")
  private String basis = "recorded";

  @Option(
      names = "--clients",
      paramLabel = "COUNT",
      defaultValue = "2",
      description = "Requests under way at once. Default: ${DEFAULT-VALUE}")
  private int clients;

  @Override
  public Integer call() {
    if (limit < 0 || clients < 1) {
      return failed("--limit %d, --clients %d: neither may be less.".formatted(limit, clients));
    }
    try {
      if (!since.isEmpty()) {
        Instant.parse(since);
      }
      var request = new Request(since, limit == 0 ? Integer.MAX_VALUE : limit, basis, clients);
      return url.run((client, out) -> new ReplayRun(client, out).run(request).different() == 0);
    } catch (DateTimeParseException e) {
      return failed("--since %s is no instant.\nMaybe 2026-12-01T00:00:00Z".formatted(since));
    } catch (RuntimeException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private static int failed(String why) {
    System.err.println(why);
    return NOT_COMPARED;
  }
}
