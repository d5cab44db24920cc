package dev.whence.pipeline.history;

import dev.whence.pipeline.history.HistoryReader.WrongColumn;
import dev.whence.pipeline.history.RecordColumns.Column;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the columns of a history file from values that another reader has already made, by the
/// same definition as files and SQL. Conversions are exact or refused.
final class ValueRows {

  private ValueRows() {}

  /// @throws WrongColumn if a column that is never null is, or a value is of another kind
  static <C extends Record> C read(
      RecordColumns<C> record, Function<String, @Nullable Object> value) {
    List<Column> columns = record.columns();
    @Nullable Object[] values = new @Nullable Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      Column column = columns.get(i);
      @Nullable Object given = value.apply(column.name());
      values[i] = given == null ? null : converted(column, given);
    }
    return record.row(values);
  }

  private static Object converted(Column column, Object given) {
    Class<?> type = column.type();
    return switch (given) {
      case Number number when type == double.class -> number.doubleValue();
      case Long number when type == long.class -> number;
      case Integer number when type == long.class -> number.longValue();
      case Integer number when type == int.class -> number;
      case Long number when type == int.class && number == number.intValue() -> number.intValue();
      case Boolean truth when type == boolean.class -> truth;
      case Instant at when type == Instant.class -> at;
      // Without a zone it is UTC, as everywhere in a history.
      case LocalDateTime at when type == Instant.class -> at.toInstant(ZoneOffset.UTC);
      case LocalDate day when type == LocalDate.class -> day;
      case String text when type == String.class -> text;
      case String text when type.isEnum() -> column.word(text);
      default ->
          throw column.wrong(
              "is %s (%s), which is no %s"
                  .formatted(given, given.getClass().getSimpleName(), RowConverter.kind(type)));
    };
  }
}
