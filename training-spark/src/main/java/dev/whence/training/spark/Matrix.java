package dev.whence.training.spark;

import static dev.whence.training.spark.HistoryDataset.POSITION;

import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/// Rows with what was known before their orders, as a folder of Parquet files: one after the other
/// in time, so that who wants a year reads only its files.
final class Matrix {
  private Matrix() {}

  /// Replaces the folder.
  static void write(Dataset<Row> rows, Path folder) {
    rows.orderBy("ordered_at", POSITION)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(folder.toUri().toString());
  }

  /// The rows of the sample in the order in which they were ordered, one partition at a time.
  static Iterator<Row> read(SparkSession session, Path folder, Sample sample) {
    return sample
        .of(session.read().parquet(folder.toUri().toString()))
        .orderBy("ordered_at", POSITION)
        .toLocalIterator();
  }
}
