package dev.whence.training.returns;

import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.returns.ReturnHistory;
import dev.whence.models.returns.ReturnedShares;
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
public record SoldLines(List<SoldLine> all, Instant knownUntil, String sha256) {

  public SoldLines {
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
      List<ReturnRow> inTime =
          back.getOrDefault(new Line(row.order(), row.line()), List.of()).stream()
              .filter(returned -> !returned.returnedAt().isAfter(closes))
              .sorted(Comparator.comparing(ReturnRow::returnedAt))
              .toList();
      all.add(
          line(
              row,
              tracker.at(row.orderedAt(), row.sku(), row.category(), row.customerId()),
              inTime.stream().mapToInt(ReturnRow::units).sum()));
      count(tracker, row, row.orderedAt().plus(countedAfter(window)), inTime);
    }
    return new SoldLines(
        all, end, HistoryRows.digest(Stream.concat(lines.stream(), returns.stream())));
  }

  /// How long after its order a line counts as sold.
  ///
  /// @param window within which a return counts
  public static Duration countedAfter(Duration window) {
    return window.compareTo(ReturnedShares.COUNTED_AFTER) < 0
        ? window
        : ReturnedShares.COUNTED_AFTER;
  }

  /// A line counts as sold from `counted` on. What has come back of it by then counts with it, what
  /// comes back later when it is known.
  ///
  /// @param inTime what came back of it, by time; of more than were sold, those sold count
  private static void count(
      ReturnTracker tracker, OrderLineRow row, Instant counted, List<ReturnRow> inTime) {
    tracker.count(counted, row.sku(), row.category(), row.customerId(), row.quantity(), 0);
    int left = row.quantity();
    for (ReturnRow returned : inTime) {
      int units = Math.min(left, returned.units());
      left -= units;
      Instant known = returned.returnedAt().isAfter(counted) ? returned.returnedAt() : counted;
      tracker.count(known, row.sku(), row.category(), row.customerId(), 0, units);
    }
  }

  /// Lines whose history was swept elsewhere, in any order.
  public static SoldLines of(Stream<SoldLine> lines, Instant knownUntil, String sha256) {
    List<SoldLine> ordered =
        lines
            .sorted(
                Comparator.comparing(SoldLine::orderedAt)
                    .thenComparing(line -> line.order().value())
                    .thenComparing(line -> line.line().value()))
            .toList();
    return new SoldLines(ordered, knownUntil, sha256);
  }

  private static Instant newest(Collection<OrderLineRow> lines, Collection<ReturnRow> returns) {
    return Stream.concat(
            lines.stream().map(OrderLineRow::orderedAt),
            returns.stream().map(ReturnRow::returnedAt))
        .max(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }

  /// A line with what was known when its order came in: the one place where both become what the
  /// model is asked, wherever the history was swept.
  ///
  /// @param units that came back within the return window; of more than were sold, those sold count
  public static SoldLine line(OrderLineRow row, ReturnHistory history, long units) {
    ReturnQuery query =
        new ReturnQuery(
            row.category(),
            row.channel(),
            row.unitPriceMinor(),
            row.quantity(),
            row.orderUnits(),
            row.orderLines(),
            row.sameCategoryUnits(),
            history,
            row.attributes());
    return new SoldLine(
        row.order(), row.line(), query, row.orderedAt(), (int) Math.min(units, row.quantity()));
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
