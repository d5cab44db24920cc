package dev.whence.training.spark;

import static dev.whence.training.spark.HistoryDataset.POSITION;
import static org.apache.spark.sql.functions.col;

import dev.whence.models.transit.RecentTransitTracker;
import dev.whence.models.transit.TimedSums;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.training.transit.Parcels;
import dev.whence.training.transit.UsualHandover;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/// What parcels took lately, before each shipment's order, and when its ship node was to be
/// expected to hand it over.
final class ShipmentWindows implements KeySweep.Asking {
  static final int DESTINATION = 0;
  static final int LANE = 1;
  static final int SERVICE = 2;
  static final int NODE = 3;
  static final int EVERYWHERE = 4;

  /// By the numbers above.
  private static final List<Duration> LENGTHS =
      List.of(
          RecentTransitTracker.DESTINATION_WINDOW,
          RecentTransitTracker.LANE_WINDOW,
          RecentTransitTracker.SERVICE_WINDOW,
          UsualHandover.WINDOW,
          UsualHandover.WINDOW);

  private final boolean planned;
  private final HistoryDataset.Rows<ShipmentRow> rows =
      new HistoryDataset.Rows<>(HistoryTable.SHIPMENTS);

  private ShipmentWindows(boolean planned) {
    this.planned = planned;
  }

  /// The shipments, each with its windows behind its own columns.
  ///
  /// @param planned whether the history tells the planned hand-over of every shipment, so that none
  ///   is to be expected
  static Dataset<Row> of(Dataset<Row> shipments, boolean planned, int partitions) {
    Dataset<Row> rows = KeySweep.rows(shipments, () -> new ShipmentWindows(planned));
    Dataset<Row> answers = KeySweep.recent(rows, partitions, LENGTHS);
    return shipments.join(answers, col(POSITION).equalTo(col("question")));
  }

  @Override
  public void ask(Row row, KeySweep.Rows into) {
    ShipmentRow shipment = rows.of(row);
    String service = shipment.carrierService().value();
    String destination = KeySweep.key(shipment.destinationRegion());
    String lane = KeySweep.key(service, shipment.originRegion(), shipment.destinationRegion());
    String everywhere = KeySweep.key(service);
    Parcels.arrival(shipment)
        .ifPresent(arrival -> {
          long known = TimedSums.micros(arrival.knownAt());
          long actual = arrival.actualHours();
          long expected = arrival.expectedHours();
          into.recent(DESTINATION, destination, known, actual, expected);
          into.recent(LANE, lane, known, actual, expected);
          into.recent(SERVICE, everywhere, known, actual, expected);
        });
    long asked = TimedSums.micros(shipment.orderedAt());
    long number = row.getLong(row.fieldIndex(POSITION));
    into.question(DESTINATION, destination, asked, number);
    into.question(LANE, lane, asked, number);
    into.question(SERVICE, everywhere, asked, number);
    if (!planned) {
      String node = KeySweep.key(shipment.shipNode().value());
      UsualHandover.leaving(shipment)
          .ifPresent(leaving -> {
            long at = TimedSums.micros(leaving.at());
            into.recent(NODE, node, at, leaving.logHours(), 0);
            into.recent(EVERYWHERE, "", at, leaving.logHours(), 0);
          });
      into.question(NODE, node, asked, number);
      into.question(EVERYWHERE, "", asked, number);
    }
  }
}
