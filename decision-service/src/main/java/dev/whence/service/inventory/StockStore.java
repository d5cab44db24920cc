package dev.whence.service.inventory;

import static java.util.Comparator.comparing;

import dev.whence.domain.Cost;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.service.store.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Units of each SKU at each ship node.
///
/// Every writer, here and in reservations, locks rows in (ship node, SKU) order.
public final class StockStore {
  private static final String COUNT =
      """
      INSERT INTO stock (sku, node, on_hand, safety_stock)
      SELECT sku, node, on_hand, safety_stock
      FROM unnest(?::text[], ?::text[], ?::int[], ?::int[])
        AS given (sku, node, on_hand, safety_stock)
      ORDER BY node COLLATE "C", sku COLLATE "C"
      ON CONFLICT (sku, node) DO UPDATE
        SET on_hand = greatest(excluded.on_hand, stock.reserved),
          safety_stock = excluded.safety_stock, updated_at = now()
      RETURNING sku, node, on_hand, reserved, safety_stock
      """;

  private static final String ADJUST =
      """
      UPDATE stock SET on_hand = on_hand + ?, updated_at = now()
      WHERE sku = ? AND node = ? AND on_hand::bigint + ? BETWEEN reserved AND 2147483647
      """;

  private final Database database;

  public StockStore(Database database) {
    this.database = database;
  }

  /// What was counted at a ship node: replaces earlier counts. Reservations are not touched.
  public record Count(ShipNodeId node, Sku sku, int onHand, int safetyStock) {}

  /// Units that came in (positive) or went out (negative).
  public record Adjustment(ShipNodeId node, Sku sku, int units) {}

  /// What became of a load or an adjustment. Either all of it happened or nothing.
  public sealed interface Result {
    /// @param raised positions whose count was below the units already reserved: their units on
    ///   hand were set to the reserved units, so nothing more is sold there; each needs a person
    record Done(int positions, List<StockPosition> raised) implements Result {}

    /// Nothing was changed: these are not loaded.
    record Unknown(SortedSet<ShipNodeId> nodes, SortedSet<Sku> skus) implements Result {}

    /// Nothing was changed: these adjustments would take units that are reserved, or there is no
    /// such position (all zero).
    record Refused(List<StockPosition> positions) implements Result {}
  }

  /// Records counts. Of two for one position the last counts.
  public Result count(Collection<Count> counts) {
    var byPosition = new TreeMap<Position, Count>();
    counts.forEach(count -> byPosition.put(new Position(count.node(), count.sku()), count));
    return database.transact(connection -> {
      Result.Unknown unknown = findUnknown(connection, byPosition.keySet());
      return unknown.nodes().isEmpty() && unknown.skus().isEmpty()
          ? new Result.Done(byPosition.size(), write(connection, byPosition))
          : unknown;
    });
  }

  /// Adds up adjustments of one position and applies them.
  public Result adjust(Collection<Adjustment> adjustments) {
    var byPosition = new TreeMap<Position, Integer>();
    for (Adjustment adjustment : adjustments) {
      byPosition.merge(
          new Position(adjustment.node(), adjustment.sku()), adjustment.units(), Math::addExact);
    }
    return database.transact(connection -> {
      var refused = new ArrayList<Position>();
      int[] changed = applyAdjustments(connection, byPosition);
      int i = 0;
      for (Position position : byPosition.keySet()) {
        if (changed[i++] == 0) {
          refused.add(position);
        }
      }
      if (refused.isEmpty()) {
        return new Result.Done(byPosition.size(), List.of());
      }
      connection.rollback();
      return new Result.Refused(read(connection, refused));
    });
  }

