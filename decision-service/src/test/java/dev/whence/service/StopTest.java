package dev.whence.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/// How a process ends that is told to, as systemd and Docker do it.
class StopTest {
  @RepeatedTest(3)
  void aProcessThatIsEndedByASignalSaysThatItHasStopped(@TempDir Path folder) throws Exception {
    DatabaseAddress database = TestDatabase.freshAddress();
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--port=0",
                "--models-directory=" + TestService.noModels(),
                "--db-url=" + database.jdbcUrl(),
                "--db-user=" + database.user(),
                "--db-password-file="
                    + Files.writeString(folder.resolve("password"), database.password()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      awaitLine(process, output, "Whence answers at ");

      process.destroy();

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      List<String> lines = Files.readAllLines(output);
      assertThat(lines.getLast()).endsWith("INFO dev.whence.service.Service: Stopped.");
      assertThat(lines.get(lines.size() - 2)).endsWith("Stopping.");
    } finally {
      process.destroyForcibly();
    }
  }

  private static void awaitLine(Process process, Path output, String start) throws Exception {
    for (int tries = 0; tries < 1_200; tries++) {
      if (lines(output).stream().anyMatch(line -> line.startsWith(start))) {
        return;
      }
      assertThat(process.isAlive()).as("%s", lines(output)).isTrue();
      Thread.sleep(50);
    }
    throw new AssertionError("It did not start: " + lines(output));
  }

  private static List<String> lines(Path output) throws IOException {
    return Files.readAllLines(output);
  }
}
