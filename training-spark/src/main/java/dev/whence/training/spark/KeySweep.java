package dev.whence.training.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.whence.models.transit.TimedSums;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/// Sweeps windows key by key, on as many machines as there are.
///
/// Entries (something happened to a key) and questions (what had happened before?) are dealt out by
/// key and by chunks of 28 days, sorted by time within a partition, which spills to disk, and swept
/// by the [TimedSums] of one machine. No task holds more than the entries of one key in two chunks,
/// so a service that carries half of all parcels is work for many.
final class KeySweep {
  private static final long CHUNK = Duration.ofDays(28).toMillis() * 1_000;

  /// Of an entry, in place of a question's number.
  private static final long NO_QUESTION = -1;

  private static final StructType ROWS =
      new StructType()
          .add("window", DataTypes.IntegerType, false)
          .add("key", DataTypes.StringType, false)
          .add("chunk", DataTypes.LongType, false)
          .add("micros", DataTypes.LongType, false)
          .add("question", DataTypes.LongType, false)
          .add("first", DataTypes.LongType, false)
          .add("second", DataTypes.LongType, false);

  private static final StructType ANSWERS =
      new StructType()
          .add("question", DataTypes.LongType, false)
          .add("window", DataTypes.IntegerType, false)
          .add("count", DataTypes.LongType, false)
          .add("first", DataTypes.LongType, false)
          .add("second", DataTypes.LongType, false)
          .add("newest", DataTypes.LongType, false);

  private KeySweep() {}

  /// Says what the rows of a table are to the windows; one a task.
  interface Asking {
    void ask(Row row, Rows rows);
  }

  /// Begins a task.
  interface Start extends Serializable {
    Asking asking();
  }

  /// What is dealt out; `window` is the number of the window in all of them.
  static final class Rows {
    private final List<Row> all = new ArrayList<>();

    /// What happened, for a window of at most [#CHUNK].
    void recent(int window, String key, long micros, long first, long second) {
      long chunk = Math.floorDiv(micros, CHUNK);
      all.add(RowFactory.create(window, key, chunk, micros, NO_QUESTION, first, second));
      all.add(RowFactory.create(window, key, chunk + 1, micros, NO_QUESTION, first, second));
    }

    /// What happened, for a window that never ends.
    void ever(int window, String key, long micros, long first, long second) {
      long chunk = Math.floorDiv(micros, CHUNK);
      all.add(RowFactory.create(window, key, chunk, micros, NO_QUESTION, first, second));
    }

    /// @param number of the question, from 0
    void question(int window, String key, long micros, long number) {
      long chunk = Math.floorDiv(micros, CHUNK);
      all.add(RowFactory.create(window, key, chunk, micros, number, 0L, 0L));
    }
  }

  /// Several words as one key, each with its length, so that no two keys are spelled alike.
  static String key(String... words) {
    return Stream.of(words).map(word -> word.length() + ":" + word).collect(Collectors.joining());
  }

  /// @param lengths of the windows by their numbers, at most 28 days each
  /// @return one row for each question that was asked in any window: `question`, and for each
  ///   window `count`, `first`, `second` and `newest` with its number behind, null where it was not
  ///   asked
  static Dataset<Row> recent(Dataset<Row> rows, int partitions, List<Duration> lengths) {
    long[] micros = lengths.stream().mapToLong(length -> length.toMillis() * 1_000).toArray();
    return joined(swept(rows, partitions, micros), lengths.size());
  }

  /// As [#recent], of everything since the beginning; counts and newest are those of the chunk and
  /// say nothing.
  static Dataset<Row> ever(Dataset<Row> rows, int partitions, int windows) {
    Column[] key = {col("window"), col("key")};
    Dataset<Row> brought =
        rows.groupBy("window", "key", "chunk")
            .sum("first", "second")
            .withColumn("before", sum("sum(first)").over(earlier(key)))
            .withColumn("before2", sum("sum(second)").over(earlier(key)))
            .filter(col("before").isNotNull())
            .select(
                col("window"),
                col("key"),
                col("chunk"),
                lit(Long.MIN_VALUE).as("micros"),
                lit(NO_QUESTION).as("question"),
                col("before").as("first"),
                col("before2").as("second"));
    long[] always = new long[windows];
    Arrays.fill(always, Long.MAX_VALUE);
    return joined(swept(rows.unionAll(brought), partitions, always), windows);
  }

