package dev.whence.rules.tables.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Parsed;
import dev.whence.rules.tables.cells.Reading;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.cells.TestSyntax;
import dev.whence.rules.tables.schema.HitPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The analysis against going through every case of thousands of small random tables: nothing is
/// told that is not so, and nothing is missed.
class AnalysisPropertiesTest {
  private static final int TABLES = 1_000;
  private static final int MOST_CASES = 2_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void findsWhatGoingThroughEveryCaseFinds(long seed) {
    var random = new Random(seed);
    var kinds = new HashMap<String, Integer>();
    for (int i = 0; i < TABLES; i++) {
      boolean first = random.nextInt(4) > 0;
      boolean blank = first && random.nextBoolean();
      int columns = random.nextInt(1, 4);
      int rows = random.nextInt(1, 8);
      AnalyzedTable table =
          new RandomAnalyzed(random)
              .table(first ? HitPolicy.FIRST_MATCH : HitPolicy.ALL_MATCHES, columns, rows, blank);
      if (cases(table) > MOST_CASES) {
        continue;
      }
      TableAnalysis analysis = TableAnalysis.of(table);
      new Check(table, analysis).all();
      analysis.findings().forEach(finding -> kinds.merge(kind(finding), 1, Integer::sum));
    }
    assertThat(kinds.keySet())
        .as("kinds of findings that came up: %s", kinds)
        .containsExactlyInAnyOrder("gap", "left", "overlap", "never", "column");
  }

  private static int cases(AnalyzedTable table) {
    return table.columns().stream()
        .mapToInt(column -> RandomAnalyzed.pool(column).size())
        .reduce(1, (a, b) -> a * b);
  }

  private static String kind(Finding finding) {
    return switch (finding) {
      case Finding.Gap _ -> "gap";
      case Finding.LeftToLastRow _ -> "left";
      case Finding.Overlap _ -> "overlap";
      case Finding.NeverAnswers _ -> "never";
      case Finding.ColumnNeverMatters _ -> "column";
      case Finding.NobodyHas _ -> "nobody";
      case Finding.AlwaysOverridden _ -> "overridden";
    };
  }

  /// One table, all of its cases.
  private static final class Check {
    private final AnalyzedTable table;
    private final TableAnalysis analysis;
    private final List<List<?>> pools = new ArrayList<>();
    private final List<int[]> cases = new ArrayList<>();

    /// By case, whether each row matches.
    private final List<boolean[]> matches = new ArrayList<>();

    /// By column and value, whether each row's cell holds.
    private final boolean[][][] holds;

    Check(AnalyzedTable table, TableAnalysis analysis) {
      this.table = table;
      this.analysis = analysis;
      table.columns().forEach(column -> pools.add(RandomAnalyzed.pool(column)));
      holds = new boolean[pools.size()][][];
      for (int c = 0; c < holds.length; c++) {
        holds[c] = holds(table.columns().get(c), pools.get(c));
      }
      add(new int[pools.size()], 0);
    }

    private static <T extends Comparable<? super T>> boolean[][] holds(
        AnalyzedTable.Column<T> column, List<?> values) {
      boolean[][] holds = new boolean[values.size()][column.tests().size()];
      for (int value = 0; value < holds.length; value++) {
        for (int row = 0; row < column.tests().size(); row++) {
          @SuppressWarnings("unchecked")
          T tested = (T) values.get(value);
          holds[value][row] = column.tests().get(row).matches(tested);
        }
      }
      return holds;
    }

    private void add(int[] point, int column) {
      if (column == point.length) {
        cases.add(point.clone());
        boolean[] rows = new boolean[table.rows().size()];
        for (int row = 0; row < rows.length; row++) {
          rows[row] = true;
          for (int c = 0; c < point.length; c++) {
            rows[row] &= holds[c][point[c]][row];
          }
        }
        matches.add(rows);
        return;
      }
      for (int value = 0; value < pools.get(column).size(); value++) {
        point[column] = value;
        add(point, column + 1);
      }
    }

    void all() {
      assertThat(analysis.undecided())
          .as(describe())
          .allMatch(u -> u.question().startsWith("There may be more cases"));
      neverAnswers();
      gaps();
      columns();
      overlaps();
    }

    private boolean first() {
      return table.hitPolicy() == HitPolicy.FIRST_MATCH;
    }

    private boolean endsBlank() {
      return first() && table.isBlank(table.rows().size() - 1);
    }

    private int firstRow(boolean[] rows) {
      for (int row = 0; row < rows.length; row++) {
        if (rows[row]) {
          return row;
        }
      }
      return -1;
    }

