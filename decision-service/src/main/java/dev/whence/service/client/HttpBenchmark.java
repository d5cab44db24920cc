package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelCard;
import dev.whence.service.client.WhenceClient.Reply;
import dev.whence.service.records.DecisionId;
import dev.whence.service.sourcing.CommitStatements;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/// Loads a service over HTTP and prints rate, response times, processor time of the whole machine
/// and bytes of an answer of evaluate and of commit, beside what bounds them, in the same run: a
/// trivial JSON endpoint of the same server; where it is told where the order store is, the
/// statements of a commit alone; and where it is given the models, the scoring alone.
///
/// It loads items, stock and ship nodes of its own kind (ids start with `BENCH-`, nodes with
/// endless capacity), so point it at a scratch service.
public final class HttpBenchmark implements AutoCloseable {
  private static final int ITEMS = 60;
  private static final int UNITS = 10_000_000;

  /// Ship nodes that hold the items of wide orders.
  private static final int WIDE_NODES = 200;

  private static final int LONG_LINES = 100;

  /// Lines of a batch that are sent ahead of their answers: enough to keep the service busy, and no
  /// more than it answers soon after the time is over.
  private static final int LINES_UNDER_WAY = 256;

  /// Commits made before for each second in which they are written: more than any store takes.
  private static final int COMMITS_A_SECOND = 4_000;

  private static final int RECORDED = 200;
  private final WhenceClient client;
  private final LoadConnections connections;
  private final Path network;
  private final BenchmarkOrders orders;
  private final PrintStream out;
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong estimated = new AtomicLong();
  private final AtomicLong evaluated = new AtomicLong();
  private final Queue<String> committed = new ConcurrentLinkedQueue<>();
  private final AtomicReference<String> failure = new AtomicReference<>("");

  /// @param network the demonstration network, whose nodes and services are used
  public HttpBenchmark(WhenceClient client, Path network, Clock clock, PrintStream out) {
    this.client = client;
    this.connections = client.load();
    this.network = network;
    this.orders = new BenchmarkOrders(clock, ITEMS);
    this.out = out;
  }

  /// What a row of the table says.
  ///
  /// @param rate a second
  /// @param micros of the machine's processors for each
  /// @param p99 in nanoseconds
  private record Figures(double rate, double micros, long p99) {}

  /// @param clients requests under way at once
  /// @param each how long each kind of request is measured, after half of it as warm-up
  /// @param store of the service, for what its statements cost alone
  /// @param models for what scoring costs alone; a model that was not loaded is left out
  public void run(
      int clients, Duration each, Optional<DatabaseAddress> store, List<LoadResult> models) {
    prepare();
    printHead();
    Figures ping = measure("ping", clients, each, this::ping);
    Figures onePing = measure("ping", 1, each, this::ping);
    Figures evaluate = measure("evaluate", clients, each, n -> decide("evaluate", n));
    Figures oneEvaluate = measure("evaluate", 1, each, n -> decide("evaluate", n));
    Figures commit = measure("commit", clients, each, n -> decide("commit", n));
    measure("commit", 1, each, n -> decide("commit", n));
    measurePaced("evaluate, half rate", evaluate.rate() / 2, each, n -> decide("evaluate", n));
    measurePaced("commit, half rate", commit.rate() / 2, each, n -> decide("commit", n));
    measureBatch("batch evaluate", each, "evaluate");
    measureBatch("batch commit", each, "commit");
    measure(WIDE_NODES + " nodes, 5 lines", 1, each, n -> post("evaluate", n, 5, "BENCH-W-"));
    measure("12 nodes, 100 lines", 1, each, n -> post("evaluate", n, LONG_LINES, "BENCH-"));

    out.printf(
        "evaluate is %.1f %% of ping with %d clients, %.1f %% with one; commit is %.1f %%%n",
        100 * evaluate.rate() / ping.rate(),
        clients,
        100 * oneEvaluate.rate() / onePing.rate(),
        100 * commit.rate() / ping.rate());
    double scoring = models.isEmpty() ? 0 : scoring(models, each);
    store.ifPresent(
        address -> measureStore(address, clients, each, ping, evaluate, commit, scoring));
  }

