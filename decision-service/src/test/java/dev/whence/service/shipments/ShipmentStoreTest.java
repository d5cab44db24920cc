package dev.whence.service.shipments;

import static dev.whence.service.sourcing.TestShop.NOW;
import static dev.whence.service.sourcing.TestShop.decision;
import static dev.whence.service.sourcing.TestShop.line;
import static dev.whence.service.sourcing.TestShop.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.Probability;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.carriers.TransitWindow;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.domain.returns.ReturnHistory;
import dev.whence.models.returns.ReturnedShares;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.service.history.Held;
import dev.whence.service.history.ReturnStore;
import dev.whence.service.history.ReturnedUnits;
import dev.whence.service.history.ShipmentEvent;
import dev.whence.service.reservations.Hold;
import dev.whence.service.reservations.ReservationId;
import dev.whence.service.shipments.ShipmentStore.EventsResult;
import dev.whence.service.sourcing.CommitResult.Committed;
import dev.whence.service.sourcing.NewDecision;
import dev.whence.service.sourcing.TestShop;
import dev.whence.service.store.Database;
import dev.whence.service.store.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Scans and returns of one order of 3 units of A, decided on 2026-05-04, published 5 days.
final class ShipmentStoreTest {
  private static final Instant HANDED_OVER = Instant.parse("2026-05-04T20:30:00Z");
  private static final Instant DELIVERED = Instant.parse("2026-05-08T15:45:00Z");

  private TestShop shop;
  private ShipmentStore shipments;
  private ReturnStore returns;
  private String shipment;
  private ReservationId reservation;

  @BeforeEach
  void decideAnOrder() {
    shop = new TestShop().with("DC-1", "A", 10);
    shipments = new ShipmentStore(shop.database);
    returns = new ReturnStore(shop.database);
    NewDecision made =
        decision(
            shop.inputs(order("O-1", List.of(line("1", "A", 2), line("2", "A", 1)))),
            Map.of("A", "DC-1"));
    var committed = (Committed) shop.commit(made);
    reservation = ((Hold.Reserved) committed.hold()).reservation();
    shipment = made.id() + "-1";
  }

  @Test
  void firstScanOnTheWayTakesTheUnitsOutOfStockAndReservation_once() {
    shop.reservations.confirm(reservation);

    shipments.addEvents(List.of(scan("e1", "IN_TRANSIT", HANDED_OVER.plusSeconds(60))));
    shipments.addEvents(List.of(scan("e2", "OUT_FOR_DELIVERY", DELIVERED.minusSeconds(60))));

    assertThat(stock()).isEqualTo("7 on hand, 0 reserved");
    assertThat(shop.reservations.find(reservation).orElseThrow().lines()).isEmpty();
    shop.reservations.release(reservation);
    assertThat(stock()).isEqualTo("7 on hand, 0 reserved");
  }

  @Test
  void parcelThatLeftAfterItsReservationExpiredIsGoneAllTheSame() {
    shop.execute("UPDATE reservations SET expires_at = now()");
    shop.reservations.expire(10);

    shipments.addEvents(List.of(scan("e1", "HANDED_OVER", HANDED_OVER)));

    assertThat(stock()).isEqualTo("7 on hand, 0 reserved");
  }

  @Test
  void deliveryEntersTheLaneFromTheMomentItIsKnown_notBefore() {
    shipments.addEvents(
        List.of(scan("e1", "HANDED_OVER", HANDED_OVER), scan("e2", "DELIVERED", DELIVERED)));

    Instant known = DELIVERED.plusSeconds(3_600);
    // 4 days less 4:45 h, rounded down; 5 published days, so 24 h each expected
    var window = new TransitWindow(1, 91, 120);
    assertThat(windows(known)).isEmpty();
    assertThat(windows(known.plusMillis(1))).containsExactly(window, window, window);
    assertThat(windows(known.plus(Duration.ofDays(14)))).containsExactly(window, window, window);
    assertThat(windows(known.plus(Duration.ofDays(14)).plusMillis(1)))
        .containsExactly(TransitWindow.EMPTY, window, window);
    assertThat(windows(known.plus(Duration.ofDays(28)))).hasSize(3);
    assertThat(windows(known.plus(Duration.ofDays(28)).plusMillis(1))).isEmpty();
  }

