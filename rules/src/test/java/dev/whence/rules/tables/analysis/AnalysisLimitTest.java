package dev.whence.rules.tables.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.schema.HitPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tables that are built to make the analysis long.
class AnalysisLimitTest {

  @Test
  void whatIsSmallEnoughIsProved() {
    TableAnalysis analysis = TableAnalysis.of(pigeons(6));

    assertThat(analysis.undecided())
        .allMatch(open -> open.question().contains("take cases from each other"));
    assertThat(analysis.findings())
        .filteredOn(finding -> finding instanceof Finding.NeverAnswers)
        .singleElement()
        .extracting(Finding::severity)
        .isEqualTo(Severity.NOTE);
    assertThat(analysis.findings()).noneMatch(finding -> finding instanceof Finding.LeftToLastRow);
  }

  @Test
  void whatIsNotEndsAtTheLimit_saysSo_andSaysTheSameAgain() {
    AnalyzedTable table = pigeons(12);
    TableAnalysis analysis = TableAnalysis.of(table, 3_000_000);

    assertThat(analysis.undecided())
        .extracting(Undecided::message)
        .anyMatch(message ->
            message.contains(
                "row-726 ever answers was not settled within the limit of work. No row above it"))
        .contains(
            "table: There may be more cases that only the last row answers. None was found within the limit of work.");
    assertThat(TableAnalysis.of(table, 3_000_000)).isEqualTo(analysis);
  }

  /// Two columns of every row have one value: with fewer values than columns, every case has two
  /// that are equal, which nothing that splits cases can show quickly.
  private static AnalyzedTable pigeons(int columns) {
    long holes = columns - 1L;
    var tests = new ArrayList<List<dev.whence.rules.tables.cells.Test<Long>>>();
    for (int c = 0; c < columns; c++) {
      tests.add(new ArrayList<>());
    }
    for (int a = 0; a < columns; a++) {
      for (int b = a + 1; b < columns; b++) {
        for (long hole = 0; hole < holes; hole++) {
          for (int c = 0; c < columns; c++) {
            tests
                .get(c)
                .add(
                    c == a || c == b
                        ? new dev.whence.rules.tables.cells.Test.In<>(List.of(hole))
                        : new dev.whence.rules.tables.cells.Test.Any<>());
          }
        }
      }
    }
    tests.forEach(cells -> cells.add(new dev.whence.rules.tables.cells.Test.Any<>()));
    int rows = tests.getFirst().size();
    return new AnalyzedTable(
        "table",
        HitPolicy.FIRST_MATCH,
        IntStream.range(0, columns)
            .<AnalyzedTable.Column<?>>mapToObj(c ->
                new AnalyzedTable.Column<>(
                    "column " + c, new CellType.Whole(0L, holes - 1, "units"), tests.get(c)))
            .toList(),
        IntStream.range(0, rows)
            .mapToObj(row -> new AnalyzedTable.Row("row-" + row, row % 3, row + 6))
            .toList(),
        List.of("rule id"));
  }
}