  private void printHead() {
    out.printf(
        "%-22s %7s %9s %9s %9s %9s %12s %10s %8s %7s%n",
        "request",
        "clients",
        "rate/s",
        "p50 ms",
        "p99 ms",
        "max ms",
        "cpu us each",
        "here us",
        "bytes",
        "failed");
  }

  /// As [#run], of evaluate and commit alone, for comparisons of settings.
  public void brief(int clients, Duration each) {
    prepare();
    printHead();
    measure("evaluate", clients, each, n -> decide("evaluate", n));
    measure("commit", clients, each, n -> decide("commit", n));
  }

  private Reply ping(long n) {
    return connections.post("/v1/ping", "{\"n\":" + n + "}");
  }

  /// What the order store alone can do, and what of an evaluation cannot be avoided.
  private void measureStore(
      DatabaseAddress address,
      int clients,
      Duration each,
      Figures ping,
      Figures evaluate,
      Figures commit,
      double scoring) {
    try (Database database = Database.openAsItIs(address, clients)) {
      var statements =
          new CommitStatements(
              database, committed.stream().limit(RECORDED).map(DecisionId::parse).toList());
      Figures read =
          measureHere(
              "statements of a read",
              clients,
              each,
              n -> {
                statements.read();
                return true;
              });
      Duration whole = each.plus(warmUpHere(each));
      statements.prepare(Math.toIntExact(COMMITS_A_SECOND * whole.toMillis() / 1_000));
      Figures write = measureHere("store: of a commit", clients, each, n -> statements.commit());
      out.printf("commit is %.0f %% of store%n", 100 * commit.rate() / write.rate());
      double unavoidable = ping.micros() + read.micros() + scoring;
      out.printf(
          "evaluate takes %.0f us of the processors, %.2f times the %.0f us of ping, statements and scoring%n",
          evaluate.micros(), evaluate.micros() / unavoidable, unavoidable);
    }
  }

  /// Microseconds of the processors to score the rows of an average order, one at a time.
  private double scoring(List<LoadResult> models, Duration each) {
    double all = 0;
    for (LoadResult result : models) {
      if (result instanceof LoadResult.Loaded(Bundle bundle, _)) {
        int rows =
            Math.toIntExact(
                bundle.card().name().equals("transit-time")
                    ? Math.max(1, estimated.get() / Math.max(1, evaluated.get()))
                    : 3);
        float[] features = typical(bundle.card(), rows);
        all +=
            measureHere(
                    "%s, %d rows".formatted(bundle.card().name(), rows),
                    1,
                    each.dividedBy(2),
                    n -> bundle.scorer().score(features, rows).length > 0)
                .micros();
      }
    }
    return all;
  }

  /// Rows in the middle of what the model was trained on.
  private static float[] typical(ModelCard card, int rows) {
    int columns = card.features().size();
    float[] features = new float[rows * columns];
    for (int i = 0; i < features.length; i++) {
      ModelCard.FeatureColumn column = card.features().get(i % columns);
      // Not all the same, or branches would be foreseen.
      double share = 0.3 + 0.4 * ((i * 31) % 17) / 17;
      features[i] = (float) (column.low() + share * (column.high() - column.low()));
    }
    return features;
  }

  private void prepare() {
    client.loadNetwork(network);
    try {
      ArrayNode nodes =
          (ArrayNode) WhenceClient.JSON.readTree(network.resolve("ship-nodes.json").toFile());
      nodes.forEach(node -> ((ObjectNode) node).put("parcelsPerDay", UNITS));
      var names = new ArrayList<String>();
      nodes.forEach(node -> names.add(node.path("id").asText()));
      ArrayNode all = nodes.deepCopy();
      var wide = new ArrayList<String>();
      for (int i = 0; i < WIDE_NODES; i++) {
        ObjectNode copy = nodes.get(i % nodes.size()).deepCopy();
        copy.put("id", "BENCH-N-" + i).put("name", "Bench " + i);
        if (copy.path("location") instanceof ObjectNode location) {
          location.put("latitude", 30 + i % 15).put("longitude", -120 + i % 45);
        }
        all.add(copy);
        wide.add("BENCH-N-" + i);
      }
      require(client.put("/v1/ship-nodes", "application/json", all.toString()));
      load("BENCH-", names);
      load("BENCH-W-", wide);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the network in %s.".formatted(network), e);
    }
  }

