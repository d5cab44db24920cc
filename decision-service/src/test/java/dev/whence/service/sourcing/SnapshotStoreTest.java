package dev.whence.service.sourcing;

import static dev.whence.service.sourcing.TestShop.NOW;
import static dev.whence.service.sourcing.TestShop.decision;
import static dev.whence.service.sourcing.TestShop.item;
import static dev.whence.service.sourcing.TestShop.line;
import static dev.whence.service.sourcing.TestShop.node;
import static dev.whence.service.sourcing.TestShop.order;
import static dev.whence.service.sourcing.TestShop.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.models.transit.Arrival;
import dev.whence.models.transit.RecentTransitTracker;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.NodeState;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.rules.tables.RuleBook;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SnapshotStoreTest {
  private TestShop shop;

  @BeforeEach
  void open() {
    shop =
        new TestShop()
            .with("DC-1", "A", 3)
            .with("DC-2", "A", 0)
            .with("DC-2", "B", 7)
            .with("DC-3", "C", 9);
  }

  @Test
  void nodesWithAPositionOfAnOrderedSkuAreCandidates_evenWithoutUnits_andNoOthers() {
    SourcingInputs inputs = shop.inputs(order("O-1", "B", "A"));

    assertThat(inputs.orderCase().nodes())
        .extracting(node -> node.id().value())
        .containsExactly("DC-1", "DC-2");
    assertThat(inputs.orderCase().nodes().getLast().stock())
        .extracting(position -> position.sku() + " " + position.onHand())
        .containsExactly("A 0", "B 7");
    assertThat(inputs.orderCase().items()).containsExactly(item("A"), item("B"));
    assertThat(inputs.orderCase().now()).isEqualTo(NOW);
  }

  @Test
  void whatWasLoadedComesBackEqual() {
    SourcingInputs inputs = shop.inputs(order("O-1", "A"));

    assertThat(inputs.reference().nodes())
        .containsExactly(node("DC-1", 10_000), node("DC-2", 10_000));
    assertThat(inputs.reference().services()).containsExactly(service("GROUND"));
  }

  /// Planning took ten times as long as running.
  @Test
  void plansAreMadeOnceAConnectionAndKept() {
    try (Database one = TestDatabase.fresh(1)) {
      var other = new TestShop(one).with("DC-1", "A", 3);
      for (int i = 0; i < 20; i++) {
        other.inputs(order("O-" + i, "A"));
      }

      String plannedAgain =
          """
          SELECT custom_plans || ' times: ' || statement FROM pg_prepared_statements
          WHERE custom_plans > 0 AND generic_plans > 0
          """;
      String kept = "SELECT count(*) FROM pg_prepared_statements WHERE generic_plans > 10";
      List<String> found =
          one.run(connection -> {
            try (var answers = new StatementBatch().add(plannedAgain).add(kept).send(connection)) {
              List<String> planned = answers.rows(plannedAgain, row -> row.getString(1));
              assertThat(answers.rows(kept, row -> row.getInt(1)).getFirst()).isGreaterThan(8);
              return planned;
            }
          });

      assertThat(found).isEmpty();
    }
  }

  @Test
  void unknownSkusAreNamedAllAtOnce() {
    assertThat(shop.snapshots.snapshot(order("O-1", "Z", "A", "Y"), NOW, Demands.NONE))
        .isEqualTo(new Snapshot.UnknownSkus(new TreeSet<>(List.of(new Sku("Y"), new Sku("Z")))));
  }

  @Test
  void loadIsInForceForTheNextSnapshotOfEveryProcess() {
    SnapshotStore other = shop.snapshots(RuleBook.shipped().scan());
    shop.inputs(order("O-1", "A"));
    other.snapshot(order("O-1", "A"), NOW, Demands.NONE);

    shop.nodes.upsert(List.of(node("DC-1", 5)));
    shop.carriers.upsert(List.of(service("AIR")));

    for (SnapshotStore store : List.of(shop.snapshots, other)) {
      var ready = (Snapshot.Ready) store.snapshot(order("O-2", "A"), NOW, Demands.NONE);
      assertThat(ready.market().node(new ShipNodeId("DC-1")).parcelsPerDay()).isEqualTo(5);
      assertThat(ready.market().services())
          .extracting(service -> service.id().value())
          .containsExactly("AIR", "GROUND");
    }
  }

  @Test
  void reservedUnitsAndBookedParcelsOfOthersAreSeen_daysGoneByAreNot() {
    shop.commit(
        decision(shop.inputs(order("O-1", List.of(line("1", "A", 2)))), Map.of("A", "DC-1")));
    shop.execute("INSERT INTO capacity_bookings VALUES ('DC-1', '2026-04-01', 77)");

    NodeState node = shop.inputs(order("O-2", "A")).orderCase().nodes().getFirst();

    assertThat(node.stock().getFirst().availableToPromise(0)).isEqualTo(1);
    assertThat(node.booked()).extracting(NodeState.DayLoad::parcels).containsExactly(1);
  }

  @Test
  void windowsAgreeWithTheTrackerThatModelsAreTrainedOn_atAnyMoment() {
    shop.carriers.upsert(List.of(service("AIR")));
    var random = new SplittableRandom(11);
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Instant known = NOW.minus(Duration.ofMinutes(random.nextInt(50 * 24 * 60)));
      arrivals.add(
          new Arrival(
              new CarrierServiceId(random.nextBoolean() ? "AIR" : "GROUND"),
              random.nextBoolean() ? "NJ" : "CA",
              random.nextBoolean() ? "FL" : "NY",
              known.minus(Duration.ofMinutes(random.nextInt(60, 20_000))),
              known,
              known,
              24L * (1 + random.nextInt(6))));
    }
    arrivals.sort(Comparator.comparing(Arrival::knownAt));
    var tracker = new RecentTransitTracker();
    arrivals.forEach(tracker::add);
    insert(arrivals);

    for (int i = 0; i < 40; i++) {
      // Forth and back in time, at arrivals and in between: sums kept in memory must not show.
      Instant now =
          i % 2 == 0
              ? arrivals.get(random.nextInt(arrivals.size())).knownAt().plusMillis(i % 4)
              : NOW.minus(Duration.ofMinutes(random.nextInt(30 * 24 * 60)));
      List<RecentTransit> expected = new ArrayList<>();
      for (String service : List.of("AIR", "GROUND")) {
        expected.add(tracker.at(now, new CarrierServiceId(service), "NJ", "FL"));
      }
      expected.removeIf(recent -> recent.newestKnownAt().equals(Instant.EPOCH));

      assertThat(shop.inputs(order("O-" + i, "A"), now).orderCase().recentTransit())
          .as("windows at %s", now)
          .isEqualTo(expected);
    }
  }

  private void insert(List<Arrival> arrivals) {
    var batch = new StatementBatch();
    for (int i = 0; i < arrivals.size(); i++) {
      Arrival arrival = arrivals.get(i);
      batch.add(
          "INSERT INTO arrivals VALUES (?, ?, ?, ?, ?, ?, ?)",
          "S-" + i,
          arrival.carrierService().value(),
          arrival.originRegion(),
          arrival.destinationRegion(),
          arrival.knownAt(),
          arrival.actualHours(),
          arrival.expectedHours());
    }
    shop.database.transact(connection -> {
      batch.send(connection).close();
      return arrivals.size();
    });
  }
}
