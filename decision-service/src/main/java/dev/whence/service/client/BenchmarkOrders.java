package dev.whence.service.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Requests for decisions about orders of a benchmark's items. Each kind is written once and only
/// its order id differs from call to call, because what writing them costs on the machine of the
/// service is measured with it. Thread-safe.
final class BenchmarkOrders {
  /// Orders of one size that differ in more than their ids.
  private static final int KINDS = 1_000;

  private static final String ID = "BENCH-ID";
  private static final String[][] CITIES = {
    {"NY", "40.71", "-74.01"}, {"CA", "34.05", "-118.24"}, {"IL", "41.88", "-87.63"},
    {"TX", "29.76", "-95.37"}, {"AZ", "33.45", "-112.07"}, {"WA", "47.61", "-122.33"},
    {"FL", "25.76", "-80.19"}, {"CO", "39.74", "-104.99"}, {"GA", "33.75", "-84.39"}
  };

  /// @param lines of the order; 0 for one to six
  private record Kind(String mode, int number, int lines, String prefix) {}

  /// A request around its order id.
  private record Template(String before, String after) {}

  private final Clock clock;
  private final int items;
  private final ConcurrentMap<Kind, Template> written = new ConcurrentHashMap<>();

  /// @param clock says when the orders were placed
  /// @param items of each prefix, numbered from 0
  BenchmarkOrders(Clock clock, int items) {
    this.clock = clock;
    this.items = items;
  }

  /// An order of one to six lines.
  String request(String mode, long n) {
    return request(mode, n, 0, "BENCH-");
  }

  /// @param mode `evaluate` or `commit`
  /// @param n tells which of the kinds it is
  /// @param lines of the order, at least 1
  /// @param prefix of the items' SKUs
  String request(String mode, long n, int lines, String prefix) {
    Template template =
        written.computeIfAbsent(
            new Kind(mode, Math.floorMod(n, KINDS), lines, prefix), this::written);
    return template.before()
        + "BENCH-"
        + Long.toString(System.nanoTime(), 36)
        + "-"
        + n
        + template.after();
  }

  private Template written(Kind kind) {
    var random = new Random(kind.number());
    int count = kind.lines() == 0 ? 1 + random.nextInt(6) : kind.lines();
    String[] city = CITIES[random.nextInt(CITIES.length)];
    ObjectNode request = WhenceClient.JSON.createObjectNode().put("mode", kind.mode());
    ObjectNode order = request.putObject("order");
    order
        .put("orderId", ID)
        .put("channel", "web")
        .put("customerClass", "regular")
        .put("serviceLevel", "STANDARD")
        .put("currency", "USD")
        .put("orderedAt", Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString());
    order
        .putObject("destination")
        .put("country", "US")
        .put("region", city[0])
        .put("postalCode", "00000")
        .put("latitude", Double.parseDouble(city[1]))
        .put("longitude", Double.parseDouble(city[2]))
        .put("timeZone", "America/Chicago");
    ArrayNode lines = order.putArray("lines");
    for (int i = 0; i < count; i++) {
      lines
          .addObject()
          .put("lineId", Integer.toString(i + 1))
          .put("sku", kind.prefix() + random.nextInt(items))
          .put("quantity", 1 + random.nextInt(2))
          .put("unitPriceMinor", 2_500);
    }
    String all = request.toString();
    int at = all.indexOf(ID);
    return new Template(all.substring(0, at), all.substring(at + ID.length()));
  }
}
