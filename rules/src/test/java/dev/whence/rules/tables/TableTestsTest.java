package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.rules.tables.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TableTestsTest {
  private static final int SEEDS = 20;

  static Stream<Schema<?, ?>> schemas() {
    return RuleBook.SCHEMAS.stream();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void everyGeneratedTestPassesOnItsTable_andThoseOutsideMeetAnotherRowOrNone(Schema<?, ?> schema) {
    int made = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      made += check(schema, seed);
    }
    assertThat(made).isGreaterThan(SEEDS);
  }

  private static <F extends Record, A> int check(Schema<F, A> schema, int seed) {
    var random = new SplittableRandom(seed);
    var maker = new RandomTables(random);
    CheckedTable<F, A> table = maker.table(schema, random.nextInt(2, 15));
    var runner = new FactTests<>(table);
    var scan = new TableScan<>(table);
    List<TableTest.OfFacts> tests = TableTests.suggest(table, List.of(), Set.of(), 10_000);
    for (TableTest.OfFacts test : tests) {
      TestResult result = runner.run(test);
      assertThat(result.passed()).as("%s on %s", result, table.canonicalText()).isTrue();
      Map<String, Object> values = runner.values(test.facts());
      for (int i = 0; i < 5; i++) {
        F any = maker.fact(schema);
        F fact =
            FactMaker.fact(
                schema, column -> values.getOrDefault(column.name(), column.value().apply(any)));
        List<String> fired =
            scan.verdict(fact).stream()
                .map(answer -> ((dev.whence.domain.TableAnswer) answer).ruleId())
                .toList();
        if (schema.hitPolicy() == HitPolicy.FIRST_MATCH) {
          assertThat(fired)
              .as("%s on %s", test, table.canonicalText())
              .isEqualTo(test.rows().orElseThrow());
        } else {
          assertThat(fired).containsAll(test.rows().orElseThrow());
        }
      }
      if (test.id().endsWith("-outside")) {
        assertThat(test.rows().orElseThrow())
            .as("%s on %s", test, table.canonicalText())
            .isNotEqualTo(List.of(test.id().replaceFirst(".*?(rule-\\d+)-.*", "$1")));
      }
    }
    return tests.size();
  }

  /// A change of one unit that any of many facts near to it shows, a generated test shows, too.
  @ParameterizedTest
  @MethodSource("schemas")
  void aBoundaryThatIsMovedByOneUnitMakesAGeneratedTestFail(Schema<?, ?> schema) {
    int shown = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      shown += mutate(schema, seed);
    }
    assertThat(shown).as("changes that can be seen").isPositive();
  }

  private static <F extends Record, A> int mutate(Schema<F, A> schema, int seed) {
    var random = new SplittableRandom(seed);
    var maker = new RandomTables(random);
    CheckedTable<F, A> table = maker.table(schema, random.nextInt(2, 8));
    List<TableTest.OfFacts> tests = TableTests.suggest(table, List.of(), Set.of(), 10_000);
    var facts = Stream.generate(() -> maker.fact(schema)).limit(500).toList();
    int shown = 0;
    for (int r = 0; r < table.rows().size(); r++) {
      Row<F, A> row = table.rows().get(r);
      for (int c = 0; c < row.tests().size(); c++) {
        for (CellTest<F, ?> moved : moved(row.tests().get(c))) {
          var cells = new ArrayList<>(row.tests());
          cells.set(c, moved);
          var rows = new ArrayList<>(table.rows());
          rows.set(r, new Row<>(row.ruleId(), cells, row.actions(), row.answer(), row.note()));
          var mutant = new CheckedTable<>(schema, "somebody", "", rows);
          var before = new TableScan<>(table);
          var after = new TableScan<>(mutant);
          if (facts.stream().allMatch(f -> before.verdict(f).equals(after.verdict(f)))) {
            continue; // hidden behind the rows above
          }
          shown++;
          var runner = new FactTests<>(mutant);
          assertThat(tests.stream().map(runner::run))
              .as("%s instead of %s in %s", moved.text(), row.ruleId(), table.canonicalText())
              .anyMatch(result -> !result.passed());
        }
      }
    }
    return shown;
  }

  private static <F extends Record, T extends Comparable<? super T>> List<CellTest<F, ?>> moved(
      CellTest<F, T> cell) {
    if (!(cell.column().type() instanceof CellType.Stepped<T> type)) {
      return List.of();
    }
    var moved = new ArrayList<CellTest<F, ?>>();
    switch (cell.test()) {
      case dev.whence.rules.tables.cells.Test.AtLeast<T>(var bound) -> {
        if (bound.compareTo(type.least()) > 0 && bound.compareTo(type.most()) < 0) {
          moved.add(new CellTest<>(cell.column(), atLeast(type.next(bound))));
          moved.add(new CellTest<>(cell.column(), atLeast(type.previous(bound))));
        }
      }
      case dev.whence.rules.tables.cells.Test.LessThan<T>(var bound) -> {
        if (bound.compareTo(type.least()) > 0 && bound.compareTo(type.most()) < 0) {
          moved.add(
              new CellTest<>(
                  cell.column(),
                  new dev.whence.rules.tables.cells.Test.LessThan<>(type.next(bound))));
          moved.add(
              new CellTest<>(
                  cell.column(),
                  new dev.whence.rules.tables.cells.Test.LessThan<>(type.previous(bound))));
        }
      }
      default -> {}
    }
    return moved;
  }

  private static <T extends Comparable<? super T>> dev.whence.rules.tables.cells.Test<T> atLeast(
      T bound) {
    return new dev.whence.rules.tables.cells.Test.AtLeast<>(bound);
  }

  private static RuleBook book() {
    return with(
        """
        table,reservation-policy
        hit policy,first match
        owner,me
        rule id,node type,channel,order date,hold minutes,protected units
        season,,,2026-11-20..2026-11-30,5,0
        store,STORE,,,30,1
        marketplace,,marketplace,,30,2
        otherwise,,,,60,0
        """);
  }

  private static RuleBook with(String text) {
    var files = new TreeMap<String, byte[]>();
    RuleBook.shipped()
        .canonicalTexts()
        .forEach((name, csv) -> files.put(name + ".csv", csv.getBytes(StandardCharsets.UTF_8)));
    files.put("reservation-policy.csv", text.getBytes(StandardCharsets.UTF_8));
    return RuleBook.fromFiles(files);
  }

  private static TestResult run(Map<String, String> facts, List<String> rows) {
    var problems = new HashMap<String, String>();
    Optional<TableTest.OfFacts> test =
        TableTests.read("t", "reservation-policy", facts, rows, Map.of(), "", problems::put);
    assertThat(problems).isEmpty();
    return TableTests.run(book(), List.of(test.orElseThrow())).getFirst();
  }

  @Test
  void aTestThatFailsNamesTheCellThatDecided() {
    assertThat(
            run(Map.of("node type", "DC", "order date", "2026-12-01"), List.of("store")).sentence())
        .contains("expected store, got marketplace or otherwise")
        .contains("row 6, store, column B (node type): node type is DC, wanted STORE");
    assertThat(run(Map.of("node type", "STORE", "order date", "2026-11-30"), List.of("store")))
        .satisfies(result -> {
          assertThat(result.got()).isEqualTo("season");
          assertThat(result.decidedBy())
              .containsExactly("row 5, season answers (order date 2026-11-20..2026-11-30)");
        });
    assertThat(
            run(Map.of("node type", "STORE", "order date", "2026-12-02"), List.of("season"))
                .sentence())
        .contains("order date is 2026-12-02, wanted 2026-11-20..2026-11-30: 2 days too high");
    assertThat(run(Map.of("order date", "2026-12-02"), List.of("sotre")).sentence())
        .contains("there is no row sotre. Maybe store was meant");
  }

  @Test
  void aRowAboveThatMayAnswerMakesATestFail_untilItSaysWhatTheRowLooksAt() {
    TestResult open = run(Map.of("node type", "STORE"), List.of("store"));

    assertThat(open.passed()).isFalse();
    assertThat(open.sentence())
        .contains(
            "row 5, season may answer, depending on order date, of which the test says nothing");
    assertThat(run(Map.of("node type", "STORE", "order date", "2026-12-01"), List.of("store")))
        .matches(TestResult::passed);
  }

  @Test
  void whatIsWrongWithATestIsSaidByColumn() {
    var problems = new TreeMap<String, String>();
    TableTests.read(
        "Not Kebab",
        "reservation-policy",
        Map.of("node typ", "STORE", "order date", "soon", "channel", "web"),
        List.of("a", "b"),
        Map.of("hold minutes", "long"),
        "",
        problems::put);

    assertThat(problems).containsOnlyKeys("test", "node typ", "order date", "hold minutes", "rows");
    assertThat(problems.get("node typ")).contains("Maybe node type was meant.");
    assertThat(problems.get("hold minutes")).contains("a whole number from 1");
  }

  @Test
  void filesOfTestsReadBackAsTheyWereWritten() {
    List<TableTest> tests = new ArrayList<>();
    for (Schema<?, ?> schema : RuleBook.SCHEMAS) {
      tests.addAll(
          TableTests.suggest(RuleBook.shipped(), schema.table(), List.of(), Set.of(), 1_000));
    }
    tests.add(
        new TableTest.OfOrder(
            "big-order",
            "0198c5e0-0000-7000-8000-000000000001",
            new TableTest.Expected(
                Optional.of("allocated"),
                List.of("DC-1", "DC-2"),
                List.of(),
                Map.of("sourcing-policy", "otherwise")),
            "with, a comma"));
    var files = new TreeMap<String, byte[]>();
    TestFiles.write(tests)
        .forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));

    TestFiles.Content read = TestFiles.read(files);

    assertThat(read.errors()).isEmpty();
    assertThat(read.tests()).containsExactlyInAnyOrderElementsOf(tests);
    List<TableTest.OfFacts> ofFacts =
        read.tests().stream()
            .filter(TableTest.OfFacts.class::isInstance)
            .map(TableTest.OfFacts.class::cast)
            .toList();
    assertThat(TableTests.run(RuleBook.shipped(), ofFacts)).allMatch(TestResult::passed);
  }

  @Test
  void filesOfTestsThatCannotBeReadSayWhere() {
    TestFiles.Content read =
        TestFiles.read(
            Map.of(
                "reservation-policy.tests.csv",
                """
                test,node type,expected row
                one,STROE,store
                one,STORE,store
                one,STORE,store
                ,DC,otherwise,x
                """
                    .getBytes(StandardCharsets.UTF_8),
                "reservation.tests.csv",
                "test\n".getBytes(StandardCharsets.UTF_8),
                "orders.tests.csv",
                "test,decision,expected outcom\n".getBytes(StandardCharsets.UTF_8)));

    assertThat(read.tests()).hasSize(1);
    assertThat(read.errors())
        .anySatisfy(error ->
            assertThat(error)
                .startsWith("reservation-policy.tests.csv, row 2, column B (node type): must be")
                .contains("Maybe write STORE."))
        .anySatisfy(error -> assertThat(error).contains("row 4, column A (test): names a test"))
        .anySatisfy(error -> assertThat(error).contains("row 5, column D: \"x\""))
        .anySatisfy(error -> assertThat(error).startsWith("reservation.tests.csv: no file"))
        .anySatisfy(error -> assertThat(error).contains("Maybe expected outcome was meant."));
  }

  @Test
  void filesOfTestsThatNoProgramCanReadAreToldInASentence() {
    assertThat(errors("test;channel;expected row\nx;web;otherwise\n"))
        .containsExactly(
            "sourcing-policy.tests.csv, row 1: expected commas between the cells, got \"test;channel;expected row\".\n"
                + "Maybe save it as \"CSV UTF-8\", separated by commas.");
    assertThat(errors("table,sourcing-policy\ntest,expected row\nx,otherwise\n"))
        .containsExactly(
            "sourcing-policy.tests.csv, row 1: expected the names of the columns, got the first line of a table.\n"
                + "Maybe delete the lines above the column names, or name the file sourcing-policy.csv.");
    assertThat(errors("channel,expected row\nweb,otherwise\n"))
        .containsExactly(
            "sourcing-policy.tests.csv, row 1: the column test is missing.\n"
                + "Maybe add it, with a name in kebab-case for each test.");
    assertThat(errors("test,channel\nx,web\n"))
        .as("the last row always answers, so nothing is said of none")
        .containsExactly(
            "sourcing-policy.tests.csv, row 2: must say which row answers; or say what the answer is, in the columns of the outcome.");
    assertThat(errors("test,channel,expected row\nx,web,otherwise\n")).isEmpty();
  }

  private static List<String> errors(String file) {
    return TestFiles.read(
            Map.of(
                "sourcing-policy.tests.csv",
                file.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .errors();
  }
}
