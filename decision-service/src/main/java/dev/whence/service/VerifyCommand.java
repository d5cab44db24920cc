package dev.whence.service;

import dev.whence.service.client.ServiceUrl;
import dev.whence.service.client.StoreCheckRun;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `whence verify`.
@Command(
    name = "verify",
    description =
        "Compares movements, stock, parcels, reservations, capacity, lines, decisions and keys in the order store of a running service, or in one that is named with --db-url or --data-directory. Changes nothing. Ends with 0 if they agree, with 1 if they do not, with 2 if they could not be compared.",
    mixinStandardHelpOptions = true,
    versionProvider = ReleaseVersion.class,
    modelTransformer = SettingOptions.OfTheStore.class,
    exitCodeOnExecutionException = 2)
final class VerifyCommand implements Callable<Integer> {
  @Mixin private ServiceUrl url = new ServiceUrl();

  @Mixin(name = SettingOptions.MIXIN)
  private SettingOptions settings = new SettingOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    return agrees() ? 0 : 1;
  }

  private boolean agrees() {
    var run = new StoreCheckRun(System.out);
    if (!settings.isGiven()) {
      try (var client = url.client()) {
        return run.run(client);
      }
    }
    if (spec.commandLine().getParseResult().hasMatchedOption(ServiceUrl.OPTION)) {
      throw new IllegalArgumentException(
          "%s names a running service, the other options an order store.\nMaybe leave one of them out."
              .formatted(ServiceUrl.OPTION));
    }
    return run.tell(OfflineStoreCheck.run(settings.read().orderStore()));
  }
}