  @Test
  void anyOrderOfTheSameEventsAndRepetitionsGiveTheSameShipment() {
    List<ShipmentEvent> events =
        new ArrayList<>(
            List.of(
                scan("e1", "HANDED_OVER", HANDED_OVER),
                scan("e2", "IN_TRANSIT", HANDED_OVER.plusSeconds(7_200)),
                scan("e3", "CUSTOMS_PARTY", HANDED_OVER.plusSeconds(9_000)),
                scan("e4", "DELIVERED", DELIVERED),
                scan("e4", "DELIVERED", DELIVERED)));
    Collections.shuffle(events, new Random(7));

    for (ShipmentEvent event : events) {
      shipments.addEvents(List.of(event));
    }

    assertThat(shipments.find(shipment))
        .get()
        .satisfies(progress -> {
          assertThat(progress.handedOverAt()).contains(HANDED_OVER);
          assertThat(progress.deliveredAt()).contains(DELIVERED);
          assertThat(progress.lastScan()).isEqualTo("DELIVERED");
        });
    assertThat(shop.number("SELECT count(*) FROM shipment_events")).isEqualTo(4);
    assertThat(shop.number("SELECT actual_hours FROM arrivals")).isEqualTo(91);
    assertThat(stock()).isEqualTo("7 on hand, 0 reserved");
  }

  @Test
  void eventsAreCounted_newRepeatedAndOfUnknownShipments() {
    var known = scan("e1", "HANDED_OVER", HANDED_OVER);
    var early = new ShipmentEvent("e9", "elsewhere-1", "DELIVERED", DELIVERED, DELIVERED, "FL");

    EventsResult first = shipments.addEvents(List.of(known, early));
    assertThat(first.added()).isEqualTo(2);
    assertThat(first.unknownShipments()).isEqualTo(1);
    assertThat(first.positions()).isNotEmpty();
    assertThat(shipments.addEvents(List.of(known, early, known)))
        .isEqualTo(new EventsResult(0, Held.NOTHING, 3, 0, List.of(), List.of()));
  }

  @Test
  void shipmentDecidedElsewhereMeetsEventsThatCameBeforeIt() {
    shipments.addEvents(
        List.of(
            new ShipmentEvent("x1", "H-1", "HANDED_OVER", HANDED_OVER, HANDED_OVER, ""),
            new ShipmentEvent("x2", "H-1", "DELIVERED", DELIVERED, DELIVERED, "")));

    assertThat(shipments.add(List.of(elsewhere("H-1", "O-77")))).isEqualTo(1);
    assertThat(
            shipments.add(
                List.of(
                    elsewhere("H-1", "O-77"), elsewhere("H-2", "O-78"), elsewhere("H-3", "O-79"))))
        .isEqualTo(2);

    assertThat(shop.number("SELECT expected_hours FROM arrivals")).isEqualTo(72);
    assertThat(shipments.findByOrder(new OrderId("O-77"))).hasSize(1);
  }

  @Test
  void viewsForThePipelineTellTheStoryOfTheOrder() {
    assertThat(statusInHistory()).isEqualTo("AWAITING_HANDOVER");
    assertThat(
            shop.number(
                """
                SELECT count(*) FROM history_order_lines
                WHERE order_units = 3 AND order_lines = 2 AND same_category_units = 3
                  AND category = 'fashion' AND shipment_id LIKE '%-1'
                """))
        .isEqualTo(2);

    assertThat(
            shop.text(
                "SELECT planned_handover = (SELECT planned_handover FROM shipments) FROM history_shipments"))
        .isEqualTo("t");

    shop.reservations.release(reservation);
    assertThat(statusInHistory()).isEqualTo("CANCELED");

    shipments.addEvents(List.of(scan("e1", "HANDED_OVER", HANDED_OVER)));
    assertThat(statusInHistory()).isEqualTo("IN_TRANSIT");

    shipments.addEvents(List.of(scan("e2", "LOST", DELIVERED)));
    assertThat(statusInHistory()).isEqualTo("LOST");

    shipments.addEvents(List.of(scan("e3", "DELIVERED", DELIVERED)));
    assertThat(statusInHistory()).isEqualTo("DELIVERED");
  }

  private String statusInHistory() {
    return shop.text("SELECT status FROM history_shipments");
  }

