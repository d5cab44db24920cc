package dev.whence.service.sourcing;

import static dev.whence.service.sourcing.TestShop.decision;
import static dev.whence.service.sourcing.TestShop.forOrder;
import static dev.whence.service.sourcing.TestShop.line;
import static dev.whence.service.sourcing.TestShop.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderLine;
import dev.whence.rules.sourcing.NodeState;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.service.reservations.Hold;
import dev.whence.service.reservations.ReservationId;
import dev.whence.service.reservations.ReservationStore.Change;
import dev.whence.service.sourcing.CommitResult.Committed;
import dev.whence.service.sourcing.CommitResult.DuplicateKey;
import dev.whence.service.sourcing.CommitResult.StockLost;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What must hold when many want the same.
final class ContentionTest {
  private static final int THREADS = 64;

  private TestShop shop;

  @BeforeEach
  void open() {
    shop = new TestShop();
  }

  @Test
  void sixtyFourThreadsSellExactlyAThousandUnits_andNobodyIsRefusedWhileOneRemains()
      throws Exception {
    shop.with("DC-1", "A", 1_000);
    SourcingInputs inputs = shop.inputs(order("O", "A"));
    var number = new AtomicInteger();
    var refusedWhileLeft = new AtomicInteger();
    var sold = new AtomicInteger();

    inParallel(
        THREADS,
        () -> {
          while (true) {
            String id = "O-" + number.incrementAndGet();
            switch (shop.commit(decision(forOrder(inputs, id), Map.of("A", "DC-1")))) {
              case Committed committed -> sold.incrementAndGet();
              case StockLost lost -> {
                if (lost.units().getFirst().available() > 0 || reserved("A", "DC-1") < 1_000) {
                  refusedWhileLeft.incrementAndGet();
                }
                return true;
              }
              case CommitResult other -> throw new AssertionError(other);
            }
          }
        });

    assertThat(sold).hasValue(1_000);
    assertThat(refusedWhileLeft).hasValue(0);
    assertThat(reserved("A", "DC-1")).isEqualTo(1_000);
    assertThat(shop.number("SELECT count(*) FROM reservations")).isEqualTo(1_000);
    assertThat(shop.number("SELECT sum(parcels) FROM capacity_bookings")).isEqualTo(1_000);
  }

  @Test
  void twoProcessesSellExactlyWhatIsThere_andNobodyIsRefusedWhileAUnitRemains() throws Exception {
    DatabaseAddress address = TestDatabase.freshAddress();
    try (Database one = Database.open(address, 8);
        Database other = Database.open(address, 8)) {
      List<TestShop> shops = List.of(new TestShop(one), new TestShop(other));
      shops.getFirst().with("DC-1", "A", 1_000).with("DC-2", "B", 1_000);
      var number = new AtomicInteger();
      var sold = new AtomicInteger();
      var refusedWhileLeft = new AtomicInteger();

      inParallel(
          THREADS,
          () -> {
            int thread = number.incrementAndGet();
            TestShop mine = shops.get(thread % 2);
            // Some want two nodes, in groups of either.
            Map<String, String> wanted =
                switch (thread % 3) {
                  case 0 -> Map.of("A", "DC-1", "B", "DC-2");
                  case 1 -> Map.of("A", "DC-1");
                  default -> Map.of("B", "DC-2");
                };
            var inputs = mine.inputs(order("O", wanted.keySet().toArray(String[]::new)));
            for (int i = 0; ; i++) {
              String id = "O-%d-%d".formatted(thread, i);
              switch (mine.commit(decision(forOrder(inputs, id), wanted))) {
                case Committed committed -> sold.addAndGet(wanted.size());
                case StockLost(var lost) -> {
                  if (lost.getFirst().available() > 0) {
                    refusedWhileLeft.incrementAndGet();
                  }
                  return true;
                }
                case CommitResult unexpected -> throw new AssertionError(unexpected);
              }
            }
          });

      assertThat(refusedWhileLeft).hasValue(0);
      assertThat(sold).hasValue(2_000);
      assertThat(shops.getFirst().number("SELECT sum(reserved) FROM stock")).isEqualTo(2_000);
      assertThat(shops.getFirst().number("SELECT count(DISTINCT xmin::text) FROM reservations"))
          .isLessThan(shops.getFirst().number("SELECT count(*) FROM reservations"));
      assertThat(shops.getFirst().discrepancies()).isEmpty();
    }
  }

