package dev.whence.service.inventory;

import dev.whence.domain.Cost;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.OrderId;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// Units of each SKU at each ship node.
///
/// Every writer, here and in reservations, locks rows in (ship node, SKU) order.
public final class StockStore {
  static final String ADD_POSITIONS =
      """
      INSERT INTO stock (sku, node, on_hand)
      SELECT sku, node, 0 FROM unnest(?::text[], ?::text[]) AS given (sku, node)
      ORDER BY node COLLATE "C", sku COLLATE "C"
      ON CONFLICT (sku, node) DO NOTHING
      """;

  static final String LOCK =
      """
      SELECT 1 FROM stock
      WHERE (node, sku) IN (SELECT * FROM unnest(?::text[], ?::text[])) ORDER BY node, sku FOR UPDATE
      """;

  /// A count says what was there when it was taken: what moved since is added, and where a later
  /// count is known, that one stands.
  private static final String COUNT =
      """
      WITH given AS (
        SELECT sku, node, on_hand, safety_stock, uncounted::boolean AS uncounted,
          nullif(counted_at, '')::timestamptz AS counted_at
        FROM unnest(?::text[], ?::text[], ?::int[], ?::int[], ?::text[], ?::text[])
          AS row (sku, node, on_hand, safety_stock, uncounted, counted_at)),
      since AS (
        SELECT given.sku, given.node, bool_or(kind IN ('COUNT', 'OPENING')) AS counted_again,
          sum(movement.on_hand) AS units
        FROM given JOIN stock_movements AS movement
          ON movement.node = given.node AND movement.sku = given.sku
            AND occurred_at > given.counted_at
        GROUP BY given.sku, given.node),
      target AS (
        SELECT given.*, stock.on_hand AS was,
          CASE WHEN counted_again THEN stock.on_hand
            ELSE given.on_hand + coalesce(units, 0) END::int AS will_be
        FROM given JOIN stock USING (sku, node) LEFT JOIN since USING (sku, node)),
      moved AS (
        UPDATE stock SET on_hand = will_be, safety_stock = target.safety_stock,
          uncounted = target.uncounted, counted_at = greatest(stock.counted_at, target.counted_at),
          updated_at = now(),
          arrived = CASE WHEN will_be > was OR target.uncounted
              OR target.safety_stock < stock.safety_stock
            THEN pg_current_xact_id() ELSE arrived END
        FROM target WHERE stock.sku = target.sku AND stock.node = target.node)
      INSERT INTO stock_movements (sku, node, kind, on_hand, reserved, cause, author, occurred_at)
      SELECT sku, node, 'COUNT', will_be - was, 0, ?, ?, coalesce(counted_at, now()) FROM target
      ORDER BY node COLLATE "C", sku COLLATE "C"
      """;

  /// What happened before the last count, as far as that one says when it was taken, is in it.
  private static final String ADJUST =
      """
      WITH given AS (
        SELECT id, sku, node, units, reason, nullif(occurred_at, '')::timestamptz AS occurred_at
        FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[])
          AS row (id, sku, node, units, reason, occurred_at)),
      added AS (
        INSERT INTO stock_movements
          (sku, node, kind, on_hand, reserved, cause, reason, author, occurred_at)
        SELECT sku, node, 'ADJUST', CASE WHEN occurred_at < counted_at THEN 0 ELSE units END, 0, id,
          reason, ?, coalesce(occurred_at, now())
        FROM given JOIN stock USING (sku, node)
        ORDER BY node COLLATE "C", sku COLLATE "C", id COLLATE "C"
        ON CONFLICT DO NOTHING RETURNING sku, node, on_hand),
      moved AS (
        UPDATE stock SET on_hand = stock.on_hand + change.units, updated_at = now(),
          arrived = pg_current_xact_id()
        FROM (SELECT sku, node, sum(on_hand)::int AS units FROM added GROUP BY sku, node) AS change
        WHERE stock.sku = change.sku AND stock.node = change.node)
      SELECT count(*) FROM added
      """;

  private static final String SELECT_POSITIONS =
      """
      SELECT * FROM stock WHERE (node, sku) IN (SELECT * FROM unnest(?::text[], ?::text[]))
      ORDER BY node, sku
      """;

