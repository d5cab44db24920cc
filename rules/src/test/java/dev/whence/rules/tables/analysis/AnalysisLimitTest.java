package dev.whence.rules.tables.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.schema.HitPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
            "table: There may be more cases that only the last row answers. None was found within"
                + " the limit of work.");
    assertThat(TableAnalysis.of(table, 3_000_000)).isEqualTo(analysis);
  }

  /// Beyond the thousand rows that are promised: what was planted is found, and whatever is left
  /// open is told.
  @Test
  @Timeout(120)
  void thousandsOfRowsAreAnalyzedToo() {
    int rows = 6_000;
    var random = new SplittableRandom(3);
    var words = new ArrayList<dev.whence.rules.tables.cells.Test<String>>();
    var ranges = new ArrayList<dev.whence.rules.tables.cells.Test<Long>>();
    for (int row = 0; row < rows; row++) {
      long low = 100L * (row / 60);
      words.add(new dev.whence.rules.tables.cells.Test.In<>(List.of("word-" + row % 60)));
      ranges.add(
          new dev.whence.rules.tables.cells.Test.Between<>(low, low + random.nextInt(50, 100)));
    }
    // Within the first two rows of its word together, and in neither.
    ranges.set(0, new dev.whence.rules.tables.cells.Test.Between<>(0L, 99L));
    words.add(new dev.whence.rules.tables.cells.Test.In<>(List.of("word-0")));
    ranges.add(new dev.whence.rules.tables.cells.Test.Between<>(90L, 120L));
    words.add(new dev.whence.rules.tables.cells.Test.Any<>());
    ranges.add(new dev.whence.rules.tables.cells.Test.Any<>());
    var table =
        new AnalyzedTable(
            "table",
            HitPolicy.FIRST_MATCH,
            List.of(
                new AnalyzedTable.Column<>("word", new CellType.Text(), words),
                new AnalyzedTable.Column<>(
                    "range", new CellType.Whole(0L, 1_000_000L, "units"), ranges)),
            IntStream.range(0, words.size())
                .mapToObj(row -> new AnalyzedTable.Row("row-" + row, row, row + 5))
                .toList(),
            List.of("rule id"));

    TableAnalysis analysis = TableAnalysis.of(table);

    assertThat(analysis.findings())
        .filteredOn(finding -> finding instanceof Finding.NeverAnswers)
        .singleElement()
        .extracting(finding -> finding.cells().stream().map(CellAddress::ruleId).toList())
        .isEqualTo(List.of("row-6000", "row-0", "row-60"));
    assertThat(analysis.undecided())
        .extracting(Undecided::message)
        .containsExactly(
            "table: There may be more cases that only the last row answers. Those that are listed"
                + " are proved; close them and look again.");
  }

  /// Ten thousand rows with ranges of their own in two columns: sets of all cuts for each of them
  /// would fill the heap.
  @Test
  @Timeout(60)
  void aTableWhoseSetsWouldFillTheHeapIsNotAnalyzed_andSaysHowLargeTheyAre() {
    TableAnalysis analysis = TableAnalysis.of(ownRanges(10_000));

    assertThat(analysis.findings()).isEmpty();
    assertThat(analysis.undecided())
        .extracting(Undecided::message)
        .containsExactly(
            "table: 10000 rows name so many values that what they take needs 100 MB, more than the 24 MB"
                + " of an analysis. Nothing was proved about the table; its cells were checked.\n"
                + "Maybe let a row name several values, or ranges that other rows name, too.");
    assertThat(TableAnalysis.of(ownRanges(1_000)).undecided())
        .extracting(Undecided::question)
        .noneMatch(question -> question.contains("MB"));
  }

  private static AnalyzedTable ownRanges(int rows) {
    var columns = new ArrayList<AnalyzedTable.Column<?>>();
    for (int c = 0; c < 2; c++) {
      var ranges = new ArrayList<dev.whence.rules.tables.cells.Test<Long>>();
      for (int row = 0; row < rows; row++) {
        long low = 4L * (c == 0 ? row : rows - row);
        ranges.add(new dev.whence.rules.tables.cells.Test.Between<>(low, low + 2));
      }
      columns.add(
          new AnalyzedTable.Column<>(
              "column " + c, new CellType.Whole(0L, 1_000_000L, "units"), ranges));
    }
    return new AnalyzedTable(
        "table",
        HitPolicy.FIRST_MATCH,
        columns,
        IntStream.range(0, rows)
            .mapToObj(row -> new AnalyzedTable.Row("row-" + row, row, row + 5))
            .toList(),
        List.of("rule id"));
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