  @Test
  void lineCountsAsSoldTwoWeeksAfterItsOrder_withWhatCameBackByThen_andLaterWhenItIsKnown() {
    shipments.addEvents(List.of(scan("e2", "DELIVERED", DELIVERED)));
    Instant ordered = NOW.minusSeconds(60);
    Instant counted = ordered.plus(ReturnedShares.COUNTED_AFTER);
    List<ReturnedUnits> back = List.of(returned("r1", "1", 1, DELIVERED.plusSeconds(9)));
    assertThat(returns.add(back)).isEqualTo(new ReturnStore.Result(1, Held.NOTHING, 0));
    assertThat(returns.add(back)).isEqualTo(new ReturnStore.Result(0, Held.NOTHING, 1));

    returns.count(counted, 100);
    assertThat(history()).isEqualTo(ReturnHistory.NONE);

    assertThat(returns.count(counted.plusMillis(1), 100)).isEqualTo(2);
    assertThat(returns.count(counted.plusMillis(1), 100)).isZero();
    assertThat(history()).isEqualTo(new ReturnHistory(3, 1, 3, 1, 3, 1));

    returns.add(List.of(returned("r2", "1", 1, DELIVERED.plus(Duration.ofDays(1)))));
    returns.count(counted.plus(Duration.ofDays(10)), 100);
    assertThat(history()).isEqualTo(new ReturnHistory(3, 2, 3, 2, 3, 2));
  }

  @Test
  void returnToldLateButKnownInTimeIsAddedUpToTheQuantity_oneAfterTheWindowIsNot() {
    shipments.addEvents(List.of(scan("e1", "HANDED_OVER", HANDED_OVER)));
    Instant windowEnds = NOW.minusSeconds(60).plus(ReturnStore.RETURN_WINDOW);
    returns.count(windowEnds.plusMillis(1), 100);

    returns.add(
        List.of(
            returned("r1", "1", 2, windowEnds), returned("r2", "2", 1, windowEnds.plusMillis(1))));
    returns.count(windowEnds.plusSeconds(1), 100);

    assertThat(history()).isEqualTo(new ReturnHistory(3, 2, 3, 2, 3, 2));
  }

  @Test
  void lineThatLeavesInTwoParcelsIsSoldWithTheUnitsOfBoth_alsoWhenOneLeavesAfterItWasCounted() {
    shipments.add(List.of(part("P-1", "O-50", 2), part("P-2", "O-50", 3)));
    Instant windowEnds = NOW.plus(ReturnStore.RETURN_WINDOW);

    shipments.addEvents(List.of(event("p1", "P-1", "HANDED_OVER")));
    returns.add(
        List.of(
            new ReturnedUnits("r1", new OrderId("O-50"), new OrderLineId("1"), 4, "", DELIVERED)));
    returns.count(windowEnds.plusMillis(1), 100);
    assertThat(history()).isEqualTo(new ReturnHistory(2, 2, 2, 2, 2, 2));

    shipments.addEvents(List.of(event("p2", "P-2", "DELIVERED")));
    shipments.addEvents(
        List.of(event("p3", "P-2", "HANDED_OVER"), event("p4", "P-1", "DELIVERED")));
    returns.count(windowEnds.plusSeconds(1), 100);

    assertThat(history()).isEqualTo(new ReturnHistory(5, 4, 5, 4, 5, 4));
  }

  @Test
  void returnsThatAreToldWhileOthersCount_areCounted() throws Exception {
    int orders = 300;
    int rounds = 30;
    List<String> all = IntStream.range(0, orders).mapToObj("O-%04d"::formatted).toList();
    shipments.add(all.stream().map(order -> part("P-" + order, order, rounds)).toList());
    shipments.addEvents(
        all.stream().map(order -> event("e-" + order, "P-" + order, "DELIVERED")).toList());
    Instant windowEnds = NOW.plus(ReturnStore.RETURN_WINDOW);
    var told = new AtomicBoolean();

    try (var counter = Executors.newSingleThreadExecutor()) {
      Future<?> counting =
          counter.submit(() -> {
            while (!told.get()) {
              returns.count(windowEnds, orders / 3);
            }
          });
      try {
        for (int round = 0; round < rounds; round++) {
          String id = "-" + round;
          returns.add(
              all.stream()
                  .map(order ->
                      new ReturnedUnits(
                          order + id, new OrderId(order), new OrderLineId("1"), 1, "", DELIVERED))
                  .toList());
        }
      } finally {
        told.set(true);
      }
      counting.get();
    }
    returns.count(windowEnds, 500);

    int units = orders * rounds;
    assertThat(history()).isEqualTo(new ReturnHistory(units, units, units, units, units, units));
  }

