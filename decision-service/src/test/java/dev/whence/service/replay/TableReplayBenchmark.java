package dev.whence.service.replay;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Records many orders of one to six lines on the demonstration network (12 ship nodes, 8 carrier
/// services, released models) with stock that gets short, and replays a draft over them.
@EnabledIfSystemProperty(named = "replay.orders", matches = "\\d+")
final class TableReplayBenchmark {
  private static final int ORDERS = Integer.getInteger("replay.orders", 100_000);

  /// How often each decision is there, one row of orders after the other.
  private static final int COPIES = Integer.getInteger("replay.copies", 1);

  private static final int A_BATCH = 2_000;

  @Test
  void replay() throws InterruptedException {
    DatabaseAddress address = TestDatabase.freshAddress();
    try (Service service = ReplayedShop.start(address, ORDERS)) {
      var api = new TestClient(service.port());
      long start = System.nanoTime();
      for (int n = 0; n < ORDERS; n += A_BATCH) {
        var lines = new StringBuilder();
        for (int i = n; i < Math.min(ORDERS, n + A_BATCH); i++) {
          lines.append(ReplayedShop.order(i)).append('\n');
        }
        String answers =
            api.post("/v1/decisions/batch", "application/x-ndjson", lines.toString()).body();
        assertThat(answers).doesNotContain("\"problem\"");
      }
      System.out.printf("%d orders recorded in %.0f s%n", ORDERS, since(start));
      copy(address);
      String draft = ReplayedShop.draft(api, "> 1600", "> 800");
      measure(api, draft);
      if (!System.getProperty("replay.twice", "").isEmpty()) {
        measure(api, draft);
      }
      if (!System.getProperty("replay.anew", "").isEmpty()) {
        System.out.println("The same, as if other code had decided:");
        ReplayedShop.execute(address, "UPDATE decisions SET code = code + 1");
        measure(api, draft);
      }
    }
  }

  /// Recording takes longer than replaying: further rows of the same orders stand for it.
  private static void copy(DatabaseAddress address) {
    for (int copy = 1; copy < COPIES; copy++) {
      ReplayedShop.execute(
          address,
          """
          INSERT INTO decisions (id, order_id, outcome, path, unmet, record, parts, digest,
            rule_set, round, decided_at, format, approved, rule_set_version, models_version,
            reference_version, rows_fired, code)
          SELECT overlay(id::text PLACING substr(later, 1, 8) || '-' || substr(later, 9) FROM 1)::uuid,
            order_id, outcome, path, unmet, record, parts, digest, rule_set, round, decided_at,
            format, approved, rule_set_version, models_version, reference_version, rows_fired, code
          FROM (
            SELECT *, lpad(to_hex(('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint
              + %d), 12, '0') AS later
            FROM decisions ORDER BY id LIMIT %d) AS first
          """
              .formatted((long) copy * ORDERS * 26_000, ORDERS));
    }
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void measure(TestClient api, String draft) throws InterruptedException {
    Duration processor = processor();
    long start = System.nanoTime();
    String replay =
        draft
            + "/replays/"
            + json(api.post(draft + "/replays", "{\"orders\": %d}".formatted(ORDERS * COPIES)))
                .path("id")
                .asInt();
    JsonNode now = json(api.get(replay));
    long most = 0;
    while (!now.has("endedAt")) {
      Thread.sleep(1_000);
      Runtime runtime = Runtime.getRuntime();
      most = Math.max(most, runtime.totalMemory() - runtime.freeMemory());
      now = json(api.get(replay));
      System.out.printf("%d of %d%n", now.path("replayed").asLong(), now.path("total").asLong());
    }
    System.out.printf(
        "%d decisions replayed in %.1f s, %.1f s of the processors, heap at most %d MB of %d: %s%n",
        now.path("replayed").asLong(),
        since(start),
        processor().minus(processor).toMillis() / 1e3,
        most >> 20,
        Runtime.getRuntime().maxMemory() >> 20,
        now.path("result").path("orders"));
    now.path("result").path("figures").forEach(System.out::println);
    System.out.println(now.at("/result/verdict/sentence").asText());
    System.out.println("asked anew: " + now.at("/result/askedAnew").asLong());
    assertThat(now.path("state").asText()).isEqualTo("done");
    assertThat(now.at("/result/orders/replayed").asInt()).isEqualTo(ORDERS * COPIES);
    long touch = System.nanoTime();
    JsonNode touched =
        json(
            api.post(
                draft + "/touched",
                "{\"table\": \"node-eligibility\", \"orders\": 10000, \"cells\": {\"node type\": \"STORE\"}}"));
    System.out.printf(
        "touched: %d looked at, %d matched, in %.2f s%n",
        touched.path("looked").asInt(), touched.path("matched").asInt(), since(touch));
  }

  /// Of this process.
  private static Duration processor() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
