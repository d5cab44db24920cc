package dev.whence.training.returns;

import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ReturnRow;
import dev.whence.training.history.HistoryRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The lines of a history in the order they were bought, each with what was known before.
///
/// Left out are canceled lines, and, where the history knows shipments at all, lines that never
/// left: neither can come back.
///
/// @param knownUntil the end of the data: what became known at or after it is forgotten
/// @param sha256 of the lines and returns behind them
record SoldLines(List<SoldLine> all, Instant knownUntil, String sha256) {

  SoldLines {
    all = List.copyOf(all);
  }

  private record Line(OrderId order, OrderLineId line) {}

  /// @param window a return counts when it was known within this time from the order
  /// @param until the instant from which on nothing is known; without it, just after the newest
  ///   order or return
  static SoldLines of(
      Collection<OrderLineRow> allLines,
      Collection<ReturnRow> allReturns,
      Duration window,
      Optional<Instant> until) {
    Instant end = until.orElseGet(() -> newest(allLines, allReturns).plusMillis(1));
    List<OrderLineRow> lines =
        allLines.stream().filter(line -> line.orderedAt().isBefore(end)).toList();
    List<ReturnRow> returns =
        allReturns.stream().filter(row -> row.returnedAt().isBefore(end)).toList();
    boolean shipped = lines.stream().anyMatch(line -> !line.shipmentId().isEmpty());
    List<OrderLineRow> sold =
        lines.stream()
            .filter(line -> !line.canceled() && !(shipped && line.shipmentId().isEmpty()))
            .sorted(
                Comparator.comparing(OrderLineRow::orderedAt)
                    .thenComparing(row -> row.order().value())
                    .thenComparing(row -> row.line().value()))
            .toList();
    Map<Line, List<ReturnRow>> back = new HashMap<>();
    for (ReturnRow row : returns) {
      back.computeIfAbsent(new Line(row.order(), row.line()), key -> new ArrayList<>()).add(row);
    }
    ReturnTracker tracker = new ReturnTracker();
    List<SoldLine> all = new ArrayList<>();
    for (OrderLineRow row : sold) {
      Instant closes = row.orderedAt().plus(window);
      int units =
          back.getOrDefault(new Line(row.order(), row.line()), List.of()).stream()
              .filter(returned -> !returned.returnedAt().isAfter(closes))
              .mapToInt(ReturnRow::units)
              .sum();
      int returned = Math.min(units, row.quantity());
      all.add(
          new SoldLine(row.order(), row.line(), query(row, tracker), row.orderedAt(), returned));
      tracker.sold(closes, row.sku(), row.category(), row.customerId(), row.quantity(), returned);
    }
    return new SoldLines(
        all, end, HistoryRows.digest(Stream.concat(lines.stream(), returns.stream())));
  }

  private static Instant newest(Collection<OrderLineRow> lines, Collection<ReturnRow> returns) {
    return Stream.concat(
            lines.stream().map(OrderLineRow::orderedAt),
            returns.stream().map(ReturnRow::returnedAt))
        .max(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }

  private static ReturnQuery query(OrderLineRow row, ReturnTracker tracker) {
    return new ReturnQuery(
        row.category(),
        row.channel(),
        row.unitPriceMinor(),
        row.quantity(),
        row.orderUnits(),
        row.orderLines(),
        row.sameCategoryUnits(),
        tracker.at(row.orderedAt(), row.sku(), row.category(), row.customerId()));
  }

  /// Lines ordered in a time. What became of them is known once their window has passed.
  ///
  /// @param until excluded
  List<SoldLine> between(Instant from, Instant until) {
    return all.stream()
        .filter(line -> !line.orderedAt().isBefore(from) && line.orderedAt().isBefore(until))
        .toList();
  }
}
