package dev.whence.service.replay;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.client.WhenceClient;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
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
  private static final int ITEMS = 60;
  private static final Instant FIRST = Instant.parse("2026-05-04T00:00:00Z");
  private static final String[][] CITIES = {
    {"NY", "40.71", "-74.01"}, {"CA", "34.05", "-118.24"}, {"IL", "41.88", "-87.63"},
    {"TX", "29.76", "-95.37"}, {"AZ", "33.45", "-112.07"}, {"WA", "47.61", "-122.33"},
    {"FL", "25.76", "-80.19"}, {"CO", "39.74", "-104.99"}, {"GA", "33.75", "-84.39"}
  };

  @Test
  void replay() throws InterruptedException {
    DatabaseAddress address = TestDatabase.freshAddress();
    try (Service service =
            TestService.start(
                address, Map.of("models-directory", Path.of("../models/released").toString()));
        var client = new WhenceClient(URI.create("http://127.0.0.1:" + service.port()))) {
      var api = new TestClient(service.port());
      client.loadNetwork(Path.of("../examples/demo"));
      load(api, ORDERS);
      long start = System.nanoTime();
      for (int n = 0; n < ORDERS; n += A_BATCH) {
        var lines = new StringBuilder();
        for (int i = n; i < Math.min(ORDERS, n + A_BATCH); i++) {
          lines.append(order(i)).append('\n');
        }
        String answers =
            api.post("/v1/decisions/batch", "application/x-ndjson", lines.toString()).body();
        assertThat(answers).doesNotContain("\"problem\"");
      }
      System.out.printf("%d orders recorded in %.0f s%n", ORDERS, since(start));
      copy(address);
      String draft = draft(api, "> 1600", "> 800");
      measure(api, draft);
      if (!System.getProperty("replay.twice", "").isEmpty()) {
        measure(api, draft);
      }
      if (!System.getProperty("replay.anew", "").isEmpty()) {
        System.out.println("The same, as if other code had decided:");
        execute(address, "UPDATE decisions SET code = code + 1");
        measure(api, draft);
      }
    }
  }

  /// Recording takes longer than replaying: further rows of the same orders stand for it.
  private static void copy(DatabaseAddress address) {
    for (int copy = 1; copy < COPIES; copy++) {
      execute(
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

  private static void execute(DatabaseAddress address, String sql) {
    try (Database database = Database.open(address, 1)) {
      database.transact(connection -> {
        try (var statement = connection.createStatement()) {
          statement.execute("SET LOCAL statement_timeout = '10min'");
          return statement.execute(sql);
        }
      });
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

  /// In which `node-eligibility` is another; by the first `> 1600` of the row `store-too-far`
  /// stores send to places within so many km only.
  static String draft(TestClient api, String old, String changed) {
    String draft =
        "/v1/table-drafts/"
            + json(api.post("/v1/table-drafts", "{\"title\": \"nearer\"}")).path("id").asInt();
    String text =
        json(api.get("/v1/rule-sets/in-force"))
            .at("/tables/node-eligibility")
            .asText()
            .replace(old, changed);
    var saved =
        api.send(
            api.request(draft + "/tables/node-eligibility")
                .header("Content-Type", "application/json")
                .header("If-Match", "\"0\"")
                .PUT(
                    BodyPublishers.ofString(
                        JsonNodeFactory.instance.objectNode().put("text", text).toString())));
    assertThat(saved.statusCode()).as(saved.body()).isEqualTo(200);
    return draft;
  }

  /// @param orders for which the stock is nearly enough
  static void load(TestClient api, int orders) {
    var items = new StringBuilder("sku,category,weightGrams,volumeCm3,longestSideMm\n");
    var stock = new StringBuilder("shipNode,sku,onHand\n");
    JsonNode nodes = json(api.get("/v1/ship-nodes?limit=100")).path("items");
    for (int i = 0; i < ITEMS; i++) {
      items.append("BENCH-%d,home,%d,1000,250%n".formatted(i, 200 + 50 * i));
      for (JsonNode node : nodes) {
        // Five units an order in the mean: about a tenth more than is asked for.
        stock
            .append(node.path("id").asText())
            .append(",BENCH-")
            .append(i)
            .append(',')
            .append(1 + orders * 58L / 10 / ITEMS / nodes.size())
            .append('\n');
      }
    }
    assertThat(api.put("/v1/items", "text/csv", items.toString()).statusCode()).isEqualTo(200);
    assertThat(api.put("/v1/stock", "text/csv", stock.toString()).statusCode()).isEqualTo(200);
  }

  static String order(int n) {
    var random = new Random(n);
    String[] city = CITIES[random.nextInt(CITIES.length)];
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("mode", "commit");
    ObjectNode order = request.putObject("order");
    order
        .put("orderId", "BENCH-" + n)
        .put("channel", "web")
        .put("customerClass", "regular")
        .put("serviceLevel", "STANDARD")
        .put("currency", "USD")
        .put("orderedAt", FIRST.plusSeconds(26L * n).toString());
    order
        .putObject("destination")
        .put("country", "US")
        .put("region", city[0])
        .put("postalCode", "00000")
        .put("latitude", Double.parseDouble(city[1]))
        .put("longitude", Double.parseDouble(city[2]))
        .put("timeZone", "America/Chicago");
    var lines = order.putArray("lines");
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      lines
          .addObject()
          .put("lineId", Integer.toString(i + 1))
          .put("sku", "BENCH-" + random.nextInt(ITEMS))
          .put("quantity", 1 + random.nextInt(2))
          .put("unitPriceMinor", 2_500);
    }
    return request.toString();
  }
}
