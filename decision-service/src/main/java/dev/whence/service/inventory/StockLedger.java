package dev.whence.service.inventory;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// Changes of single stock positions, each with the movement that explains it: a position is the
/// sum of its movements.
///
/// Every method for one position adds one statement, which answers with a count: 1, or 0 where
/// nothing was changed. Callers lock positions in their natural order.
public final class StockLedger {
  private static final String RECORDED =
      """
      INSERT INTO stock_movements (sku, node, kind, on_hand, reserved, cause, author)
      SELECT sku, node, '%s', %s, %s, ?, ? FROM moved
      """;

  /// Changes nothing if so many cannot be promised.
  public static final String RESERVE =
      """
      WITH moved AS (
        UPDATE stock SET reserved = reserved + ?, updated_at = now()
        WHERE sku = ? AND node = ? AND active
          AND (uncounted OR on_hand::bigint - reserved - safety_stock - ? >= ?)
        RETURNING sku, node)
      """
          + RECORDED.formatted("RESERVE", "0", "?");

  /// For a group: a position moves if all that is wanted of it can be had, or not at all.
  private static final String RESERVE_ALL =
      """
      WITH wanted AS (
        SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::int[], ?::text[], ?::text[])
          AS row (sku, node, units, protected, cause, author)),
      moved AS (
        UPDATE stock SET reserved = reserved + total.units::int, updated_at = now()
        FROM (SELECT sku, node, sum(units) AS units, max(protected) AS protected FROM wanted
          GROUP BY sku, node) AS total
        WHERE stock.sku = total.sku AND stock.node = total.node
          AND (uncounted OR on_hand::bigint - reserved - safety_stock - protected >= total.units)
        RETURNING stock.sku, stock.node)
      INSERT INTO stock_movements (sku, node, kind, on_hand, reserved, cause, author)
      SELECT sku, node, 'RESERVE', 0, units, cause, author FROM wanted JOIN moved USING (sku, node)
      RETURNING node, sku
      """;

  private static final String RELEASE =
      """
      WITH moved AS (
        UPDATE stock SET reserved = reserved - ?, updated_at = now(),
          arrived = pg_current_xact_id()
        WHERE sku = ? AND node = ?
        RETURNING sku, node)
      """
          + RECORDED.formatted("RELEASE", "0", "-?::int");

  /// Changes nothing if the day has not as many places left.
  public static final String TAKE_PARCELS =
      """
      INSERT INTO capacity_bookings AS booked (node, day, parcels)
      SELECT id, ?, ? FROM ship_nodes WHERE id = ? AND parcels_per_day >= ?
      ON CONFLICT (node, day) DO UPDATE SET parcels = booked.parcels + excluded.parcels
      WHERE booked.parcels + excluded.parcels
        <= (SELECT least(booked.most, parcels_per_day) FROM ship_nodes WHERE id = excluded.node)
      """;

  private static final String TAKE_ALL_PARCELS =
      """
      INSERT INTO capacity_bookings AS booked (node, day, parcels)
      SELECT id, given.day::date, given.parcels
      FROM unnest(?::text[], ?::text[], ?::int[]) AS given (node, day, parcels)
      JOIN ship_nodes ON id = given.node AND parcels_per_day >= given.parcels
      ORDER BY id, given.day::date
      ON CONFLICT (node, day) DO UPDATE SET parcels = booked.parcels + excluded.parcels
      WHERE booked.parcels + excluded.parcels
        <= (SELECT least(booked.most, parcels_per_day) FROM ship_nodes WHERE id = excluded.node)
      RETURNING node, day
      """;

  private static final String GIVE_PARCELS =
      "UPDATE capacity_bookings SET parcels = parcels - ? WHERE node = ? AND day = ?";

  /// The node takes no more parcels on that day than it has.
  private static final String CLOSE_DAY =
      """
      INSERT INTO capacity_bookings AS booked (node, day, parcels, most)
      SELECT id, ?, 0, 0 FROM ship_nodes WHERE id = ?
      ON CONFLICT (node, day) DO UPDATE SET most = booked.parcels
      """;

