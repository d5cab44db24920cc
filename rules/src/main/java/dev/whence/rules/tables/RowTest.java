package dev.whence.rules.tables;

import dev.whence.rules.tables.cells.Parsed;
import dev.whence.rules.tables.cells.Reading;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.cells.TestSyntax;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.text.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// The conditions of one row that need be in no table. Immutable and thread-safe.
public final class RowTest {
  private final String table;
  private final Predicate<Record> holds;

  private RowTest(String table, Predicate<Record> holds) {
    this.table = table;
    this.holds = holds;
  }

  /// Reads the condition cells of a row; what it answers is not looked at.
  ///
  /// @param table one of [RuleBook#SCHEMAS]
  /// @param cells by column; those that are not there are blank
  /// @param complaints gets the column and what is wrong with its cell
  /// @return empty if anything is
  public static Optional<RowTest> read(
      String table, Map<String, String> cells, BiConsumer<String, String> complaints) {
    Schema<?, ?> schema =
        RuleBook.SCHEMAS.stream()
            .filter(each -> each.table().equals(table))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("No rule table is " + table + "."));
    return read(schema, cells, complaints);
  }

  private static <F extends Record> Optional<RowTest> read(
      Schema<F, ?> schema, Map<String, String> cells, BiConsumer<String, String> complaints) {
    var tests = new ArrayList<CellTest<F, ?>>();
    var left = new LinkedHashMap<>(cells);
    boolean[] good = {true};
    BiConsumer<String, String> complain =
        (column, message) -> {
          good[0] = false;
          complaints.accept(column, message);
        };
    for (Condition<F, ?> column : schema.conditions()) {
      String cell = left.remove(column.name());
      if (cell != null) {
        add(column, cell, tests, complain);
      }
    }
    var others = new HashSet<>(List.of(Header.RULE_ID, Header.NOTE));
    schema.actions().stream().map(Action::name).forEach(others::add);
    left.keySet().removeAll(others);
    List<String> known = schema.conditions().stream().map(Condition::name).toList();
    left.keySet()
        .forEach(column ->
            complain.accept(
                column,
                "is no column of %s. %s"
                    .formatted(schema.table(), Nearest.advice(column, known))
                    .strip()));
    return good[0]
        ? Optional.of(new RowTest(schema.table(), all(schema, tests)))
        : Optional.empty();
  }

  private static <F extends Record, T extends Comparable<? super T>> void add(
      Condition<F, T> column,
      String cell,
      List<CellTest<F, ?>> to,
      BiConsumer<String, String> complain) {
    switch (TestSyntax.read(column.type(), cell.strip(), Reading.EDITED)) {
      case Parsed.Good<Test<T>>(Test.Any<T>()) -> {}
      case Parsed.Good<Test<T>>(var test) -> to.add(new CellTest<>(column, test));
      case Parsed.Bad<Test<T>>(var flaw) ->
          complain.accept(
              column.name(), "must be %s. %s".formatted(flaw.expected(), flaw.advice()).strip());
    }
  }

  private static <F extends Record> Predicate<Record> all(
      Schema<F, ?> schema, List<CellTest<F, ?>> tests) {
    return fact -> {
      F its = schema.fact().cast(fact);
      for (CellTest<F, ?> test : tests) {
        if (!test.holdsFor(its)) {
          return false;
        }
      }
      return true;
    };
  }

  public String table() {
    return table;
  }

  /// @param fact one that the table is asked about
  public boolean holdsFor(Record fact) {
    return holds.test(fact);
  }
}
