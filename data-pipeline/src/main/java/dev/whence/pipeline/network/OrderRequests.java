package dev.whence.pipeline.network;

import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.Promise;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.OrderRow;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/// Real orders of a history as requests to route.
public final class OrderRequests {

  /// @param firstOrderedAt when the oldest of them was ordered: models to be tried on them may know
  ///   only what was known before
  public record Taken(List<OrderRequest> requests, Instant firstOrderedAt) {
    public Taken {
      requests = List.copyOf(requests);
    }
  }

  private OrderRequests() {}

  /// The newest orders that were not canceled and have lines, oldest first.
  ///
  /// @param movedTo the day each order is made to come in on, at its own time of day; its promise
  ///   moves along; empty to leave them where they are
  /// @throws java.io.UncheckedIOException if the history cannot be read
  /// @throws IllegalArgumentException if there is no order to take
  public static Taken newest(Path history, int count, Optional<LocalDate> movedTo) {
    List<OrderRow> orders = newestOrders(history, count);
    if (orders.isEmpty()) {
      throw new IllegalArgumentException(
          "The history in %s has no order that was not canceled.\nMaybe it is the wrong folder."
              .formatted(history));
    }
    var lines = new HashMap<OrderId, List<OrderLineRow>>();
    orders.forEach(order -> lines.put(order.id(), new ArrayList<>()));
    try (var rows = HistoryTable.ORDER_LINES.read(history)) {
      rows.forEach(
          row -> Optional.ofNullable(lines.get(row.order())).ifPresent(list -> list.add(row)));
    }
    return new Taken(
        orders.stream()
            .map(order -> request(order, lines.getOrDefault(order.id(), List.of()), movedTo))
            .toList(),
        orders.getFirst().orderedAt());
  }

  private static List<OrderRow> newestOrders(Path history, int count) {
    Set<OrderId> withLines = new HashSet<>();
    try (var rows = HistoryTable.ORDER_LINES.read(history)) {
      rows.forEach(row -> withLines.add(row.order()));
    }
    Comparator<OrderRow> oldestFirst =
        Comparator.comparing(OrderRow::orderedAt).thenComparing(OrderRow::id);
    var newest = new PriorityQueue<>(oldestFirst);
    try (var rows = HistoryTable.ORDERS.read(history)) {
      rows.filter(row -> !row.canceled() && withLines.contains(row.id()))
          .forEach(row -> {
            newest.add(row);
            if (newest.size() > count) {
              newest.remove();
            }
          });
    }
    return newest.stream().sorted(oldestFirst).toList();
  }

  private static OrderRequest request(
      OrderRow order, List<OrderLineRow> lines, Optional<LocalDate> movedTo) {
    Destination to = order.destination();
    long days =
        movedTo
            .map(day ->
                ChronoUnit.DAYS.between(order.orderedAt().atZone(to.timeZone()).toLocalDate(), day))
            .orElse(0L);
    return new OrderRequest(
        order.id().value(),
        order.channel(),
        order.customerClass(),
        order.customerId(),
        order.serviceLevel(),
        order.currency().getCurrencyCode(),
        order.orderedAt().plus(days, ChronoUnit.DAYS).toString(),
        switch (order.promise()) {
          case Promise.On(var date) -> date.plusDays(days).toString();
          case Promise.Exactly(var date) -> date.plusDays(days).toString();
          case Promise.AsPolicySays() -> "";
        },
        OrderRequest.Destination.of(to),
        lines.stream()
            .map(line ->
                new OrderRequest.Line(
                    line.line().value(),
                    line.sku().value(),
                    line.quantity(),
                    line.unitPriceMinor()))
            .toList());
  }
}
