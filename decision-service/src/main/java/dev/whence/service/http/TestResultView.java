package dev.whence.service.http;

import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TestResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of a test of rule tables.
///
/// @param table whose rows were asked; left out for a test with a whole order
/// @param decision of a test with a whole order; left out for others
/// @param rows that answered, `table/row`
/// @param decidedBy the cells, or the row, that made the difference, a phrase each
/// @param message all of it as a sentence
public record TestResultView(
    String test,
    @Nullable String table,
    @Nullable String decision,
    boolean passed,
    String expected,
    String got,
    List<String> rows,
    List<String> decidedBy,
    String message) {
  public static TestResultView of(TestResult result) {
    return new TestResultView(
        result.test().id(),
        result.test() instanceof TableTest.OfFacts facts ? facts.table() : null,
        result.test() instanceof TableTest.OfOrder order ? order.decision() : null,
        result.passed(),
        result.expected(),
        result.got(),
        result.rows(),
        result.decidedBy(),
        result.sentence());
  }
}
