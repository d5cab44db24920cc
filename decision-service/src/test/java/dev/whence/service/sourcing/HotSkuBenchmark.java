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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Commits of many clients who want one SKU at one ship node, each by itself and together, and of
/// clients who share no row: more than that no splitting of rows can bring. Whole commits through
/// [DecisionStore], by turns. Rates depend on disk and neighbors; only their ratios mean something.
@EnabledIfSystemProperty(named = "hot.benchmark", matches = "true")
final class HotSkuBenchmark {
  private static final int CLIENTS = 64;
  private static final int CONNECTIONS = 16;
  private static final int ROUNDS = Integer.getInteger("hot.rounds", 5);
  private static final int SECONDS = Integer.getInteger("hot.seconds", 4);

  private enum Way {
    ALONE("one row, each by itself", 1, 1),
    TOGETHER("one row, together", 64, 1),
    APART("no row shared, each by itself", 1, CLIENTS);

    final String told;
    final int together;
    final int positions;

    Way(String told, int together, int positions) {
      this.told = told;
      this.together = together;
      this.positions = positions;
    }
  }

  /// @param rate commits a second
  /// @param waitingForLocks part of the sessions at work that wait for another one's row
  private record Measured(double rate, double waitingForLocks) {}

  @Test
  void together() throws Exception {
    DatabaseAddress address = TestDatabase.freshAddress();
    try (Database database = Database.open(address, CONNECTIONS);
        Database watch = Database.open(address, 1)) {
      measure(Way.ALONE, database, watch);
      var rates = new EnumMap<Way, Double>(Way.class);
      for (int round = 1; round <= ROUNDS; round++) {
        for (Way way : Way.values()) {
          Measured measured = measure(way, database, watch);
          rates.merge(way, measured.rate, Double::sum);
          System.out.printf(
              "%d %-30s %6.0f commits a second, %3.0f %% of the sessions wait for a row%n",
              round, way.told, measured.rate, 100 * measured.waitingForLocks);
        }
      }
      rates.forEach((way, sum) ->
          System.out.printf("%-30s %.1f%n", way.told, sum / rates.getOrDefault(Way.ALONE, 0.0)));
    }
  }

  private static Measured measure(Way way, Database database, Database watch) throws Exception {
    database.transact(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute(TestDatabase.EMPTY);
      }
    });
    var shop = new TestShop(database, new DecisionStore(database, way.together));
    List<SourcingInputs> inputs = new ArrayList<>();
    for (int i = 0; i < way.positions; i++) {
      shop.nodes.upsert(List.of(TestShop.node("DC-" + i, 1_000_000)));
      shop.with("DC-" + i, "S-" + i, 1_000_000);
      inputs.add(shop.inputs(order("O", "S-" + i)));
    }
    var committed = new AtomicInteger();
    var waits = new TreeMap<Boolean, Integer>(Map.of(false, 1, true, 0));
    long begin = System.nanoTime();
    long end = begin + SECONDS * 1_000_000_000L;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int me = i;
        int position = i % way.positions;
        running.add(
            executor.submit(() -> {
              for (int n = 0; System.nanoTime() < end; n++) {
                SourcingInputs mine = forOrder(inputs.get(position), "O-%d-%d".formatted(me, n));
                var result = shop.commit(decision(mine, Map.of("S-" + position, "DC-" + position)));
                if (!(result instanceof CommitResult.Committed)) {
                  throw new AssertionError(result);
                }
                committed.incrementAndGet();
              }
              return true;
            }));
      }
      while (System.nanoTime() < end) {
        sample(watch, waits);
        Thread.sleep(20);
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    int samples = waits.values().stream().mapToInt(Integer::intValue).sum();
    return new Measured(committed.get() / seconds, (double) waits.getOrDefault(true, 0) / samples);
  }

  /// Counts sessions in a transaction by whether they wait for a row.
  private static void sample(Database watch, Map<Boolean, Integer> waits) {
    String select =
        """
        SELECT wait_event_type IS NOT DISTINCT FROM 'Lock' FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND backend_type = 'client backend' AND state <> 'idle'
        """;
    watch.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(select).send(connection)) {
        return answers.rows(select, row -> waits.merge(row.getBoolean(1), 1, Integer::sum));
      }
    });
  }
}
