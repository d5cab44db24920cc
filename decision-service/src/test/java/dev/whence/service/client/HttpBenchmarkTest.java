package dev.whence.service.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.TestService;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpBenchmarkTest {
  @Test
  void everyRequestOfTheBenchmarkIsTaken() {
    var printed = new ByteArrayOutputStream();
    try (TestService.Released service = TestService.released(Path.of("../rules/tables"));
        var client = new WhenceClient(URI.create("http://127.0.0.1:" + service.port()));
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      new HttpBenchmark(client, Path.of("../examples/demo"), Clock.systemUTC(), out)
          .run(2, Duration.ofMillis(400));
    }

    String text = printed.toString(StandardCharsets.UTF_8);
    for (String request :
        new String[] {"ping", "evaluate", "commit", "batch evaluate", "batch commit"}) {
      assertThat(text).containsPattern("(?m)^" + request + " +[1-9][0-9.]* .* 0$");
    }
  }
}
