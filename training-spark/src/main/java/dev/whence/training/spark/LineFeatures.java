package dev.whence.training.spark;

import static dev.whence.training.spark.HistoryDataset.POSITION;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import dev.whence.domain.returns.ReturnHistory;
import dev.whence.models.transit.TimedSums;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ReturnRow;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.history.HistoryRows;
import dev.whence.training.returns.ReturnCosts;
import dev.whence.training.returns.SoldLine;
import dev.whence.training.returns.SoldLines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/// The sold lines of a history with what was known before each order.
final class LineFeatures {
  private static final StructType LINES =
      new StructType()
          .add(POSITION, DataTypes.LongType, false)
          .add("order_id", DataTypes.StringType, false)
          .add("line_id", DataTypes.StringType, false)
          .add("ordered", DataTypes.LongType, false)
          .add("sku", DataTypes.StringType, false)
          .add("category", DataTypes.StringType, false)
          .add("customer", DataTypes.StringType, false)
          .add("quantity", DataTypes.IntegerType, false)
          .add("canceled", DataTypes.BooleanType, false)
          .add("shipped", DataTypes.BooleanType, false);

  private static final StructType BACK =
      new StructType()
          .add(POSITION, DataTypes.LongType, false)
          .add("order_id", DataTypes.StringType, false)
          .add("line_id", DataTypes.StringType, false)
          .add("returned", DataTypes.LongType, false)
          .add("units", DataTypes.IntegerType, false);

  /// Sums of the history, in the order of [ReturnHistory].
  private static final List<String> SUMS =
      List.of(
          "sku_sold",
          "sku_returned",
          "category_sold",
          "category_returned",
          "customer_sold",
          "customer_returned");

  private final SparkSession session;
  private final int partitions;

  LineFeatures(SparkSession session, int partitions) {
    this.session = session;
    this.partitions = partitions;
  }

