package dev.whence.training.spark;

import static dev.whence.training.spark.HistoryDataset.POSITION;

import dev.whence.domain.returns.ReturnHistory;
import dev.whence.models.transit.TimedSums;
import java.time.Duration;
import java.util.function.ObjIntConsumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/// Units sold and returned of each line's SKU, category and customer, before its order. A line
/// counts as sold some time after its order; what has come back by then counts with it, what comes
/// back later when it is known.
final class LineWindows {
  private static final int SKU = 0;
  private static final int CATEGORY = 1;
  private static final int CUSTOMER = 2;
  private static final int ALL = 3;

  private LineWindows() {}

  /// @param sold the columns of [LineFeatures#LINES]
  /// @param back the same, and of what came back of them: when it was `returned`, and `back` units
  /// @param counted how long after its order a line counts
  static Dataset<Row> of(Dataset<Row> sold, Dataset<Row> back, Duration counted, int partitions) {
    long micros = counted.toMillis() * 1_000;
    return KeySweep.ever(
        KeySweep.rows(sold, () -> (row, into) -> line(row, into, micros))
            .unionAll(KeySweep.rows(back, () -> (row, into) -> cameBack(row, into, micros))),
        partitions,
        ALL);
  }

  private static void line(Row row, KeySweep.Rows into, long counted) {
    long ordered = row.getAs("ordered");
    long number = row.getAs(POSITION);
    long units = row.<Integer>getAs("quantity");
    forEachKey(
        row,
        (key, window) -> {
          into.ever(window, key, ordered + counted, units, 0);
          into.question(window, key, ordered, number);
        });
  }

  private static void cameBack(Row row, KeySweep.Rows into, long counted) {
    long known = Math.max(row.<Long>getAs("returned"), row.<Long>getAs("ordered") + counted);
    long units = row.getAs("back");
    forEachKey(row, (key, window) -> into.ever(window, key, known, 0, units));
  }

  /// What is unknown has no history.
  private static void forEachKey(Row row, ObjIntConsumer<String> each) {
    each.accept(KeySweep.key(row.<String>getAs("sku")), SKU);
    String category = row.getAs("category");
    if (!category.isEmpty()) {
      each.accept(KeySweep.key(category), CATEGORY);
    }
    String customer = row.getAs("customer");
    if (!customer.isEmpty()) {
      each.accept(KeySweep.key(customer), CUSTOMER);
    }
  }

  /// What the sweep answered of a line.
  static ReturnHistory history(Row row) {
    TimedSums.Window sku = KeySweep.window(row, SKU);
    TimedSums.Window category = KeySweep.window(row, CATEGORY);
    TimedSums.Window customer = KeySweep.window(row, CUSTOMER);
    return new ReturnHistory(
        sku.first(),
        sku.second(),
        category.first(),
        category.second(),
        customer.first(),
        customer.second());
  }
}
