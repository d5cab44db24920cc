package dev.whence.rules.tables;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.ActionValues;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.rules.tables.schema.Schema;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Random tables and random facts that meet: values come from small pools with neighbors of every
/// boundary, so that tests hold and fail about equally often.
final class RandomTables {
  private static final List<String> TEXTS =
      List.of(
          "web", "US", "a,b", "say \"hi\"", "in stock", "not", "=1+1", "\\", "x\ny", "é 中 🙂", "");

  private static final LocalDate FIRST_DAY = LocalDate.of(2026, 11, 20);

  private final RandomGenerator random;

  RandomTables(RandomGenerator random) {
    this.random = random;
  }

  <F extends Record, A> CheckedTable<F, A> table(Schema<F, A> schema, int rows) {
    var made = new ArrayList<Row<F, A>>();
    for (int i = 0; i < rows; i++) {
      boolean last = i == rows - 1 && schema.hitPolicy() == HitPolicy.FIRST_MATCH;
      made.add(row(schema, "rule-" + (rows - i), last));
    }
    return new CheckedTable<>(schema, "somebody", "", made);
  }

  <F extends Record> F fact(Schema<F, ?> schema) {
    RecordComponent[] components = schema.fact().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values =
        Arrays.stream(components)
            .map(component -> factValue(component, conditionOf(schema, component)))
            .toArray();
    try {
      var constructor = schema.fact().getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Condition<?, ?> conditionOf(Schema<?, ?> schema, RecordComponent component) {
    return schema.conditions().stream()
        .filter(condition -> Columns.componentName(condition).equals(component.getName()))
        .findFirst()
        .orElseThrow();
  }

  private Object factValue(RecordComponent component, Condition<?, ?> condition) {
    Object value = value(condition.type());
    Class<?> type = component.getType();
    if (type == int.class) {
      return Math.toIntExact((Long) value);
    }
    return type == double.class ? ((BigDecimal) value).doubleValue() : value;
  }

  private <F extends Record, A> Row<F, A> row(Schema<F, A> schema, String ruleId, boolean last) {
    var tests = new ArrayList<CellTest<F, ?>>();
    for (Condition<F, ?> condition : schema.conditions()) {
      boolean needed = schema.hitPolicy() == HitPolicy.ALL_MATCHES && tests.isEmpty();
      if (!last && (random.nextInt(6) == 0 || (needed && random.nextBoolean()))) {
        tests.add(cell(condition));
      }
    }
    ActionValues actions = ActionValues.none();
    for (Action<?> action : schema.actions()) {
      actions = with(actions, action);
    }
    return new Row<>(ruleId, tests, actions, schema.answer().apply(ruleId, actions), "");
  }

  private <T> ActionValues with(ActionValues values, Action<T> action) {
    return values.with(action, value(action.type()));
  }

  private <F extends Record, T extends Comparable<? super T>> CellTest<F, T> cell(
      Condition<F, T> condition) {
    return new CellTest<>(condition, test(condition.type()));
  }

  private <T extends Comparable<? super T>> Test<T> test(CellType<T> type) {
    T a = value(type);
    T b = value(type);
    int kinds = type instanceof CellType.Ordered<?> ? 8 : 3;
    return switch (random.nextInt(kinds)) {
      case 0 -> new Test.In<>(List.of(a));
      case 1 -> new Test.In<>(List.of(a, b));
      case 2 -> new Test.NotIn<>(List.of(a));
      case 3 -> new Test.AtLeast<>(a);
      case 4 -> new Test.MoreThan<>(a);
      case 5 -> new Test.AtMost<>(a);
      case 6 -> new Test.LessThan<>(a);
      default -> a.compareTo(b) <= 0 ? new Test.Between<>(a, b) : new Test.Between<>(b, a);
    };
  }

  @SuppressWarnings("unchecked") // each case gives a value of its type's T
  <T> T value(CellType<T> type) {
    return (T)
        switch (type) {
          case CellType.Text() -> pick(TEXTS);
          case CellType.Words<?>(var words) -> pick(Arrays.asList(words.getEnumConstants()));
          case CellType.YesNo() -> random.nextBoolean();
          case CellType.Whole(var least, var most, _) ->
              Math.clamp(pick(List.of(least, 0L, 1L, 5L, 6L, 7L, 100L, most)), least, most);
          case CellType.Decimal(var least, var most, _) ->
              new BigDecimal(pick(List.of("0", "0.1", "0.25", "0.3", "0.30", "0.7", "1")))
                  .max(least)
                  .min(most)
                  .stripTrailingZeros();
          case CellType.Day() -> FIRST_DAY.plusDays(random.nextInt(5));
          case CellType.Ranking() ->
              IntStream.range(0, random.nextInt(4)).mapToObj(i -> "SERVICE " + i).toList();
        };
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
