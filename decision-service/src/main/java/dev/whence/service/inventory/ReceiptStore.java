package dev.whence.service.inventory;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.service.inventory.StockLedger.Arrival;
import dev.whence.service.inventory.StockStore.Result;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Goods on their way into ship nodes, and their arrival. Thread-safe.
///
/// What is open of an expected receipt is what was ordered less what was received under its id,
/// whichever of the two is told first.
public final class ReceiptStore {
  /// What is ordered and what is received of it never change at the same time: each must see the
  /// other.
  private static final String ONE_AT_A_TIME =
      "LOCK TABLE expected_receipts IN SHARE ROW EXCLUSIVE MODE";

  private static final String EXPECT =
      """
      INSERT INTO expected_receipts (receipt_id, node, sku, units, open, expected_on)
      SELECT receipt_id, node, sku, units,
        greatest(0, units - coalesce((
          SELECT sum(receipts.units) FROM receipts
          WHERE receipts.receipt_id = given.receipt_id AND receipts.sku = given.sku), 0)),
        expected_on::date
      FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::text[])
        AS given (receipt_id, node, sku, units, expected_on)
      ORDER BY receipt_id COLLATE "C"
      ON CONFLICT (receipt_id) DO UPDATE SET node = excluded.node, sku = excluded.sku,
        units = excluded.units, open = excluded.open, expected_on = excluded.expected_on,
        updated_at = now()
      """;

  /// Makes positions of what was never held there, each by one movement of nothing.
  private static final String OPEN =
      """
      WITH given AS (
        SELECT sku, node, min(receipt_id) AS receipt_id
        FROM unnest(?::text[], ?::text[], ?::text[]) AS row (sku, node, receipt_id)
        GROUP BY sku, node),
      made AS (
        INSERT INTO stock (sku, node, on_hand)
        SELECT sku, node, 0 FROM given ORDER BY node COLLATE "C", sku COLLATE "C"
        ON CONFLICT (sku, node) DO NOTHING RETURNING sku, node)
      INSERT INTO stock_movements (sku, node, kind, on_hand, reserved, cause, author)
      SELECT sku, node, 'EXPECT', 0, 0, receipt_id, 'receipt' FROM made JOIN given USING (sku, node)
      """;

  private static final String RECEIVE =
      """
      INSERT INTO receipts (event_id, receipt_id, node, sku, units, received_at)
      SELECT event_id, nullif(receipt_id, ''), node, sku, units,
        coalesce(nullif(received_at, '')::timestamptz, now())
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::text[])
        AS given (event_id, receipt_id, node, sku, units, received_at)
      ORDER BY event_id COLLATE "C"
      ON CONFLICT (event_id) DO NOTHING RETURNING event_id
      """;

  private static final String REDUCE =
      """
      UPDATE expected_receipts AS line SET open = greatest(0, units - received), updated_at = now()
      FROM (
        SELECT receipt_id, sku, sum(units) AS received FROM receipts
        WHERE receipt_id = ANY (?) GROUP BY receipt_id, sku) AS arrived
      WHERE line.receipt_id = arrived.receipt_id AND line.sku = arrived.sku
      """;

  private static final String LIST =
      """
      SELECT * FROM expected_receipts
      WHERE open > 0 AND (expected_on, receipt_id) > (?, ?) AND (? = '' OR node = ?)
        AND (? = '' OR sku = ?)
      ORDER BY expected_on, receipt_id LIMIT ?
      """;

  private static final String EARLIEST =
      """
      SELECT DISTINCT ON (sku, node) * FROM receipts_to_come
      WHERE sku = ANY (?) ORDER BY sku, node, expected_on, receipt_id
      """;

  private static final String ON_THEIR_WAY =
      """
      SELECT node, sku, sum(open), min(expected_on)
      FROM expected_receipts JOIN unnest(?::text[], ?::text[]) AS asked (node, sku) USING (node, sku)
      WHERE open > 0 GROUP BY node, sku
      """;

  private final Database database;

  public ReceiptStore(Database database) {
    this.database = database;
  }

  /// A line of a purchase order.
  ///
  /// @param units ordered in all, also those that have arrived; 0 when nothing is expected any more
  public record Order(
      String receiptId, ShipNodeId node, Sku sku, int units, LocalDate expectedOn) {}

  /// An order of which units are still expected.
  ///
  /// @param open units, at least 1
  public record Expected(Order order, int open) {}

  /// Units that arrived.
  ///
  /// @param eventId counts once
  /// @param units at least 1
  /// @param receiptId of the order that they belong to, if any; it need not be known yet
  /// @param receivedAt when, if known
  public record Receipt(
      String eventId,
      ShipNodeId node,
      Sku sku,
      int units,
      Optional<String> receiptId,
      Optional<Instant> receivedAt) {}

