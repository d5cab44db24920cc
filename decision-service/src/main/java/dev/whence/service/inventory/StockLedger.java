package dev.whence.service.inventory;

import dev.whence.service.store.StatementBatch;

/// Changes of single stock positions, each with the movement that explains it: a position is the
/// sum of its movements.
///
/// Every method adds one statement, which answers with a count: 1, or 0 where nothing was changed.
/// Callers lock positions in their natural order.
public final class StockLedger {
  private static final String RECORDED =
      """
      INSERT INTO stock_movements (sku, node, kind, on_hand, reserved, cause, author)
      SELECT sku, node, '%s', %s, %s, ?, ? FROM moved
      """;

  private static final String RESERVE =
      """
      WITH moved AS (
        UPDATE stock SET reserved = reserved + ?, updated_at = now()
        WHERE sku = ? AND node = ?
          AND (uncounted OR on_hand::bigint - reserved - safety_stock - ? >= ?)
        RETURNING sku, node)
      """
          + RECORDED.formatted("RESERVE", "0", "?");

  private static final String RELEASE =
      """
      WITH moved AS (
        UPDATE stock SET reserved = reserved - ?, updated_at = now() WHERE sku = ? AND node = ?
        RETURNING sku, node)
      """
          + RECORDED.formatted("RELEASE", "0", "-?::int");

  private static final String TAKE_PARCELS =
      """
      INSERT INTO capacity_bookings AS booked (node, day, parcels)
      SELECT id, ?, ? FROM ship_nodes WHERE id = ? AND parcels_per_day >= ?
      ON CONFLICT (node, day) DO UPDATE SET parcels = booked.parcels + excluded.parcels
      WHERE booked.parcels + excluded.parcels
        <= (SELECT parcels_per_day FROM ship_nodes WHERE id = excluded.node)
      """;

  private static final String GIVE_PARCELS =
      "UPDATE capacity_bookings SET parcels = parcels - ? WHERE node = ? AND day = ?";

  private StockLedger() {}

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

  /// Takes places of a day if the node has so many left.
  public static void takeParcels(StatementBatch batch, NodeDay day, int parcels) {
    batch.add(TAKE_PARCELS, day.day(), parcels, day.node().value(), parcels);
  }

  /// Gives places of a day back.
  public static void giveParcels(StatementBatch batch, NodeDay day, int parcels) {
    batch.add(GIVE_PARCELS, parcels, day.node().value(), day.day());
  }
}
