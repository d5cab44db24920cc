package dev.whence.service.sourcing;

import static java.util.Comparator.comparingInt;

import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.service.store.StatementBatch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Units that have arrived and are meant for orders that wait longer: a newcomer does not overtake
/// them.
///
/// What waits is earmarked from the moment its SKU arrives anywhere until it was tried to source it
/// from there. So an order that cannot be helped by what arrived keeps nobody from it for longer
/// than that takes.
final class Earmarks {
  /// By SKU. An order of the same age that is not known waits behind one that is.
  static final String SELECT =
      """
      SELECT goods.sku, sum(line.waiting * goods.units)::bigint AS units
      FROM order_lines AS line
      JOIN orders ON orders.id = line.order_id
      CROSS JOIN LATERAL (
        SELECT line.sku, 1 AS units WHERE line.goods IS NULL
        UNION ALL
        SELECT key, value::int FROM jsonb_each_text(line.goods)) AS goods (sku, units)
      WHERE line.waiting > 0 AND line.exception = ''
        AND items_out_of_use(line.sku, line.goods) IS NULL
        AND (line.sku = ANY (?) OR line.goods IS NOT NULL) AND goods.sku = ANY (?)
        AND (orders.ordered_at, orders.id) < (?, ?) AND orders.id <> ?
        AND NOT EXISTS (
          SELECT FROM reservations WHERE order_id = orders.id AND status = 'HELD')
        AND EXISTS (
          SELECT FROM stock WHERE stock.sku = goods.sku AND stock.active
            AND (line.tried IS NULL OR NOT pg_visible_in_snapshot(arrived, line.tried)))
      GROUP BY goods.sku
      """;

  private Earmarks() {}

  static Map<Sku, Integer> read(StatementBatch.Answers answers) throws SQLException {
    var units = new TreeMap<Sku, Integer>();
    answers.rows(row ->
        units.put(new Sku(row.getString(1)), (int) Math.min(Integer.MAX_VALUE, row.getLong(2))));
    return units;
  }

  /// The positions with the earmarked units held back, where most are available first.
  static List<StockPosition> keep(Map<Sku, Integer> earmarked, Collection<StockPosition> stock) {
    if (earmarked.isEmpty()) {
      return List.copyOf(stock);
    }
    var left = new TreeMap<>(earmarked);
    var kept = new ArrayList<StockPosition>();
    stock.stream()
        .sorted(
            comparingInt((StockPosition position) -> position.availableToPromise(0))
                .reversed()
                .thenComparing(StockPosition::node))
        .forEach(position -> {
          int units =
              position.isCounted()
                  ? Math.min(left.getOrDefault(position.sku(), 0), position.availableToPromise(0))
                  : 0;
          left.merge(position.sku(), -units, Math::addExact);
          kept.add(
              new StockPosition(
                  position.node(),
                  position.sku(),
                  position.onHand(),
                  position.reserved() + units,
                  position.safetyStock(),
                  position.worth(),
                  position.active()));
        });
    return kept;
  }
}
