package dev.whence.service.sourcing;

import static java.util.Comparator.comparing;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderId;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/// Sources what waits for stock once something has arrived that it has not been tried with: the
/// longest waiting orders first, each unit once, by any number of processes. Thread-safe.
public final class WaitingOrders {
  /// What is claimed by a process that dies is free again after this.
  private static final String CLAIM =
      """
      UPDATE orders SET claimed_until = now() + interval '30 seconds'
      WHERE id IN (
        SELECT id FROM orders
        WHERE (claimed_until IS NULL OR claimed_until < now()) AND standing IS NOT NULL
          AND id IN (
            SELECT order_id FROM order_lines AS line
            WHERE waiting > 0 AND exception = '' AND items_out_of_use(line.sku, goods) IS NULL
              AND EXISTS (
              SELECT FROM stock
              WHERE stock.sku = ANY (CASE WHEN goods IS NULL THEN ARRAY[line.sku]
                  ELSE ARRAY(SELECT jsonb_object_keys(goods)) END)
                AND active AND (uncounted OR on_hand::bigint - reserved - safety_stock > 0)
                AND (tried IS NULL OR NOT pg_visible_in_snapshot(arrived, tried))))
          AND NOT EXISTS (
            SELECT FROM reservations WHERE order_id = orders.id AND status = 'HELD')
        ORDER BY ordered_at, id LIMIT ? FOR UPDATE SKIP LOCKED)
      RETURNING id, ordered_at, standing::text
      """;

  private static final String STANDING =
      "SELECT id, ordered_at, standing::text FROM orders WHERE id = ? AND standing IS NOT NULL";

  private static final String REFUSED_BY =
      "SELECT DISTINCT node FROM refusals WHERE order_id = ? AND blocking ORDER BY node";

  private final Database database;
  private final SourceOrder sourceOrder;

  public WaitingOrders(Database database, SourceOrder sourceOrder) {
    this.database = database;
    this.sourceOrder = sourceOrder;
  }

  /// Tries the orders that something has arrived for.
  ///
  /// @param most how many orders at once
  /// @return how many were tried; fewer than `most` when none is left for now
  public int source(int most) {
    List<Waiting> claimed =
        database.transact(connection -> {
          try (StatementBatch.Answers answers =
              new StatementBatch().add(CLAIM, most).send(connection)) {
            return answers.rows(Waiting::read);
          }
        });
    claimed.stream()
        .sorted(comparing(Waiting::orderedAt).thenComparing(Waiting::id))
        .forEach(this::source);
    return claimed.size();
  }

  /// Tries one order, whatever has arrived.
  ///
  /// @return what came of it; empty for an order of which not enough is known to decide it again
  public Optional<SourceOrder.Result> source(OrderId order) {
    List<Waiting> found =
        database.run(connection -> {
          try (StatementBatch.Answers answers =
              new StatementBatch().add(STANDING, order.value()).send(connection)) {
            return answers.rows(Waiting::read);
          }
        });
    return found.stream().findFirst().map(this::source);
  }

  private SourceOrder.Result source(Waiting waiting) {
    List<ShipNodeId> refusedBy =
        database.run(connection -> {
          try (StatementBatch.Answers answers =
              new StatementBatch().add(REFUSED_BY, waiting.id().value()).send(connection)) {
            return answers.rows(row -> new ShipNodeId(row.getString(1)));
          }
        });
    return sourceOrder.sourceWaiting(waiting.standing(), refusedBy);
  }

  private record Waiting(OrderId id, Instant orderedAt, StandingOrder standing) {
    static Waiting read(ResultSet row) throws SQLException {
      return new Waiting(
          new OrderId(row.getString(1)),
          row.getObject(2, OffsetDateTime.class).toInstant(),
          CanonicalJson.read(row.getString(3), StandingOrder.class));
    }
  }
}