  private void load(String prefix, List<String> nodes) {
    ArrayNode items = WhenceClient.JSON.createArrayNode();
    var stock = new StringBuilder("shipNode,sku,onHand,safetyStock\n");
    for (int i = 0; i < ITEMS; i++) {
      String sku = prefix + i;
      items
          .addObject()
          .put("sku", sku)
          .put("category", "home")
          .put("weightGrams", 200 + 50 * i)
          .put("volumeCm3", 1_000)
          .put("longestSideMm", 250)
          .put("hazmat", false);
      for (String node : nodes) {
        stock.append(node).append(',').append(sku).append(',').append(UNITS).append(",0\n");
      }
    }
    require(client.put("/v1/items", "application/json", items.toString()));
    require(client.put("/v1/stock", "text/csv", stock.toString()));
  }

  private static void require(Reply reply) {
    if (!reply.isSuccess()) {
      throw new IllegalStateException(
          "The service answered %d: %s".formatted(reply.status(), reply.body()));
    }
  }

  Reply decide(String mode, long n) {
    Reply reply = ask(request(mode, n));
    if (n % 16 == 1 && reply.isSuccess()) {
      JsonNode decision = reply.json();
      estimated.addAndGet(decision.path("search").path("estimated").asLong());
      evaluated.incrementAndGet();
      if (decision.path("outcome").asText().equals("ALLOCATED") && decision.has("decisionId")) {
        committed.add(decision.path("decisionId").asText());
      }
    }
    return reply;
  }

  private Reply post(String mode, long n, int lines, String prefix) {
    return ask(orders.request(mode, n, lines, prefix));
  }

  /// @param request a decision that is asked for, as JSON
  Reply ask(String request) {
    return connections.post("/v1/decisions", request);
  }

  /// @param mode `evaluate` or `commit`
  String request(String mode, long n) {
    return orders.request(mode, n);
  }

  private Figures measure(String name, int clients, Duration each, LongFunction<Reply> request) {
    load(clients, each.dividedBy(2), n -> succeeds(request, n));
    return told(name, clients, () -> load(clients, each, n -> succeeds(request, n)));
  }

  /// Requests at a rate, whether those before are answered or not, after half of the time to warm
  /// up; times count from when a request was due.
  private void measurePaced(String name, double rate, Duration time, LongFunction<Reply> request) {
    pace(rate, time.dividedBy(2), request);
    told(name, 0, () -> pace(rate, time, request));
  }