  /// What is planned to leave a position, the last planned first.
  private static final String PLANNED =
      """
      SELECT node, sku, order_id, shipments.id, (shipment_lines.units - taken_out) AS units
      FROM shipments JOIN shipment_lines ON shipment_id = shipments.id
      WHERE (node, sku) IN (SELECT * FROM unnest(?::text[], ?::text[]))
        AND reservation_id IS NOT NULL AND NOT left_stock AND taken_out < shipment_lines.units
      ORDER BY shipments.created_at DESC, shipments.id DESC
      """;

  private static final String LIST =
      """
      SELECT * FROM stock WHERE (node, sku) > (?, ?) AND (? = '' OR node = ?) AND (? = '' OR sku = ?)
        AND (NOT ? OR (on_hand < reserved AND NOT uncounted)) AND (? = '' OR active::text = ?)
      ORDER BY node, sku LIMIT ?
      """;

  private static final String MOVEMENTS =
      """
      SELECT * FROM stock_movements WHERE id < ? AND (? = '' OR node = ?) AND (? = '' OR sku = ?)
      ORDER BY id DESC LIMIT ?
      """;

  private final Database database;

  public StockStore(Database database) {
    this.database = database;
  }

  /// What was counted at a ship node. Reservations are not touched, and it may be fewer than they
  /// hold: then the position is short, until somebody finds, buys or sends from elsewhere.
  ///
  /// @param onHand units, at least 0; of a position that is not counted of no meaning
  /// @param uncounted whether the position never runs out, as a vendor's may
  /// @param countedAt when, if known: what moved since is not in it
  /// @param active whether its units may be promised; empty leaves a known position as it is
  public record Count(
      ShipNodeId node,
      Sku sku,
      int onHand,
      int safetyStock,
      boolean uncounted,
      Optional<Instant> countedAt,
      Optional<Boolean> active) {
    public Count(
        ShipNodeId node,
        Sku sku,
        int onHand,
        int safetyStock,
        boolean uncounted,
        Optional<Instant> countedAt) {
      this(node, sku, onHand, safetyStock, uncounted, countedAt, Optional.empty());
    }

    public Count(ShipNodeId node, Sku sku, int onHand, int safetyStock) {
      this(node, sku, onHand, safetyStock, false, Optional.empty());
    }
  }

  /// Units that came in (positive) or went out (negative) for a reason.
  ///
  /// @param id counts once
  /// @param occurredAt when, if known
  public record Adjustment(
      String id,
      ShipNodeId node,
      Sku sku,
      int units,
      String reason,
      Optional<Instant> occurredAt) {}

  /// A position that holds fewer units than are reserved of it.
  ///
  /// @param endangered parcels, the last planned first, as many as the missing units reach
  public record ShortPosition(StockPosition position, List<Endangered> endangered) {
    public ShortPosition {
      endangered = List.copyOf(endangered);
    }
  }

  /// A parcel that may not find its units.
  ///
  /// @param units of the SKU in it
  public record Endangered(OrderId order, String shipment, int units) {}

  /// What became of a load or of adjustments. Either all of it happened or nothing.
  public sealed interface Result {
    /// @param changed positions that were written, or adjustments that count for the first time
    /// @param shortages of the positions named, those that hold fewer units than are reserved
    record Done(int changed, List<ShortPosition> shortages) implements Result {
      public Done {
        shortages = List.copyOf(shortages);
      }
    }

    /// Nothing was changed: these are not loaded.
    record Unknown(SortedSet<ShipNodeId> nodes, SortedSet<Sku> skus) implements Result {
      public boolean isEmpty() {
        return nodes.isEmpty() && skus.isEmpty();
      }
    }

    /// Nothing was changed: there are no such positions.
    record NoPosition(List<Position> positions) implements Result {
      public NoPosition {
        positions = List.copyOf(positions);
      }
    }
  }

  /// One change of a position.
  ///
  /// @param id rises with time
  /// @param kind for instance `RESERVE`
  /// @param onHand units more on hand, or fewer
  /// @param reserved units more reserved, or fewer
  /// @param cause id of the load, reservation, parcel, receipt or return
  /// @param occurredAt by the word of whoever told
  public record Movement(
      long id,
      Position position,
      String kind,
      int onHand,
      int reserved,
      String cause,
      String reason,
      String author,
      Instant occurredAt,
      Instant recordedAt) {}

