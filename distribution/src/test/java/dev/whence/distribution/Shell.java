package dev.whence.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs programs with nothing in their environment but what is given.
final class Shell {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Shell() {}

  /// @param text standard output and standard error
  record Result(int code, String text) {}

  static Process start(
      Path folder, Map<String, String> environment, Path output, List<String> command) {
    try {
      return builder(folder, environment, command).redirectOutput(output.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Result run(Path folder, Map<String, String> environment, List<String> command) {
    return run(folder, environment, command, PATIENCE);
  }

  /// @param patience from the end of its words on
  static Result run(
      Path folder, Map<String, String> environment, List<String> command, Duration patience) {
    try {
      Process process = builder(folder, environment, command).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end: " + text);
      }
      return new Result(process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static ProcessBuilder builder(
      Path folder, Map<String, String> environment, List<String> command) {
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }
}
