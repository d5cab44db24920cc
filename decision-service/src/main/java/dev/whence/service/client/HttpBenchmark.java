package dev.whence.service.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.client.WhenceClient.Reply;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;

/// Loads a service over HTTP and prints rate, response times and bytes of an answer of evaluate and
/// of commit, by single requests and as lines of a batch, beside a trivial JSON endpoint of the
/// same server in the same run.
///
/// It loads items, stock and ship nodes of its own kind (ids start with `BENCH-`, nodes with
/// endless capacity), so point it at a scratch service.
public final class HttpBenchmark {
  private static final int ITEMS = 60;
  private static final int UNITS = 10_000_000;
  private static final String[][] CITIES = {
    {"NY", "40.71", "-74.01"}, {"CA", "34.05", "-118.24"}, {"IL", "41.88", "-87.63"},
    {"TX", "29.76", "-95.37"}, {"AZ", "33.45", "-112.07"}, {"WA", "47.61", "-122.33"},
    {"FL", "25.76", "-80.19"}, {"CO", "39.74", "-104.99"}, {"GA", "33.75", "-84.39"}
  };

  private final WhenceClient client;
  private final Path network;
  private final Clock clock;
  private final PrintStream out;
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicReference<String> failure = new AtomicReference<>("");

  /// @param network the demonstration network, whose nodes and services are used
  public HttpBenchmark(WhenceClient client, Path network, Clock clock, PrintStream out) {
    this.client = client;
    this.network = network;
    this.clock = clock;
    this.out = out;
  }

  /// @param clients requests under way at once
  /// @param each how long each kind of request is measured, after half of it as warm-up
  public void run(int clients, Duration each) {
    prepare();
    out.printf(
        "%-14s %10s %12s %12s %12s %12s %8s%n",
        "request", "rate/s", "p50 ms", "p99 ms", "max ms", "bytes each", "failed");
    double ping = measure("ping", clients, each, n -> client.post("/v1/ping", "{\"n\":" + n + "}"));
    double evaluate = measure("evaluate", clients, each, n -> decide("evaluate", n));
    double commit = measure("commit", clients, each, n -> decide("commit", n));
    measureBatch("batch evaluate", each, "evaluate");
    measureBatch("batch commit", each, "commit");
    out.printf(
        "one ping costs as much as %.3f evaluations or %.3f commits%n",
        evaluate / ping, commit / ping);
  }

