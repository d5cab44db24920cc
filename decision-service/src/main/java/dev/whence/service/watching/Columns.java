package dev.whence.service.watching;

import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Columns of numbers and times.
final class Columns {
  private Columns() {}

  static TextArray text(List<Double> numbers) {
    return new TextArray(numbers.stream().map(number -> Double.toString(number)).toList());
  }

  /// Empty for null.
  static List<Double> numbers(ResultSet row, String column) throws SQLException {
    java.sql.@Nullable Array array = row.getArray(column);
    return array == null ? List.of() : Stream.of((Double[]) array.getArray()).toList();
  }

  /// @param otherwise for null
  static Instant instant(ResultSet row, String column, Instant otherwise) throws SQLException {
    @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? otherwise : at.toInstant();
  }
}
