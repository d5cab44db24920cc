package dev.whence.rules.tables.analysis;

import dev.whence.domain.inventory.NodeType;
import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.schema.HitPolicy;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the analysis of a first-match table of 1 000 rows and 8 condition columns costs, the first
/// time too.
///
/// `REALISTIC`: rows test four columns with words, ranges and days that repeat. `RANDOM`: rows test
/// four columns with ranges of their own. `COVERING`: wide ranges in three columns a row, so that
/// later rows are covered by many together. `PIGEONS`: 12 columns and 726 rows that cover
/// everything, which nothing that splits cases can show; the limit of work is reached.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 5)
@Fork(2)
public class TableAnalysisBenchmark {
  private static final int ROWS = 1_000;
  private static final LocalDate DAY = LocalDate.of(2026, 1, 1);

  @Param({"REALISTIC", "RANDOM", "COVERING", "PIGEONS"})
  public String kind = "REALISTIC";

  private AnalyzedTable table = new AnalyzedTable("", HitPolicy.FIRST_MATCH, List.of(), List.of(), List.of());

  @Setup
  public void prepare() {
    table =
        switch (kind) {
          case "REALISTIC" -> realistic();
          case "RANDOM" -> ranges(4, 1_000_000, 2_000);
          case "COVERING" -> ranges(3, 1_000, 7);
          default -> pigeons(12);
        };
  }

  @Benchmark
  public TableAnalysis analyze() {
    return TableAnalysis.of(table);
  }

  static AnalyzedTable realistic() {
    var random = new Random(1);
    boolean[][] rows = tested(random, 4);
    var columns =
        List.<AnalyzedTable.Column<?>>of(
            column("channel", new CellType.Text(), tested(rows, 0), () -> word(random, "channel-", 8)),
            column("class", new CellType.Text(), tested(rows, 1), () -> word(random, "class-", 5)),
            column("category", new CellType.Text(), tested(rows, 2), () -> word(random, "category-", 60)),
            column(
                "node type",
                new CellType.Words<>(NodeType.class),
                tested(rows, 3),
                () -> new Test.In<>(List.of(List.copyOf(EnumSet.allOf(NodeType.class)).get(random.nextInt(5))))),
            column("hazmat", new CellType.YesNo(), tested(rows, 4), () -> new Test.In<>(List.of(random.nextBoolean()))),
            column("weight", new CellType.Whole(0L, 1_000_000L, "g"), tested(rows, 5), () -> range(random, 500, 2_000)),
            column("value", new CellType.Decimal(BigDecimal.ZERO, new BigDecimal("10000"), "USD"), tested(rows, 6), () -> price(random)),
            column("day", new CellType.Day(), tested(rows, 7), () -> season(random)));
    return table(columns, ROWS, 40);
  }

  private static AnalyzedTable ranges(int tested, int most, int widest) {
    var random = new Random(2);
    boolean[][] rows = tested(random, tested);
    var columns = new ArrayList<AnalyzedTable.Column<?>>();
    for (int c = 0; c < 8; c++) {
      columns.add(
          column(
              "column " + c,
              new CellType.Whole(0L, (long) most, "units"),
              tested(rows, c),
              () -> {
                long low = random.nextInt(most);
                return new Test.Between<>(
                    low, Math.min(most, low + random.nextInt(1, Math.max(2, widest * 100))));
              }));
    }
    return table(columns, ROWS, 5);
  }

  /// Two columns of every row have one value: with fewer values than columns, every case has two
  /// that are equal.
  static AnalyzedTable pigeons(int columns) {
    int holes = columns - 1;
    var tests = new ArrayList<List<Test<Long>>>();
    for (int c = 0; c < columns; c++) {
      tests.add(new ArrayList<>());
    }
    for (int a = 0; a < columns; a++) {
      for (int b = a + 1; b < columns; b++) {
        for (long hole = 0; hole < holes; hole++) {
          for (int c = 0; c < columns; c++) {
            tests.get(c).add(c == a || c == b ? new Test.In<>(List.of(hole)) : new Test.Any<>());
          }
        }
      }
    }
    tests.forEach(cells -> cells.add(new Test.Any<>()));
    return table(
        IntStream.range(0, columns)
            .<AnalyzedTable.Column<?>>mapToObj(c ->
                new AnalyzedTable.Column<>(
                    "column " + c, new CellType.Whole(0L, holes - 1L, "units"), tests.get(c)))
            .toList(),
        tests.getFirst().size(),
        3);
  }

  private static AnalyzedTable table(
      List<AnalyzedTable.Column<?>> columns, int rows, int outcomes) {
    return new AnalyzedTable(
        "table",
        HitPolicy.FIRST_MATCH,
        columns,
        IntStream.range(0, rows)
            .mapToObj(row -> new AnalyzedTable.Row("row-" + row, row % outcomes, row + 6))
            .toList(),
        List.of("rule id"));
  }

  private static <T extends Comparable<? super T>> AnalyzedTable.Column<T> column(
      String name,
      CellType<T> type,
      boolean[] tested,
      java.util.function.Supplier<Test<T>> test) {
    return new AnalyzedTable.Column<>(
        name,
        type,
        IntStream.range(0, ROWS)
            .mapToObj(row ->
                row < ROWS - 1 && tested[row] ? test.get() : new Test.Any<T>())
            .toList());
  }

  /// By row, which of eight columns it tests: so many of them.
  private static boolean[][] tested(Random random, int count) {
    boolean[][] tested = new boolean[ROWS][8];
    for (boolean[] row : tested) {
      for (int left = count; left > 0; ) {
        int column = random.nextInt(row.length);
        left -= row[column] ? 0 : 1;
        row[column] = true;
      }
    }
    return tested;
  }

  private static boolean[] tested(boolean[][] rows, int column) {
    boolean[] tested = new boolean[rows.length];
    for (int row = 0; row < rows.length; row++) {
      tested[row] = rows[row][column];
    }
    return tested;
  }

  private static Test<String> word(Random random, String start, int words) {
    String word = start + random.nextInt(words);
    return random.nextInt(8) == 0
        ? new Test.NotIn<>(List.of(word))
        : new Test.In<>(List.of(word, start + random.nextInt(words)));
  }

  private static Test<Long> range(Random random, long step, int steps) {
    long low = step * random.nextInt(steps);
    return random.nextBoolean()
        ? new Test.MoreThan<>(low)
        : new Test.Between<>(low, low + step * random.nextInt(1, 20));
  }

  private static Test<BigDecimal> price(Random random) {
    BigDecimal price = new BigDecimal(random.nextInt(1, 400) * 5).movePointLeft(1);
    return random.nextBoolean() ? new Test.LessThan<>(price) : new Test.AtLeast<>(price);
  }

  private static Test<LocalDate> season(Random random) {
    LocalDate from = DAY.plusDays(7L * random.nextInt(52));
    return new Test.Between<>(from, from.plusDays(7L * random.nextInt(1, 8)));
  }
}
