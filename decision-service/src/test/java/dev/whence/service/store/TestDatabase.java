package dev.whence.service.store;

import dev.whence.service.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Real databases for tests: one server for the whole run, started on first use and stopped with
/// the test process; a new, migrated database for whoever asks.
public final class TestDatabase {
  private static final EmbeddedPostgres SERVER = start();
  private static final String TEMPLATE = "whence_template";
  public static final String EMPTY =
      """
      DELETE FROM access_events; DELETE FROM sign_in_attempts; DELETE FROM sessions;
      DELETE FROM api_key_secrets; DELETE FROM api_keys; DELETE FROM users;
      DELETE FROM offers; DELETE FROM offer_groups; DELETE FROM acceptances;
      DELETE FROM acceptance_days; DELETE FROM refusals; DELETE FROM lost_parcels;
      DELETE FROM reservations; DELETE FROM stock_movements; DELETE FROM order_events;
      DELETE FROM shipment_lines; DELETE FROM shipments; DELETE FROM shipment_events;
      DELETE FROM quarantine; DELETE FROM gradings; DELETE FROM receipts;
      DELETE FROM expected_receipts; DELETE FROM arrivals; DELETE FROM sales; DELETE FROM returns; DELETE FROM return_counts;
      DELETE FROM decisions; DELETE FROM decision_index; DELETE FROM daily_digests; DELETE FROM decision_parts; DELETE FROM order_lines; DELETE FROM orders; DELETE FROM outbox;
      DELETE FROM table_replays;
      DELETE FROM table_draft_events; DELETE FROM table_draft_texts; DELETE FROM table_draft_tests;
      DELETE FROM rule_set_tests; DELETE FROM table_test_sets; DELETE FROM rule_row_days;
      DELETE FROM table_drafts;
      DELETE FROM idempotency_keys; DELETE FROM rule_sets;
      DELETE FROM shadow_estimates; DELETE FROM watched_estimates; DELETE FROM recalibrations; DELETE FROM recalibration_parcels; DELETE FROM promise_days; DELETE FROM promise_parcels; DELETE FROM version_activations; DELETE FROM versions; DELETE FROM bundle_files; DELETE FROM bundles; DELETE FROM capacity_bookings;
      DELETE FROM stock; DELETE FROM items; DELETE FROM rate_zones;
      DELETE FROM carrier_services; DELETE FROM ship_nodes;
      DELETE FROM exchange_rates; DELETE FROM postal_areas; DELETE FROM conditions;
      UPDATE condition_version SET version = version + 1;
      DELETE FROM reference_changes;
      UPDATE reference_version SET version = version + 1;
      INSERT INTO versions (kind, number, digest, content, author, note)
      SELECT 'reference-data', version, version::text, '{}'::json, 'test', '' FROM reference_version;
      UPDATE arrival_version SET version = version + 1
      """;

  private static final AtomicInteger COUNT = new AtomicInteger();

  private TestDatabase() {}

  private static @Nullable Database shared;

  /// A database with all tables and no rows, the same one for every caller: emptied for each.
  public static synchronized Database emptied() {
    if (shared == null) {
      shared = fresh(16);
    }
    shared.transact(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute(EMPTY);
      }
    });
    return shared;
  }

  /// A new database with all tables and no rows.
  public static synchronized Database fresh(int connections) {
    return Database.open(freshAddress(), connections);
  }

  /// Where a new, migrated database is.
  public static synchronized DatabaseAddress freshAddress() {
    if (COUNT.get() == 0) {
      execute("DROP DATABASE IF EXISTS " + TEMPLATE + " WITH (FORCE)");
      execute("CREATE DATABASE " + TEMPLATE);
      Database.open(named(TEMPLATE), 2).close();
    }
    String name = "whence_test_" + COUNT.incrementAndGet();
    execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    execute("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
    return named(name);
  }

  /// Where a new database without any table is.
  public static synchronized DatabaseAddress emptyAddress() {
    String name = "whence_empty_" + COUNT.incrementAndGet();
    execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    execute("CREATE DATABASE " + name);
    return named(name);
  }

  private static DatabaseAddress named(String database) {
    DatabaseAddress server = SERVER.address();
    return new DatabaseAddress(
        server.jdbcUrl().replaceFirst("/[^/]*$", "/" + database), server.user(), server.password());
  }

  private static void execute(String sql) {
    DatabaseAddress server = SERVER.address();
    try (var connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static EmbeddedPostgres start() {
    EmbeddedPostgres server =
        EmbeddedPostgres.start(EmbeddedPostgres.Settings.in(Path.of("target", "test-postgres")));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    return server;
  }

  /// Returns when readers of the outbox see all that was written so far: whatever other tests have
  /// under way on the same server holds it back.
  public static void awaitReaders(Database database) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!database.run(TestDatabase::readersSeeAll)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain");
      }
    }
  }

  private static boolean readersSeeAll(Connection connection) throws SQLException {
    String select =
        "SELECT NOT EXISTS (SELECT FROM outbox"
            + " WHERE transaction >= pg_snapshot_xmin(pg_current_snapshot()))";
    try (StatementBatch.Answers answers = new StatementBatch().add(select).send(connection)) {
      return answers.rows(select, row -> row.getBoolean(1)).getFirst();
    }
  }
}
