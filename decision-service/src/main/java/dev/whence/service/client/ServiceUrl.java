package dev.whence.service.client;

import dev.whence.service.config.ConfigKey;
import java.io.PrintStream;
import java.net.URI;
import java.util.function.BiPredicate;
import picocli.CommandLine.Option;

/// Where the service is, for every command that asks one.
public final class ServiceUrl {
  /// The option's name.
  public static final String OPTION = "--url";

  @Option(
      names = OPTION,
      paramLabel = "URL",
      description = "Where it listens. Default: ${DEFAULT-VALUE}")
  private URI base =
      URI.create("http://%s:%s".formatted(ConfigKey.BIND_ADDRESS.usual(), ConfigKey.PORT.usual()));

  /// A client of it, to be closed.
  public WhenceClient client() {
    return new WhenceClient(base);
  }

  /// @return the exit code
  int run(BiPredicate<WhenceClient, PrintStream> work) {
    try (var client = client()) {
      return work.test(client, System.out) ? 0 : 1;
    }
  }
}
