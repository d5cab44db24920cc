package dev.whence.service.sourcing;

import static java.util.Comparator.comparingInt;

import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.Refusal;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.rules.sourcing.StockAllocation;
import dev.whence.rules.tables.RuleTables;
import dev.whence.service.inventory.ItemStore;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import dev.whence.service.versions.InForce;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Sources what waits for stock once something has arrived that it has not been tried with: by the
/// allocation-priority table, of equal orders the one placed first; each unit once, by any number
/// of processes. Thread-safe.
public final class WaitingOrders {
  /// What is claimed by a process that dies is free again after this.
  ///
  /// Of the queue of a SKU only lines are looked at that were tried before the newest of its units
  /// arrived, which an index tells ([Earmarks#TRIED_UNTIL]); bundles, each with several SKUs, all.
  static final String CLAIM =
      """
      UPDATE orders SET claimed_until = now() + interval '30 seconds'
      WHERE id IN (
        SELECT id FROM orders
        WHERE (claimed_until IS NULL OR claimed_until < now()) AND standing IS NOT NULL
          AND id IN (
            SELECT order_id
            FROM (
              SELECT DISTINCT sku FROM order_lines WHERE waiting > 0 AND goods IS NULL) AS wanted
            CROSS JOIN LATERAL (
              SELECT max(arrived) AS newest FROM stock WHERE stock.sku = wanted.sku AND $usable
              HAVING max(arrived) IS NOT NULL) AS there
            CROSS JOIN LATERAL (
              SELECT order_id FROM order_lines AS line
              WHERE line.sku = wanted.sku AND waiting > 0 AND goods IS NULL AND exception = ''
                AND $triedUntil <= newest AND EXISTS (
                  SELECT FROM stock WHERE stock.sku = line.sku AND $usable AND $new)) AS line
            WHERE NOT EXISTS (
              SELECT FROM items WHERE items.sku = wanted.sku AND NOT items.active)
            UNION ALL
            SELECT order_id FROM order_lines AS line
            WHERE waiting > 0 AND goods IS NOT NULL AND exception = ''
              AND NOT EXISTS (SELECT FROM items WHERE items.sku = line.sku AND NOT items.active)
              AND items_out_of_use(line.sku, goods) IS NULL
              AND EXISTS (
                SELECT FROM stock
                WHERE stock.sku = ANY (ARRAY(SELECT jsonb_object_keys(goods)))
                  AND $usable AND $new))
          AND NOT EXISTS (
            SELECT FROM reservations WHERE order_id = orders.id AND status IN ('KEPT', 'HELD'))
        ORDER BY priority DESC, ordered_at, id LIMIT ? FOR UPDATE SKIP LOCKED)
      RETURNING id, ordered_at, standing::text, priority
      """
          .replace("$triedUntil", Earmarks.TRIED_UNTIL)
          .replace(
              "$usable", "active AND (uncounted OR on_hand::bigint - reserved - safety_stock > 0)")
          .replace("$new", "(tried IS NULL OR NOT pg_visible_in_snapshot(arrived, tried))");

  private static final String STANDING =
      "SELECT id, ordered_at, standing::text, priority FROM orders WHERE id = ? AND standing IS NOT NULL";

  /// Age and promise move, and tables change.
  private static final Duration PRIORITY_LIVES = Duration.ofSeconds(60);

  private static final String TO_RANK =
      """
      SELECT id, ordered_at, standing::text, priority FROM orders
      WHERE priority_at < now() - ? * interval '1 second' AND standing IS NOT NULL
        AND id IN (SELECT order_id FROM order_lines WHERE waiting > 0)
      ORDER BY priority_at, id LIMIT ? FOR UPDATE SKIP LOCKED
      """;

  private static final String ITEMS = "SELECT * FROM items WHERE sku = ANY (?)";

  private static final String RANK =
      """
      UPDATE orders SET priority = given.priority, priority_at = now()
      FROM unnest(?::text[], ?::int[]) AS given (id, priority) WHERE orders.id = given.id
      """;

