package dev.whence.rules.tables;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Parsed;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.Schema;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// Makes fact records from column values.
final class FactMaker {
  private FactMaker() {}

  /// A fact whose components are what `value` gives for their columns.
  static <F extends Record> F fact(Schema<F, ?> schema, Function<Condition<F, ?>, Object> value) {
    RecordComponent[] components = schema.fact().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values =
        Arrays.stream(components)
            .map(component -> fit(component, value.apply(column(schema, component))))
            .toArray();
    try {
      return schema.fact().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A fact from `column = value` lines; every column of the table must be there.
  static <F extends Record> F fact(Schema<F, ?> schema, Map<String, String> texts) {
    return fact(schema, column -> read(column.type(), column.name(), texts));
  }

  /// `node type=STORE, channel=b2b`.
  static Map<String, String> assignments(String line) {
    var texts = new LinkedHashMap<String, String>();
    for (String part : line.strip().split("[,\n] *")) {
      if (!part.isBlank()) {
        int equals = part.indexOf('=');
        texts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    return texts;
  }

  /// `minutes to cutoff` to `minutesToCutoff`.
  static String componentName(String column) {
    var name = new StringBuilder();
    for (String word : column.split(" ")) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }

  private static <F extends Record> Condition<F, ?> column(
      Schema<F, ?> schema, RecordComponent component) {
    return schema.conditions().stream()
        .filter(condition -> componentName(condition.name()).equals(component.getName()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("There is no column for " + component + "."));
  }

  private static Object fit(RecordComponent component, Object value) {
    Class<?> type = component.getType();
    if (type == int.class) {
      return Math.toIntExact((Long) value);
    }
    return type == double.class ? ((BigDecimal) value).doubleValue() : value;
  }

  private static <T> T read(CellType<T> type, String column, Map<String, String> texts) {
    String text = texts.get(column);
    if (text == null) {
      throw new AssertionError("The case gives no value for \"" + column + "\" in " + texts + ".");
    }
    return switch (type.read(text)) {
      case Parsed.Good<T>(var value) -> value;
      case Parsed.Bad<T>(var flaw) ->
          throw new AssertionError(column + "=" + text + ": expected " + flaw.expected());
    };
  }
}
