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
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

/// The demonstration network (12 ship nodes, 8 carrier services, released models) with orders of
/// one to six lines, and drafts to replay over them.
final class ReplayedShop {
  private static final int ITEMS = 60;
  private static final Instant FIRST = Instant.parse("2026-05-04T00:00:00Z");
  private static final String[][] CITIES = {
    {"NY", "40.71", "-74.01"}, {"CA", "34.05", "-118.24"}, {"IL", "41.88", "-87.63"},
    {"TX", "29.76", "-95.37"}, {"AZ", "33.45", "-112.07"}, {"WA", "47.61", "-122.33"},
    {"FL", "25.76", "-80.19"}, {"CO", "39.74", "-104.99"}, {"GA", "33.75", "-84.39"}
  };

  private ReplayedShop() {}

  /// @param orders for which the stock is nearly enough
  static Service start(DatabaseAddress address, int orders) {
    Service service =
        TestService.start(
            address, Map.of("models-directory", Path.of("../models/released").toString()));
    try (var client = new WhenceClient(URI.create("http://127.0.0.1:" + service.port()))) {
      client.loadNetwork(Path.of("../examples/demo"));
    }
    load(new TestClient(service.port()), orders);
    return service;
  }

  static void execute(DatabaseAddress address, String sql) {
    try (Database database = Database.open(address, 1)) {
      database.transact(connection -> {
        try (var statement = connection.createStatement()) {
          statement.execute("SET LOCAL statement_timeout = '10min'");
          return statement.execute(sql);
        }
      });
    }
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

  private static void load(TestClient api, int orders) {
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
