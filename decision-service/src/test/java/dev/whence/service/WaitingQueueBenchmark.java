package dev.whence.service;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// What a long queue costs: thousands of orders wait for one SKU, then a few units come, then all.
/// Over HTTP, on a service and a store of its own; how long others take is measured beside it.
@EnabledIfSystemProperty(named = "waiting.benchmark", matches = "true")
final class WaitingQueueBenchmark {
  private static final int ORDERS = Integer.getInteger("waiting.orders", 10_000);
  private static final int ASKED = 300;

  private final DatabaseAddress address = TestDatabase.freshAddress();

  @Test
  void tenThousandOrdersWaitForOneSku() throws Exception {
    try (Service service =
            TestService.start(
                address, Map.of("db-connections", "8", "tables-directory", "../rules/tables"));
        Database watch = Database.open(address, 1)) {
      var api = new TestClient(service.port());
      TestService.network(api);
      TestService.stock(api, "QUEUED", 0, "RENO", "DALLAS");
      TestService.stock(api, "FREE", 1_000_000, "RENO", "DALLAS");
      System.out.printf("before: %s%n", asked(api));

      long begin = System.nanoTime();
      queue(api);
      System.out.printf("%d orders wait after %.0f s%n", ORDERS, (System.nanoTime() - begin) / 1e9);
      System.out.printf("with the queue: %s%n", asked(api));

      serve(api, watch, ORDERS / 100);
      System.out.printf("with the rest of the queue: %s%n", asked(api));
      serve(api, watch, ORDERS);
    }
  }

  private static void queue(TestClient api) throws Exception {
    var next = new AtomicInteger();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          IntStream.range(0, 16)
              .mapToObj(client ->
                  executor.submit(() -> {
                    for (int n = next.incrementAndGet(); n <= ORDERS; n = next.incrementAndGet()) {
                      var answer = api.post("/v1/decisions", TestService.order("Q-" + n, "QUEUED"));
                      assertThat(json(answer).path("outcome").asText())
                          .as(answer.body())
                          .isEqualTo("BACKORDERED");
                    }
                    return true;
                  }))
              .toList();
      for (Future<Boolean> one : running) {
        one.get();
      }
    }
  }

  /// Brings units for so many more orders of two units, and waits until they have them.
  private static void serve(TestClient api, Database watch, int orders) throws Exception {
    long before = confirmed(watch);
    long goal = Math.min(ORDERS, before + orders);
    long begin = System.nanoTime();
    TestService.stock(api, "QUEUED", (int) (2 * goal), "RENO");
    double half = 0;
    while (confirmed(watch) < goal) {
      if (half == 0 && confirmed(watch) - before >= orders / 2) {
        half = (System.nanoTime() - begin) / 1e9;
      }
      Thread.sleep(20);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "units for %d orders are reserved after %.1f s (half of them after %.1f s), %.0f orders a second%n",
        goal - before, seconds, half, (goal - before) / seconds);
    assertThat(confirmed(watch)).isEqualTo(goal);
  }

  private static long confirmed(Database watch) {
    String select = "SELECT count(*) FROM reservations WHERE status = 'CONFIRMED'";
    return watch.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(select).send(connection)) {
        return answers.rows(select, row -> row.getLong(1)).getFirst();
      }
    });
  }

  /// How long evaluations take: of the SKU that is waited for, and of another.
  private static String asked(TestClient api) {
    return "evaluate p50 %.1f ms of the SKU of the queue, %.1f ms of another"
        .formatted(median(api, "QUEUED"), median(api, "FREE"));
  }

  private static double median(TestClient api, String sku) {
    double[] millis = new double[ASKED];
    for (int i = 0; i < ASKED; i++) {
      String order = TestService.order("E-" + i, sku).replace("\"commit\"", "\"evaluate\"");
      long begin = System.nanoTime();
      assertThat(api.post("/v1/decisions", order).statusCode()).isEqualTo(200);
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    Arrays.sort(millis);
    return millis[ASKED / 2];
  }
}
