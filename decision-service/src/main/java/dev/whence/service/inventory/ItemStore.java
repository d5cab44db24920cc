package dev.whence.service.inventory;

import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.Sku;
import dev.whence.service.store.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Items: what must be known of a SKU to ship it.
public final class ItemStore {
  private static final String UPSERT =
      """
      INSERT INTO items (sku, category, weight_milligrams, volume_cm3, longest_side_mm,
        middle_side_mm, shortest_side_mm, hazmat, active)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (sku) DO UPDATE SET category = excluded.category,
        weight_milligrams = excluded.weight_milligrams, volume_cm3 = excluded.volume_cm3,
        longest_side_mm = excluded.longest_side_mm, middle_side_mm = excluded.middle_side_mm,
        shortest_side_mm = excluded.shortest_side_mm, hazmat = excluded.hazmat
      """;

  private final Database database;
  private final Runnable loaded;

  public ItemStore(Database database) {
    this(database, () -> {});
  }

  /// @param loaded runs after every load
  public ItemStore(Database database, Runnable loaded) {
    this.database = database;
    this.loaded = loaded;
  }

  /// Adds new items and replaces known ones, all or nothing. Of two with one SKU the last counts.
  public void upsert(Collection<Item> items) {
    upsert(items, Set.of());
  }

  /// @param silent of those that are known, which stay in or out of use as they are
  public void upsert(Collection<Item> items, Set<Sku> silent) {
    upsertPart(items, silent);
    endLoad();
  }

  /// As [#upsert(Collection, Set)], for a load of several parts that ends with [#endLoad()].
  public void upsertPart(Collection<Item> items, Set<Sku> silent) {
    var bySku = new TreeMap<Sku, Item>();
    items.forEach(item -> bySku.put(item.sku(), item));
    database.transact(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
        for (Item item : bySku.values()) {
          statement.setString(1, item.sku().value());
          statement.setString(2, item.category());
          statement.setLong(3, item.weightMilligrams());
          statement.setInt(4, item.volumeCm3());
          statement.setInt(5, item.longestSideMm());
          statement.setInt(6, item.middleSideMm());
          statement.setInt(7, item.shortestSideMm());
          statement.setBoolean(8, item.hazmat());
          statement.setBoolean(9, item.active());
          statement.addBatch();
        }
        statement.executeBatch();
      }
      return UseStore.write(
          connection,
          UseStore.Kind.ITEM,
          bySku.values().stream()
              .filter(item -> !silent.contains(item.sku()))
              .map(item -> new UseStore.Switch("", item.sku().value(), item.active()))
              .toList());
    });
  }

  public void endLoad() {
    loaded.run();
  }

  public Optional<Item> find(Sku sku) {
    return page("WHERE sku = ?", sku.value(), 1).stream().findFirst();
  }

  /// Items after `after` in SKU order, at most `limit`; an empty string starts at the first.
  public List<Item> list(String after, int limit) {
    return list(after, limit, Optional.empty());
  }

  /// As [#list(String, int)].
  ///
  /// @param active only those in use, or only those out of use; empty for both
  public List<Item> list(String after, int limit, Optional<Boolean> active) {
    return page(
        "WHERE sku > ?" + active.map(in -> in ? " AND active" : " AND NOT active").orElse(""),
        after,
        limit);
  }

  private List<Item> page(String where, String sku, int limit) {
    return database.run(connection -> {
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT * FROM items " + where + " ORDER BY sku LIMIT ?")) {
        statement.setString(1, sku);
        statement.setInt(2, limit);
        var items = new ArrayList<Item>();
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            items.add(read(row));
          }
        }
        return items;
      }
    });
  }

  /// The item in a row that holds all columns of table `items`.
  public static Item read(ResultSet row) throws SQLException {
    return new Item(
        new Sku(row.getString("sku")),
        row.getString("category"),
        row.getLong("weight_milligrams"),
        row.getInt("volume_cm3"),
        row.getInt("longest_side_mm"),
        row.getInt("middle_side_mm"),
        row.getInt("shortest_side_mm"),
        row.getBoolean("hazmat"),
        row.getBoolean("active"));
  }
}
