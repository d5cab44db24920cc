package dev.whence.rules.tables;

import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.schema.ActionValues;
import java.util.List;

/// A checked row.
///
/// @param tests of the cells that are not blank, in the schema's column order
/// @param answer built from the actions
/// @param note free text of the analyst, may be empty
record Row<F extends Record, A>(
    String ruleId, List<CellTest<F, ?>> tests, ActionValues actions, A answer, String note) {

  Row {
    tests = List.copyOf(tests);
  }

  boolean matches(F fact) {
    for (CellTest<F, ?> test : tests) {
      if (!test.holdsFor(fact)) {
        return false;
      }
    }
    return true;
  }

  /// Whether every fact that matches `other` matches this row, too: cell by cell, which is exact
  /// for two single rows.
  boolean contains(Row<F, A> other) {
    for (CellTest<F, ?> test : tests) {
      if (!contains(test, other)) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("unchecked") // cells of one column test values of one type
  private static <F extends Record, T extends Comparable<? super T>> boolean contains(
      CellTest<F, T> test, Row<F, ?> other) {
    for (CellTest<F, ?> its : other.tests()) {
      if (its.column().equals(test.column())) {
        return test.test().contains((Test<T>) its.test(), test.column().type());
      }
    }
    return false;
  }
}
