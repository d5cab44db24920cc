package dev.whence.pipeline.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// A history as it was known at an instant: what a model may be trained on before it is tried on
/// what came later.
public final class HistoryAsOf {

  private HistoryAsOf() {}

  /// Copies what was known strictly before `instant`: later orders with their lines and shipments,
  /// scans and returns are left out, and a shipment whose outcome became known later is underway,
  /// or not yet handed over. Ship nodes, items and what attributes are declared are copied whole.
  ///
  /// @return rows written, by table
  /// @throws java.io.UncheckedIOException if a file cannot be read or written
  public static Map<String, Long> write(Path from, Path to, Instant instant) {
    try (HistoryDraft draft = HistoryDraft.in(to)) {
      Map<String, Long> rows = copy(from, draft.folder(), instant);
      DeclaredAttributes.read(from).write(draft.folder());
      draft.commit();
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Long> copy(Path from, Path to, Instant instant) {
    var rows = new TreeMap<String, Long>();
    copy(HistoryTable.ORDERS, from, to, rows, row -> only(row, row.orderedAt(), instant));
    copy(HistoryTable.ORDER_LINES, from, to, rows, row -> only(row, row.orderedAt(), instant));
    copy(
        HistoryTable.SHIPMENTS,
        from,
        to,
        rows,
        row ->
            only(row, row.orderedAt(), instant)
                .map(kept -> kept.withJourney(asOf(kept.journey(), instant))));
    copy(HistoryTable.SHIPMENT_EVENTS, from, to, rows, row -> only(row, row.recordedAt(), instant));
    copy(HistoryTable.RETURNS, from, to, rows, row -> only(row, row.returnedAt(), instant));
    copy(HistoryTable.SHIP_NODES, from, to, rows, Optional::of);
    copy(HistoryTable.ITEMS, from, to, rows, Optional::of);
    return rows;
  }

  /// What was known of a journey at an instant. When it was canceled is not on record, so a
  /// canceled journey stays so.
  static Journey asOf(Journey journey, Instant instant) {
    return switch (journey) {
      case Journey.NotHandedOver same -> same;
      case Journey.Underway(var handedOver, var canceled) ->
          underway(handedOver, canceled, instant);
      case Journey.Delivered(var handedOver, var _, var known) ->
          known.isBefore(instant) ? journey : underway(handedOver, false, instant);
      case Journey.Lost(var handedOver, var known) ->
          known.isBefore(instant) ? journey : underway(handedOver, false, instant);
    };
  }

  private static Journey underway(Instant handedOver, boolean canceled, Instant instant) {
    return handedOver.isBefore(instant)
        ? new Journey.Underway(handedOver, canceled)
        : new Journey.NotHandedOver(canceled);
  }

  private static <T> Optional<T> only(T row, Instant known, Instant instant) {
    return known.isBefore(instant) ? Optional.of(row) : Optional.empty();
  }

  private static <T> void copy(
      HistoryTable<T> table,
      Path from,
      Path to,
      Map<String, Long> rows,
      Function<T, Optional<T>> known) {
    if (!table.existsIn(from)) {
      return;
    }
    try (var read = table.read(from);
        var writer = table.create(to)) {
      read.forEach(row -> known.apply(row).ifPresent(writer::write));
      writer.commit();
      rows.put(table.name(), writer.rows());
    }
  }
}
