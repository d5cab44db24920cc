package dev.whence.pipeline.history;

import dev.whence.pipeline.history.HistoryReader.WrongColumn;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The columns of a record, and how a row of them is made, whatever they are read from.
final class RecordColumns<C extends Record> {
  private final Constructor<C> constructor;
  private final List<Column> columns;

  private RecordColumns(Constructor<C> constructor, List<Column> columns) {
    this.constructor = constructor;
    this.columns = columns;
  }

  /// A component of the record.
  ///
  /// @param name in snake case
  /// @param isNullable whether the row may have null
  /// @param absent what stands for null; null if there is nothing
  record Column(String name, Class<?> type, boolean isNullable, @Nullable Object absent) {
    private static Column of(RecordComponent component) {
      IfAbsent absent = component.getAnnotation(IfAbsent.class);
      return new Column(
          HistoryReader.snakeCase(component.getName()),
          component.getType(),
          component.getAnnotatedType().isAnnotationPresent(Nullable.class),
          absent == null ? null : parsed(component.getType(), absent.value()));
    }

    private static Object parsed(Class<?> type, String text) {
      if (type == int.class) {
        return Integer.valueOf(text);
      }
      if (type == long.class) {
        return Long.valueOf(text);
      }
      if (type == double.class) {
        return Double.valueOf(text);
      }
      return type == boolean.class ? Boolean.valueOf(text) : text;
    }

    boolean isNeeded() {
      return !isNullable && absent == null;
    }

    WrongColumn wrong(String reason) {
      return new WrongColumn("column %s %s".formatted(name, reason));
    }

    /// The constant of the type, which is an enumeration.
    ///
    /// @throws WrongColumn if there is none of this name
    Object word(String text) {
      Object[] words = type.getEnumConstants();
      return Arrays.stream(words)
          .filter(word -> word.toString().equals(text))
          .findFirst()
          .orElseThrow(() -> wrong("is '%s', none of %s".formatted(text, Arrays.toString(words))));
    }
  }

  static <C extends Record> RecordColumns<C> of(Class<C> record) {
    RecordComponent[] components = record.getRecordComponents();
    try {
      return new RecordColumns<>(
          record.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new)),
          Arrays.stream(components).map(Column::of).toList());
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  /// In the order of the record.
  List<Column> columns() {
    return columns;
  }

  /// @param values one a column; nulls are replaced by what stands for them
  /// @throws WrongColumn if a null is left that may not be
  /// @throws IllegalArgumentException if the record refuses the values
  C row(@Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      Column column = columns.get(i);
      if (values[i] == null) {
        values[i] = column.absent();
      }
      if (values[i] == null && !column.isNullable()) {
        throw column.wrong("is null");
      }
    }
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
