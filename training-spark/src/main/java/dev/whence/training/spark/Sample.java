package dev.whence.training.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/// A share of the orders, drawn by a hash of their ids: the same orders in every run and in both
/// models, all shipments and lines of an order or none.
///
/// @param share above 0, at most 1
record Sample(double share) {
  private static final long BUCKETS = 1 << 20;

  /// Those rows whose column `order_id` is drawn.
  Dataset<Row> of(Dataset<Row> rows) {
    return share >= 1
        ? rows
        : rows.filter(
            pmod(xxhash64(col("order_id")), lit(BUCKETS)).lt(Math.round(share * BUCKETS)));
  }
}