  /// Records counts. Of two for one position the last counts.
  ///
  /// @param load id of the load, for the ledger
  public Result count(Collection<Count> counts, String load) {
    var byPosition = new TreeMap<Position, Count>();
    counts.forEach(count -> byPosition.put(new Position(count.node(), count.sku()), count));
    List<Count> sorted = List.copyOf(byPosition.values());
    TextArray skus = TextArray.of(sorted.stream().map(Count::sku).toList());
    TextArray nodes = TextArray.of(sorted.stream().map(Count::node).toList());
    return database.transact(connection -> {
      Result.Unknown unknown = findUnknown(connection, byPosition.keySet());
      if (!unknown.isEmpty()) {
        return unknown;
      }
      new StatementBatch()
          .add(ADD_POSITIONS, skus, nodes)
          .add(LOCK, nodes, skus)
          .add(
              COUNT,
              skus,
              nodes,
              new IntArray(sorted.stream().map(Count::onHand).toList()),
              new IntArray(sorted.stream().map(Count::safetyStock).toList()),
              TextArray.of(sorted.stream().map(Count::uncounted).toList()),
              TextArray.of(sorted.stream().map(count -> text(count.countedAt())).toList()),
              load,
              "count")
          .send(connection)
          .close();
      UseStore.write(
          connection,
          UseStore.Kind.STOCK,
          sorted.stream()
              .flatMap(count ->
                  count
                      .active()
                      .map(active ->
                          new UseStore.Switch(count.node().value(), count.sku().value(), active))
                      .stream())
              .toList());
      return new Result.Done(byPosition.size(), shortages(connection, nodes, skus));
    });
  }

  public Result count(Collection<Count> counts) {
    return count(counts, "load-" + UUID.randomUUID());
  }

  /// Applies adjustments, each once however often it is sent.
  public Result adjust(Collection<Adjustment> adjustments) {
    var byId = new TreeMap<String, Adjustment>();
    adjustments.forEach(adjustment -> byId.putIfAbsent(adjustment.id(), adjustment));
    List<Adjustment> all = List.copyOf(byId.values());
    TextArray skus = TextArray.of(all.stream().map(Adjustment::sku).toList());
    TextArray nodes = TextArray.of(all.stream().map(Adjustment::node).toList());
    return database.transact(connection -> {
      var missing = new TreeSet<Position>();
      all.forEach(one -> missing.add(new Position(one.node(), one.sku())));
      for (StockPosition known : select(connection, nodes, skus)) {
        missing.remove(new Position(known.node(), known.sku()));
      }
      if (!missing.isEmpty()) {
        return new Result.NoPosition(List.copyOf(missing));
      }
      var batch =
          new StatementBatch()
              .add(LOCK, nodes, skus)
              .add(
                  ADJUST,
                  TextArray.of(byId.keySet()),
                  skus,
                  nodes,
                  new IntArray(all.stream().map(Adjustment::units).toList()),
                  TextArray.of(all.stream().map(Adjustment::reason).toList()),
                  TextArray.of(all.stream().map(one -> text(one.occurredAt())).toList()),
                  "adjustment");
      int added;
      try (StatementBatch.Answers answers = batch.send(connection)) {
        added = answers.rows(ADJUST, row -> row.getInt(1)).getFirst();
      }
      return new Result.Done(added, shortages(connection, nodes, skus));
    });
  }

  /// Positions of one SKU in node order.
  public List<StockPosition> find(Sku sku) {
    return list(new Filter("", sku.value(), false, Optional.empty()), "", "", Integer.MAX_VALUE);
  }

  /// Which positions to list.
  ///
  /// @param node empty for any
  /// @param sku empty for any
  /// @param onlyShort only those that hold fewer units than are reserved
  /// @param active only those in use, or only those out of use; empty for both
  public record Filter(String node, String sku, boolean onlyShort, Optional<Boolean> active) {}