  private static final String WRITE_OFF =
      """
      WITH moved AS (
        UPDATE stock SET on_hand = on_hand - ?, updated_at = now() WHERE sku = ? AND node = ?
        RETURNING sku, node)
      INSERT INTO stock_movements (sku, node, kind, on_hand, reserved, cause, reason, author)
      SELECT sku, node, 'WRITE_OFF', -?::int, 0, ?, ?, ? FROM moved
      """;

  /// Fewer are there than was believed; never more.
  private static final String FOUND =
      """
      WITH found AS (
        SELECT sku, node, on_hand AS was, least(on_hand, coalesce(nullif(?, -1), reserved)) AS is
        FROM stock WHERE sku = ? AND node = ? FOR UPDATE),
      moved AS (
        UPDATE stock SET on_hand = found.is, updated_at = now() FROM found
        WHERE stock.sku = found.sku AND stock.node = found.node)
      INSERT INTO stock_movements (sku, node, kind, on_hand, reserved, cause, reason, author)
      SELECT sku, node, 'COUNT', found.is - was, 0, ?, ?, ? FROM found
      """;

  /// What happened before the last count, as far as that one says when it was taken, is in it.
  private static final String ARRIVE =
      """
      WITH given AS (
        SELECT id, sku, node, units, nullif(at, '')::timestamptz AS at
        FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::text[])
          AS row (id, sku, node, units, at)),
      added AS (
        INSERT INTO stock_movements (sku, node, kind, on_hand, reserved, cause, author, occurred_at)
        SELECT sku, node, ?, CASE WHEN at < counted_at THEN 0 ELSE units END, 0, id, ?,
          coalesce(at, now())
        FROM given JOIN stock USING (sku, node)
        ORDER BY node COLLATE "C", sku COLLATE "C", id COLLATE "C"
        ON CONFLICT DO NOTHING RETURNING sku, node, on_hand)
      UPDATE stock SET on_hand = stock.on_hand + change.units, updated_at = now(),
        arrived = pg_current_xact_id()
      FROM (SELECT sku, node, sum(on_hand)::int AS units FROM added GROUP BY sku, node) AS change
      WHERE stock.sku = change.sku AND stock.node = change.node
      """;

  private StockLedger() {}

  /// Units that came into a position.
  ///
  /// @param id of the receipt or grading; counts once
  /// @param units at least 1
  /// @param at when, if known
  public record Arrival(String id, Position position, int units, Optional<Instant> at) {}

  /// Adds what arrived to its positions; those that are not there are made, without safety stock.
  /// Adds statements whose answers tell nothing.
  ///
  /// @param kind of movement, `RECEIVE` or `RETURN`
  public static void arrive(
      StatementBatch batch, List<Arrival> arrivals, String kind, String author) {
    TextArray skus = TextArray.of(arrivals.stream().map(one -> one.position().sku()).toList());
    TextArray nodes = TextArray.of(arrivals.stream().map(one -> one.position().node()).toList());
    batch
        .add(StockStore.ADD_POSITIONS, skus, nodes)
        .add(StockStore.LOCK, nodes, skus)
        .add(
            ARRIVE,
            TextArray.of(arrivals.stream().map(Arrival::id).toList()),
            skus,
            nodes,
            new IntArray(arrivals.stream().map(Arrival::units).toList()),
            TextArray.of(
                arrivals.stream().map(one -> one.at().map(Instant::toString).orElse("")).toList()),
            kind,
            author);
  }

  /// Why a position changes.
  ///
  /// @param id of the reservation, parcel or load
  /// @param author who: a caller, or a part of the service such as `expiry`
  public record Cause(String id, String author) {}

  /// Reserves units if so many can be promised.
  ///
  /// @param protectedUnits that must be left for others, beyond the safety stock
  public static void reserve(
      StatementBatch batch, Position position, int units, int protectedUnits, Cause cause) {
    batch.add(
        RESERVE,
        units,
        position.sku().value(),
        position.node().value(),
        protectedUnits,
        units,
        units,
        cause.id(),
        cause.author());
  }

