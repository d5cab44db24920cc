package dev.whence.rules.tables.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.schema.HitPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows whose answer another table makes void, against going through every case of both.
///
/// Both tables have three columns of the same kinds; two of them always have the same value in
/// both, the third may have another in each.
class OverrulingTest {
  private static final int TABLES = 400;
  private static final int MOST_CASES = 20_000;
  private static final int SHARED = 2;
  private static final int COLUMNS = 3;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsTheRowsOfWhichEveryCaseIsRuledOut(long seed) {
    var random = new Random(seed);
    int found = 0;
    int notFound = 0;
    for (int i = 0; i < TABLES; i++) {
      int own = random.nextInt(1, 5);
      int others = random.nextInt(1, 6);
      AnalyzedTable both =
          new RandomAnalyzed(random).table(HitPolicy.FIRST_MATCH, COLUMNS, own + others, false);
      var cases = new Cases(both, own);
      if (cases.count() > MOST_CASES) {
        continue;
      }
      AnalyzedTable table = part(both, "table", 0, own);
      AnalyzedTable other = part(both, "other", own, own + others);

      List<Finding.AlwaysOverridden> told =
          Overruling.find(
                  table,
                  other,
                  Map.of("column 0", "column 0", "column 1", "column 1"),
                  IntStream.range(0, own)
                      .mapToObj(row -> new Overruling.Part(row, "", ""))
                      .toList())
              .stream()
              .map(Finding.AlwaysOverridden.class::cast)
              .toList();

      Set<Integer> all = IntStream.range(own, own + others).boxed().collect(Collectors.toSet());
      for (int row = 0; row < own; row++) {
        String id = "row-" + row;
        List<Finding.AlwaysOverridden> its =
            told.stream().filter(finding -> finding.row().ruleId().equals(id)).toList();
        assertThat(!its.isEmpty())
            .as("%s of%n%s", id, both)
            .isEqualTo(cases.isOverridden(row, all));
        for (Finding.AlwaysOverridden finding : its) {
          Set<Integer> by =
              finding.by().stream()
                  .map(address -> Integer.valueOf(address.ruleId().substring("row-".length())))
                  .collect(Collectors.toSet());
          assertThat(cases.isOverridden(row, by)).as("%s of%n%s", finding, both).isTrue();
          for (int one : by) {
            var fewer = new HashSet<>(by);
            fewer.remove(one);
            assertThat(cases.isOverridden(row, fewer)).as("without %d: %s", one, finding).isFalse();
          }
          found++;
        }
        notFound += its.isEmpty() ? 1 : 0;
      }
    }
    assertThat(found).isGreaterThan(20);
    assertThat(notFound).isGreaterThan(20);
  }

  private static AnalyzedTable part(AnalyzedTable both, String name, int from, int to) {
    return new AnalyzedTable(
        name,
        both.hitPolicy(),
        both.columns().stream()
            .<AnalyzedTable.Column<?>>map(column -> part(column, from, to))
            .toList(),
        both.rows().subList(from, to),
        both.header());
  }

  private static <T extends Comparable<? super T>> AnalyzedTable.Column<T> part(
      AnalyzedTable.Column<T> column, int from, int to) {
    return new AnalyzedTable.Column<>(
        column.name(), column.type(), column.tests().subList(from, to));
  }

  /// The rows of both tables on every case: a value for each shared column, and one for each table
  /// of the other.
  private static final class Cases {
    private final int own;
    private final List<boolean[][]> holds = new ArrayList<>();

    Cases(AnalyzedTable both, int own) {
      this.own = own;
      both.columns().forEach(column -> holds.add(holds(column)));
    }

    private static <T extends Comparable<? super T>> boolean[][] holds(
        AnalyzedTable.Column<T> column) {
      List<?> pool = RandomAnalyzed.pool(column);
      boolean[][] holds = new boolean[pool.size()][column.tests().size()];
      for (int value = 0; value < holds.length; value++) {
        for (int row = 0; row < holds[value].length; row++) {
          @SuppressWarnings("unchecked") // a value of the column's own pool
          T tested = (T) pool.get(value);
          holds[value][row] = column.tests().get(row).matches(tested);
        }
      }
      return holds;
    }

    long count() {
      long last = holds.getLast().length;
      return holds.stream().mapToLong(values -> values.length).reduce(last, (a, b) -> a * b);
    }

    /// Whether it answers anything, and each case that it answers is ruled out by one of these.
    boolean isOverridden(int row, Set<Integer> by) {
      boolean answers = false;
      for (int a = 0; a < holds.get(0).length; a++) {
        for (int b = 0; b < holds.get(1).length; b++) {
          for (int c = 0; c < holds.get(SHARED).length; c++) {
            if (first(matches(a, b, c)) != row) {
              continue;
            }
            answers = true;
            for (int foreign = 0; foreign < holds.get(SHARED).length; foreign++) {
              if (by.stream().noneMatch(matches(a, b, foreign)::test)) {
                return false;
              }
            }
          }
        }
      }
      return answers;
    }

    private IntPredicate matches(int a, int b, int c) {
      return row -> holds.get(0)[a][row] && holds.get(1)[b][row] && holds.get(SHARED)[c][row];
    }

    private int first(IntPredicate matches) {
      return IntStream.range(0, own).filter(matches).findFirst().orElse(-1);
    }
  }
}
