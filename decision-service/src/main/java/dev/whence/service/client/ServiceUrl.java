package dev.whence.service.client;

import dev.whence.service.config.ConfigKey;
import java.io.PrintStream;
import java.net.URI;
import java.util.Optional;
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

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      description =
          "Says who calls. Better set WHENCE_API_KEY: others on this machine can read a command line.")
  private Optional<String> apiKey = Optional.empty();

  /// A client of it, to be closed.
  public WhenceClient client() {
    return new WhenceClient(base, apiKey.or(ServiceUrl::apiKeyOfTheEnvironment));
  }

  /// The key that the environment names.
  public static Optional<String> apiKeyOfTheEnvironment() {
    return Optional.ofNullable(System.getenv("WHENCE_API_KEY")).filter(key -> !key.isBlank());
  }

  /// @return the exit code
  int run(BiPredicate<WhenceClient, PrintStream> work) {
    try (var client = client()) {
      return work.test(client, System.out) ? 0 : 1;
    }
  }
}
