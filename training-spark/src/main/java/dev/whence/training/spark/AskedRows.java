package dev.whence.training.spark;

import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.carriers.TransitWindow;
import dev.whence.models.transit.RecentTransitTracker;
import dev.whence.models.transit.TimedSums.Window;
import dev.whence.models.transit.TransitFeatures;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.training.transit.Asked;
import dev.whence.training.transit.Parcel;
import dev.whence.training.transit.UsualHandover;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/// Shipments with what was known when their orders came in, as rows of the matrix: the columns of
/// the history, then [#WINDOWS], the features and the outcome.
final class AskedRows {
  /// Sums of the windows, in the order of [dev.whence.domain.carriers.RecentTransit].
  private static final List<String> WINDOWS = List.of("destination", "lane", "service");

  private static final String RECENT = "recent";
  private static final String HANDOVER = "handover";

  private final HistoryDataset.Rows<ShipmentRow> rows =
      new HistoryDataset.Rows<>(HistoryTable.SHIPMENTS);

  /// What the sweep's answers and the history's columns on one row say together.
  Asked swept(Row row) {
    ShipmentRow shipment = rows.of(row);
    Window destination = KeySweep.window(row, ShipmentWindows.DESTINATION);
    Window lane = KeySweep.window(row, ShipmentWindows.LANE);
    Window service = KeySweep.window(row, ShipmentWindows.SERVICE);
    RecentTransit recent =
        RecentTransitTracker.of(
            shipment.carrierService(),
            shipment.originRegion(),
            shipment.destinationRegion(),
            destination,
            lane,
            service);
    Instant handover =
        shipment
            .plannedHandover()
            .orElseGet(() ->
                UsualHandover.expected(
                    shipment.orderedAt(),
                    KeySweep.window(row, ShipmentWindows.NODE),
                    KeySweep.window(row, ShipmentWindows.EVERYWHERE)));
    return new Asked(shipment, recent, handover);
  }

  /// Of the matrix.
  static StructType matrix(StructType history) {
    StructType recent = new StructType();
    for (String window : WINDOWS) {
      for (String sum : List.of("_parcels", "_actual_hours", "_expected_hours")) {
        recent = recent.add(window + sum, DataTypes.LongType, false);
      }
    }
    recent = recent.add("newest_known_at", DataTypes.TimestampType, false);
    StructType features = new StructType();
    for (String name : TransitFeatures.NAMES) {
      features = features.add(name, DataTypes.FloatType, false);
    }
    StructType all = new StructType();
    for (StructField field : history.fields()) {
      all = all.add(field);
    }
    return all.add(HANDOVER, DataTypes.TimestampType, false)
        .add(RECENT, recent, false)
        .add("features", features, false)
        .add("days", DataTypes.DoubleType, true);
  }

  /// @param columns of the history, which come first on the row
  Row toMatrix(Row row, int columns) {
    Asked asked = swept(row);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      values.add(row.get(i));
    }
    values.add(asked.handover());
    values.add(recent(asked.recent()));
    float[] features = TransitFeatures.row(asked.query());
    Object[] boxed = new Object[features.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = features[i];
    }
    values.add(RowFactory.create(boxed));
    values.add(asked.parcel().filter(Parcel::isDelivered).map(Parcel::days).orElse(null));
    return RowFactory.create(values.toArray());
  }

  private static Row recent(RecentTransit recent) {
    List<Object> sums = new ArrayList<>();
    Stream.of(recent.destination(), recent.lane(), recent.service())
        .forEach(window -> {
          sums.add(window.parcels());
          sums.add(window.actualHours());
          sums.add(window.expectedHours());
        });
    sums.add(recent.newestKnownAt());
    return RowFactory.create(sums.toArray());
  }

  /// A row of the matrix, read again.
  Asked ofMatrix(Row row) {
    ShipmentRow shipment = rows.of(row);
    Row recent = row.getStruct(row.fieldIndex(RECENT));
    return new Asked(
        shipment,
        new RecentTransit(
            shipment.carrierService(),
            shipment.originRegion(),
            shipment.destinationRegion(),
            sums(recent, 0),
            sums(recent, 1),
            sums(recent, 2),
            recent.getInstant(recent.length() - 1)),
        row.getInstant(row.fieldIndex(HANDOVER)));
  }

  private static TransitWindow sums(Row recent, int window) {
    return new TransitWindow(
        recent.getLong(window * 3), recent.getLong(window * 3 + 1), recent.getLong(window * 3 + 2));
  }
}