  @Test
  void mixedOrdersOverSkusAndNodesSellEveryUnitOnce_whenEachLoserDecidesAgain() throws Exception {
    List<String> nodes = List.of("DC-1", "DC-2", "STORE-3");
    List<String> skus = List.of("A", "B", "C", "D");
    for (String node : nodes) {
      for (String sku : skus) {
        shop.with(node, sku, 40);
      }
    }
    var sold = new AtomicInteger();
    var number = new AtomicInteger();

    inParallel(
        THREADS,
        () -> {
          int thread = number.incrementAndGet();
          var random = new SplittableRandom(thread);
          for (int i = 0; ; i++) {
            if (i < 5) {
              sell(random, skus, "O-%d-%d".formatted(thread, i), sold);
            } else if (!sellOneOfAnything(skus, "O-%d-%d".formatted(thread, i), sold)) {
              return true;
            }
          }
        });

    assertThat(shop.number("SELECT sum(on_hand - reserved) FROM stock")).isZero();
    assertThat(sold).hasValue(3 * 4 * 40);
    assertThat(shop.number("SELECT sum(units - taken_out) FROM shipment_lines")).isEqualTo(480);
  }

  /// Up to four lines, several of one SKU, each from the first node that has the units.
  private void sell(SplittableRandom random, List<String> skus, String id, AtomicInteger sold) {
    List<OrderLine> lines =
        IntStream.range(0, 1 + random.nextInt(4))
            .mapToObj(
                i -> line("L" + i, skus.get(random.nextInt(skus.size())), 1 + random.nextInt(2)))
            .toList();
    for (int round = 0; round < 3; round++) {
      SourcingInputs inputs = shop.inputs(order(id, lines));
      Optional<Map<String, String>> plan = plan(inputs);
      if (plan.isEmpty()) {
        return; // nothing holds this much any more
      }
      if (shop.commit(decision(inputs, plan.get())) instanceof Committed) {
        sold.addAndGet(lines.stream().mapToInt(OrderLine::quantity).sum());
        return;
      }
    }
  }

  private boolean sellOneOfAnything(List<String> skus, String id, AtomicInteger sold) {
    for (String sku : skus) {
      SourcingInputs inputs = shop.inputs(order(id, sku));
      Optional<Map<String, String>> plan = plan(inputs);
      if (plan.isPresent()) {
        if (shop.commit(decision(inputs, plan.get())) instanceof Committed) {
          sold.incrementAndGet();
        }
        return true;
      }
    }
    return false;
  }

  private static Optional<Map<String, String>> plan(SourcingInputs inputs) {
    var plan = new TreeMap<String, String>();
    inputs
        .orderCase()
        .order()
        .unitsBySku()
        .forEach((sku, units) ->
            inputs.orderCase().nodes().stream()
                .filter(node -> available(node, sku) >= units)
                .findFirst()
                .ifPresent(node -> plan.put(sku.value(), node.id().value())));
    return plan.size() == inputs.orderCase().order().unitsBySku().size()
        ? Optional.of(plan)
        : Optional.empty();
  }

  private static int available(NodeState node, Sku sku) {
    return node.stock().stream()
        .filter(position -> position.sku().equals(sku))
        .mapToInt(position -> position.availableToPromise(0))
        .sum();
  }

