package dev.whence.rules.tables;

import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.cells.TestSyntax;
import dev.whence.rules.tables.schema.Condition;

/// A condition cell that is not blank: its column and its test.
record CellTest<F extends Record, T extends Comparable<? super T>>(
    Condition<F, T> column, Test<T> test) {

  boolean holdsFor(F fact) {
    return test.matches(column.value().apply(fact));
  }

  /// The cell as a table file has it.
  String text() {
    return TestSyntax.write(column.type(), test);
  }
}
