package dev.whence.rules.tables;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Parsed;
import dev.whence.rules.tables.cells.PostalSpan;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.cells.TestSyntax;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.ActionValues;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.rules.tables.schema.Schema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Random tables and random facts that meet: values come from small pools with neighbors of every
/// boundary, so that tests hold and fail about equally often.
final class RandomTables {
  private static final List<String> TEXTS =
      List.of(
          "web",
          "we",
          "website",
          "US",
          "a,b",
          "say \"hi\"",
          "in stock",
          "not",
          "=1+1",
          "\"); System.exit(0); //",
          "${x}",
          "_x0041_",
          "a\u00a0b",
          "\\",
          "é 中 🙂");

  private static final List<String> CODES =
      List.of(
          "", "1", "10", "100", "10001", "10002", "100011234", "10100", "1A", "2", "20", "SW1A1AA");

  private static final LocalDate FIRST_DAY = LocalDate.of(2026, 11, 20);

  private final RandomGenerator random;

  RandomTables(RandomGenerator random) {
    this.random = random;
  }

  <F extends Record, A> CheckedTable<F, A> table(Schema<F, A> schema, int rows) {
    var made = new ArrayList<Row<F, A>>();
    for (int i = 0; i < rows; i++) {
      boolean last = i == rows - 1 && schema.hitPolicy() == HitPolicy.FIRST_MATCH;
      Row<F, A> row = row(schema, "rule-" + (rows - i), last);
      boolean answers =
          schema.hitPolicy() != HitPolicy.FIRST_MATCH
              || last
              || made.stream().noneMatch(earlier -> earlier.contains(row));
      if (answers) {
        made.add(row);
      }
    }
    return new CheckedTable<>(schema, "somebody", "", made);
  }

  <F extends Record> F fact(Schema<F, ?> schema) {
    return FactMaker.fact(schema, column -> value(column.type()));
  }

  private <F extends Record, A> Row<F, A> row(Schema<F, A> schema, String ruleId, boolean last) {
    var tests = new ArrayList<CellTest<F, ?>>();
    Condition<F, ?> sure = pick(schema.conditions());
    for (Condition<F, ?> condition : schema.conditions()) {
      if (!last && (condition.equals(sure) || random.nextInt(7) == 0)) {
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

  @SuppressWarnings("unchecked") // postal codes are texts
  private <T extends Comparable<? super T>> Test<T> test(CellType<T> type) {
    if (type instanceof CellType.PostalCode && random.nextInt(3) > 0) {
      return (Test<T>) postal();
    }
    if (random.nextInt(3) == 0
        && TestSyntax.read(type, cellText(type)) instanceof Parsed.Good<Test<T>>(var test)
        && !(test instanceof Test.Any<T>)) {
      return test;
    }
    T a = value(type);
    T b = value(type);
    List<Test<T>> tests =
        List.of(
            new Test.In<>(List.of(a)),
            new Test.In<>(List.of(a, b)),
            new Test.NotIn<>(List.of(a)),
            new Test.AtLeast<>(a),
            new Test.AtMost<>(a),
            between(a, b),
            new Test.MoreThan<>(a),
            new Test.LessThan<>(a));
    return tests.get(
        switch (type) {
          case CellType.Ordered<T> ordered when isInside(ordered, a) -> random.nextInt(8);
          case CellType.Ordered<T> _ -> random.nextInt(6);
          default -> random.nextInt(3);
        });
  }

  private static <T extends Comparable<? super T>> Test<T> between(T a, T b) {
    int order = a.compareTo(b);
    if (order == 0) {
      return new Test.In<>(List.of(a));
    }
    return order < 0 ? new Test.Between<>(a, b) : new Test.Between<>(b, a);
  }

  /// Of several tests, of half-open ranges, of starts and of parts.
  private <T extends Comparable<? super T>> String cellText(CellType<T> type) {
    List<T> values = Stream.generate(() -> value(type)).limit(4).sorted().toList();
    List<String> texts = values.stream().map(type::write).toList();
    List<String> forms =
        switch (type) {
          case CellType.Ordered<T> _ ->
              List.of(
                  "[%s..%s)",
                  "(%s..%s]",
                  "not %s..%s",
                  "in < %s, %s..%s",
                  "in %s..%s, >= %s and < %s",
                  "in [%s..%s), (%s..%s], > %s",
                  "not in %s..%s, %s");
          case CellType.Text _, CellType.OptionalText _ ->
              List.of(
                  "%s*",
                  "*%s*",
                  "not %s*",
                  "not *%s*",
                  "in %s*, %s",
                  "in *%s*, %s*, %s",
                  "not in %s*, *%s*, %s");
          default -> List.of("not in %s, %s");
        };
    String form = pick(forms);
    Object[] args = new Object[6];
    for (int i = 0; i < args.length; i++) {
      args[i] = texts.get(Math.min(i, texts.size() - 1));
    }
    return form.formatted(args);
  }

  private Test<?> postal() {
    return new Test.Postal(
        random.nextInt(4) == 0,
        IntStream.range(0, random.nextInt(1, 4))
            .<PostalSpan>mapToObj(_ ->
                pick(
                    List.of(
                        new PostalSpan.Start("1"),
                        new PostalSpan.Start("100"),
                        new PostalSpan.Start("10001"),
                        new PostalSpan.Start("SW1"),
                        new PostalSpan.Range("10", "20"),
                        new PostalSpan.Range("10000", "10001"),
                        new PostalSpan.Range("10002", "10100"),
                        new PostalSpan.Range("1A", "1Z"))))
            .toList());
  }

  private static <T extends Comparable<? super T>> boolean isInside(
      CellType.Ordered<T> type, T value) {
    return value.compareTo(type.least()) > 0 && value.compareTo(type.most()) < 0;
  }

  @SuppressWarnings("unchecked") // each case gives a value of its type's T
  <T> T value(CellType<T> type) {
    return (T)
        switch (type) {
          case CellType.Text _, CellType.OptionalText _ -> pick(TEXTS);
          case CellType.PostalCode() -> pick(CODES);
          case CellType.Country() -> pick(List.of("US", "BR", "DE"));
          case CellType.Currency() -> pick(List.of("USD", "BRL", "JPY"));
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
