package dev.whence.service.sourcing;

import static java.util.Comparator.comparingInt;

import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.service.inventory.Position;
import dev.whence.service.store.StatementBatch;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Units that have arrived and are meant for orders that are served earlier: a newcomer does not
/// overtake them, unless the allocation-priority table says so.
///
/// What waits is earmarked from the moment its SKU arrives anywhere until it was tried to source it
/// from there. So an order that cannot be helped by what arrived keeps nobody from it for longer
/// than that takes.
final class Earmarks {
  /// By SKU and priority, and whether the orders were placed before the one that asks. An order of
  /// the same age that is not known waits behind one that is.
  static final String SELECT =
      """
      SELECT goods.sku, orders.priority, (orders.ordered_at, orders.id) < (?, ?) AS before,
        sum(line.waiting * goods.units)::bigint AS units
      FROM order_lines AS line
      JOIN orders ON orders.id = line.order_id
      CROSS JOIN LATERAL (
        SELECT line.sku, 1 AS units WHERE line.goods IS NULL
        UNION ALL
        SELECT key, value::int FROM jsonb_each_text(line.goods)) AS goods (sku, units)
      WHERE line.waiting > 0 AND line.exception = ''
        AND items_out_of_use(line.sku, line.goods) IS NULL
        AND (line.sku = ANY (?) OR line.goods IS NOT NULL) AND goods.sku = ANY (?)
        AND orders.id <> ?
        AND NOT EXISTS (
          SELECT FROM reservations WHERE order_id = orders.id AND status IN ('KEPT', 'HELD'))
        AND EXISTS (
          SELECT FROM stock WHERE stock.sku = goods.sku AND stock.active
            AND (line.tried IS NULL OR NOT pg_visible_in_snapshot(arrived, line.tried)))
      GROUP BY 1, 2, 3
      """;

  private Earmarks() {}

  /// Units that orders of one priority wait for.
  ///
  /// @param before whether they were placed before the order that asks
  record Wanted(Sku sku, int priority, boolean before, long units) {}

  static List<Wanted> read(StatementBatch.Answers answers) throws SQLException {
    return answers.rows(row ->
        new Wanted(new Sku(row.getString(1)), row.getInt(2), row.getBoolean(3), row.getLong(4)));
  }

  /// What an order of a priority has to leave, where most is available first.
  static Map<Position, Integer> of(
      List<Wanted> wanted, int priority, Collection<StockPosition> stock) {
    var left = new TreeMap<Sku, Long>();
    wanted.stream()
        .filter(
            each -> each.priority() > priority || (each.priority() == priority && each.before()))
        .forEach(each -> left.merge(each.sku(), each.units(), Long::sum));
    var kept = new TreeMap<Position, Integer>();
    if (left.isEmpty()) {
      return kept;
    }
    stock.stream()
        .filter(StockPosition::isCounted)
        .sorted(
            comparingInt((StockPosition position) -> position.availableToPromise(0))
                .reversed()
                .thenComparing(StockPosition::node))
        .forEach(position -> {
          int units =
              (int) Math.min(left.getOrDefault(position.sku(), 0L), position.availableToPromise(0));
          if (units > 0) {
            left.merge(position.sku(), -(long) units, Long::sum);
            kept.put(new Position(position.node(), position.sku()), units);
          }
        });
    return kept;
  }
}
