package dev.whence.service.inventory;

import dev.whence.service.store.Database;
import dev.whence.service.store.ReferenceVersion;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/// Takes ship nodes, carrier services, items and stock positions out of use, and back into use.
/// Thread-safe.
///
/// Nothing is deleted: what is out of use offers nothing new, what is planned with it goes on, and
/// what comes back offers what it has. Each change is in force for the next decision of every
/// process.
public final class UseStore {
  /// Parcels told of one change; the others are found by the orders in danger.
  public static final int MOST_TOLD = 1_000;

  private static final String LOCK =
      """
      SELECT 1 FROM stock
      WHERE (node, sku) IN (SELECT * FROM unnest(?::text[], ?::text[])) ORDER BY node, sku FOR UPDATE
      """;

  private final Database database;

  public UseStore(Database database) {
    this.database = database;
  }

  /// What can be taken out of use.
  public enum Kind {
    SHIP_NODE("ship_nodes", "ship_nodes.id = given.id", "stock.node = given.id", "node = given.id"),
    CARRIER_SERVICE(
        "carrier_services", "carrier_services.id = given.id", "true", "carrier_service = given.id"),
    ITEM(
        "items",
        "items.sku = given.sku",
        "stock.sku = given.sku",
        "endangered_units.sku = given.sku"),
    STOCK(
        "stock",
        "stock.node = given.id AND stock.sku = given.sku",
        "stock.node = given.id AND stock.sku = given.sku",
        "node = given.id AND endangered_units.sku = given.sku");

    private final String table;
    private final String row;
    private final String positions;
    private final String parcels;

    Kind(String table, String row, String positions, String parcels) {
      this.table = table;
      this.row = row;
      this.positions = positions;
      this.parcels = parcels;
    }
  }

  /// What is to be in use or not.
  ///
  /// @param id of the ship node or carrier service; empty for an item
  /// @param sku of the item or the position; empty for others
  public record Switch(String id, String sku, boolean active) {}

  /// Units in a parcel that has not left, of something out of use.
  ///
  /// @param why what is out of use, in words
  public record Endangered(
      String order,
      String shipment,
      String node,
      String carrierService,
      String sku,
      int units,
      String why) {}

  /// What came of it. Either all of it happened or nothing.
  public sealed interface Result {
    /// @param changed how many were not yet as they are now
    /// @param endangered what is planned with what was taken out of use, at most [#MOST_TOLD]
    record Done(int changed, List<Endangered> endangered) implements Result {
      public Done {
        endangered = List.copyOf(endangered);
      }
    }

    /// Nothing was changed: these are not loaded.
    ///
    /// @param missing as given
    record Unknown(List<Switch> missing) implements Result {
      public Unknown {
        missing = List.copyOf(missing);
      }
    }
  }

  /// Does all of it or nothing. Repeating it changes nothing.
  public Result change(Kind kind, List<Switch> switches) {
    TextArray ids = ids(switches);
    TextArray skus = skus(switches);
    String unknown = unknown(kind);
    String endangered = endangered(kind);
    return database.transact(connection -> {
      List<Switch> missing;
      try (StatementBatch.Answers answers =
          new StatementBatch().add(unknown, ids, skus).send(connection)) {
        missing =
            answers.rows(unknown, row -> new Switch(row.getString(1), row.getString(2), true));
      }
      if (!missing.isEmpty()) {
        return new Result.Unknown(missing);
      }
      if (kind == Kind.SHIP_NODE || kind == Kind.CARRIER_SERVICE) {
        ReferenceVersion.bump(connection);
      }
      int changed = write(connection, kind, switches);
      List<Switch> out = switches.stream().filter(one -> !one.active()).toList();
      if (out.isEmpty()) {
        return new Result.Done(changed, List.of());
      }
      try (StatementBatch.Answers answers =
          new StatementBatch().add(endangered, ids(out), skus(out), MOST_TOLD).send(connection)) {
        return new Result.Done(
            changed,
            answers.rows(
                endangered,
                row ->
                    new Endangered(
                        row.getString("order_id"),
                        row.getString("shipment_id"),
                        row.getString("node"),
                        row.getString("carrier_service"),
                        row.getString("sku"),
                        row.getInt("units"),
                        row.getString("why"))));
      }
    });
  }

