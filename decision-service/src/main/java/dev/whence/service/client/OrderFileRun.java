package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.client.WhenceClient.Reply;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Routes a file of orders, one JSON object a line, through a running service and counts what came
/// of them: outcomes, by which path and why, plans not proven to be the cheapest, response times,
/// errors.
public final class OrderFileRun {
  private final WhenceClient client;
  private final PrintStream out;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final Map<String, Integer> paths = new TreeMap<>();
  private final Map<String, Integer> fallbacks = new TreeMap<>();
  private final Map<String, Integer> errors = new TreeMap<>();
  private final AtomicInteger unproven = new AtomicInteger();
  private final Latencies latencies = new Latencies();

  public OrderFileRun(WhenceClient client, PrintStream out) {
    this.client = client;
    this.out = out;
  }

  /// @param mode `evaluate` or `commit`
  /// @param concurrency requests under way at once, at least 1
  /// @return how many requests failed
  /// @throws UncheckedIOException if the file cannot be read
  public int run(Path file, String mode, int concurrency) {
    List<String> orders = read(file);
    var queue = new ConcurrentLinkedQueue<>(orders);
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<? extends Future<?>> running =
          java.util.stream.IntStream.range(0, concurrency)
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
    return report(orders.size());
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
    for (String order = queue.poll(); order != null; order = queue.poll()) {
      route(order, mode);
    }
  }

  private void route(String order, String mode) {
    Optional<String> request = request(order, mode);
    if (request.isEmpty()) {
      count(errors, "line of the file is no JSON object");
      return;
    }
    long start = System.nanoTime();
    try {
      Reply reply = client.post("/v1/decisions", request.get());
      latencies.add(System.nanoTime() - start);
      tally(reply);
    } catch (UncheckedIOException e) {
      count(errors, "no answer: " + e.getCause());
    }
  }

  private static Optional<String> request(String order, String mode) {
    try {
      ObjectNode request = WhenceClient.JSON.createObjectNode();
      request.put("mode", mode).set("order", WhenceClient.JSON.readTree(order));
      return Optional.of(request.toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void tally(Reply reply) {
    if (!reply.isSuccess()) {
      count(errors, "%d %s".formatted(reply.status(), reply.body().lines().findFirst().orElse("")));
      return;
    }
    JsonNode decision = reply.json();
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

  private int report(int orders) {
    int failed = errors.values().stream().mapToInt(Integer::intValue).sum();
    out.printf("orders sent      %d%n", orders);
    outcomes.forEach(
        (outcome, n) -> out.printf("  %-22s %d%n", outcome.toLowerCase(java.util.Locale.ROOT), n));
    out.println("decided by");
    paths.forEach((path, n) -> out.printf("  %-22s %d%n", path, n));
    fallbacks.forEach((reason, n) -> out.printf("    because %s: %d%n", reason, n));
    out.printf("with a gap       %d%n", unproven.get());
    if (latencies.count() > 0) {
      out.printf("response times   %s%n", latencies.summary());
    }
    out.printf("errors           %d%n", failed);
    errors.forEach((error, n) -> out.printf("  %d x %s%n", n, error));
    return failed;
  }
}