  /// Positions after (`afterNode`, `afterSku`) in that order, at most `limit`; empty strings start
  /// at the first.
  public List<StockPosition> list(Filter filter, String afterNode, String afterSku, int limit) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(
                  LIST,
                  afterNode,
                  afterSku,
                  filter.node(),
                  filter.node(),
                  filter.sku(),
                  filter.sku(),
                  filter.onlyShort(),
                  filter.active().map(Object::toString).orElse(""),
                  filter.active().map(Object::toString).orElse(""),
                  limit)
              .send(connection)) {
        return answers.rows(LIST, StockStore::read);
      }
    });
  }

  /// Those of the positions that hold fewer units than are reserved of them.
  public List<ShortPosition> shortages(List<Position> positions) {
    if (positions.isEmpty()) {
      return List.of();
    }
    return database.run(connection -> shortages(connection, positions));
  }

  /// As [#shortages(List)], within a transaction.
  public static List<ShortPosition> shortages(Connection connection, List<Position> positions)
      throws SQLException {
    return shortages(
        connection,
        TextArray.of(positions.stream().map(Position::node).toList()),
        TextArray.of(positions.stream().map(Position::sku).toList()));
  }

  /// The ledger, newest first, below `before`.
  public List<Movement> movements(String node, String sku, long before, int limit) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(MOVEMENTS, before, node, node, sku, sku, limit)
              .send(connection)) {
        return answers.rows(MOVEMENTS, StockStore::readMovement);
      }
    });
  }

  private static String text(Optional<Instant> instant) {
    return instant.map(Instant::toString).orElse("");
  }

  private static List<StockPosition> select(Connection connection, TextArray nodes, TextArray skus)
      throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(SELECT_POSITIONS, nodes, skus).send(connection)) {
      return answers.rows(SELECT_POSITIONS, StockStore::read);
    }
  }

  private static List<ShortPosition> shortages(
      Connection connection, TextArray nodes, TextArray skus) throws SQLException {
    List<StockPosition> missing =
        select(connection, nodes, skus).stream().filter(StockPosition::isShort).toList();
    if (missing.isEmpty()) {
      return List.of();
    }
    var planned = new HashMap<Position, List<Endangered>>();
    var batch =
        new StatementBatch()
            .add(
                PLANNED,
                TextArray.of(missing.stream().map(StockPosition::node).toList()),
                TextArray.of(missing.stream().map(StockPosition::sku).toList()));
    try (StatementBatch.Answers answers = batch.send(connection)) {
      answers.rows(
          PLANNED,
          row ->
              planned
                  .computeIfAbsent(
                      new Position(
                          new ShipNodeId(row.getString("node")), new Sku(row.getString("sku"))),
                      id -> new ArrayList<>())
                  .add(
                      new Endangered(
                          new OrderId(row.getString("order_id")),
                          row.getString("id"),
                          row.getInt("units"))));
    }
    return missing.stream()
        .map(position ->
            new ShortPosition(
                position,
                reached(
                    planned.getOrDefault(new Position(position.node(), position.sku()), List.of()),
                    (long) position.reserved() - position.onHand())))
        .toList();
  }

  /// The first parcels that hold at least so many units together.
  private static List<Endangered> reached(List<Endangered> planned, long units) {
    var reached = new ArrayList<Endangered>();
    long missing = units;
    for (Endangered parcel : planned) {
      if (missing <= 0) {
        break;
      }
      reached.add(parcel);
      missing -= parcel.units();
    }
    return reached;
  }

  private static Movement readMovement(ResultSet row) throws SQLException {
    return new Movement(
        row.getLong("id"),
        new Position(new ShipNodeId(row.getString("node")), new Sku(row.getString("sku"))),
        row.getString("kind"),
        row.getInt("on_hand"),
        row.getInt("reserved"),
        row.getString("cause"),
        row.getString("reason"),
        row.getString("author"),
        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
        row.getObject("recorded_at", OffsetDateTime.class).toInstant());
  }

  /// Those parts of the positions that are not loaded.
  public static Result.Unknown findUnknown(Connection connection, Collection<Position> positions)
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

  /// The position in a row that holds all columns of table `stock`.
  public static StockPosition read(ResultSet row) throws SQLException {
    return new StockPosition(
        new ShipNodeId(row.getString("node")),
        new Sku(row.getString("sku")),
        row.getBoolean("uncounted") ? StockPosition.UNCOUNTED : row.getInt("on_hand"),
        row.getInt("reserved"),
        row.getInt("safety_stock"),
        Cost.ZERO,
        row.getBoolean("active"));
  }
}
