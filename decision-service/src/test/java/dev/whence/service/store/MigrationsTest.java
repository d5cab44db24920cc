package dev.whence.service.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.service.carriers.CarrierStore;
import dev.whence.service.history.ReturnStore;
import dev.whence.service.history.ReturnedUnits;
import dev.whence.service.inventory.ItemStore;
import dev.whence.service.inventory.NodeStore;
import dev.whence.service.shipments.ShipmentRecord;
import dev.whence.service.shipments.ShipmentStore;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

final class MigrationsTest {

  @Test
  void emptyDatabaseGetsEveryTable_andASecondStartChangesNothing() {
    DatabaseAddress address = TestDatabase.emptyAddress();

    Database.open(address, 2).close();
    List<String> tables;
    try (Database database = Database.open(address, 2)) {
      tables = tables(database);
    }

    assertThat(tables)
        .contains("stock", "decisions", "reservations", "outbox", "idempotency_keys", "arrivals");
  }

  @Test
  void calendarsCardsAndWeightsOfTheLastReleaseKeepTheirMeaning() {
    DatabaseAddress address = TestDatabase.emptyAddress();
    Flyway.configure()
        .dataSource(address.jdbcUrl(), address.user(), address.password())
        .target("4")
        .load()
        .migrate();
    execute(
        address,
        """
        INSERT INTO ship_nodes (id, name, type, country, region, latitude, longitude, active,
          handles_hazmat, channels, time_zone, working_days, cutoff, processing_seconds, holidays,
          parcels_per_day, parcel_handling_minor, parcel_handling_currency, unit_handling_minor,
          unit_handling_currency)
        VALUES ('N', 'Node', 'DC', 'US', 'NV', 39.5, -119.8, true, false, '{web}',
          'America/Los_Angeles', '{5,1}', '16:30', 5400, '{2026-12-25}', 7, 150, 'USD', 20, 'USD');
        INSERT INTO carrier_services (id, carrier, name, currency, volumetric_divisor,
          published_on_time) VALUES ('S', 'ACME', 'Ground', 'USD', 5000, 0.95);
        INSERT INTO rate_zones (carrier_service, position, origin_country, destination_country,
          up_to_km, per_parcel_minor, per_parcel_currency, per_kilogram_minor,
          per_kilogram_currency, transit_days)
        VALUES ('S', 1, '', 'US', 900, 990, 'USD', 60, 'USD', 5),
          ('S', 0, 'US', '', 500, 690, 'USD', 45, 'USD', 2);
        INSERT INTO items (sku, category, weight_grams, volume_cm3, longest_side_mm, hazmat)
        VALUES ('A', 'fashion', 2000000, 3000, 300, true)
        """);

    try (Database database = Database.open(address, 2)) {
      assertThat(new NodeStore(database).list())
          .containsExactly(
              new ShipNode(
                  new ShipNodeId("N"),
                  "Node",
                  NodeType.DC,
                  "US",
                  "NV",
                  new GeoPoint(39.5, -119.8),
                  true,
                  false,
                  Set.of("web"),
                  new NodeCalendar(
                      ZoneId.of("America/Los_Angeles"),
                      Set.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                      LocalTime.of(16, 30),
                      Duration.ofMinutes(90),
                      Set.of(LocalDate.of(2026, 12, 25))),
                  7,
                  Money.of(150, "USD"),
                  Money.of(20, "USD")));
      assertThat(new CarrierStore(database).list())
          .containsExactly(
              new CarrierService(
                  new CarrierServiceId("S"),
                  "ACME",
                  "Ground",
                  Currency.getInstance("USD"),
                  5_000,
                  new Probability(0.95),
                  List.of(
                      new RateZone("US", "", 500, Money.of(690, "USD"), Money.of(45, "USD"), 2),
                      new RateZone("", "US", 900, Money.of(990, "USD"), Money.of(60, "USD"), 5))));
      assertThat(new ItemStore(database).list("", 9))
          .containsExactly(new Item(new Sku("A"), "fashion", 2_000_000, 3_000, 300, true));
    }
  }

