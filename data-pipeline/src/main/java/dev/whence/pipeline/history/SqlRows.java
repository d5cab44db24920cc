package dev.whence.pipeline.history;

import dev.whence.pipeline.history.RecordColumns.Column;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the columns of a history file from SQL: one definition for both, so a view of the order
/// store and a file cannot say different things.
final class SqlRows {

  private SqlRows() {}

  /// @throws HistoryReader.WrongColumn if a column that is never null is, or a word is none of
  ///   those it may be
  static <C extends Record> C read(RecordColumns<C> record, ResultSet answer) throws SQLException {
    List<Column> columns = record.columns();
    @Nullable Object[] values = new @Nullable Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(columns.get(i), answer);
    }
    return record.row(values);
  }

  private static @Nullable Object value(Column column, ResultSet answer) throws SQLException {
    Class<?> type = column.type();
    @Nullable Object value;
    if (type == Instant.class) {
      @Nullable OffsetDateTime at = answer.getObject(column.name(), OffsetDateTime.class);
      value = at == null ? null : at.toInstant();
    } else if (type == LocalDate.class) {
      @Nullable Date day = answer.getDate(column.name());
      value = day == null ? null : day.toLocalDate();
    } else if (type == int.class) {
      value = answer.getInt(column.name());
    } else if (type == long.class) {
      value = answer.getLong(column.name());
    } else if (type == double.class) {
      value = answer.getDouble(column.name());
    } else if (type == boolean.class) {
      value = answer.getBoolean(column.name());
    } else {
      @Nullable String text = answer.getString(column.name());
      value = text == null || !type.isEnum() ? text : column.word(text);
    }
    return answer.wasNull() ? null : value;
  }
}