  /// The last of each ship node.
  private static final String REFUSALS =
      """
      SELECT DISTINCT ON (node) node, reason FROM (
        SELECT node, reason, at FROM refusals WHERE order_id = ? AND blocking
        UNION ALL
        SELECT node, 'DECLINED', offers.changed_at
        FROM offers JOIN offer_groups ON offer_groups.id = group_id
        WHERE order_id = ? AND offers.state = 'DECLINED') AS said
      ORDER BY node, at DESC
      """;

  /// Of lost parcels whose units are sent again.
  private static final String SENT_AGAIN =
      """
      UPDATE lost_parcels SET decision_id = ?
      WHERE order_id = ? AND how = 'REPLACED' AND decision_id IS NULL
      """;

  private final Database database;
  private final SourceOrder sourceOrder;
  private final InForce.Source inForce;

  public WaitingOrders(Database database, SourceOrder sourceOrder, InForce.Source inForce) {
    this.database = database;
    this.sourceOrder = sourceOrder;
    this.inForce = inForce;
  }

  /// Asks the allocation-priority table anew about orders that it was not asked about for a minute.
  ///
  /// @param most how many at once
  /// @return how many were asked about; fewer than `most` when none is left for now
  public int rank(Instant now, int most) {
    RuleTables tables = inForce.now().ruleSet().tables();
    return database.transact(connection -> {
      List<Waiting> waiting;
      try (StatementBatch.Answers answers =
          new StatementBatch().add(TO_RANK, PRIORITY_LIVES.toSeconds(), most).send(connection)) {
        waiting = answers.rows(TO_RANK, Waiting::read);
      }
      if (!waiting.isEmpty()) {
        List<Item> items = items(connection, waiting);
        List<Integer> priorities =
            waiting.stream()
                .map(each ->
                    StockAllocation.of(each.standing().order(), items, now, tables).priority())
                .toList();
        new StatementBatch()
            .add(
                RANK,
                TextArray.of(waiting.stream().map(Waiting::id).toList()),
                new IntArray(priorities))
            .send(connection)
            .close();
      }
      return waiting.size();
    });
  }

  private static List<Item> items(Connection connection, List<Waiting> waiting)
      throws SQLException {
    Set<Sku> skus =
        waiting.stream()
            .flatMap(each -> each.standing().order().unitsBySku().keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    try (StatementBatch.Answers answers =
        new StatementBatch().add(ITEMS, TextArray.of(skus)).send(connection)) {
      return answers.rows(ITEMS, ItemStore::read);
    }
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
            return answers.rows(CLAIM, Waiting::read);
          }
        });
    claimed.stream()
        .sorted(
            comparingInt(Waiting::priority)
                .reversed()
                .thenComparing(Waiting::orderedAt)
                .thenComparing(Waiting::id))
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
            return answers.rows(STANDING, Waiting::read);
          }
        });
    return found.stream().findFirst().map(this::source);
  }

  private SourceOrder.Result source(Waiting waiting) {
    List<Refusal> refusals =
        database.run(connection -> {
          try (StatementBatch.Answers answers =
              new StatementBatch()
                  .add(REFUSALS, waiting.id().value(), waiting.id().value())
                  .send(connection)) {
            return answers.rows(
                REFUSALS,
                row ->
                    new Refusal(
                        new ShipNodeId(row.getString(1)),
                        Refusal.Because.valueOf(row.getString(2))));
          }
        });
    SourceOrder.Result result =
        sourceOrder.sourceWaiting(waiting.standing(), refusals, waiting.priority());
    if (result instanceof SourceOrder.Result.Committed committed) {
      database.transact(connection -> {
        new StatementBatch()
            .add(SENT_AGAIN, committed.id().value(), waiting.id().value())
            .send(connection)
            .close();
        return true;
      });
    }
    return result;
  }

  private record Waiting(OrderId id, Instant orderedAt, StandingOrder standing, int priority) {
    static Waiting read(ResultSet row) throws SQLException {
      return new Waiting(
          new OrderId(row.getString(1)),
          row.getObject(2, OffsetDateTime.class).toInstant(),
          CanonicalJson.read(row.getString(3), StandingOrder.class),
          row.getInt(4));
    }
  }
}
