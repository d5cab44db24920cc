package dev.whence.service.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.TestService;
import dev.whence.service.client.WhenceClient.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The main path as users run it: the released models, the demonstration network loaded through the
/// REST interface, every order of the demonstration committed, and each answer as it is printed.
class MainPathTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/demonstration.txt");

  /// A Monday morning in the peak season, a month after the models were trained.
  private static final Clock MONDAY =
      Clock.fixed(Instant.parse("2026-11-30T15:00:00Z"), ZoneOffset.UTC);

  @Test
  void theDemonstrationPrintsWhatItAlwaysPrints(@TempDir Path folder) throws IOException {
    var printed = new ByteArrayOutputStream();
    try (TestService.Released service = TestService.released(patientTables(folder))) {
      URI base = URI.create("http://127.0.0.1:" + service.port());
      try (var client = new WhenceClient(base);
          var out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
        var demo = new Demonstration(client, base, Path.of("../examples/demo"), MONDAY, out);
        demo.run();
      }
    }
    String text = masked(printed.toString(StandardCharsets.UTF_8));
    if (System.getProperty("golden", "").equals("write")) {
      Files.createDirectories(GOLDEN.resolveSibling("."));
      Files.writeString(GOLDEN, text);
    }

    assertThat(text)
        .as("run the tests with -Dgolden=write and review the difference")
        .isEqualTo(Files.readString(GOLDEN));
    assertThat(text)
        .contains("decided by  models: return-risk@2026-10-30.4, transit-time@2026-10-30.4")
        .doesNotContain("refused (");
  }

  @Test
  void theOrdersOfTheDemonstrationAreTakenAsTheyAre(@TempDir Path folder) throws IOException {
    Path examples = Path.of("../examples/demo");
    try (TestService.Released service = TestService.released(patientTables(folder));
        var client = new WhenceClient(URI.create("http://127.0.0.1:" + service.port()));
        var files = Files.list(examples.resolve("orders"))) {
      client.loadNetwork(examples);
      for (Path file : files.toList()) {
        Reply reply = client.post("/v1/decisions", Files.readString(file));

        assertThat(reply.status()).as("%s: %s", file, reply.body()).isEqualTo(201);
      }
    }
  }

  /// The shipped tables, except that models get all the time they want: a busy machine must not
  /// change the answers.
  private static Path patientTables(Path folder) throws IOException {
    try (var tables = Files.list(Path.of("../rules/tables"))) {
      for (Path table : tables.filter(file -> file.toString().endsWith(".csv")).toList()) {
        String text = Files.readString(table);
        Files.writeString(
            folder.resolve(table.getFileName()), text.replaceAll(",yes,1[05]0,", ",yes,60000,"));
      }
    }
    assertThat(Files.readString(folder.resolve("model-guard.csv"))).contains(",yes,60000,");
    return folder;
  }

  /// Without what the wall clock, chance and the machine put into it.
  private static String masked(String text) {
    return text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
        .replaceAll("(reserved +until )\\S+", "$1TIME")
        .replaceAll("127\\.0\\.0\\.1:\\d+", "HOST")
        .replaceAll("(?m)[ \\t]+$", "");
  }
}
