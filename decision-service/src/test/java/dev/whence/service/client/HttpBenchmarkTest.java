package dev.whence.service.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.models.bundles.ModelContract;
import dev.whence.models.bundles.ReleasedModels;
import dev.whence.service.TestService;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpBenchmarkTest {
  private static final Path MODELS = Path.of("../models/released");

  private static String printed(Consumer<PrintStream> printing) {
    var printed = new ByteArrayOutputStream();
    try (var out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      printing.accept(out);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static String measured(WhenceClient client, Consumer<HttpBenchmark> measuring) {
    return printed(out -> {
      try (var benchmark =
          new HttpBenchmark(client, Path.of("../examples/demo"), Clock.systemUTC(), out)) {
        measuring.accept(benchmark);
      }
    });
  }

  @Test
  void everyRequestOfTheBenchmarkIsTakenAndEveryCeilingMeasured(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("bench.jfr");
    try (TestService.Released service = TestService.released(Path.of("../rules/tables"));
        var client = new WhenceClient(URI.create("http://127.0.0.1:" + service.port()));
        var recording = new Recording(jdk.jfr.Configuration.getConfiguration("profile"))) {
      recording.start();
      String text =
          measured(
              client,
              benchmark ->
                  benchmark.run(
                      2,
                      Duration.ofMillis(600),
                      Optional.of(service.database()),
                      ModelContract.names().stream()
                          .map(name -> ReleasedModels.load(MODELS, name))
                          .toList()));
      recording.dump(file);

      for (String request :
          new String[] {
            "ping",
            "evaluate",
            "commit",
            "evaluate, half rate",
            "commit, half rate",
            "batch evaluate",
            "batch commit",
            "200 nodes, 5 lines",
            "12 nodes, 100 lines",
            "transit-time, \\d+ rows",
            "return-risk, 3 rows",
            "statements of a read",
            "store: of a commit"
          }) {
        assertThat(text).containsPattern("(?m)^" + request + " +[-0-9]+ +[1-9][0-9.]* .* 0$");
      }
      assertThat(text)
          .containsPattern("commit is \\d+ % of store")
          .containsPattern("evaluate takes \\d+ us of the processors, [0-9.]+ times the \\d+ us");
    }

    String stages = printed(out -> StageTable.print(file, out));
    for (String stage :
        new String[] {"read", "tables", "search", "record", "write", "encode", "request"}) {
      assertThat(stages).containsPattern("(?m)^" + stage + " +[0-9.]+ % +[0-9.]+ %$");
    }
  }

  @Test
  void ofTenTimesTooMuchSomeAreAnsweredAndTheOthersTurnedAway() {
    String text;
    try (TestService.Released service = TestService.released(Path.of("../rules/tables"));
        var client = new WhenceClient(URI.create("http://127.0.0.1:" + service.port()))) {
      text =
          measured(
              client,
              benchmark -> benchmark.overload(Duration.ofSeconds(1), Duration.ofSeconds(3)));
    }

    Matcher overloaded =
        Pattern.compile("overloaded +(\\d+)/s answered, +(\\d+) turned away").matcher(text);
    assertThat(overloaded.find()).as(text).isTrue();
    assertThat(Integer.parseInt(overloaded.group(1))).isPositive();
    assertThat(Integer.parseInt(overloaded.group(2))).isPositive();
    assertThat(text).contains("failed otherwise 0");
    assertThat(text).containsPattern("second 3 after it +[1-9]\\d*/s answered, +0 turned away");
  }
}