  /// A store that has just been filled has no statistics, and changes have made its tables long.
  @Test
  void linesThatComeBackAreFoundThroughTheirOrders_alsoWithoutStatistics() {
    int orders = 2_000;
    List<String> all = IntStream.range(0, orders).mapToObj("O-%04d"::formatted).toList();
    try (Database database = TestDatabase.fresh(2)) {
      database.transact(connection -> {
        execute(connection, "ALTER TABLE shipments SET (autovacuum_enabled = false)");
        execute(connection, "ALTER TABLE shipment_lines SET (autovacuum_enabled = false)");
        return true;
      });
      new ShipmentStore(database)
          .add(all.stream().map(order -> part("P-" + order, order, 1)).toList());
      for (int change = 0; change < 10; change++) {
        database.transact(connection -> {
          execute(connection, "UPDATE shipments SET destination_region = destination_region");
          return true;
        });
      }

      long rows =
          database.together(connection -> {
            var result =
                new ReturnStore(database)
                    .add(
                        all.stream()
                            .map(order ->
                                new ReturnedUnits(
                                    "r-" + order,
                                    new OrderId(order),
                                    new OrderLineId("1"),
                                    1,
                                    "",
                                    DELIVERED))
                            .toList());
            assertThat(result.added()).isEqualTo(orders);
            return rowsRead(connection);
          });

      // Eleven versions of each parcel, looked at twice; four thousand for each without the order.
      assertThat(rows).isLessThan(40L * orders);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Of parcels and their lines, in this transaction.
  private static long rowsRead(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))
                FROM pg_stat_xact_user_tables WHERE relname IN ('shipments', 'shipment_lines')
                """)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static ShipmentRecord part(String id, String order, int units) {
    ShipmentRecord any = elsewhere(id, order);
    return new ShipmentRecord(
        id,
        any.order(),
        any.node(),
        any.carrierService(),
        any.orderedAt(),
        any.originCountry(),
        any.originRegion(),
        any.originTimeZone(),
        any.destinationCountry(),
        any.destinationRegion(),
        any.destinationTimeZone(),
        any.distanceKm(),
        any.publishedDays(),
        any.publishedOnTime(),
        any.weightGrams(),
        any.freightMinor(),
        any.currency(),
        any.promise(),
        List.of(
            new ShipmentRecord.Line(
                new OrderLineId("1"), new Sku("A"), "fashion", "customer-1", units)),
        Attributes.NONE);
  }

  private static ShipmentEvent event(String id, String shipment, String scan) {
    return new ShipmentEvent(id, shipment, scan, HANDED_OVER, HANDED_OVER, "");
  }

  private ReturnHistory history() {
    SourcingInputs inputs = shop.inputs(order("O-2", "A"));
    return inputs.orderCase().returnHistory().getFirst().history();
  }

  /// Destination, lane and service window at a moment; nothing when all are empty.
  private List<TransitWindow> windows(Instant at) {
    return shop.inputs(order("O-2", "A"), at).orderCase().recentTransit().stream()
        .flatMap(recent -> List.of(recent.destination(), recent.lane(), recent.service()).stream())
        .toList();
  }

  private ShipmentEvent scan(String id, String scan, Instant at) {
    return new ShipmentEvent(id, shipment, scan, at, at.plusSeconds(3_600), "FL");
  }

  private static ReturnedUnits returned(String id, String line, int units, Instant at) {
    return new ReturnedUnits(id, new OrderId("O-1"), new OrderLineId(line), units, "too small", at);
  }

  private String stock() {
    return "%d on hand, %d reserved"
        .formatted(
            shop.number("SELECT on_hand FROM stock"), shop.number("SELECT reserved FROM stock"));
  }

  private static ShipmentRecord elsewhere(String id, String order) {
    return new ShipmentRecord(
        id,
        new OrderId(order),
        new ShipNodeId("DC-1"),
        TestShop.GROUND,
        NOW,
        "US",
        "NJ",
        ZoneId.of("America/New_York"),
        "US",
        "FL",
        ZoneId.of("America/New_York"),
        1_700,
        3,
        new Probability(0.9),
        800,
        0,
        TestShop.USD,
        new Promise.On(LocalDate.of(2026, 5, 9)),
        List.of(),
        Attributes.NONE);
  }
}
