package dev.whence.training.transit;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.history.PlausibleRows;
import dev.whence.training.runs.CannotTrain;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where a run has the parcels of a history from: this process, or many.
public interface ParcelSource {

  /// This process: all shipments are held in memory.
  ParcelSource IN_PROCESS =
      (history, part, now, progress) -> {
        List<ShipmentRow> rows = TransitRun.rows(history, progress);
        PlausibleRows.requireShipments(rows, now, HistoryTable.SHIPMENTS.place(history));
        return TransitRun.parcels(
            rows, part.until(Parcels.newest(rows, part.holdOutOrders())), history, progress);
      };

  /// How much of a history is read.
  ///
  /// @param end from when on nothing is known; without it, the end of the history
  /// @param holdOutOrders newest orders of which nothing is read
  record Part(Optional<Instant> end, int holdOutOrders) {
    /// The earlier of [#end] and when the newest orders begin.
    public Optional<Instant> until(Optional<Instant> newestOrders) {
      return Stream.concat(end.stream(), newestOrders.stream()).min(Comparator.naturalOrder());
    }
  }

  /// @param now nothing may be dated after it
  /// @throws CannotTrain if the history is missing, damaged or cannot be, or nothing ever arrived
  Parcels read(Path history, Part part, Instant now, Progress progress);
}