  /// Inserts or replaces orders by their ids; each id at most once. A position that is not there is
  /// made, so that orders of its goods wait for what is to come.
  public Result expect(Collection<Order> orders) {
    return database.transact(connection -> {
      Result.Unknown unknown =
          StockStore.findUnknown(
              connection,
              orders.stream().map(order -> new Position(order.node(), order.sku())).toList());
      if (!unknown.isEmpty()) {
        return unknown;
      }
      List<Order> open = orders.stream().filter(order -> order.units() > 0).toList();
      new StatementBatch()
          .add(ONE_AT_A_TIME)
          .add(
              EXPECT,
              column(orders, Order::receiptId),
              column(orders, Order::node),
              column(orders, Order::sku),
              new IntArray(orders.stream().map(Order::units).toList()),
              column(orders, Order::expectedOn))
          .add(
              OPEN,
              column(open, Order::sku),
              column(open, Order::node),
              column(open, Order::receiptId))
          .send(connection)
          .close();
      return new Result.Done(orders.size(), List.of());
    });
  }

  /// Adds what arrived, each once however often it is sent; of several with one id the first
  /// counts. A position that is not there is made.
  public Result receive(Collection<Receipt> receipts) {
    var byId = new LinkedHashMap<String, Receipt>();
    receipts.forEach(receipt -> byId.putIfAbsent(receipt.eventId(), receipt));
    List<Receipt> all = List.copyOf(byId.values());
    return database.transact(connection -> {
      List<Position> positions = all.stream().map(ReceiptStore::position).distinct().toList();
      Result.Unknown unknown = StockStore.findUnknown(connection, positions);
      if (!unknown.isEmpty()) {
        return unknown;
      }
      Set<String> added = insert(connection, all);
      var batch = new StatementBatch();
      StockLedger.arrive(
          batch,
          all.stream()
              .filter(receipt -> added.contains(receipt.eventId()))
              .map(receipt ->
                  new Arrival(
                      receipt.eventId(), position(receipt), receipt.units(), receipt.receivedAt()))
              .toList(),
          "RECEIVE",
          "receipt");
      batch.send(connection).close();
      return new Result.Done(added.size(), StockStore.shortages(connection, positions));
    });
  }

  private static Set<String> insert(Connection connection, List<Receipt> receipts)
      throws SQLException {
    var batch =
        new StatementBatch()
            .add(ONE_AT_A_TIME)
            .add(
                RECEIVE,
                column(receipts, Receipt::eventId),
                column(receipts, receipt -> receipt.receiptId().orElse("")),
                column(receipts, Receipt::node),
                column(receipts, Receipt::sku),
                new IntArray(receipts.stream().map(Receipt::units).toList()),
                column(receipts, receipt -> receipt.receivedAt().map(Instant::toString).orElse("")))
            .add(
                REDUCE,
                TextArray.of(
                    receipts.stream().flatMap(receipt -> receipt.receiptId().stream()).toList()));
    try (StatementBatch.Answers answers = batch.send(connection)) {
      return new HashSet<>(answers.rows(RECEIVE, row -> row.getString(1)));
    }
  }

  /// What is open, the earliest first, after (`afterDay`, `afterId`) in that order.
  ///
  /// @param node empty for any
  /// @param sku empty for any
  public List<Expected> list(
      String node, String sku, LocalDate afterDay, String afterId, int limit) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(LIST, afterDay, afterId, node, node, sku, sku, limit)
              .send(connection)) {
        return answers.rows(LIST, ReceiptStore::read);
      }
    });
  }

  /// The earliest that is open of each SKU at each ship node; of some none. What is on its way to a
  /// ship node or a position out of use is left out.
  public List<Expected> earliest(Collection<Sku> skus) {
    if (skus.isEmpty()) {
      return List.of();
    }
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(EARLIEST, TextArray.of(skus)).send(connection)) {
        return answers.rows(EARLIEST, ReceiptStore::read);
      }
    });
  }

  /// What is on its way to a position.
  ///
  /// @param units that are still to come, of all receipts, at least 1
  /// @param firstOn the earliest day of these; one that is past is overdue
  public record OnItsWay(long units, LocalDate firstOn) {}

  /// What is on its way to positions; those to which nothing is are left out.
  public Map<Position, OnItsWay> onTheirWay(Collection<Position> positions) {
    var coming = new HashMap<Position, OnItsWay>();
    if (positions.isEmpty()) {
      return coming;
    }
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(
                  ON_THEIR_WAY, column(positions, Position::node), column(positions, Position::sku))
              .send(connection)) {
        answers.rows(
            ON_THEIR_WAY,
            row ->
                coming.put(
                    new Position(new ShipNodeId(row.getString(1)), new Sku(row.getString(2))),
                    new OnItsWay(row.getLong(3), row.getObject(4, LocalDate.class))));
        return coming;
      }
    });
  }

  private static Position position(Receipt receipt) {
    return new Position(receipt.node(), receipt.sku());
  }

  private static <T> TextArray column(Collection<T> rows, Function<T, ?> part) {
    return TextArray.of(rows.stream().map(part).toList());
  }

  private static Expected read(ResultSet row) throws SQLException {
    return new Expected(
        new Order(
            row.getString("receipt_id"),
            new ShipNodeId(row.getString("node")),
            new Sku(row.getString("sku")),
            row.getInt("units"),
            row.getObject("expected_on", LocalDate.class)),
        row.getInt("open"));
  }
}
