package dev.whence.service;

import dev.whence.service.client.Demonstration;
import dev.whence.service.client.ServiceUrl;
import dev.whence.service.client.WhenceClient;
import java.net.URI;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `whence demo`.
@Command(
    name = "demo",
    description = "Starts the service, loads a demonstration, routes a few orders.",
    mixinStandardHelpOptions = true,
    versionProvider = ReleaseVersion.class,
    modelTransformer = SettingOptions.All.class)
final class DemoCommand implements Runnable {
  @Mixin(name = SettingOptions.MIXIN)
  private SettingOptions settings = new SettingOptions();

  @Override
  public void run() {
    ServeCommand.serve(settings.read(), DemoCommand::demonstrate);
  }

  private static void demonstrate(int port) {
    URI base = URI.create("http://127.0.0.1:" + port);
    try (var client = new WhenceClient(base, ServiceUrl.apiKeyOfTheEnvironment())) {
      new Demonstration(client, base, Main.demonstrationNetwork(), Clock.systemUTC(), System.out)
          .run();
    }
  }
}
