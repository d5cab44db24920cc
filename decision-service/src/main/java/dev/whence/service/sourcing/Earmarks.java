package dev.whence.service.sourcing;

import static java.util.Comparator.comparingInt;

import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.Order;
import dev.whence.service.inventory.Position;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/// Units that have arrived and are meant for orders that are served earlier: a newcomer does not
/// overtake them, unless the allocation-priority table says so.
///
/// What waits is earmarked from the moment its SKU arrives anywhere until it was tried to source it
/// from there. So an order that cannot be helped by what arrived keeps nobody from it for longer
/// than that takes.
final class Earmarks {
  /// The place of an order that is not known yet: behind everybody.
  private static final int LAST = Integer.MAX_VALUE;

  /// Of a line, the first transaction that may have come after it was tried: all before it had
  /// ended when it was. Stands in an index (`order_lines_untried`).
  static final String TRIED_UNTIL = "coalesce(pg_snapshot_xmin(tried), '0'::xid8)";

  /// By SKU and priority, and whether the orders were placed before the one that asks. An order of
  /// the same age that is not known waits behind one that is.
  ///
  /// However many wait, only those are looked at who stand before the order that asks, as far as
  /// its place is known, and no more of them than there are units: the queue of a SKU stands in its
  /// order in an index. And none of a queue in which all were tried with all that is there.
  private static final String SELECT =
      """
      WITH there AS MATERIALIZED (
        SELECT sku, arrived, CASE WHEN uncounted THEN 2147483647
          ELSE on_hand::bigint - reserved - safety_stock END AS units
        FROM stock
        WHERE sku = ANY (?) AND active
          AND (uncounted OR on_hand::bigint - reserved - safety_stock > 0)),
      available AS MATERIALIZED (
        SELECT sku, units
        FROM (
          SELECT sku, sum(units) AS units, max(arrived) AS newest FROM there GROUP BY sku) AS summed
        WHERE newest >= (
          SELECT $triedUntil FROM order_lines AS line
          WHERE line.sku = summed.sku AND waiting > 0 AND goods IS NULL
          ORDER BY $triedUntil LIMIT 1)),
      wanted AS (
        SELECT line.* FROM available
        CROSS JOIN LATERAL (
          SELECT line.sku, queue_priority, queued_since, order_id, waiting AS units
          FROM order_lines AS line
          WHERE line.sku = available.sku AND waiting > 0 AND goods IS NULL AND $usable
            AND (-queue_priority, queued_since, order_id) < (?, ?, ?)
            AND EXISTS (
              SELECT FROM there WHERE there.sku = line.sku
                AND (tried IS NULL OR NOT pg_visible_in_snapshot(arrived, tried)))
          ORDER BY -queue_priority, queued_since, order_id LIMIT available.units) AS line
        UNION ALL
        SELECT part.sku, queue_priority, queued_since, order_id, waiting * part.units::bigint
        FROM order_lines AS line
        CROSS JOIN LATERAL jsonb_each_text(goods) AS part (sku, units)
        WHERE EXISTS (SELECT FROM there) AND waiting > 0 AND goods IS NOT NULL AND $usable
          AND (-queue_priority, queued_since, order_id) < (?, ?, ?)
          AND EXISTS (
            SELECT FROM there WHERE there.sku = part.sku
              AND (tried IS NULL OR NOT pg_visible_in_snapshot(arrived, tried))))
      SELECT sku, queue_priority, (queued_since, order_id) < (?, ?) AS before, sum(units)::bigint
      FROM wanted GROUP BY 1, 2, 3
      """
          .replace("$triedUntil", TRIED_UNTIL)
          .replace(
              "$usable",
              """
              line.order_id <> ? AND line.exception = ''
                AND NOT EXISTS (SELECT FROM items WHERE items.sku = line.sku AND NOT items.active)
                AND (line.goods IS NULL OR items_out_of_use(line.sku, line.goods) IS NULL)
                AND NOT EXISTS (
                  SELECT FROM reservations
                  WHERE reservations.order_id = line.order_id AND status IN ('KEPT', 'HELD'))
              """);

  private Earmarks() {}

  /// Asks what others wait for; [#read] takes the answer.
  ///
  /// @param order that asks, with its goods
  /// @param priority of its own, if that is known already
  static void ask(StatementBatch batch, Order order, OptionalInt priority) {
    String id = order.id().value();
    int place = priority.isPresent() ? -priority.getAsInt() : LAST;
    batch.add(
        SELECT,
        TextArray.of(order.unitsBySku().keySet()),
        id,
        place,
        order.orderedAt(),
        id,
        id,
        place,
        order.orderedAt(),
        id,
        order.orderedAt(),
        id);
  }

  /// Units that orders of one priority wait for.
  ///
  /// @param before whether they were placed before the order that asks
  record Wanted(Sku sku, int priority, boolean before, long units) {}

  static List<Wanted> read(StatementBatch.Answers answers) throws SQLException {
    return answers.rows(
        SELECT,
        row ->
            new Wanted(
                new Sku(row.getString(1)), row.getInt(2), row.getBoolean(3), row.getLong(4)));
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