  @Test
  void twinsWithOneKeyGetOneDecisionAndOneAnswer() throws Exception {
    shop.with("DC-1", "A", 100);
    SourcingInputs inputs = shop.inputs(order("O-1", "A"));
    var key = new CallerKey.Given("k-1", "digest");

    List<CommitResult> results =
        inParallel(16, () -> shop.commit(decision(inputs, Map.of("A", "DC-1")), key));

    List<Committed> winners =
        results.stream().filter(Committed.class::isInstance).map(Committed.class::cast).toList();
    assertThat(winners).hasSize(1);
    assertThat(results)
        .filteredOn(result -> !(result instanceof Committed))
        .hasSize(15)
        .containsOnly(new DuplicateKey(winners.getFirst().decision()));
    assertThat(reserved("A", "DC-1")).isEqualTo(1);
  }

  @Test
  void exactlyOneOfConfirmAndExpireWins_andStockFollowsTheWinner() throws Exception {
    shop.with("DC-1", "A", 50);
    var ids = new ArrayList<ReservationId>();
    for (int i = 0; i < 50; i++) {
      ids.add(reserve("O-" + i));
    }
    shop.execute("UPDATE reservations SET expires_at = now() + interval '150 milliseconds'");

    var confirmed = new AtomicInteger();
    var expired = new AtomicInteger();
    var next = new AtomicInteger();
    inParallel(
        4,
        () -> {
          for (int i = next.getAndIncrement(); i < 50; i = next.getAndIncrement()) {
            Thread.sleep(i / 10); // so that some come before the expiry and some after
            if (shop.reservations.confirm(ids.get(i)) instanceof Change.Done) {
              confirmed.incrementAndGet();
            }
            expired.addAndGet(shop.reservations.expire(3));
          }
          return true;
        });
    while (confirmed.get() + expired.get() < 50) {
      expired.addAndGet(shop.reservations.expire(100));
    }

    assertThat(confirmed.get() + expired.get()).isEqualTo(50);
    assertThat(shop.number("SELECT count(*) FROM reservations WHERE status = 'CONFIRMED'"))
        .isEqualTo(confirmed.get());
    assertThat(shop.number("SELECT count(*) FROM reservations WHERE status = 'EXPIRED'"))
        .isEqualTo(expired.get());
    assertThat(reserved("A", "DC-1")).isEqualTo(confirmed.get());
    assertThat(shop.number("SELECT sum(parcels) FROM capacity_bookings"))
        .isEqualTo(confirmed.get());
  }

  @Test
  void sellersAndExpiryJobsTogetherNeverLoseOrMakeAUnit() throws Exception {
    shop.with("DC-1", "A", 20).with("DC-1", "B", 20).with("DC-2", "A", 20);
    var thread = new AtomicInteger();

    inParallel(
        12,
        () -> {
          int me = thread.getAndIncrement();
          for (int i = 0; i < 25; i++) {
            if (me % 3 == 0) {
              shop.execute("UPDATE reservations SET expires_at = now() WHERE status = 'HELD'");
              shop.reservations.expire(7);
            } else {
              var order =
                  order(
                      "O-%d-%d".formatted(me, i), me % 2 == 0 ? "A" : "B", me % 2 == 0 ? "B" : "A");
              SourcingInputs inputs = shop.inputs(order);
              plan(inputs).ifPresent(plan -> shop.commit(decision(inputs, plan)));
            }
          }
          return true;
        });

    assertThat(shop.discrepancies()).isEmpty();
  }

  private ReservationId reserve(String order) {
    SourcingInputs inputs = shop.inputs(order(order, "A"));
    var committed = (Committed) shop.commit(decision(inputs, Map.of("A", "DC-1")));
    return ((Hold.Reserved) committed.hold()).reservation();
  }

  private long reserved(String sku, String node) {
    return shop.stock.find(new Sku(sku)).stream()
        .filter(position -> position.node().equals(new ShipNodeId(node)))
        .mapToLong(position -> position.reserved())
        .sum();
  }

  private static <T> List<T> inParallel(int threads, Callable<T> work)
      throws InterruptedException, ExecutionException {
    var start = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<T>>();
      for (int i = 0; i < threads; i++) {
        running.add(
            executor.submit(() -> {
              start.await();
              return work.call();
            }));
      }
      start.countDown();
      var results = new ArrayList<T>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return results;
    }
  }
}
