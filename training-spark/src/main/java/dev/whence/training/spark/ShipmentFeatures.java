package dev.whence.training.spark;

import static dev.whence.training.spark.HistoryDataset.POSITION;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;

import dev.whence.models.transit.TimedSums;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.history.PlausibleRows;
import dev.whence.training.transit.Asked;
import dev.whence.training.transit.ParcelSource;
import dev.whence.training.transit.Parcels;
import dev.whence.training.transit.TransitCosts;
import dev.whence.training.transit.TransitRun;
import dev.whence.training.transit.UsualHandover;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/// The parcels of a history with what was known before each order.
final class ShipmentFeatures {
  private final SparkSession session;
  private final int partitions;

  ShipmentFeatures(SparkSession session, int partitions) {
    this.session = session;
    this.partitions = partitions;
  }

  /// As one machine reads them; the rows with their features are left in `matrix`.
  Parcels parcels(
      Path history,
      ParcelSource.Part part,
      Instant now,
      Sample sample,
      Path matrix,
      Progress progress) {
    progress.stage("Looking through shipments on Spark", 0);
    Dataset<Row> shipments = HistoryDataset.read(session, HistoryTable.SHIPMENTS, history);
    Dataset<Row> facts = facts(shipments);
    try {
      long all = requirePlausible(facts, now, HistoryTable.SHIPMENTS.place(history));
      Optional<Instant> until = part.until(newestOrders(facts, part.holdOutOrders()));
      Dataset<Row> asked =
          until.map(end -> facts.filter(col("ordered").lt(TimedSums.micros(end)))).orElse(facts);
      Instant end = until.orElseGet(() -> end(asked));
      Duration settles = handoverSettles(asked, end);

      progress.stage(
          "Computing features of %d shipments on Spark".formatted(all),
          TransitCosts.of(TransitCosts.FEATURES, all));
      write(windows(shipments, facts, until), matrix);
      progress.stage("Taking up the rows", TransitCosts.of(TransitCosts.READING, all));
      Parcels parcels = Parcels.of(Streams.of(read(matrix, sample)), end, settles);
      return TransitRun.requireArrivals(parcels, all, until, history);
    } finally {
      facts.unpersist();
    }
  }

  /// Every shipment with its windows, of those ordered in time.
  Dataset<Row> windows(Path history) {
    Dataset<Row> shipments = HistoryDataset.read(session, HistoryTable.SHIPMENTS, history);
    return windows(shipments, facts(shipments), Optional.empty());
  }

  private Dataset<Row> windows(
      Dataset<Row> shipments, Dataset<Row> facts, Optional<Instant> until) {
    boolean planned = facts.filter(col("planned").equalTo(false)).isEmpty();
    Dataset<Row> ordered =
        until.map(end -> shipments.filter(col("ordered_at").lt(lit(end)))).orElse(shipments);
    return ShipmentWindows.of(ordered, planned, partitions);
  }

  private static void write(Dataset<Row> windows, Path matrix) {
    StructType history = HistoryDataset.columns(windows.schema());
    int columns = history.length();
    Matrix.write(
        windows.mapPartitions(
            (MapPartitionsFunction<Row, Row>)
                given -> {
                  AskedRows rows = new AskedRows();
                  return Streams.mapped(given, row -> rows.toMatrix(row, columns));
                },
            Encoders.row(AskedRows.matrix(history))),
        matrix);
  }

  /// In the order in which they were ordered, one partition in memory at a time.
  private Iterator<Asked> read(Path matrix, Sample sample) {
    AskedRows rows = new AskedRows();
    return Streams.mapped(Matrix.read(session, matrix, sample), rows::ofMatrix);
  }

  private static final StructType FACTS =
      new StructType()
          .add(POSITION, DataTypes.LongType, false)
          .add("shipment_id", DataTypes.StringType, false)
          .add("order_id", DataTypes.StringType, false)
          .add("ordered", DataTypes.LongType, false)
          .add("newest", DataTypes.LongType, false)
          .add("dated", DataTypes.LongType, false)
          .add("handed_over", DataTypes.LongType, true)
          .add("seconds", DataTypes.LongType, true)
          .add("planned", DataTypes.BooleanType, false);

  private static Dataset<Row> facts(Dataset<Row> shipments) {
    return shipments
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>)
                given -> {
                  HistoryDataset.Rows<ShipmentRow> rows =
                      new HistoryDataset.Rows<>(HistoryTable.SHIPMENTS);
                  return Streams.mapped(given, row -> fact(row, rows.of(row)));
                },
            Encoders.row(FACTS))
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static Row fact(Row row, ShipmentRow shipment) {
    Optional<Instant> left = UsualHandover.handedOver(shipment);
    return RowFactory.create(
        row.getLong(row.fieldIndex(POSITION)),
        shipment.shipmentId(),
        shipment.order().value(),
        TimedSums.micros(shipment.orderedAt()),
        TimedSums.micros(Parcels.newestInstant(shipment)),
        TimedSums.micros(PlausibleRows.newest(shipment)),
        left.map(TimedSums::micros).orElse(null),
        left.map(at -> Duration.between(shipment.orderedAt(), at).toSeconds()).orElse(null),
        shipment.plannedHandover().isPresent());
  }

  /// @return how many there are
  private static long requirePlausible(Dataset<Row> facts, Instant now, Path file) {
    Dated.require(facts, "dated", List.of("shipment_id"), "Shipment", now, file);
    Repeated.require(facts, "Shipment", file, List.of("shipment_id"));
    return facts.count();
  }

  private static Optional<Instant> newestOrders(Dataset<Row> facts, int orders) {
    return orders == 0
        ? Optional.empty()
        : facts
            .groupBy("order_id")
            .agg(max_by(col("ordered"), col(POSITION)).as("ordered"))
            .orderBy(col("ordered").desc())
            .limit(orders)
            .agg(min("ordered"))
            .collectAsList()
            .stream()
            .filter(row -> !row.isNullAt(0))
            .map(row -> HistoryDataset.instant(row.getLong(0)))
            .findFirst();
  }

  private static Instant end(Dataset<Row> facts) {
    Row newest = facts.agg(max("newest")).first();
    return newest.isNullAt(0)
        ? Instant.MIN
        : HistoryDataset.instant(newest.getLong(0)).plusMillis(1);
  }

  /// Whole seconds are few, however many parcels there are.
  private static Duration handoverSettles(Dataset<Row> facts, Instant end) {
    List<Row> seconds =
        end.equals(Instant.MIN)
            ? List.of()
            : facts
                .filter(col("handed_over").lt(TimedSums.micros(end)))
                .groupBy("seconds")
                .agg(count(lit(1)).as("parcels"))
                .orderBy("seconds")
                .collectAsList();
    long place = Parcels.settledAt(seconds.stream().mapToLong(row -> row.getLong(1)).sum());
    for (Row row : seconds) {
      place -= row.getLong(1);
      if (place < 0) {
        return Parcels.settled(row.getLong(0));
      }
    }
    return Duration.ZERO;
  }
}
