package dev.whence.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// `whence serve` in a process of its own, at a free port.
///
/// @param output what it has said so far
record ServiceProcess(Process process, int port, Path output) {
  private static final Pattern ANSWERS =
      Pattern.compile("Whence answers at \\S*127\\.0\\.0\\.1:(\\d+) .*stops it");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Returns when it answers.
  ///
  /// @param folder for its output
  /// @param options beyond port and models
  static ServiceProcess start(Path folder, List<String> options, Map<String, String> environment)
      throws IOException, InterruptedException {
    return start(folder, noModels(folder), options, environment);
  }

  /// A folder of models that is empty.
  static Path noModels(Path folder) throws IOException {
    return Files.createTempDirectory(folder, "no-models-");
  }

  /// As [#start(Path, List, Map)], with released models.
  ///
  /// @param models the folder of released models
  static ServiceProcess start(
      Path folder, Path models, List<String> options, Map<String, String> environment)
      throws IOException, InterruptedException {
    return start("256m", folder, models, options, environment);
  }

  /// As [#start(Path, Path, List, Map)], with another heap.
  ///
  /// @param heap at most, for instance `64m`
  static ServiceProcess start(
      String heap, Path folder, Path models, List<String> options, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output-", ".txt");
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--port=0",
                "--models-directory=" + models));
    command.addAll(options);
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    Instant end = Instant.now().plus(PATIENCE);
    while (process.isAlive() && Instant.now().isBefore(end)) {
      Optional<Integer> port =
          ANSWERS
              .matcher(Files.readString(output))
              .results()
              .map(match -> Integer.parseInt(match.group(1)))
              .findFirst();
      if (port.isPresent()) {
        return new ServiceProcess(process, port.get(), output);
      }
      Thread.sleep(50);
    }
    process.destroyForcibly();
    throw new AssertionError("It did not start: " + Files.readString(output));
  }

  /// SIGTERM.
  void terminate() {
    process.destroy();
  }

  /// SIGKILL.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// @throws AssertionError if it is still there half a minute after it was told to stop
  void awaitExit() throws IOException, InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("It did not stop: " + Files.readString(output));
    }
  }

  /// SIGTERM, and SIGKILL half a minute later.
  void stop() throws InterruptedException {
    terminate();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
