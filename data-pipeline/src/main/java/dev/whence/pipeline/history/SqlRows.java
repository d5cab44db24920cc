package dev.whence.pipeline.history;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the columns of a history file from SQL: one definition for both, so a view of the order
/// store and a file cannot say different things.
final class SqlRows {
  private SqlRows() {}

  /// The components of a record, as columns are named.
  static List<String> columns(Class<? extends Record> columns) {
    return Arrays.stream(columns.getRecordComponents()).map(SqlRows::column).toList();
  }

  /// @throws IllegalArgumentException if a column that is never null is, or a word is none of those
  ///   it may be
  static <C extends Record> C read(Class<C> columns, ResultSet answer) throws SQLException {
    RecordComponent[] components = columns.getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(components[i], answer);
    }
    try {
      Constructor<C> constructor =
          columns.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(String.valueOf(e.getCause()), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable Object value(RecordComponent component, ResultSet answer)
      throws SQLException {
    String column = column(component);
    Class<?> type = component.getType();
    @Nullable Object value;
    if (type == Instant.class) {
      @Nullable OffsetDateTime at = answer.getObject(column, OffsetDateTime.class);
      value = at == null ? null : at.toInstant();
    } else if (type == LocalDate.class) {
      @Nullable Date day = answer.getDate(column);
      value = day == null ? null : day.toLocalDate();
    } else if (type == int.class) {
      value = answer.getInt(column);
    } else if (type == long.class) {
      value = answer.getLong(column);
    } else if (type == double.class) {
      value = answer.getDouble(column);
    } else if (type == boolean.class) {
      value = answer.getBoolean(column);
    } else {
      @Nullable String text = answer.getString(column);
      value = text == null || !type.isEnum() ? text : word(column, type, text);
    }
    if (answer.wasNull() && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      throw new IllegalArgumentException("%s is missing.".formatted(column));
    }
    return value;
  }

  private static Object word(String column, Class<?> type, String text) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "%s is %s, none of %s.".formatted(column, text, Arrays.toString(type.getEnumConstants())));
  }

  private static String column(RecordComponent component) {
    return HistoryReader.snakeCase(component.getName());
  }
}