  private static WindowSpec earlier(Column[] key) {
    return Window.partitionBy(key).orderBy("chunk").rowsBetween(Window.unboundedPreceding(), -1);
  }

  /// Entries and questions of every row of a table.
  static Dataset<Row> rows(Dataset<Row> table, Start start) {
    return table.mapPartitions(
        (MapPartitionsFunction<Row, Row>) given -> flattened(given, start.asking()),
        Encoders.row(ROWS));
  }

  private static Iterator<Row> flattened(Iterator<Row> given, Asking asking) {
    return new Iterator<>() {
      private Iterator<Row> some = List.<Row>of().iterator();

      @Override
      public boolean hasNext() {
        while (!some.hasNext() && given.hasNext()) {
          Rows rows = new Rows();
          asking.ask(given.next(), rows);
          some = rows.all.iterator();
        }
        return some.hasNext();
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return some.next();
      }
    };
  }

  private static Dataset<Row> swept(Dataset<Row> rows, int partitions, long[] lengths) {
    return rows.repartition(partitions, col("window"), col("key"), col("chunk"))
        .sortWithinPartitions("window", "key", "chunk", "micros")
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>) sorted -> new Sweep(sorted, lengths),
            Encoders.row(ANSWERS));
  }

  /// One window of one key after the other.
  private static final class Sweep implements Iterator<Row> {
    private final Iterator<Row> sorted;
    private final long[] lengths;
    private TimedSums sums = new TimedSums();
    private int window = -1;
    private String key = "";
    private long chunk;
    private @Nullable Row next;

    Sweep(Iterator<Row> sorted, long[] lengths) {
      this.sorted = sorted;
      this.lengths = lengths;
    }

    @Override
    public boolean hasNext() {
      while (next == null && sorted.hasNext()) {
        next = answer(sorted.next());
      }
      return next != null;
    }

    /// Null for an entry, which is added.
    private @Nullable Row answer(Row row) {
      if (row.getInt(0) != window || row.getLong(2) != chunk || !row.getString(1).equals(key)) {
        window = row.getInt(0);
        key = row.getString(1);
        chunk = row.getLong(2);
        sums = new TimedSums();
      }
      long micros = row.getLong(3);
      long question = row.getLong(4);
      if (question == NO_QUESTION) {
        sums.add(micros, row.getLong(5), row.getLong(6));
        return null;
      }
      long length = lengths[window];
      long from = length == Long.MAX_VALUE ? Long.MIN_VALUE : micros - length;
      TimedSums.Window answer = sums.between(from, micros);
      return RowFactory.create(
          question, window, answer.count(), answer.first(), answer.second(), answer.newestMicros());
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = Objects.requireNonNull(next);
      next = null;
      return row;
    }
  }

  private static Dataset<Row> joined(Dataset<Row> answers, int windows) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < windows; i++) {
      Column own = col("window").equalTo(i);
      for (String value : List.of("count", "first", "second", "newest")) {
        columns.add(max(when(own, col(value))).as(value + i));
      }
    }
    return answers
        .groupBy("question")
        .agg(columns.getFirst(), columns.subList(1, columns.size()).toArray(Column[]::new));
  }

  /// The window of this number on a row of answers; empty where it was not asked.
  static TimedSums.Window window(Row row, int number) {
    int count = row.fieldIndex("count" + number);
    return row.isNullAt(count)
        ? TimedSums.Window.EMPTY
        : new TimedSums.Window(
            row.getLong(count),
            row.getLong(count + 1),
            row.getLong(count + 2),
            row.getLong(count + 3));
  }
}
