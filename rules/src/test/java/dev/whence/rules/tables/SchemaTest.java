package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.Schema;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Columns and fact records say the same.
class SchemaTest {

  static Stream<Schema<?, ?>> schemas() {
    return RuleBook.SCHEMAS.stream();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void everyFactComponentIsAColumn_inTheSameOrder(Schema<?, ?> schema) {
    assertThat(schema.conditions().stream().map(column -> FactMaker.componentName(column.name())))
        .containsExactlyElementsOf(
            Arrays.stream(schema.fact().getRecordComponents())
                .map(RecordComponent::getName)
                .toList());
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void everyColumnHasTheTypeOfItsComponent(Schema<?, ?> schema) {
    for (int i = 0; i < schema.conditions().size(); i++) {
      Condition<?, ?> column = schema.conditions().get(i);
      Class<?> type = schema.fact().getRecordComponents()[i].getType();

      assertThat(javaTypes(column.type()))
          .as("column '%s' of %s", column.name(), schema.table())
          .contains(type);
    }
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void everyColumnReadsItsOwnComponent(Schema<?, ?> schema) throws ReflectiveOperationException {
    var made = new RandomTables(new SplittableRandom(3));
    for (int i = 0; i < 50; i++) {
      check(schema, made);
    }
  }

  private static <F extends Record> void check(Schema<F, ?> schema, RandomTables made)
      throws ReflectiveOperationException {
    F fact = made.fact(schema);
    for (Condition<F, ?> column : schema.conditions()) {
      Object component =
          schema.fact().getMethod(FactMaker.componentName(column.name())).invoke(fact);

      assertThat(column.value().apply(fact))
          .as("column '%s' of %s", column.name(), schema.table())
          .isEqualTo(
              switch (component) {
                case Integer whole -> whole.longValue();
                case Double decimal -> BigDecimal.valueOf(decimal);
                default -> component;
              });
    }
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void columnNamesAreDistinctWords_andEachSaysWhatItMeans(Schema<?, ?> schema) {
    var names =
        Stream.concat(
                schema.conditions().stream().map(Condition::name),
                schema.actions().stream().map(Action::name))
            .toList();
    var meanings =
        Stream.concat(
                schema.conditions().stream().map(Condition::meaning),
                schema.actions().stream().map(Action::meaning))
            .toList();

    assertThat(names)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z]+[0-9]*( [a-z]+[0-9]*)*"));
    assertThat(names).doesNotContain(Header.RULE_ID, Header.NOTE);
    assertThat(meanings).allMatch(meaning -> !meaning.isBlank() && !meaning.endsWith("."));
  }

  private static List<Class<?>> javaTypes(CellType<?> type) {
    return switch (type) {
      case CellType.Textual _ -> List.of(String.class);
      case CellType.Words<?>(var words) -> List.of(words);
      case CellType.YesNo() -> List.of(boolean.class);
      case CellType.Whole _ -> List.of(int.class, long.class);
      case CellType.Decimal _ -> List.of(double.class);
      case CellType.Day() -> List.of(LocalDate.class);
      case CellType.Ranking() -> List.of();
    };
  }
}
