package dev.whence.rules.tables;

import dev.whence.rules.tables.analysis.AnalyzedTable;
import dev.whence.rules.tables.cells.Miss;
import dev.whence.rules.tables.cells.Parsed;
import dev.whence.rules.tables.cells.TestSyntax;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.text.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Puts facts to one table. Facts may leave columns open.
final class FactTests<F extends Record, A> {
  private final CheckedTable<F, A> table;
  private final AnalyzedTable analyzed;
  private final boolean isFirstMatch;

  FactTests(CheckedTable<F, A> table) {
    this.table = table;
    this.analyzed = table.analyzed();
    this.isFirstMatch = table.schema().hitPolicy() == HitPolicy.FIRST_MATCH;
  }

  /// Whether a row matches facts that leave something open.
  private enum Match {
    YES,
    NO,
    OPEN
  }

  /// Rows that answer.
  ///
  /// @param sure those that answer whatever is open
  /// @param open those that would answer for some of what is open, of a first-match table
  record Answer<F extends Record, A>(List<Row<F, A>> sure, List<Row<F, A>> open) {
    List<String> ids() {
      return sure.stream().map(Row::ruleId).sorted().toList();
    }
  }

  Answer<F, A> answer(Map<String, Object> values) {
    var sure = new ArrayList<Row<F, A>>();
    var open = new ArrayList<Row<F, A>>();
    for (Row<F, A> row : table.rows()) {
      Match match = match(row, values);
      if (match == Match.YES) {
        sure.add(row);
        if (isFirstMatch) {
          break;
        }
      } else if (match == Match.OPEN && isFirstMatch) {
        open.add(row);
      }
    }
    return new Answer<>(sure, open);
  }

  private Match match(Row<F, A> row, Map<String, Object> values) {
    boolean open = false;
    for (CellTest<F, ?> cell : row.tests()) {
      Object value = values.get(cell.column().name());
      if (value == null) {
        open = true;
      } else if (!holds(cell, value)) {
        return Match.NO;
      }
    }
    return open ? Match.OPEN : Match.YES;
  }

  @SuppressWarnings("unchecked") // values are read by the column's type
  private static <T extends Comparable<? super T>> boolean holds(
      CellTest<?, T> cell, Object value) {
    return cell.test().matches((T) value);
  }

  /// The facts of a test as values by column.
  ///
  /// @throws IllegalArgumentException if a cell cannot be read, which a checked test does not have
  Map<String, Object> values(Map<String, String> facts) {
    var values = new HashMap<String, Object>();
    for (Condition<F, ?> column : table.schema().conditions()) {
      String text = facts.get(column.name());
      if (text != null) {
        switch (TestSyntax.readValue(column.type(), text)) {
          case Parsed.Good<?>(var value) -> values.put(column.name(), value);
          case Parsed.Bad<?>(var flaw) ->
              throw new IllegalArgumentException(
                  "%s cannot be %s; expected %s.".formatted(column.name(), text, flaw.expected()));
        }
      }
    }
    return values;
  }

  TestResult run(TableTest.OfFacts test) {
    Map<String, Object> values = values(test.facts());
    Answer<F, A> answer = answer(values);
    boolean asExpected =
        isFirstMatch
            ? answer.open().stream().allMatch(row -> isExpected(test, List.of(row)))
                && isExpected(test, answer.sure())
            : isExpected(test, answer.sure());
    return new TestResult(
        test,
        asExpected,
        expected(test),
        got(test, answer),
        answer.ids().stream().map(id -> test.table() + "/" + id).toList(),
        asExpected ? List.of() : decidedBy(test, values, answer));
  }

  private boolean isExpected(TableTest.OfFacts test, List<Row<F, A>> rows) {
    List<String> ids = rows.stream().map(Row::ruleId).sorted().toList();
    boolean rowsFit =
        test.rows().map(wanted -> wanted.stream().sorted().toList().equals(ids)).orElse(true);
    boolean outcomeFits =
        test.outcome().isEmpty()
            || rows.stream()
                .anyMatch(
                    row -> table.outcome(row).entrySet().containsAll(test.outcome().entrySet()));
    return rowsFit && outcomeFits;
  }

  private static String expected(TableTest.OfFacts test) {
    var words = new ArrayList<String>();
    test.rows().ifPresent(rows -> words.add(rows(rows)));
    test.outcome().forEach((column, cell) -> words.add(column + " " + shown(cell)));
    return words.isEmpty() ? "anything" : String.join(", ", words);
  }

