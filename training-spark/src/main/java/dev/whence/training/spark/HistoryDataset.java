package dev.whence.training.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.training.history.HistoryRows;
import dev.whence.training.runs.CannotTrain;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/// A table of a history as Spark reads it: the columns it has, and where a row stands.
final class HistoryDataset {
  /// Where a row stands in its table: rising in the order in which one machine reads it.
  static final String POSITION = "position";

  /// No file has as many rows.
  private static final long FILE = 1L << 40;

  private HistoryDataset() {}

  /// The columns of the table that its files have, and [#POSITION].
  ///
  /// @throws CannotTrain if there is no such file
  static Dataset<Row> read(SparkSession session, HistoryTable<?> table, Path history) {
    HistoryRows.requireFile(table, history);
    List<Path> files = table.files(history);
    Dataset<Row> all = read(session, table, files.getFirst(), 0);
    for (int i = 1; i < files.size(); i++) {
      all = all.unionByName(read(session, table, files.get(i), i), true);
    }
    return all;
  }

  /// Of a row that carries more, those of the history and [#POSITION], which come first.
  static StructType columns(StructType all) {
    StructType own = new StructType();
    for (StructField field : all.fields()) {
      own = own.add(field);
      if (field.name().equals(POSITION)) {
        return own;
      }
    }
    throw new IllegalArgumentException("No column %s in %s.".formatted(POSITION, all));
  }

  /// Of microseconds since 1970.
  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static Dataset<Row> read(
      SparkSession session, HistoryTable<?> table, Path file, int number) {
    Dataset<Row> rows = session.read().parquet(file.toUri().toString());
    List<String> present = List.of(rows.columns());
    return rows.select(
        Stream.concat(
                table.columns().stream().filter(present::contains).map(name -> col(name)),
                Stream.of(lit(number * FILE).plus(col("_metadata.row_index")).as(POSITION)))
            .toArray(Column[]::new));
  }

  /// Makes a table's rows of Spark's, by name. One a task.
  static final class Rows<T> {
    private final HistoryTable<T> table;
    private Map<String, Integer> places = Map.of();

    Rows(HistoryTable<T> table) {
      this.table = table;
    }

    /// @throws IllegalArgumentException if a value cannot be: the message names the column
    T of(Row row) {
      if (places.isEmpty()) {
        Map<String, Integer> found = new HashMap<>();
        String[] names = row.schema().fieldNames();
        for (int i = 0; i < names.length; i++) {
          found.put(names[i], i);
        }
        places = found;
      }
      return table.row(name -> {
        Integer place = places.get(name);
        return place == null ? null : row.get(place);
      });
    }
  }
}
