package dev.whence.rules.tables;

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
}
