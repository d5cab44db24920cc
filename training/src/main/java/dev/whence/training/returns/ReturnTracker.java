package dev.whence.training.returns;

import dev.whence.domain.inventory.Sku;
import dev.whence.domain.returns.ReturnHistory;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;

/// Units sold and returned, at any rising instant of a history. Not thread-safe.
///
/// When a line counts, and what came back of it, is said by whoever adds them.
final class ReturnTracker {
  private static final class Count {
    private long sold;
    private long returned;

    void add(Entry entry) {
      sold += entry.sold;
      returned += entry.returned;
    }
  }

  private record Entry(
      Instant at, Sku sku, String category, String customer, int sold, int returned) {}

  private final Queue<Entry> ahead = new PriorityQueue<>(Comparator.comparing(Entry::at));
  private final Map<Sku, Count> bySku = new HashMap<>();
  private final Map<String, Count> byCategory = new HashMap<>();
  private final Map<String, Count> byCustomer = new HashMap<>();

  /// Adds units that count as sold, or as returned, from an instant on.
  ///
  /// @param at not before the last instant that was asked about
  /// @param category empty when unknown: then it has no history
  /// @param customer empty when unknown: then it has no history
  void count(Instant at, Sku sku, String category, String customer, int sold, int returned) {
    ahead.add(new Entry(at, sku, category, customer, sold, returned));
  }

  /// What was known just before `now`, which may not fall from call to call.
  ReturnHistory at(Instant now, Sku sku, String category, String customer) {
    for (Entry next = ahead.peek(); next != null && next.at().isBefore(now); next = ahead.peek()) {
      add(ahead.remove());
    }
    Count ofSku = bySku.getOrDefault(sku, new Count());
    Count ofCategory = byCategory.getOrDefault(category, new Count());
    Count ofCustomer = byCustomer.getOrDefault(customer, new Count());
    return new ReturnHistory(
        ofSku.sold,
        ofSku.returned,
        ofCategory.sold,
        ofCategory.returned,
        ofCustomer.sold,
        ofCustomer.returned);
  }

  private void add(Entry entry) {
    bySku.computeIfAbsent(entry.sku(), key -> new Count()).add(entry);
    if (!entry.category().isEmpty()) {
      byCategory.computeIfAbsent(entry.category(), key -> new Count()).add(entry);
    }
    if (!entry.customer().isEmpty()) {
      byCustomer.computeIfAbsent(entry.customer(), key -> new Count()).add(entry);
    }
  }
}
