package dev.whence.service.history;

import dev.whence.domain.inventory.Sku;
import dev.whence.domain.returns.ReturnHistory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Units sold and returned by SKU, category and customer, as far as one order needs them.
public final class ReturnCounts {
  /// Parameters: the order's SKUs twice, the customer's id.
  public static final String SELECT =
      """
      SELECT kind, key, sold, returned FROM return_counts
      WHERE (kind = 'SKU' AND key = ANY (?))
        OR (kind = 'CATEGORY' AND key = ANY (SELECT category FROM items WHERE sku = ANY (?)))
        OR (kind = 'CUSTOMER' AND key = ?)
      """;

  private final Map<Key, Entry> entries;

  private ReturnCounts(Map<Key, Entry> entries) {
    this.entries = entries;
  }

  public static ReturnCounts of(List<Entry> entries) {
    return new ReturnCounts(
        entries.stream()
            .collect(Collectors.toMap(entry -> new Key(entry.kind(), entry.key()), e -> e)));
  }

  /// @param customer empty when unknown: then it has no history
  public ReturnHistory history(Sku sku, String category, String customer) {
    Entry bySku = find("SKU", sku.value());
    Entry byCategory = find("CATEGORY", category);
    Entry byCustomer = find("CUSTOMER", customer);
    return new ReturnHistory(
        bySku.sold(),
        bySku.returned(),
        byCategory.sold(),
        byCategory.returned(),
        byCustomer.sold(),
        byCustomer.returned());
  }

  private Entry find(String kind, String key) {
    return entries.getOrDefault(new Key(kind, key), new Entry(kind, key, 0, 0));
  }

  private record Key(String kind, String key) {}

  /// One row of the counts.
  public record Entry(String kind, String key, long sold, long returned) {
    public static Entry read(ResultSet row) throws SQLException {
      return new Entry(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4));
    }
  }
}
