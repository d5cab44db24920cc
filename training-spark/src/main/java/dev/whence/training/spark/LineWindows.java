package dev.whence.training.spark;

import static dev.whence.training.spark.HistoryDataset.POSITION;

import dev.whence.domain.returns.ReturnHistory;
import dev.whence.models.transit.TimedSums;
import java.time.Duration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/// Units sold and returned of each line's SKU, category and customer, before its order. A line
/// counts from the end of its return window on.
final class LineWindows implements KeySweep.Asking {
  private static final int SKU = 0;
  private static final int CATEGORY = 1;
  private static final int CUSTOMER = 2;
  private static final int ALL = 3;

  private final long window;

  private LineWindows(Duration window) {
    this.window = window.toMillis() * 1_000;
  }

  /// @param sold the columns of [LineFeatures#LINES], and `back`: the units that came back in time
  static Dataset<Row> of(Dataset<Row> sold, Duration window, int partitions) {
    return KeySweep.ever(KeySweep.rows(sold, () -> new LineWindows(window)), partitions, ALL);
  }

  @Override
  public void ask(Row row, KeySweep.Rows into) {
    long ordered = row.getAs("ordered");
    long number = row.getAs(POSITION);
    long units = row.<Integer>getAs("quantity");
    long returned = row.getAs("back");
    line(into, SKU, KeySweep.key(row.<String>getAs("sku")), true, ordered, number, units, returned);
    String category = row.getAs("category");
    line(
        into,
        CATEGORY,
        KeySweep.key(category),
        !category.isEmpty(),
        ordered,
        number,
        units,
        returned);
    String customer = row.getAs("customer");
    line(
        into,
        CUSTOMER,
        KeySweep.key(customer),
        !customer.isEmpty(),
        ordered,
        number,
        units,
        returned);
  }

  /// @param counts whether the key is one: what is unknown has no history
  private void line(
      KeySweep.Rows into,
      int key,
      String word,
      boolean counts,
      long ordered,
      long number,
      long units,
      long returned) {
    if (counts) {
      into.ever(key, word, ordered + window, units, returned);
      into.question(key, word, ordered, number);
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