  private String got(TableTest.OfFacts test, Answer<F, A> answer) {
    if (!answer.open().isEmpty()) {
      return answer.open().stream().map(Row::ruleId).collect(Collectors.joining(" or "))
          + (answer.sure().isEmpty() ? "" : " or " + rows(answer.ids()))
          + ", for the test leaves something open";
    }
    String outcome =
        test.outcome().isEmpty() || answer.sure().isEmpty()
            ? ""
            : ", "
                + answer.sure().stream()
                    .map(table::outcome)
                    .map(cells ->
                        test.outcome().keySet().stream()
                            .map(column -> column + " " + shown(cells.getOrDefault(column, "")))
                            .collect(Collectors.joining(", ")))
                    .distinct()
                    .collect(Collectors.joining(" or "));
    return rows(answer.ids()) + outcome;
  }

  private static String rows(List<String> ids) {
    return ids.isEmpty() ? TableTest.NONE : String.join("; ", ids);
  }

  private static String shown(String cell) {
    return cell.isEmpty() ? "(blank)" : cell;
  }

  private List<String> decidedBy(
      TableTest.OfFacts test, Map<String, Object> values, Answer<F, A> answer) {
    var because = new ArrayList<String>();
    List<String> wanted = test.rows().orElse(List.of());
    for (Row<F, A> row : answer.open()) {
      if (!isExpected(test, List.of(row))) {
        because.add(
            "%s may answer, depending on %s, of which the test says nothing"
                .formatted(
                    analyzed.address(row.ruleId(), ""),
                    row.tests().stream()
                        .map(cell -> cell.column().name())
                        .filter(column -> !values.containsKey(column))
                        .collect(Collectors.joining(", "))));
      }
    }
    for (String id : wanted) {
      Optional<Row<F, A>> row =
          table.rows().stream().filter(each -> each.ruleId().equals(id)).findFirst();
      if (row.isEmpty()) {
        because.add(
            ("there is no row "
                    + id
                    + ". "
                    + Nearest.advice(id, table.rows().stream().map(Row::ruleId).toList()))
                .strip()
                .replaceFirst("\\.$", ""));
      } else if (!answer.sure().contains(row.get()) && !answer.open().contains(row.get())) {
        because.addAll(misses(row.get(), values));
      }
    }
    for (Row<F, A> row : answer.sure()) {
      if (test.rows().isPresent() && !wanted.contains(row.ruleId())) {
        because.add(met(row));
      } else if (!test.outcome().isEmpty()) {
        table
            .outcome(row)
            .forEach((column, cell) -> {
              String should = test.outcome().get(column);
              if (should != null && !should.equals(cell)) {
                because.add(
                    "%s is %s".formatted(analyzed.address(row.ruleId(), column), shown(cell)));
              }
            });
      }
    }
    return because;
  }

  private String met(Row<F, A> row) {
    return analyzed.address(row.ruleId(), "")
        + " answers"
        + (row.tests().isEmpty()
            ? ", which has no conditions"
            : row.tests().stream()
                .map(cell -> cell.column().name() + " " + cell.text())
                .collect(Collectors.joining(", ", " (", ")")));
  }

  /// Why a row does not match: its cells that fail or that nothing is said of.
  private List<String> misses(Row<F, A> row, Map<String, Object> values) {
    var misses = new ArrayList<String>();
    for (CellTest<F, ?> cell : row.tests()) {
      Object value = values.get(cell.column().name());
      if (value == null) {
        if (!isFirstMatch) {
          misses.add(
              analyzed.address(row.ruleId(), cell.column().name())
                  + " wants "
                  + cell.text()
                  + ", of which the test says nothing");
        }
      } else if (!holds(cell, value)) {
        misses.add(
            analyzed.address(row.ruleId(), cell.column().name())
                + ": "
                + miss(cell, value).sentence());
      }
    }
    return misses;
  }

  @SuppressWarnings("unchecked") // values are read by the column's type
  private <T extends Comparable<? super T>> CellMiss miss(CellTest<F, T> cell, Object value) {
    T read = (T) value;
    return new CellMiss(
        cell.column().name(),
        "",
        cell.text(),
        cell.column().type().write(read),
        Miss.of(cell.column().type(), cell.test(), read));
  }
}