  /// Within the transaction of a load, which has inserted or replaced what is named.
  ///
  /// @return how many were not yet as they are now
  public static int write(Connection connection, Kind kind, Collection<Switch> switches)
      throws SQLException {
    if (switches.isEmpty()) {
      return 0;
    }
    TextArray ids = ids(switches);
    TextArray skus = skus(switches);
    var batch = new StatementBatch();
    if (kind == Kind.STOCK) {
      batch.add(LOCK, ids, skus);
    }
    String change = change(kind);
    batch.add(change, ids, skus, TextArray.of(switches.stream().map(Switch::active).toList()));
    List<Switch> changed;
    try (StatementBatch.Answers answers = batch.send(connection)) {
      changed =
          answers.rows(
              change, row -> new Switch(row.getString(1), row.getString(2), row.getBoolean(3)));
    }
    List<Switch> back = changed.stream().filter(Switch::active).toList();
    if (!back.isEmpty()) {
      new StatementBatch()
          .add(lockWaking(kind), ids(back), skus(back))
          .add(wake(kind), ids(back), skus(back))
          .send(connection)
          .close();
    }
    return changed.size();
  }

  private static String unknown(Kind kind) {
    return """
    SELECT id, sku FROM unnest(?::text[], ?::text[]) AS given (id, sku)
    WHERE NOT EXISTS (SELECT FROM %s WHERE %s) ORDER BY id COLLATE "C", sku COLLATE "C"
    """
        .formatted(kind.table, kind.row);
  }

  private static String change(Kind kind) {
    return """
    UPDATE %1$s SET active = given.active::boolean
    FROM unnest(?::text[], ?::text[], ?::text[]) AS given (id, sku, active)
    WHERE %2$s AND %1$s.active <> given.active::boolean
    RETURNING given.id, given.sku, %1$s.active
    """
        .formatted(kind.table, kind.row);
  }

  /// What waits may be sourced with what came back: as if its stock had arrived.
  private static String lockWaking(Kind kind) {
    return """
    SELECT 1 FROM stock WHERE (node, sku) IN (SELECT waking.node, waking.sku FROM %s)
    ORDER BY node, sku FOR UPDATE
    """
        .formatted(waking(kind));
  }

  private static String wake(Kind kind) {
    return """
    UPDATE stock SET arrived = pg_current_xact_id()
    WHERE (node, sku) IN (SELECT waking.node, waking.sku FROM %s)
    """
        .formatted(waking(kind));
  }

  private static String waking(Kind kind) {
    return """
    (SELECT stock.node, stock.sku FROM stock
      WHERE stock.sku IN (
        SELECT unnest(CASE WHEN goods IS NULL THEN ARRAY[order_lines.sku]
          ELSE ARRAY(SELECT jsonb_object_keys(goods)) END)
        FROM order_lines WHERE waiting > 0)
      AND EXISTS (SELECT FROM unnest(?::text[], ?::text[]) AS given (id, sku) WHERE %s)) AS waking
    """
        .formatted(kind.positions);
  }

  private static String endangered(Kind kind) {
    return """
    SELECT order_id, shipment_id, node, carrier_service, sku, units, why FROM endangered_units
    WHERE EXISTS (
      SELECT FROM unnest(?::text[], ?::text[]) AS given (id, sku) WHERE %s)
    ORDER BY order_id, shipment_id, sku LIMIT ?
    """
        .formatted(kind.parcels);
  }

  private static TextArray ids(Collection<Switch> switches) {
    return TextArray.of(switches.stream().map(Switch::id).toList());
  }

  private static TextArray skus(Collection<Switch> switches) {
    return TextArray.of(switches.stream().map(Switch::sku).toList());
  }
}
