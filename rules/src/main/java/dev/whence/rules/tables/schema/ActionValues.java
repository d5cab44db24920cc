package dev.whence.rules.tables.schema;

import java.util.LinkedHashMap;
import java.util.Map;

/// The checked action cells of one row. Immutable.
public final class ActionValues {
  private final Map<Action<?>, Object> values;

  private ActionValues(Map<Action<?>, Object> values) {
    this.values = values;
  }

  public static ActionValues none() {
    return new ActionValues(Map.of());
  }

  public <T> ActionValues with(Action<T> action, T value) {
    var more = new LinkedHashMap<>(values);
    more.put(action, value);
    return new ActionValues(more);
  }

  /// @throws IllegalArgumentException if the row has no such column, which is a bug
  @SuppressWarnings("unchecked") // with() is the only way in, and it ties the types together
  public <T> T get(Action<T> action) {
    Object value = values.get(action);
    if (value == null) {
      throw new IllegalArgumentException(
          "There is no action column " + action.name() + " among " + values.keySet() + ".");
    }
    return (T) value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ActionValues that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /// A whole number whose column's range fits an `int`.
  int getInt(Action<Long> action) {
    return Math.toIntExact(get(action));
  }
}