  private Latencies pace(double rate, Duration time, LongFunction<Reply> request) {
    var latencies = new Latencies();
    long start = System.nanoTime();
    long count = (long) (rate * time.toNanos() / 1e9);
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long n = 1; n <= count; n++) {
        long due = start + (long) (n * 1e9 / rate);
        sleepUntil(due);
        long number = n;
        senders.execute(() -> {
          if (!succeeds(request, number)) {
            failed.incrementAndGet();
          }
          latencies.add(System.nanoTime() - due);
        });
      }
    }
    return latencies;
  }

  static void sleepUntil(long nanoTime) {
    try {
      long left = nanoTime - System.nanoTime();
      if (left > 0) {
        Thread.sleep(Duration.ofNanos(left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while measuring.", e);
    }
  }

  private static Duration warmUpHere(Duration each) {
    return each.dividedBy(4);
  }

  /// Work of this process.
  private Figures measureHere(String name, int threads, Duration each, LongPredicate work) {
    load(threads, warmUpHere(each), work);
    return told(name, threads, () -> load(threads, each, work));
  }

  /// What is measured.
  @FunctionalInterface
  private interface Run {
    Latencies run();
  }

  private Figures told(String name, int clients, Run run) {
    failed.set(0);
    bytes.set(0);
    ProcessorTime before = ProcessorTime.now();
    long start = System.nanoTime();
    Latencies latencies = run.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    ProcessorTime spent = ProcessorTime.now().since(before);
    int count = Math.max(1, latencies.count());
    double rate = count / seconds;
    out.printf(
        "%-22s %7s %9.0f %9.2f %9.2f %9.2f %12.0f %10.0f %8d %7d%n",
        name,
        clients == 0 ? "-" : Integer.toString(clients),
        rate,
        latencies.percentile(50).toNanos() / 1e6,
        latencies.percentile(99).toNanos() / 1e6,
        latencies.percentile(100).toNanos() / 1e6,
        (double) spent.machine() / count,
        (double) spent.own() / count,
        bytes.get() / count,
        failed.get());
    tellFailure();
    return new Figures(rate, (double) spent.machine() / count, latencies.percentile(99).toNanos());
  }

  /// One connection; how long a line takes says nothing, as many are under way.
  private void measureBatch(String name, Duration each, String mode) {
    batch(each.dividedBy(2), mode);
    failed.set(0);
    bytes.set(0);
    ProcessorTime before = ProcessorTime.now();
    long start = System.nanoTime();
    long lines = Math.max(1, batch(each, mode));
    double rate = lines / ((System.nanoTime() - start) / 1e9);
    ProcessorTime spent = ProcessorTime.now().since(before);
    out.printf(
        "%-22s %7s %9.0f %9s %9s %9s %12.0f %10.0f %8d %7d%n",
        name,
        "-",
        rate,
        "-",
        "-",
        "-",
        (double) spent.machine() / lines,
        (double) spent.own() / lines,
        bytes.get() / lines,
        failed.get());
    tellFailure();
  }

  /// @return how many lines were answered
  private long batch(Duration time, String mode) {
    long end = System.nanoTime() + time.toNanos();
    long lines = 0;
    var underWay = new Semaphore(LINES_UNDER_WAY);
    try (var sending = Executors.newVirtualThreadPerTaskExecutor();
        LineExchange exchange = client.exchange("/v1/decisions/batch")) {
      sending.execute(() -> {
        try {
          for (long n = 1; System.nanoTime() < end; n++) {
            if (!underWay.tryAcquire()) {
              exchange.flush();
              underWay.acquireUninterruptibly();
            }
            exchange.send(request(mode, n));
          }
          exchange.end();
        } catch (IOException e) {
          failure.set(String.valueOf(e));
        }
      });
      try {
        for (Optional<String> line = exchange.next(); line.isPresent(); line = exchange.next()) {
          lines++;
          underWay.release();
          bytes.addAndGet(line.get().length());
          if (!line.get().contains("\"decision\":{")) {
            failed.incrementAndGet();
            failure.set(line.get());
          }
        }
      } finally {
        // Nobody reads any more: whoever waits to send goes on, and is told.
        underWay.release(LINES_UNDER_WAY);
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

  private Latencies load(int clients, Duration time, LongPredicate work) {
    var latencies = new Latencies();
    var sequence = new AtomicLong();
    long end = System.nanoTime() + time.toNanos();
    // Threads of the system block at a third of the cost of virtual ones.
    try (var workers = Executors.newFixedThreadPool(clients)) {
      for (int i = 0; i < clients; i++) {
        workers.execute(() -> {
          while (System.nanoTime() < end) {
            long start = System.nanoTime();
            boolean succeeded = work.test(sequence.incrementAndGet());
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

  /// Asks ten times as much as is answered, and prints what becomes of those that are let in.
  ///
  /// @param usual time in which it is seen how much is answered, after as much to warm up
  /// @param time of the overload
  public void overload(Duration usual, Duration time) {
    prepare();
    load(16, usual, n -> succeeds(number -> decide("evaluate", number), n));
    Latencies normal = load(16, usual, n -> succeeds(number -> decide("evaluate", number), n));
    double rate = normal.count() / (usual.toNanos() / 1e9);
    tell("sustained, 16 clients", rate, 0, normal);

    new OverloadRun(this, 10 * rate, time).print(out);

    for (int second = 1; second <= 10; second++) {
      Latencies after =
          load(16, Duration.ofSeconds(1), n -> succeeds(number -> decide("evaluate", number), n));
      tell("second " + second + " after it", after.count(), failed.getAndSet(0), after);
    }
  }

  void tell(String name, double rate, long refused, Latencies answered) {
    out.printf(
        "%-22s %9.0f/s answered, %9d turned away, %s%n", name, rate, refused, answered.summary());
  }

  /// Megabytes of heap that the service has in use, as it says itself.
  long heapMegabytes() {
    return Math.round(
        client
                .get("/metrics")
                .body()
                .lines()
                .filter(line ->
                    line.startsWith("jvm_memory_used_bytes") && line.contains("area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum()
            / 1e6);
  }

  @Override
  public void close() {
    connections.close();
  }
}
