package dev.whence.service.sourcing;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.service.inventory.Position;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// The share of what ship nodes have on hand that an order leaves for other channels, as its row of
/// the allocation-priority table says.
final class ChannelShares {
  /// Units that orders of other channels hold and that have not left.
  private static final String HELD_BY_OTHERS =
      """
      SELECT shipments.node, line.sku, sum(line.units - line.taken_out)::int
      FROM shipments
      JOIN shipment_lines AS line ON line.shipment_id = shipments.id
      JOIN orders ON orders.id = shipments.order_id
      WHERE NOT left_stock AND emptied_at IS NULL AND reservation_id IS NOT NULL
        AND shipments.node = ANY (?) AND line.sku = ANY (?) AND orders.channel <> ?
      GROUP BY 1, 2
      """;

  private ChannelShares() {}

  /// What an order of a channel has to leave.
  ///
  /// @param percent of what is on hand, rounded up; what other channels hold already counts
  static Map<Position, Integer> of(
      Connection connection, String channel, int percent, Collection<StockPosition> stock)
      throws SQLException {
    var held = new TreeMap<Position, Integer>();
    var batch =
        new StatementBatch()
            .add(
                HELD_BY_OTHERS,
                TextArray.of(stock.stream().map(StockPosition::node).distinct().toList()),
                TextArray.of(stock.stream().map(StockPosition::sku).distinct().toList()),
                channel);
    try (StatementBatch.Answers answers = batch.send(connection)) {
      answers.rows(
          HELD_BY_OTHERS,
          row ->
              held.put(
                  new Position(new ShipNodeId(row.getString(1)), new Sku(row.getString(2))),
                  row.getInt(3)));
    }
    return of(percent, held, stock);
  }

  /// @param held by other channels
  static Map<Position, Integer> of(
      int percent, Map<Position, Integer> held, Collection<StockPosition> stock) {
    var kept = new TreeMap<Position, Integer>();
    for (StockPosition position : stock) {
      if (position.isCounted() && position.onHand() > 0) {
        var key = new Position(position.node(), position.sku());
        long share = Math.ceilDiv((long) position.onHand() * percent, 100L);
        int units = (int) Math.max(0, share - held.getOrDefault(key, 0));
        if (units > 0) {
          kept.put(key, units);
        }
      }
    }
    return kept;
  }
}
