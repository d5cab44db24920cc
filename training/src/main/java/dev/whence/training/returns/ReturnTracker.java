package dev.whence.training.returns;

import dev.whence.domain.inventory.Sku;
import dev.whence.domain.returns.ReturnHistory;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Units sold and returned, at any rising instant of a history. Not thread-safe.
///
/// A line counts, with its units and those that came back, from the end of its return window on:
/// before that its silence says nothing.
final class ReturnTracker {
  private static final class Count {
    private long sold;
    private long returned;

    void add(Pending line) {
      sold += line.units;
      returned += line.returned;
    }
  }

  private record Pending(
      Instant until, Sku sku, String category, String customer, int units, int returned) {}

  private final Deque<Pending> open = new ArrayDeque<>();
  private final Map<Sku, Count> bySku = new HashMap<>();
  private final Map<String, Count> byCategory = new HashMap<>();
  private final Map<String, Count> byCustomer = new HashMap<>();

  /// Adds a line; lines must come by rising end of their window.
  ///
  /// @param until end of its return window
  /// @param customer empty when unknown: then it has no history
  void sold(Instant until, Sku sku, String category, String customer, int units, int returned) {
    if (!open.isEmpty() && until.isBefore(open.getLast().until())) {
      throw new IllegalArgumentException(
          "A return window that ends at %s comes after one that ends at %s."
              .formatted(until, open.getLast().until()));
    }
    open.addLast(new Pending(until, sku, category, customer, units, returned));
  }

  /// What was known just before `now`, which may not fall from call to call.
  ReturnHistory at(Instant now, Sku sku, String category, String customer) {
    while (!open.isEmpty() && open.getFirst().until().isBefore(now)) {
      close(open.removeFirst());
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

  private void close(Pending line) {
    bySku.computeIfAbsent(line.sku(), key -> new Count()).add(line);
    if (!line.category().isEmpty()) {
      byCategory.computeIfAbsent(line.category(), key -> new Count()).add(line);
    }
    if (!line.customer().isEmpty()) {
      byCustomer.computeIfAbsent(line.customer(), key -> new Count()).add(line);
    }
  }
}
