package dev.whence.service;

import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.bundles.ReleasedModels;
import dev.whence.service.client.HttpBenchmark;
import dev.whence.service.client.PositiveCount;
import dev.whence.service.client.ServiceUrl;
import dev.whence.service.client.StageTable;
import dev.whence.service.config.ServiceConfig;
import dev.whence.service.config.ServiceConfig.OrderStore;
import dev.whence.service.embedded.EmbeddedPostgres;
import dev.whence.service.store.DatabaseAddress;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence bench`.
@Command(
    name = "bench",
    description =
        "Loads a running scratch service and prints figures. With --data-directory or --db-url, which must be those of the service, also what its order store and its models can do alone.",
    mixinStandardHelpOptions = true,
    versionProvider = ReleaseVersion.class,
    modelTransformer = SettingOptions.OfTheStore.class)
final class BenchCommand implements Runnable {
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  @Mixin private ServiceUrl url = new ServiceUrl();

  @Mixin(name = SettingOptions.MIXIN)
  private SettingOptions settings = new SettingOptions();

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

  @Option(
      names = "--overload",
      description =
          "Asks ten times as much as is answered, for so many seconds, and prints what becomes of it; nothing else is measured.")
  private boolean overload;

  @Option(
      names = "--brief",
      description = "Measures evaluate and commit alone, to compare settings of the service.")
  private boolean brief;

  @Option(
      names = "--stages",
      paramLabel = "FILE",
      description =
          "Prints where time and memory go by stage, from a flight recording of a service under load; nothing is measured.")
  private Optional<Path> stages = Optional.empty();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before run()
  private CommandSpec spec;

  @Override
  public void run() {
    PositiveCount.require(spec, "--clients", clients);
    PositiveCount.require(spec, "--seconds", seconds);
    if (stages.isPresent()) {
      StageTable.print(stages.get(), System.out);
      return;
    }
    PrintStream out = System.out;
    try (var client = url.client();
        var benchmark =
            new HttpBenchmark(client, Main.demonstrationNetwork(), Clock.systemUTC(), out)) {
      if (overload) {
        benchmark.overload(WARM_UP, Duration.ofSeconds(seconds));
        return;
      }
      if (brief) {
        benchmark.brief(clients, Duration.ofSeconds(seconds));
        return;
      }
      Optional<ServiceConfig> config =
          settings.isGiven() ? Optional.of(settings.read()) : Optional.empty();
      List<LoadResult> models =
          config.stream()
              .flatMap(given ->
                  ModelContract.names().stream()
                      .map(name -> ReleasedModels.load(given.modelsDirectory(), name)))
              .toList();
      benchmark.run(
          clients, Duration.ofSeconds(seconds), config.map(BenchCommand::address), models);
    }
  }

  private static DatabaseAddress address(ServiceConfig config) {
    return switch (config.orderStore()) {
      case OrderStore.Embedded(var folder, int ignored) ->
          EmbeddedPostgres.running(folder.resolve("postgres"));
      case OrderStore.Remote(var jdbcUrl, var user, var password, int ignored) ->
          new DatabaseAddress(jdbcUrl, user, password);
    };
  }
}
