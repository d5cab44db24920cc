package dev.whence.service.sourcing;

import static dev.whence.service.sourcing.TestShop.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A queue that nothing on hand can help: its units lie where they cannot be sent from.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongQueueTest {
  private static final int WAITING = 1_000;
  private static final int NODES = 10;

  private final Database database = TestDatabase.fresh(2);
  private final TestShop shop = new TestShop(database);

  LongQueueTest() {
    for (int node = 0; node < NODES; node++) {
      shop.with("N" + node, "QUEUED", 7);
    }
    execute(
        """
        INSERT INTO orders (id, channel, customer_class, customer_id, service_level,
          destination_country, destination_region, currency, ordered_at, last_decision, standing)
        SELECT 'O-' || n, 'web', 'standard', 'c', 'standard', 'US', 'NY', 'USD',
          timestamptz '2026-05-01T00:00Z' + n * interval '1 second', gen_random_uuid(), '{}'
        FROM generate_series(1, %d) AS n
        """
            .formatted(WAITING));
    execute(
        """
        INSERT INTO order_lines (order_id, line_id, position, sku, quantity, unit_price_minor,
          waiting, tried, queued_since)
        SELECT id, '1', 1, 'QUEUED', 2, 100, 2, pg_current_snapshot(), ordered_at FROM orders
        """);
  }

  @Test
  void isNotReadWhereAllWereTriedWithAllThatIsThere() {
    triedWithAll();

    Looked nobody = earmarked();
    assertThat(nobody.found()).isEmpty();
    assertThat(nobody.lines()).isLessThan(10);
    assertThat(claimed(5)).isEqualTo(new Claimed(List.of(), true));
  }

  @Test
  void isReadFromTheFrontOnceSomethingArrives() {
    triedWithAll();
    shop.with("N3", "QUEUED", 8);

    // As many lines as there are units, of two units each.
    assertThat(earmarked().found()).containsExactly("QUEUED 0 true 142");
    assertThat(claimed(3).orders()).containsExactlyInAnyOrder("O-1", "O-2", "O-3");
  }

  @Test
  void oneThatWasNotTriedStandsInItsPlace() {
    triedWithAll();
    execute("UPDATE order_lines SET tried = NULL WHERE order_id = 'O-700'");

    assertThat(earmarked().found()).containsExactly("QUEUED 0 true 2");
    assertThat(claimed(3).orders()).containsExactly("O-700");
  }

  private void triedWithAll() {
    execute("UPDATE order_lines SET tried = pg_current_snapshot()");
  }

  /// @param lines of the queue that were read for it
  private record Looked(List<String> found, long lines) {}

  private Looked earmarked() {
    return database.together(connection -> {
      long before = rowsRead(connection, "order_lines");
      var batch = new StatementBatch();
      Earmarks.ask(batch, order("NEW", "QUEUED"), OptionalInt.empty());
      try (StatementBatch.Answers answers = batch.send(connection)) {
        List<String> found =
            Earmarks.read(answers).stream()
                .map(each ->
                    "%s %d %s %d"
                        .formatted(
                            each.sku().value(), each.priority(), each.before(), each.units()))
                .toList();
        return new Looked(found, rowsRead(connection, "order_lines") - before);
      }
    });
  }

  /// @param stockReadOnce not again for each line that waits
  private record Claimed(List<String> orders, boolean stockReadOnce) {}

  /// What is claimed is given back at once.
  private Claimed claimed(int most) {
    return database.together(connection -> {
      long before = rowsRead(connection, "stock");
      try (StatementBatch.Answers answers =
          new StatementBatch().add(WaitingOrders.CLAIM, most).send(connection)) {
        List<String> orders = answers.rows(WaitingOrders.CLAIM, row -> row.getString("id"));
        boolean once = rowsRead(connection, "stock") - before < 10 * NODES;
        try (var statement = connection.createStatement()) {
          statement.execute("UPDATE orders SET claimed_until = NULL");
        }
        return new Claimed(orders, once);
      }
    });
  }

  /// By this connection, since some moment before.
  private static long rowsRead(Connection connection, String table) throws SQLException {
    String select =
        """
        SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
        FROM pg_stat_xact_user_tables WHERE relname = ?
        """;
    try (StatementBatch.Answers answers =
        new StatementBatch().add(select, table).send(connection)) {
      return answers.rows(select, row -> row.getLong(1)).getFirst();
    }
  }

  private void execute(String sql) {
    database.transact(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.executeUpdate(sql);
      }
    });
  }
}
