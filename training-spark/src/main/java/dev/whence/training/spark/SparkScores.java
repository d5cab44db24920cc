package dev.whence.training.spark;

import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.transit.Asked;
import dev.whence.training.transit.PromiseScore;
import dev.whence.training.transit.PromiseScores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/// Asks a released model about every shipment, each task with a bundle of its own.
final class SparkScores {
  private static final StructType SCORES =
      new StructType()
          .add("shipment_id", DataTypes.StringType, false)
          .add("ordered_at", DataTypes.TimestampType, false)
          .add("carrier_service", DataTypes.StringType, false)
          .add("late", DataTypes.DoubleType, true)
          .add("days50", DataTypes.DoubleType, false)
          .add("days80", DataTypes.DoubleType, false)
          .add("days90", DataTypes.DoubleType, false)
          .add("days95", DataTypes.DoubleType, false);

  private final SparkSession session;
  private final int partitions;

  SparkScores(SparkSession session, int partitions) {
    this.session = session;
    this.partitions = partitions;
  }

  long write(Path bundle, Path history, Path out) {
    open(bundle).close(); // before any work, and with the sentence that says what is wrong
    if (Files.exists(out)) {
      throw new CannotTrain(
          "%s is there already.\nMaybe remove it, or name another --out.".formatted(out));
    }
    String folder = bundle.toAbsolutePath().toString();
    Dataset<Row> windows = new ShipmentFeatures(session, partitions).windows(history);
    windows
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>) given -> new Scoring(given, Path.of(folder)),
            Encoders.row(SCORES))
        .orderBy("ordered_at", "shipment_id")
        .write()
        .parquet(out.toUri().toString());
    return session.read().parquet(out.toUri().toString()).count();
  }

  private static Bundle open(Path folder) {
    return switch (Bundles.load(folder)) {
      case LoadResult.Loaded(Bundle bundle, _) -> PromiseScores.requireTransit(bundle);
      case LoadResult.Missing missing -> throw new CannotTrain(missing.detail());
      case LoadResult.Refused refused -> throw new CannotTrain(refused.detail());
    };
  }

  /// Batch by batch; the bundle is closed when the task ends, however it ends.
  private static final class Scoring implements Iterator<Row> {
    private final Iterator<Row> given;
    private final AskedRows rows = new AskedRows();
    private final Bundle bundle;
    private Iterator<PromiseScore> scored = List.<PromiseScore>of().iterator();

    Scoring(Iterator<Row> given, Path folder) {
      this.given = given;
      this.bundle = open(folder);
      TaskContext.get()
          .addTaskCompletionListener((TaskCompletionListener) context -> bundle.close());
    }

    @Override
    public boolean hasNext() {
      if (!scored.hasNext() && given.hasNext()) {
        List<Asked> some = new ArrayList<>();
        while (given.hasNext() && some.size() < PromiseScores.BATCH) {
          some.add(rows.swept(given.next()));
        }
        scored = PromiseScores.of(bundle, some).iterator();
      }
      return scored.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      PromiseScore score = scored.next();
      return RowFactory.create(
          score.shipmentId(),
          score.orderedAt(),
          score.carrierService(),
          score.late(),
          score.days50(),
          score.days80(),
          score.days90(),
          score.days95());
    }
  }
}
