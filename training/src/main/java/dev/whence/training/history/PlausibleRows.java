package dev.whence.training.history;

import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ReturnRow;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.training.runs.CannotTrain;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Refuses a history that cannot be: one row that is dated forty years ahead would move the end of
/// the data, and with it every part, and a row that stands there twice would count twice.
public final class PlausibleRows {
  private PlausibleRows() {}

  /// @param now nothing may be dated after it
  /// @param file where the rows are from, for the message
  /// @throws CannotTrain if a row is dated ahead or an id stands there twice
  public static void requireShipments(List<ShipmentRow> rows, Instant now, Path file) {
    requirePast(rows, PlausibleRows::newest, ShipmentRow::shipmentId, "Shipment", now, file);
    requireOnce(rows, ShipmentRow::shipmentId, "Shipment", file);
  }

  /// As [#requireShipments].
  public static void requireLines(List<OrderLineRow> rows, Instant now, Path file) {
    Function<OrderLineRow, String> id = row -> row.order().value() + " " + row.line().value();
    requirePast(rows, OrderLineRow::orderedAt, id, "Order line", now, file);
    requireOnce(rows, id, "Order line", file);
  }

  /// As [#requireShipments], but several returns of one line are usual.
  public static void requireReturns(List<ReturnRow> rows, Instant now, Path file) {
    requirePast(
        rows,
        ReturnRow::returnedAt,
        row -> row.order().value() + " " + row.line().value(),
        "The return of order line",
        now,
        file);
  }

  /// The newest instant in a row, its order included.
  public static Instant newest(ShipmentRow row) {
    Instant newest =
        switch (row.journey()) {
          case Journey.NotHandedOver none -> row.orderedAt();
          case Journey.Underway(var handedOver, var canceled) -> handedOver;
          case Journey.Delivered(var handedOver, var delivered, var known) -> known;
          case Journey.Lost(var handedOver, var known) -> known;
        };
    return newest.isAfter(row.orderedAt()) ? newest : row.orderedAt();
  }

  private static <T> void requirePast(
      List<T> rows,
      Function<T, Instant> newest,
      Function<T, String> id,
      String what,
      Instant now,
      Path file) {
    List<T> ahead = rows.stream().filter(row -> newest.apply(row).isAfter(now)).toList();
    if (!ahead.isEmpty()) {
      T first = ahead.getFirst();
      throw ahead(what, id.apply(first), file, newest.apply(first), now, ahead.size(), rows.size());
    }
  }

  /// That rows are dated after today.
  ///
  /// @param what for instance `Shipment`
  /// @param id of one of them, which is dated `dated`
  public static CannotTrain ahead(
      String what, String id, Path file, Instant dated, Instant now, long ahead, long rows) {
    return new CannotTrain(
        "%s '%s' in %s is dated %s, which has not come yet (now is %s); %d of %d rows are.\nMaybe a year was misread: mend the source and import it again."
            .formatted(what, id, file, dated, now, ahead, rows));
  }

  /// That rows stand in a file more than once.
  ///
  /// @param id of one of them
  /// @param again rows that repeat an earlier one
  public static CannotTrain repeated(String what, String id, Path file, long again) {
    return new CannotTrain(
        "%s '%s' stands in %s more than once; %d rows repeat an earlier one.\nMaybe two exports were joined: `whence pipeline import` refuses the second."
            .formatted(what, id, file, again));
  }

  private static <T> void requireOnce(
      List<T> rows, Function<T, String> id, String what, Path file) {
    Set<String> seen = new HashSet<>();
    List<String> again = rows.stream().map(id).filter(each -> !seen.add(each)).toList();
    if (!again.isEmpty()) {
      throw repeated(what, again.getFirst(), file, again.size());
    }
  }
}