    private Set<Integer> answering() {
      var answering = new TreeSet<Integer>();
      for (boolean[] rows : matches) {
        for (int row = 0; row < rows.length; row++) {
          if (rows[row] && (!first() || firstRow(rows) == row)) {
            answering.add(row);
          }
        }
      }
      return answering;
    }

    private void neverAnswers() {
      Set<Integer> answering = answering();
      Set<Integer> never =
          found(Finding.NeverAnswers.class).stream()
              .map(finding -> row(finding.row()))
              .collect(Collectors.toSet());
      assertThat(never)
          .as("rows that never answer of%n%s", describe())
          .isEqualTo(
              IntStream.range(0, table.rows().size())
                  .filter(row -> !answering.contains(row))
                  .boxed()
                  .collect(Collectors.toSet()));
      for (Finding.NeverAnswers finding : found(Finding.NeverAnswers.class)) {
        int row = row(finding.row());
        Set<Integer> by = finding.takenBy().stream().map(this::row).collect(Collectors.toSet());
        assertThat(by).allMatch(taker -> taker < row);
        assertThat(covers(row, by)).as("%s of%n%s", finding, describe()).isTrue();
        for (int taker : by) {
          var fewer = new HashSet<>(by);
          fewer.remove(taker);
          assertThat(covers(row, fewer)).as("without %d: %s", taker, finding).isFalse();
        }
        boolean alone = IntStream.range(0, row).anyMatch(earlier -> covers(row, Set.of(earlier)));
        assertThat(by.size() <= 1).as("one alone: %s", finding).isEqualTo(alone || by.isEmpty());
        finding
            .witness()
            .ifPresent(witness -> {
              boolean[] rows = rowsOf(witness);
              assertThat(rows[row]).isTrue();
              assertThat(by).anyMatch(taker -> rows[taker]);
            });
      }
    }

    private boolean covers(int row, Set<Integer> by) {
      return matches.stream().allMatch(rows -> !rows[row] || by.stream().anyMatch(b -> rows[b]));
    }

    private void gaps() {
      if (!first()) {
        assertThat(found(Finding.Gap.class)).isEmpty();
        return;
      }
      List<ReadyRow> ready = new ArrayList<>();
      for (Finding.Gap gap : found(Finding.Gap.class)) {
        assertThat(endsBlank()).isFalse();
        ready.add(gap.row());
        assertThat(firstRow(rowsOf(gap.witness()))).as("%s", gap).isEqualTo(-1);
      }
      int last = table.rows().size() - 1;
      for (Finding.LeftToLastRow left : found(Finding.LeftToLastRow.class)) {
        assertThat(endsBlank()).isTrue();
        ready.add(left.row());
        assertThat(firstRow(rowsOf(left.witness()))).as("%s", left).isEqualTo(last);
      }
      boolean complete = analysis.undecided().isEmpty();
      if (last == 0 && endsBlank()) {
        return;
      }
      for (int i = 0; i < cases.size(); i++) {
        int answers = firstRow(matches.get(i));
        boolean free = answers < 0 || (answers == last && endsBlank());
        int[] point = cases.get(i);
        boolean closed = ready.stream().anyMatch(row -> holds(row, point));
        if (closed) {
          assertThat(free).as("%s is closed but answered%n%s", text(point), describe()).isTrue();
        } else if (complete && isWritable(point)) {
          assertThat(free).as("%s is free but not told%n%s", text(point), describe()).isFalse();
        }
      }
    }

    private boolean isWritable(int[] point) {
      return IntStream.range(0, point.length)
          .noneMatch(c ->
              table.columns().get(c).type() instanceof CellType.PostalCode
                  && !String.valueOf(pools.get(c).get(point[c])).matches("[A-Z0-9]{0,12}"));
    }

