package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.text.Sha256;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Routes a file of orders, one JSON object a line, through a running service and counts what came
/// of them: outcomes, by which path and why, plans not proven to be the cheapest, orders a second,
/// errors.
///
/// They are sent as batches. Each has a key that follows from its text: what a broken connection
/// left unanswered is sent again and is decided once, as is a file that is routed again.
public final class OrderFileRun {
  private static final String ROUTE = "/v1/decisions/batch?order=any";

  /// How often a connection may break without an answer.
  private static final int MOST_BREAKS = 3;

  private final WhenceClient client;
  private final PrintStream out;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final Map<String, Integer> paths = new TreeMap<>();
  private final Map<String, Integer> fallbacks = new TreeMap<>();
  private final Map<String, Integer> errors = new TreeMap<>();
  private final AtomicInteger unproven = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();

  public OrderFileRun(WhenceClient client, PrintStream out) {
    this.client = client;
    this.out = out;
  }

  /// @param mode `evaluate` or `commit`
  /// @param connections that share the orders, at least 1
  /// @return how many orders failed
  /// @throws UncheckedIOException if the file cannot be read
  public int run(Path file, String mode, int connections) {
    List<String> orders = read(file);
    var queue = new ConcurrentLinkedQueue<>(orders);
    long start = System.nanoTime();
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<? extends Future<?>> running =
          java.util.stream.IntStream.range(0, connections)
              .mapToObj(i -> workers.submit(() -> work(queue, mode)))
              .toList();
      for (Future<?> worker : running) {
        worker.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while routing orders.", e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("Routing stopped: " + e.getCause(), e);
    }
    return report(orders.size(), (System.nanoTime() - start) / 1e9);
  }

  private static List<String> read(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.filter(line -> !line.isBlank()).toList();
    } catch (IOException | UncheckedIOException e) {
      throw new UncheckedIOException(
          "Cannot read the orders in %s.\nMaybe make them first; see examples/olist/README.md."
              .formatted(file),
          e instanceof IOException io ? io : new IOException(e));
    }
  }

  private void work(ConcurrentLinkedQueue<String> queue, String mode) {
    int breaks = 0;
    while (!queue.isEmpty()) {
      Map<Integer, String> open = new ConcurrentHashMap<>();
      int before = answered();
      try {
        exchange(queue, mode, open);
      } catch (IOException e) {
        breaks = answered() > before ? 1 : breaks + 1;
        if (breaks > MOST_BREAKS) {
          open.values().forEach(order -> count(errors, "no answer: " + e));
          return;
        }
        queue.addAll(open.values());
      }
    }
  }

  /// Sends what is in the queue until it is empty, and counts the answers.
  ///
  /// @param open gets the orders, by their line, and loses those that are answered
  private void exchange(ConcurrentLinkedQueue<String> queue, String mode, Map<Integer, String> open)
      throws IOException {
    // The connection is closed first, so that nobody goes on sending.
    try (var sending = Executors.newVirtualThreadPerTaskExecutor();
        LineExchange exchange = client.exchange(ROUTE)) {
      sending.execute(() -> {
        try {
          send(queue, mode, open, exchange);
        } catch (IOException e) {
          // Whoever reads hears of it as well.
        }
      });
      for (Optional<String> line = exchange.next(); line.isPresent(); line = exchange.next()) {
        JsonNode answer = WhenceClient.JSON.readTree(line.get());
        open.remove(answer.path("line").asInt());
        tally(answer);
      }
    }
  }

  private void send(
      ConcurrentLinkedQueue<String> queue,
      String mode,
      Map<Integer, String> open,
      LineExchange exchange)
      throws IOException {
    int line = 0;
    for (String order = queue.poll(); order != null; order = queue.poll()) {
      Optional<String> request = request(order, mode);
      if (request.isEmpty()) {
        count(errors, "line of the file is no JSON object");
        continue;
      }
      open.put(++line, order);
      exchange.send(request.get());
    }
    exchange.end();
  }

  private static Optional<String> request(String order, String mode) {
    try {
      ObjectNode request = WhenceClient.JSON.createObjectNode().put("mode", mode);
      request.set("order", WhenceClient.JSON.readTree(order));
      return Optional.of(request.put("idempotencyKey", key(request.toString())).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String key(String request) {
    return "route-" + Sha256.hex(request);
  }

  private void tally(JsonNode answer) {
    if (answer.has("problem")) {
      JsonNode problem = answer.path("problem");
      count(
          errors,
          "%s %s: %s"
              .formatted(
                  problem.path("status").asText(),
                  problem.path("type").asText(),
                  problem.path("detail").asText().lines().findFirst().orElse("")));
      return;
    }
    JsonNode decision = answer.path("decision");
    if (answer.path("repeated").asBoolean()) {
      repeated.incrementAndGet();
    }
    count(outcomes, decision.path("outcome").asText());
    count(paths, decision.path("path").path("by").asText());
    if (decision.path("search").path("optimalityGapMinor").decimalValue().signum() > 0) {
      unproven.incrementAndGet();
    }
    decision
        .path("path")
        .path("because")
        .forEach(because ->
            count(
                fallbacks,
                because.path("reason").asText()
                    + because
                        .path("evidence")
                        .path("feature")
                        .asText("")
                        .transform(feature -> feature.isEmpty() ? "" : " " + feature)));
  }

  private static void count(Map<String, Integer> counts, String key) {
    synchronized (counts) {
      counts.merge(key, 1, Integer::sum);
    }
  }

  private static int sum(Map<String, Integer> counts) {
    synchronized (counts) {
      return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private int answered() {
    return sum(outcomes) + sum(errors);
  }

  private int report(int orders, double seconds) {
    int failed = sum(errors);
    out.printf("orders sent      %d%n", orders);
    outcomes.forEach(
        (outcome, n) -> out.printf("  %-22s %d%n", outcome.toLowerCase(java.util.Locale.ROOT), n));
    if (repeated.get() > 0) {
      out.printf("decided before   %d%n", repeated.get());
    }
    out.println("decided by");
    paths.forEach((path, n) -> out.printf("  %-22s %d%n", path, n));
    fallbacks.forEach((reason, n) -> out.printf("    because %s: %d%n", reason, n));
    out.printf("with a gap       %d%n", unproven.get());
    out.printf("orders a second  %.0f%n", orders / seconds);
    out.printf("errors           %d%n", failed);
    errors.forEach((error, n) -> out.printf("  %d x %s%n", n, error));
    return failed;
  }
}
