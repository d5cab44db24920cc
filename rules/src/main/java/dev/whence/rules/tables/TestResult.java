package dev.whence.rules.tables;

import java.util.List;

/// What came of a test.
///
/// @param passed whether it came out as expected
/// @param expected in words
/// @param got in words
/// @param rows that answered, `table/row`
/// @param decidedBy the cells, or the row, that made the difference; empty for a test that passed
public record TestResult(
    TableTest test,
    boolean passed,
    String expected,
    String got,
    List<String> rows,
    List<String> decidedBy) {
  public TestResult {
    rows = List.copyOf(rows);
    decidedBy = List.copyOf(decidedBy);
  }

  /// `store-keeps-one of reservation-policy: expected store, got otherwise. row 6, store, …`.
  public String sentence() {
    String what =
        switch (test) {
          case TableTest.OfFacts facts -> facts.id() + " of " + facts.table();
          case TableTest.OfOrder order -> order.id() + " of decision " + order.decision();
          case TableTest.OfExample example ->
              example.network().isShared()
                  ? "%s in the network %s".formatted(example.id(), example.network().name())
                  : example.id() + " in a network of its own";
        };
    return passed
        ? what + ": " + got + ", as expected."
        : "%s: expected %s, got %s.%s"
            .formatted(
                what,
                expected,
                got,
                decidedBy.isEmpty() ? "" : " " + String.join("; ", decidedBy) + ".");
  }
}
