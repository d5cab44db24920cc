package dev.whence.service.sourcing;

import static dev.whence.service.sourcing.TestShop.decision;
import static dev.whence.service.sourcing.TestShop.forOrder;
import static dev.whence.service.sourcing.TestShop.order;

import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Commits a second of 64 clients through [DecisionStore], and what the sessions wait for.
@EnabledIfSystemProperty(named = "hot.benchmark", matches = "true")
final class HotSkuBenchmark {
  private static final int CLIENTS = Integer.getInteger("hot.clients", 64);
  private static final int SECONDS = Integer.getInteger("hot.seconds", 6);
  private static final int CONNECTIONS = Integer.getInteger("hot.connections", 16);

  private static Database WATCHER;

  @Test
  void oneRowAgainstMany() throws Exception {
    DatabaseAddress address = TestDatabase.freshAddress();
    Database database = Database.open(address, CONNECTIONS);
    WATCHER = Database.open(address, 1);
    run("warm-up", database, 1, 1, 1, CLIENTS);
    for (int round = 0; round < 3; round++) {
      run("each by itself, one SKU, one node", database, 1, 1, 1, CLIENTS);
      run("together, one SKU, one node", database, 64, 1, 1, CLIENTS);
      run("each by itself, 64 SKUs, 64 nodes", database, 1, 64, 64, CLIENTS);
    }
  }

  private static void run(String name, Database database, int together, int skus, int nodes, int clients)
      throws Exception {
    database.transact(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute(TestDatabase.EMPTY);
      }
    });
    var shop = new TestShop(database, new DecisionStore(database, together));
    for (int i = 0; i < Math.max(skus, nodes); i++) {
      shop.nodes.upsert(List.of(TestShop.node("DC-" + i % nodes, 1_000_000)));
      shop.with("DC-" + i % nodes, "S-" + i % skus, 1_000_000);
    }
    List<SourcingInputs> inputs = new ArrayList<>();
    for (int i = 0; i < skus; i++) {
      inputs.add(shop.inputs(order("O", "S-" + i)));
    }
    Database watcher = WATCHER;
    var sold = new AtomicInteger();
    var number = new AtomicInteger();
    var waits = new TreeMap<String, Integer>();
    var stop = new AtomicBoolean();
    long begin = System.nanoTime();
    long end = begin + SECONDS * 1_000_000_000L;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      Future<?> watch = executor.submit(() -> {
        while (!stop.get()) {
          sample(watcher, waits);
          Thread.sleep(20);
        }
        return true;
      });
      for (int i = 0; i < clients; i++) {
        int me = i;
        running.add(
            executor.submit(() -> {
              while (System.nanoTime() < end) {
                String id = "O-" + number.incrementAndGet();
                var result =
                    shop.commit(
                        decision(
                            forOrder(inputs.get(me % skus), id),
                            Map.of("S-" + me % skus, "DC-" + me % nodes)));
                if (!(result instanceof CommitResult.Committed)) {
                  throw new AssertionError(result);
                }
                sold.incrementAndGet();
              }
              return true;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
      stop.set(true);
      watch.get();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf("%-40s %8.1f commits a second  %s%n", name, sold.get() / seconds, waits);
  }

  private static void sample(Database database, Map<String, Integer> waits) {
    database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(
                  """
                  SELECT state || ' ' || coalesce(wait_event_type || ':' || wait_event, 'runs')
                  FROM pg_stat_activity
                  WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
                  """)
              .send(connection)) {
        return answers.rows(row -> waits.merge(row.getString(1), 1, Integer::sum));
      }
    });
  }
}