  /// As one machine reads them; the rows with their history are left in `matrix`.
  SoldLines lines(
      Path history,
      Duration window,
      Optional<Instant> until,
      Instant now,
      Sample sample,
      Path matrix,
      Progress progress) {
    progress.stage("Looking through order lines and returns on Spark", 0);
    Dataset<Row> lines = HistoryDataset.read(session, HistoryTable.ORDER_LINES, history);
    Dataset<Row> returns = HistoryDataset.read(session, HistoryTable.RETURNS, history);
    Dataset<Row> allLines = lineFacts(lines);
    Dataset<Row> allReturns = returnFacts(returns);
    requirePlausible(allLines, allReturns, now, history);
    Instant end = until.orElseGet(() -> end(allLines, allReturns));
    long endMicros = TimedSums.micros(end);

    Dataset<Row> ordered = allLines.filter(col("ordered").lt(endMicros));
    boolean shipped = !ordered.filter(col("shipped")).isEmpty();
    Dataset<Row> sold =
        ordered.filter(col("canceled").equalTo(false).and(lit(!shipped).or(col("shipped"))));
    Dataset<Row> inTime = inTime(sold, allReturns.filter(col("returned").lt(endMicros)), window);
    Dataset<Row> withBack = withBack(sold, inTime);
    Dataset<Row> answers = LineWindows.of(sold, inTime, SoldLines.countedAfter(window), partitions);

    long all = ordered.count();
    progress.stage(
        "Computing features of %d lines on Spark".formatted(all),
        ReturnCosts.of(ReturnCosts.FEATURES, all));
    StructType own = lines.schema();
    int columns = own.length();
    Matrix.write(
        lines
            .join(
                withBack.select(col(POSITION).as("sold"), col("back")),
                col(POSITION).equalTo(col("sold")))
            .join(answers, col(POSITION).equalTo(col("question")))
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>)
                    given -> Streams.mapped(given, row -> toMatrix(row, columns)),
                Encoders.row(matrix(own))),
        matrix);

    progress.stage("Taking up the rows", ReturnCosts.of(ReturnCosts.READING, all));
    HistoryDataset.Rows<OrderLineRow> rows = new HistoryDataset.Rows<>(HistoryTable.ORDER_LINES);
    Iterator<SoldLine> read =
        Streams.mapped(
            Matrix.read(session, matrix, sample),
            row -> SoldLines.line(rows.of(row), history(row), row.<Long>getAs("units_returned")));
    return SoldLines.of(
        Streams.of(read),
        end,
        digest(
            sample.of(lines.filter(col("ordered_at").lt(lit(end)))),
            sample.of(returns.filter(col("returned_at").lt(lit(end))))));
  }

  private static Dataset<Row> lineFacts(Dataset<Row> lines) {
    return lines.mapPartitions(
        (MapPartitionsFunction<Row, Row>)
            given -> {
              HistoryDataset.Rows<OrderLineRow> rows =
                  new HistoryDataset.Rows<>(HistoryTable.ORDER_LINES);
              return Streams.mapped(given, row -> lineFact(row, rows.of(row)));
            },
        Encoders.row(LINES));
  }

  private static Row lineFact(Row row, OrderLineRow line) {
    return RowFactory.create(
        row.getLong(row.fieldIndex(POSITION)),
        line.order().value(),
        line.line().value(),
        TimedSums.micros(line.orderedAt()),
        line.sku().value(),
        line.category(),
        line.customerId(),
        line.quantity(),
        line.canceled(),
        !line.shipmentId().isEmpty());
  }

  private static Dataset<Row> returnFacts(Dataset<Row> returns) {
    return returns.mapPartitions(
        (MapPartitionsFunction<Row, Row>)
            given -> {
              HistoryDataset.Rows<ReturnRow> rows = new HistoryDataset.Rows<>(HistoryTable.RETURNS);
              return Streams.mapped(given, row -> returnFact(row, rows.of(row)));
            },
        Encoders.row(BACK));
  }

  private static Row returnFact(Row row, ReturnRow back) {
    return RowFactory.create(
        row.getLong(row.fieldIndex(POSITION)),
        back.order().value(),
        back.line().value(),
        TimedSums.micros(back.returnedAt()),
        back.units());
  }

  private static void requirePlausible(
      Dataset<Row> lines, Dataset<Row> returns, Instant now, Path history) {
    Path file = HistoryTable.ORDER_LINES.place(history);
    Dated.require(lines, "ordered", List.of("order_id", "line_id"), "Order line", now, file);
    Repeated.require(lines, "Order line", file, List.of("order_id", "line_id"));
    Dated.require(
        returns,
        "returned",
        List.of("order_id", "line_id"),
        "The return of order line",
        now,
        HistoryTable.RETURNS.place(history));
  }

  private static Instant end(Dataset<Row> lines, Dataset<Row> returns) {
    Row newest =
        lines
            .select(col("ordered").as("at"))
            .unionAll(returns.select(col("returned")))
            .agg(max("at"))
            .first();
    return newest.isNullAt(0)
        ? Instant.EPOCH
        : HistoryDataset.instant(newest.getLong(0)).plusMillis(1);
  }

  /// What came back of sold lines within the window: the columns of the line, when it was
  /// `returned`, and `back`, its units; of more than were sold, those sold, by time.
  private static Dataset<Row> inTime(Dataset<Row> sold, Dataset<Row> returns, Duration window) {
    WindowSpec before =
        Window.partitionBy(POSITION)
            .orderBy("returned", "return")
            .rowsBetween(Window.unboundedPreceding(), -1);
    Column left =
        col("quantity")
            .cast(DataTypes.LongType)
            .minus(coalesce(sum("units").over(before), lit(0L)));
    return sold.join(
            returns.select(
                col("order_id"),
                col("line_id"),
                col("returned"),
                col("units"),
                col(POSITION).as("return")),
            new String[] {"order_id", "line_id"})
        .filter(col("returned").leq(col("ordered").plus(window.toMillis() * 1_000)))
        .withColumn("back", greatest(lit(0L), least(col("units"), left)));
  }

  /// The sold lines with `back`, the units that came back within the window, at most those sold.
  private static Dataset<Row> withBack(Dataset<Row> sold, Dataset<Row> inTime) {
    Dataset<Row> back = inTime.groupBy(col(POSITION).as("line")).agg(sum("back").as("units"));
    return sold.join(back, col(POSITION).equalTo(col("line")), "left")
        .withColumn(
            "back",
            least(coalesce(col("units"), lit(0L)), col("quantity").cast(DataTypes.LongType)))
        .drop("line", "units");
  }

  private static StructType matrix(StructType lines) {
    StructType sums = new StructType();
    for (String name : SUMS) {
      sums = sums.add(name, DataTypes.LongType, false);
    }
    StructType all = new StructType();
    for (StructField field : lines.fields()) {
      all = all.add(field);
    }
    return all.add("history", sums, false).add("units_returned", DataTypes.LongType, false);
  }

  /// @param columns of the history, which come first on the row
  private static Row toMatrix(Row row, int columns) {
    ReturnHistory history = LineWindows.history(row);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      values.add(row.get(i));
    }
    values.add(
        RowFactory.create(
            history.skuSold(),
            history.skuReturned(),
            history.categorySold(),
            history.categoryReturned(),
            history.customerSold(),
            history.customerReturned()));
    values.add(row.getAs("back"));
    return RowFactory.create(values.toArray());
  }

  private static ReturnHistory history(Row row) {
    Row sums = row.getStruct(row.fieldIndex("history"));
    return new ReturnHistory(
        sums.getLong(0),
        sums.getLong(1),
        sums.getLong(2),
        sums.getLong(3),
        sums.getLong(4),
        sums.getLong(5));
  }

  /// Of lines and returns in the order of their files, as one machine digests them.
  private static String digest(Dataset<Row> lines, Dataset<Row> returns) {
    return HistoryRows.digest(
        Stream.concat(
            inFileOrder(HistoryTable.ORDER_LINES, lines),
            inFileOrder(HistoryTable.RETURNS, returns)));
  }

  private static <T extends Record> Stream<T> inFileOrder(
      HistoryTable<T> table, Dataset<Row> rows) {
    HistoryDataset.Rows<T> made = new HistoryDataset.Rows<>(table);
    return Streams.of(
        Streams.mapped(rows.orderBy(POSITION).toLocalIterator(), (Row row) -> made.of(row)));
  }
}
