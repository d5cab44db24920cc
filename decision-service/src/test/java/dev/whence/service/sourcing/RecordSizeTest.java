package dev.whence.service.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.Service;
import dev.whence.service.config.ConfigSource;
import dev.whence.service.config.ServiceConfig;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How many bytes a recorded decision takes on the disk, with the released models and the shipped
/// tables, through the real service. `docs/performance.md` has the figures.
final class RecordSizeTest {
  private static final Path DEMO = Path.of("../examples/demo");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ITEMS = 60;
  private static final int STORES = 1_500;

  /// The three-line order of `whence bench`: 12 ship nodes, 8 carrier services, both models.
  @Test
  void theBenchmarkOrderTakesAtMostEightKilobytes() throws Exception {
    Map<String, Double> kilobytes = kilobytes("12 nodes x 8 services x 3 lines", List.of(), 200);

    assertThat(kilobytes.get("nodes")).isLessThan(8);
    assertThat(kilobytes.get("full")).isLessThan(8);
  }

  @Test
  void anOrderThatFifteenHundredStoresCouldSendTakesAtMostSixtyKilobytes() throws Exception {
    Map<String, Double> kilobytes = kilobytes("1 500 stores x 8 services x 3 lines", stores(), 10);

    assertThat(kilobytes.get("nodes")).isLessThan(60);
    assertThat(kilobytes.get("full")).isLessThan(70);
  }

  /// A decision, by how much of it is explained.
  private static Map<String, Double> kilobytes(String what, List<ObjectNode> stores, int decisions)
      throws IOException, SQLException {
    var kilobytes = new TreeMap<String, Double>();
    DatabaseAddress database = TestDatabase.freshAddress();
    try (Service service = start(database)) {
      var client = new TestClient(service.port());
      load(client, stores);
      for (String explain : List.of("nodes", "full")) {
        decide(client, explain, 0);
        long before = size(database);
        for (int n = 1; n <= decisions; n++) {
          decide(client, explain, n);
        }
        double each = (size(database) - before) / 1024.0 / decisions;
        kilobytes.put(explain, each);
        System.out.printf(
            "%s, explain %s: %.1f KB on disk a decision, %s%n",
            what, explain, each, parts(database, explain));
      }
    }
    return kilobytes;
  }

  private static Service start(DatabaseAddress database) {
    var settings =
        Map.of(
            "port", "0",
            "db-url", database.jdbcUrl(),
            "db-user", database.user(),
            "db-password", database.password(),
            "db-connections", "4",
            "decision-time", "when-ordered",
            "tables-directory", "../rules/tables",
            "models-directory", "../models/released");
    return Service.start(
        ServiceConfig.of(Path.of(""), List.of(new ConfigSource("test", settings))));
  }

  private static void load(TestClient client, List<ObjectNode> stores) throws IOException {
    JsonNode services = JSON.readTree(DEMO.resolve("carrier-services.json").toFile());
    put(client, "/v1/carrier-services", "application/json", services.toString());
    ArrayNode nodes = JSON.createArrayNode();
    if (stores.isEmpty()) {
      nodes.addAll((ArrayNode) JSON.readTree(DEMO.resolve("ship-nodes.json").toFile()));
    } else {
      stores.forEach(nodes::add);
    }
    nodes.forEach(node -> ((ObjectNode) node).put("parcelsPerDay", 1_000_000));
    put(client, "/v1/ship-nodes", "application/json", nodes.toString());
    var random = new Random(7);
    var items = new StringBuilder("sku,category,weightGrams,volumeCm3,longestSideMm\n");
    var stock = new StringBuilder("shipNode,sku,onHand,safetyStock\n");
    for (int i = 0; i < ITEMS; i++) {
      items.append("SKU-%d,home,%d,1000,250%n".formatted(i, 200 + 50 * i));
      for (JsonNode node : nodes) {
        stock.append(
            "%s,SKU-%d,%d,%d%n"
                .formatted(node.path("id").asText(), i, random.nextInt(2_000), random.nextInt(3)));
      }
    }
    put(client, "/v1/items", "text/csv", items.toString());
    put(client, "/v1/stock", "text/csv", stock.toString());
  }

  private static void put(TestClient client, String path, String type, String body) {
    var answer = client.put(path, type, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /// Stores all over the country, each near one of the demonstration's ship nodes.
  private static List<ObjectNode> stores() throws IOException {
    JsonNode demo = JSON.readTree(DEMO.resolve("ship-nodes.json").toFile());
    var random = new Random(11);
    return IntStream.range(0, STORES)
        .mapToObj(i -> {
          ObjectNode near = demo.get(i % demo.size()).deepCopy();
          near.put("id", "STORE-%04d".formatted(i)).put("name", "Store " + i).put("type", "STORE");
          near.put("latitude", round(near.path("latitude").asDouble() + random.nextGaussian()));
          near.put("longitude", round(near.path("longitude").asDouble() + random.nextGaussian()));
          return near;
        })
        .toList();
  }

  private static double round(double degrees) {
    return Math.round(degrees * 10_000) / 10_000.0;
  }

  private static void decide(TestClient client, String explain, int n) {
    var random = new Random(n);
    ObjectNode request = JSON.createObjectNode().put("mode", "commit");
    request.put("explain", explain);
    ObjectNode order = request.putObject("order");
    order
        .put("orderId", "SIZE-" + explain + "-" + n)
        .put("channel", "web")
        .put("customerClass", "regular")
        .put("serviceLevel", "STANDARD")
        .put("currency", "USD")
        .put("orderedAt", "2026-11-24T15:%02d:%02dZ".formatted(n / 60, n % 60));
    order
        .putObject("destination")
        .put("country", "US")
        .put("region", "IL")
        .put("postalCode", "60601")
        .put("latitude", round(41.88 + random.nextGaussian()))
        .put("longitude", round(-87.63 + random.nextGaussian()))
        .put("timeZone", "America/Chicago");
    ArrayNode lines = order.putArray("lines");
    for (int i = 1; i <= 3; i++) {
      lines
          .addObject()
          .put("lineId", Integer.toString(i))
          .put("sku", "SKU-" + random.nextInt(ITEMS))
          .put("quantity", 1 + random.nextInt(2))
          .put("unitPriceMinor", 2_500);
    }
    var answer = client.post("/v1/decisions", request.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.body()).contains("\"by\":\"model\"");
  }

  /// Of table, indexes and what is stored out of line.
  private static long size(DatabaseAddress database) throws SQLException {
    return Long.parseLong(
        ask(
            database,
            """
            SELECT sum(pg_total_relation_size(relid))::text FROM pg_partition_tree('decisions')
            """));
  }

  private static String parts(DatabaseAddress database, String explain) throws SQLException {
    return ask(
        database,
        """
        SELECT format('%s bytes of it the record; and once for all %s KB of parts',
          round(avg(length(record))), pg_total_relation_size('decision_parts') / 1024)
        FROM decisions WHERE order_id LIKE 'SIZE-$explain-%'
        """
            .replace("$explain", explain));
  }

  private static String ask(DatabaseAddress database, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }
}