    private boolean holds(ReadyRow row, int[] point) {
      for (int c = 0; c < point.length; c++) {
        if (!holds(table.columns().get(c), row, pools.get(c).get(point[c]))) {
          return false;
        }
      }
      return true;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Comparable<? super T>> boolean holds(
        AnalyzedTable.Column<T> column, ReadyRow row, Object value) {
      String cell = row.cells().getOrDefault(column.name(), "");
      return switch (TestSyntax.read(column.type(), cell)) {
        case Parsed.Good<Test<T>>(var test) -> test.matches((T) value);
        case Parsed.Bad<Test<T>>(var flaw) -> throw new AssertionError(cell + ": " + flaw);
      };
    }

    private void columns() {
      Set<String> never =
          found(Finding.ColumnNeverMatters.class).stream()
              .map(finding -> finding.column().column())
              .collect(Collectors.toSet());
      var expected = new HashSet<String>();
      for (int c = 0; c < pools.size(); c++) {
        var answers = new HashMap<List<Integer>, Object>();
        boolean matters = false;
        for (int i = 0; i < cases.size() && !matters; i++) {
          var rest = new ArrayList<Integer>();
          for (int other = 0; other < pools.size(); other++) {
            rest.add(other == c ? -1 : cases.get(i)[other]);
          }
          Object answer = answer(matches.get(i));
          Object before = answers.putIfAbsent(rest, answer);
          matters = before != null && !before.equals(answer);
        }
        if (!matters) {
          expected.add(table.columns().get(c).name());
        }
      }
      assertThat(never).as("columns of%n%s", describe()).isEqualTo(expected);
    }

    private Object answer(boolean[] rows) {
      if (first()) {
        int row = firstRow(rows);
        return row < 0 ? "nothing" : table.rows().get(row).outcome();
      }
      return IntStream.range(0, rows.length)
          .filter(row -> rows[row])
          .mapToObj(row -> table.rows().get(row).outcome())
          .collect(Collectors.toSet());
    }

    private void overlaps() {
      var expected = new HashSet<List<Integer>>();
      if (first()) {
        for (boolean[] rows : matches) {
          int earlier = firstRow(rows);
          for (int later = earlier + 1; earlier >= 0 && later < rows.length; later++) {
            if (rows[later]
                && !table.rows().get(earlier).outcome().equals(table.rows().get(later).outcome())) {
              expected.add(List.of(earlier, later));
            }
          }
        }
        Set<Integer> answering = answering();
        expected.removeIf(pair ->
            !answering.contains(pair.get(1))
                || covers(pair.get(0), Set.of(pair.get(1)))
                || covers(pair.get(1), Set.of(pair.get(0))));
      }
      Map<List<Integer>, Finding.Overlap> told = new HashMap<>();
      found(Finding.Overlap.class)
          .forEach(each -> told.put(List.of(row(each.earlier()), row(each.later())), each));
      assertThat(told.keySet()).as("overlaps of%n%s", describe()).isEqualTo(expected);
      told.forEach((pair, finding) -> {
        boolean[] rows = rowsOf(finding.witness());
        assertThat(firstRow(rows)).isEqualTo(pair.get(0));
        assertThat(rows[pair.get(1)]).isTrue();
      });
    }

    private boolean[] rowsOf(Witness witness) {
      boolean[] rows = new boolean[table.rows().size()];
      Arrays.fill(rows, true);
      for (int c = 0; c < table.columns().size(); c++) {
        assertThat(witness.facts().get(c).column()).isEqualTo(table.columns().get(c).name());
        boolean[] its = rowsOf(table.columns().get(c), witness.facts().get(c).value());
        for (int row = 0; row < rows.length; row++) {
          rows[row] &= its[row];
        }
      }
      return rows;
    }

    private static <T extends Comparable<? super T>> boolean[] rowsOf(
        AnalyzedTable.Column<T> column, String literal) {
      CellType<T> type = column.type();
      T value =
          switch (TestSyntax.readValue(type, literal, Reading.RECORDED)) {
            case Parsed.Good<T>(var read) -> read;
            case Parsed.Bad<T>(var flaw) -> throw new AssertionError(literal + ": " + flaw);
          };
      boolean[] rows = new boolean[column.tests().size()];
      for (int row = 0; row < rows.length; row++) {
        rows[row] = column.tests().get(row).matches(value);
      }
      return rows;
    }

    private int row(CellAddress address) {
      int row = Integer.parseInt(address.ruleId().substring("row-".length()));
      assertThat(address.reference()).isEqualTo(String.valueOf(row + 5));
      return row;
    }

    private <K extends Finding> List<K> found(Class<K> kind) {
      return analysis.findings().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private String text(int[] point) {
      return IntStream.range(0, point.length)
          .mapToObj(c -> String.valueOf(pools.get(c).get(point[c])))
          .collect(Collectors.joining(", "));
    }

    private String describe() {
      return table.hitPolicy()
          + "\n"
          + IntStream.range(0, table.rows().size())
              .mapToObj(row ->
                  row
                      + ": "
                      + table.columns().stream()
                          .map(column -> String.valueOf(column.tests().get(row)))
                          .collect(Collectors.joining(" | "))
                      + " -> "
                      + table.rows().get(row).outcome())
              .collect(Collectors.joining("\n"))
          + "\n"
          + analysis;
    }
  }
}