  /// Units to be reserved.
  ///
  /// @param protectedUnits that must be left for others, beyond the safety stock
  public record Wanted(Position position, int units, int protectedUnits, Cause cause) {}

  /// Reserves for many at once, locking positions in their order: of each position everything that
  /// is wanted, or nothing. [#readReserved] reads the answer.
  public static void reserveAll(StatementBatch batch, List<Wanted> wanted) {
    TextArray skus = TextArray.of(wanted.stream().map(one -> one.position().sku()).toList());
    TextArray nodes = TextArray.of(wanted.stream().map(one -> one.position().node()).toList());
    batch
        .add(StockStore.LOCK, nodes, skus)
        .add(
            RESERVE_ALL,
            skus,
            nodes,
            new IntArray(wanted.stream().map(Wanted::units).toList()),
            new IntArray(wanted.stream().map(Wanted::protectedUnits).toList()),
            TextArray.of(wanted.stream().map(one -> one.cause().id()).toList()),
            TextArray.of(wanted.stream().map(one -> one.cause().author()).toList()));
  }

  /// Positions of which everything that was wanted is reserved.
  public static Set<Position> readReserved(StatementBatch.Answers answers) throws SQLException {
    return Set.copyOf(
        answers.rows(
            RESERVE_ALL,
            row -> new Position(new ShipNodeId(row.getString(1)), new Sku(row.getString(2)))));
  }

  /// Takes places for many at once: of each day as many as are wanted, or none. [#readTaken] reads
  /// the answer.
  public static void takeAllParcels(StatementBatch batch, SortedMap<NodeDay, Integer> wanted) {
    batch.add(
        TAKE_ALL_PARCELS,
        TextArray.of(wanted.keySet().stream().map(NodeDay::node).toList()),
        TextArray.of(wanted.keySet().stream().map(NodeDay::day).toList()),
        new IntArray(List.copyOf(wanted.values())));
  }

  /// Days of which as many places as were wanted are taken.
  public static Set<NodeDay> readTaken(StatementBatch.Answers answers) throws SQLException {
    return Set.copyOf(
        answers.rows(
            TAKE_ALL_PARCELS,
            row ->
                new NodeDay(new ShipNodeId(row.getString(1)), row.getObject(2, LocalDate.class))));
  }

  /// Gives reserved units back.
  public static void release(StatementBatch batch, Position position, int units, Cause cause) {
    batch.add(
        RELEASE,
        units,
        position.sku().value(),
        position.node().value(),
        units,
        cause.id(),
        cause.author());
  }

  /// Takes units out of stock for good. They must not be reserved any more.
  public static void writeOff(
      StatementBatch batch, Position position, int units, Cause cause, String reason) {
    batch.add(
        WRITE_OFF,
        units,
        position.sku().value(),
        position.node().value(),
        units,
        cause.id(),
        reason,
        cause.author());
  }

  /// Notes how many units were found where more were believed to be.
  ///
  /// @param found units there; -1 for none but those that other parcels hold
  public static void found(
      StatementBatch batch, Position position, int found, Cause cause, String reason) {
    batch.add(
        FOUND,
        found,
        position.sku().value(),
        position.node().value(),
        cause.id(),
        reason,
        cause.author());
  }

  /// Lets a node take no more parcels on a day than it has.
  public static void closeDay(StatementBatch batch, NodeDay day) {
    batch.add(CLOSE_DAY, day.day(), day.node().value());
  }

  /// Takes places of a day if the node has so many left.
  public static void takeParcels(StatementBatch batch, NodeDay day, int parcels) {
    batch.add(TAKE_PARCELS, day.day(), parcels, day.node().value(), parcels);
  }

  /// Gives places of a day back.
  public static void giveParcels(StatementBatch batch, NodeDay day, int parcels) {
    batch.add(GIVE_PARCELS, parcels, day.node().value(), day.day());
  }
}
