package dev.whence.training.spark;

import static dev.whence.training.spark.HistoryDataset.POSITION;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import dev.whence.training.history.PlausibleRows;
import dev.whence.training.runs.CannotTrain;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/// Refuses ids that stand in a table more than once.
final class Repeated {
  private Repeated() {}

  /// @param id the columns that are unique together
  /// @throws CannotTrain if they are not
  static void require(Dataset<Row> rows, String what, Path file, List<String> id) {
    Dataset<Row> repeated =
        rows.groupBy(id.stream().map(name -> col(name)).toArray(Column[]::new))
            .agg(count(lit(1)).as("times"), min(POSITION).as(POSITION))
            .filter(col("times").gt(1))
            .orderBy(POSITION);
    List<Row> all = repeated.limit(1).collectAsList();
    if (!all.isEmpty()) {
      Row first = all.getFirst();
      String named =
          IntStream.range(0, id.size()).mapToObj(first::getString).collect(Collectors.joining(" "));
      long again = repeated.selectExpr("sum(times - 1)").first().getLong(0);
      throw PlausibleRows.repeated(what, named, file, again);
    }
  }
}
