package dev.whence.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import dev.whence.service.TestService;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.decisions.DecisionRequest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// What it costs to read a valid request of three lines: bytes allocated and time.
@EnabledIfSystemProperty(named = "request.benchmark", matches = "true")
class RequestReadingBenchmark {
  private static final int ROUNDS = 200_000;

  @Test
  void requestIsRead() {
    String three =
        TestService.order("bench-1", "SHIRT")
            .replace(
                "2500}]",
                """
                2500}, {"lineId": "2", "sku": "SOCKS", "quantity": 1, "unitPriceMinor": 900},
                 {"lineId": "3", "sku": "HAT", "quantity": 1, "unitPriceMinor": 1900}]\
                """);
    byte[] body = three.getBytes(StandardCharsets.UTF_8);
    JsonNode tree = Json.parse(body);
    for (int warm = 0; warm < 2; warm++) {
      measure("parse", () -> Json.parse(body));
      measure("look for what cannot be stored", () -> Storable.check(tree, new FieldErrors()));
      measure("read", () -> DecisionRequest.read(tree, order -> Instant.EPOCH));
      measure("write again", () -> Json.text(tree));
    }
  }

  private static void measure(String what, Runnable work) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < ROUNDS / 4; i++) {
      work.run();
    }
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long nanos = System.nanoTime();
    for (int i = 0; i < ROUNDS; i++) {
      work.run();
    }
    System.out.printf(
        "%-32s %8d bytes %8.2f microseconds%n",
        what,
        (threads.getCurrentThreadAllocatedBytes() - bytes) / ROUNDS,
        (System.nanoTime() - nanos) / 1e3 / ROUNDS);
  }
}
