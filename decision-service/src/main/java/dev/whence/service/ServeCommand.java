package dev.whence.service;

import dev.whence.service.config.ServiceConfig;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `whence serve`.
@Command(
    name = "serve",
    description = "Starts the service.",
    mixinStandardHelpOptions = true,
    versionProvider = ReleaseVersion.class,
    modelTransformer = SettingOptions.All.class)
final class ServeCommand implements Runnable {
  @Mixin(name = SettingOptions.MIXIN)
  private SettingOptions settings = new SettingOptions();

  @Override
  public void run() {
    serve(settings.read(), port -> {});
  }

  /// Returns when the service has stopped.
  ///
  /// @param whenUp takes the port
  static void serve(ServiceConfig config, IntConsumer whenUp) {
    long start = System.nanoTime();
    Service service = Service.start(config);
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              service.drain();
              service.close();
              ClassArchive.write();
              stopped.countDown();
            }));
    System.out.printf(
        "Whence answers at http://%s:%d (after %.1f s). Ctrl-C stops it.%n",
        config.bindAddress(), service.port(), (System.nanoTime() - start) / 1e9);
    whenUp.accept(service.port());
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