  /// Positions of one SKU in node order.
  public List<StockPosition> find(Sku sku) {
    return database.run(connection -> {
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT * FROM stock WHERE sku = ? ORDER BY node")) {
        statement.setString(1, sku.value());
        return positions(statement);
      }
    });
  }

  /// Positions after (`afterNode`, `afterSku`) in that order, at most `limit`; empty strings start
  /// at the first.
  public List<StockPosition> list(String afterNode, String afterSku, int limit) {
    return database.run(connection -> {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "SELECT * FROM stock WHERE (node, sku) > (?, ?) ORDER BY node, sku LIMIT ?")) {
        statement.setString(1, afterNode);
        statement.setString(2, afterSku);
        statement.setInt(3, limit);
        return positions(statement);
      }
    });
  }

  private static List<StockPosition> write(Connection connection, Map<Position, Count> counts)
      throws SQLException {
    var raised = new ArrayList<StockPosition>();
    try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
      statement.setArray(1, column(connection, "text", counts, count -> count.sku().value()));
      statement.setArray(2, column(connection, "text", counts, count -> count.node().value()));
      statement.setArray(3, column(connection, "int4", counts, Count::onHand));
      statement.setArray(4, column(connection, "int4", counts, Count::safetyStock));
      for (StockPosition written : positions(statement)) {
        Count given = counts.get(new Position(written.node(), written.sku()));
        if (given == null || given.onHand() != written.onHand()) {
          raised.add(written);
        }
      }
    }
    raised.sort(comparing(StockPosition::node).thenComparing(StockPosition::sku));
    return raised;
  }

  private static java.sql.Array column(
      Connection connection, String type, Map<Position, Count> counts, Function<Count, Object> part)
      throws SQLException {
    return connection.createArrayOf(type, counts.values().stream().map(part).toArray());
  }

  private static int[] applyAdjustments(Connection connection, Map<Position, Integer> adjustments)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ADJUST)) {
      for (var entry : adjustments.entrySet()) {
        statement.setInt(1, entry.getValue());
        statement.setString(2, entry.getKey().sku().value());
        statement.setString(3, entry.getKey().node().value());
        statement.setInt(4, entry.getValue());
        statement.addBatch();
      }
      return statement.executeBatch();
    }
  }

  private static Result.Unknown findUnknown(Connection connection, Collection<Position> positions)
      throws SQLException {
    SortedSet<ShipNodeId> nodes = new TreeSet<>();
    SortedSet<Sku> skus = new TreeSet<>();
    for (Position position : positions) {
      nodes.add(position.node());
      skus.add(position.sku());
    }
    for (String known : known(connection, "ship_nodes", "id", nodes)) {
      nodes.remove(new ShipNodeId(known));
    }
    for (String known : known(connection, "items", "sku", skus)) {
      skus.remove(new Sku(known));
    }
    return new Result.Unknown(nodes, skus);
  }

  private static List<String> known(
      Connection connection, String table, String id, Collection<?> wanted) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT %s FROM %s WHERE %1$s = ANY (?)".formatted(id, table))) {
      statement.setArray(
          1, connection.createArrayOf("text", wanted.stream().map(Object::toString).toArray()));
      var found = new ArrayList<String>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(row.getString(1));
        }
      }
      return found;
    }
  }

  private static List<StockPosition> read(Connection connection, List<Position> positions)
      throws SQLException {
    var found = new ArrayList<StockPosition>();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT * FROM stock WHERE sku = ? AND node = ?")) {
      for (Position position : positions) {
        statement.setString(1, position.sku().value());
        statement.setString(2, position.node().value());
        List<StockPosition> one = positions(statement);
        found.add(
            one.isEmpty()
                ? new StockPosition(position.node(), position.sku(), 0, 0, 0, Cost.ZERO)
                : one.getFirst());
      }
    }
    return found;
  }

  private static List<StockPosition> positions(PreparedStatement statement) throws SQLException {
    var positions = new ArrayList<StockPosition>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        positions.add(read(row));
      }
    }
    return positions;
  }

  /// The position in a row that holds all columns of table `stock`.
  public static StockPosition read(ResultSet row) throws SQLException {
    return new StockPosition(
        new ShipNodeId(row.getString("node")),
        new Sku(row.getString("sku")),
        row.getInt("on_hand"),
        row.getInt("reserved"),
        row.getInt("safety_stock"),
        Cost.ZERO);
  }

  /// In the order in which rows are locked.
  private record Position(ShipNodeId node, Sku sku) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
      int byNode = node.compareTo(other.node);
      return byNode != 0 ? byNode : sku.compareTo(other.sku);
    }
  }
}