  @Test
  void returnsThatWereLeftOutOfTheCountsAreCounted() {
    DatabaseAddress address = TestDatabase.emptyAddress();
    Flyway.configure()
        .dataSource(address.jdbcUrl(), address.user(), address.password())
        .target("48")
        .load()
        .migrate();
    execute(
        address,
        """
        INSERT INTO sales (order_id, line_id, sku, category, customer_id, units, matures_at,
          counted_units, counted_returned, stale)
        VALUES ('O-1', '1', 'A', 'home', 'C', 3, '2026-05-20T10:00:00Z', 3, 1, false),
          ('O-2', '1', 'A', 'home', 'C', 2, '2026-05-20T10:00:00Z', 2, 2, false);
        INSERT INTO returns (return_id, order_id, line_id, units, reason, returned_at)
        VALUES ('seen', 'O-1', '1', 1, '', '2026-05-01T10:00:00Z'),
          ('left-out', 'O-1', '1', 1, '', '2026-05-02T10:00:00Z'),
          ('late', 'O-1', '1', 1, '', '2026-05-21T10:00:00Z'),
          ('all', 'O-2', '1', 2, '', '2026-05-02T10:00:00Z');
        INSERT INTO return_counts (kind, key, sold, returned) VALUES ('SKU', 'A', 5, 3)
        """);

    try (Database database = Database.open(address, 2)) {
      assertThat(new ReturnStore(database).count(Instant.parse("2026-11-30T00:00:00Z"), 100))
          .isEqualTo(1);
      String counts = "SELECT sold, returned FROM return_counts WHERE kind = 'SKU'";
      List<List<Integer>> counted =
          database.run(connection -> {
            try (StatementBatch.Answers answers =
                new StatementBatch().add(counts).send(connection)) {
              return answers.rows(counts, row -> List.of(row.getInt(1), row.getInt(2)));
            }
          });
      assertThat(counted).containsExactly(List.of(5, 4));
    }
  }

  @Test
  void returnsThatCountedBeforeTheUpgradeAreNotJudgedAnew() {
    DatabaseAddress address = TestDatabase.emptyAddress();
    Flyway.configure()
        .dataSource(address.jdbcUrl(), address.user(), address.password())
        .target("9")
        .load()
        .migrate();
    execute(
        address,
        """
        INSERT INTO returns (return_id, order_id, line_id, units, reason, returned_at)
        VALUES ('before', 'O-1', '1', 5, '', '2026-05-20T10:00:00Z')
        """);

    try (Database database = Database.open(address, 2)) {
      new ReturnStore(database)
          .add(
              List.of(
                  new ReturnedUnits(
                      "after",
                      new OrderId("O-1"),
                      new OrderLineId("1"),
                      5,
                      "",
                      Instant.parse("2026-05-20T10:00:00Z"))));
      new ShipmentStore(database)
          .add(
              List.of(
                  new ShipmentRecord(
                      "P-1",
                      new OrderId("O-1"),
                      new ShipNodeId("N"),
                      new CarrierServiceId("S"),
                      Instant.parse("2026-05-04T10:00:00Z"),
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
                      Currency.getInstance("USD"),
                      new Promise.AsPolicySays(),
                      List.of(
                          new ShipmentRecord.Line(
                              new OrderLineId("1"), new Sku("A"), "fashion", "", 1)),
                      Attributes.NONE)));

      assertThat(names(database, "SELECT return_id FROM returns")).containsExactly("before");
      assertThat(names(database, "SELECT event_id FROM quarantine")).containsExactly("after");
    }
  }

  private static void execute(DatabaseAddress address, String statements) {
    try (var connection =
            DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
        var statement = connection.createStatement()) {
      statement.execute(statements);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> tables(Database database) {
    return names(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  }

  private static List<String> names(Database database, String select) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(select).send(connection)) {
        return answers.rows(select, row -> row.getString(1));
      }
    });
  }
}