  private void prepare() {
    client.loadNetwork(network);
    try {
      ArrayNode nodes =
          (ArrayNode) WhenceClient.JSON.readTree(network.resolve("ship-nodes.json").toFile());
      nodes.forEach(node -> ((ObjectNode) node).put("parcelsPerDay", UNITS));
      require(client.put("/v1/ship-nodes", "application/json", nodes.toString()));
      ArrayNode items = WhenceClient.JSON.createArrayNode();
      var stock = new StringBuilder("shipNode,sku,onHand,safetyStock\n");
      for (int i = 0; i < ITEMS; i++) {
        String sku = "BENCH-" + i;
        items
            .addObject()
            .put("sku", sku)
            .put("category", "home")
            .put("weightGrams", 200 + 50 * i)
            .put("volumeCm3", 1_000)
            .put("longestSideMm", 250)
            .put("hazmat", false);
        nodes.forEach(node ->
            stock
                .append(node.path("id").asText())
                .append(',')
                .append(sku)
                .append(',')
                .append(UNITS)
                .append(",0\n"));
      }
      require(client.put("/v1/items", "application/json", items.toString()));
      require(client.put("/v1/stock", "text/csv", stock.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the network in %s.".formatted(network), e);
    }
  }

  private static void require(Reply reply) {
    if (!reply.isSuccess()) {
      throw new IllegalStateException(
          "The service answered %d: %s".formatted(reply.status(), reply.body()));
    }
  }

  private Reply decide(String mode, long n) {
    return client.post("/v1/decisions", request(mode, n));
  }

  private String request(String mode, long n) {
    var random = new Random(n);
    String[] city = CITIES[random.nextInt(CITIES.length)];
    ObjectNode request = WhenceClient.JSON.createObjectNode().put("mode", mode);
    ObjectNode order = request.putObject("order");
    order
        .put("orderId", "BENCH-" + Long.toString(System.nanoTime(), 36) + "-" + n)
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

  /// @return requests a second
  private double measure(String name, int clients, Duration each, LongFunction<Reply> request) {
    load(clients, each.dividedBy(2), request);
    failed.set(0);
    bytes.set(0);
    long start = System.nanoTime();
    Latencies latencies = load(clients, each, request);
    double seconds = (System.nanoTime() - start) / 1e9;
    double rate = latencies.count() / seconds;
    out.printf(
        "%-14s %10.0f %12.2f %12.2f %12.2f %12d %8d%n",
        name,
        rate,
        latencies.percentile(50).toNanos() / 1e6,
        latencies.percentile(99).toNanos() / 1e6,
        latencies.percentile(100).toNanos() / 1e6,
        bytes.get() / latencies.count(),
        failed.get());
    tellFailure();
    return rate;
  }

  /// One connection; how long a line takes says nothing, as many are under way.
  private void measureBatch(String name, Duration each, String mode) {
    batch(each.dividedBy(2), mode);
    failed.set(0);
    bytes.set(0);
    long start = System.nanoTime();
    long lines = batch(each, mode);
    double rate = lines / ((System.nanoTime() - start) / 1e9);
    out.printf(
        "%-14s %10.0f %12s %12s %12s %12d %8d%n",
        name, rate, "-", "-", "-", bytes.get() / Math.max(1, lines), failed.get());
    tellFailure();
  }

  /// @return how many lines were answered
  private long batch(Duration time, String mode) {
    long end = System.nanoTime() + time.toNanos();
    long lines = 0;
    try (var sending = Executors.newVirtualThreadPerTaskExecutor();
        LineExchange exchange = client.exchange("/v1/decisions/batch")) {
      sending.execute(() -> {
        try {
          for (long n = 1; System.nanoTime() < end; n++) {
            exchange.send(request(mode, n));
          }
          exchange.end();
        } catch (IOException e) {
          failure.set(String.valueOf(e));
        }
      });
      for (Optional<String> line = exchange.next(); line.isPresent(); line = exchange.next()) {
        lines++;
        bytes.addAndGet(line.get().length());
        if (!line.get().contains("\"decision\":{")) {
          failed.incrementAndGet();
          failure.set(line.get());
        }
      }
    } catch (IOException e) {
      failed.incrementAndGet();
      failure.set(String.valueOf(e));
    }
    return lines;
  }

  private void tellFailure() {
    if (failed.get() > 0) {
      out.printf("  one of those that failed: %s%n", failure.get());
    }
  }

  /// A connection that breaks is a failed request, not the end of the run.
  private boolean succeeds(LongFunction<Reply> request, long n) {
    try {
      Reply reply = request.apply(n);
      if (!reply.isSuccess()) {
        failure.set("%d %s".formatted(reply.status(), reply.body()));
      }
      bytes.addAndGet(reply.body().length());
      return reply.isSuccess();
    } catch (UncheckedIOException e) {
      failure.set(String.valueOf(e.getCause()));
      return false;
    }
  }

  private Latencies load(int clients, Duration time, LongFunction<Reply> request) {
    var latencies = new Latencies();
    var sequence = new AtomicLong();
    long end = System.nanoTime() + time.toNanos();
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < clients; i++) {
        workers.execute(() -> {
          while (System.nanoTime() < end) {
            long start = System.nanoTime();
            boolean succeeded = succeeds(request, sequence.incrementAndGet());
            latencies.add(System.nanoTime() - start);
            if (!succeeded) {
              failed.incrementAndGet();
            }
          }
        });
      }
    }
    return latencies;
  }
}
