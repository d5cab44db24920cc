package dev.whence.training.spark;

import static dev.whence.training.spark.HistoryDataset.POSITION;
import static org.apache.spark.sql.functions.col;

import dev.whence.models.transit.TimedSums;
import dev.whence.training.history.PlausibleRows;
import dev.whence.training.runs.CannotTrain;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/// Refuses rows that are dated ahead.
final class Dated {
  private Dated() {}

  /// @param micros the column with the newest instant of a row, microseconds since 1970
  /// @param id the columns that name a row
  /// @throws CannotTrain if one lies after `now`
  static void require(
      Dataset<Row> rows, String micros, List<String> id, String what, Instant now, Path file) {
    Dataset<Row> ahead = rows.filter(col(micros).gt(TimedSums.micros(now)));
    List<Row> all = ahead.orderBy(POSITION).limit(1).collectAsList();
    if (!all.isEmpty()) {
      Row first = all.getFirst();
      String named =
          id.stream().map(name -> first.<String>getAs(name)).collect(Collectors.joining(" "));
      Instant dated = HistoryDataset.instant(first.<Long>getAs(micros));
      throw PlausibleRows.ahead(what, named, file, dated, now, ahead.count(), rows.count());
    }
  }
}
