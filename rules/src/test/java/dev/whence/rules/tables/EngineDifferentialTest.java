package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.facts.ReturnLineFact;
import dev.whence.rules.facts.ReturnTerms;
import dev.whence.rules.facts.ShipNodeFact;
import dev.whence.rules.tables.cells.Reading;
import dev.whence.rules.tables.pieces.FactClasses;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.NodeEligibility;
import dev.whence.rules.tables.schema.ReturnIntervention;
import dev.whence.rules.tables.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Drools, what is remembered of it, and the index, against the plain scan of the same rows.
class EngineDifferentialTest {

  static Stream<Schema<?, ?>> schemas() {
    return RuleBook.SCHEMAS.stream();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void everyEngineAnswersAsAPlainScanDoes_onRandomTablesAndFacts(Schema<?, ?> schema) {
    for (int seed = 0; seed < 30; seed++) {
      compare(schema, seed);
    }
  }

  private static <F extends Record, A> void compare(Schema<F, A> schema, int seed) {
    var random = new SplittableRandom(seed);
    var made = new RandomTables(random);
    CheckedTable<F, A> table = made.table(schema, random.nextInt(1, 40));
    var facts = new ArrayList<F>();
    for (int i = 0; i < 100; i++) {
      facts.add(i > 0 && random.nextInt(5) == 0 ? facts.getFirst() : made.fact(schema));
    }
    Engines<F, A> engines = Engines.of(table);

    List<List<A>> expected = engines.scan().verdicts(facts);

    for (int round = 0; round < 2; round++) {
      for (TableEngine<F, A> engine : engines.heldToIt()) {
        assertThat(engine.verdicts(facts))
            .as("round %d of seed %d of %s", round, seed, table.canonicalText())
            .isEqualTo(expected);
      }
    }
    for (int i = 0; i < facts.size(); i++) {
      for (TableEngine<F, A> engine : engines.heldToIt()) {
        assertThat(engine.verdict(facts.get(i)))
            .as("fact %d of seed %d of %s", i, seed, table.canonicalText())
            .isEqualTo(expected.get(i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void factsOfOneClassMatchTheSameRows(Schema<?, ?> schema) {
    for (int seed = 0; seed < 30; seed++) {
      compareTwins(schema, seed);
    }
  }

  /// A twin has other values of the same pieces.
  private static <F extends Record> void compareTwins(Schema<F, ?> schema, int seed) {
    var random = new SplittableRandom(seed);
    var made = new RandomTables(random);
    CheckedTable<F, ?> table = made.table(schema, random.nextInt(1, 12));
    List<FactClasses.Column<F, ?>> columns = table.columns();
    var classes = new FactClasses<F>(columns);
    int different = 0;
    for (int i = 0; i < 50; i++) {
      F fact = made.fact(schema);
      F twin =
          FactMaker.fact(
              schema,
              column ->
                  neighbor(
                      column,
                      columns.stream().filter(used -> used.column().equals(column)).toList(),
                      fact,
                      made));

      assertThat(numbers(classes, twin)).isEqualTo(numbers(classes, fact));
      assertThat(matching(table, twin))
          .as("%s and %s in %s", fact, twin, table.canonicalText())
          .isEqualTo(matching(table, fact));
      different += twin.equals(fact) ? 0 : 1;
    }
    assertThat(different).isGreaterThan(25);
  }

  /// Another value that lies in the same pieces of every cut of its column.
  private static <F extends Record, T extends Comparable<? super T>> T neighbor(
      Condition<F, T> column, List<FactClasses.Column<F, ?>> cuts, F fact, RandomTables made) {
    T value = column.value().apply(fact);
    return Stream.generate(() -> made.value(column.type()))
        .limit(20)
        .filter(other -> cuts.stream().allMatch(cut -> isTogether(cut, value, other)))
        .findFirst()
        .orElse(value);
  }

  @SuppressWarnings("unchecked") // a cut of the column has values of its type
  private static <T extends Comparable<? super T>> boolean isTogether(
      FactClasses.Column<?, T> cut, Object one, Object other) {
    return cut.pieces().of((T) one) == cut.pieces().of((T) other);
  }

  private static <F extends Record> List<Long> numbers(FactClasses<F> classes, F fact) {
    return IntStream.range(0, classes.words()).mapToObj(i -> classes.word(i, fact)).toList();
  }

  private static <F extends Record> List<String> matching(CheckedTable<F, ?> table, F fact) {
    return table.rows().stream().filter(row -> row.matches(fact)).map(Row::ruleId).toList();
  }

  /// Its columns are cut into so many pieces that one number does not name a class.
  @Test
  void tablesOfManyRowsAreRememberedToo() {
    var made = new RandomTables(new SplittableRandom(11));
    var table = made.table(NodeEligibility.SCHEMA, 400);
    List<ShipNodeFact> facts =
        Stream.generate(() -> made.fact(NodeEligibility.SCHEMA)).limit(300).toList();
    var remembered = new RememberedTable<>(table, new TableRules<>(table));

    assertThat(new FactClasses<>(table.columns()).words()).isGreaterThan(1);
    assertThat(remembered.verdicts(facts)).isEqualTo(new TableScan<>(table).verdicts(facts));
    assertThat(facts.stream().map(remembered::verdict).toList())
        .isEqualTo(new TableScan<>(table).verdicts(facts));
  }

  /// Columns are cut into more pieces than the index has places, and facts lie beyond the range.
  @Test
  void tablesOfThousandsOfRowsAreIndexed() {
    var random = new SplittableRandom(5);
    String rows =
        IntStream.range(0, 1_500)
            .mapToObj(i ->
                "row-%d,\"*%s*\",%d..%d,0.%d..1,NONE\n"
                    .formatted(
                        i,
                        i % 3 == 0 ? "a" : "b",
                        random.nextInt(50_000),
                        50_000 + random.nextInt(50_000),
                        1 + random.nextInt(900_000)))
            .collect(Collectors.joining());
    var table =
        new TableFiles(
                Map.of(
                    "return-intervention.csv",
                    ("table,return-intervention\nhit policy,first match\nowner,somebody\n"
                            + "rule id,category,line value minor,return probability,action\n"
                            + rows
                            + "otherwise,,,,NONE\n")
                        .getBytes(StandardCharsets.UTF_8)),
                Reading.RECORDED)
            .take(ReturnIntervention.SCHEMA)
            .orElseThrow();
    List<ReturnLineFact> facts =
        Stream.generate(() ->
                new ReturnLineFact(
                    random.nextBoolean() ? "bag" : "rob",
                    "web",
                    "regular",
                    "",
                    random.nextInt(5) == 0 ? 1.5 : random.nextDouble(),
                    true,
                    1,
                    random.nextInt(-10, 110_000),
                    10,
                    LocalDate.of(2026, 6, 15)))
            .limit(2_000)
            .toList();

    assertThat(new IndexedTable<>(table, table.columns()).verdicts(facts))
        .isEqualTo(new TableScan<>(table).verdicts(facts));
  }

  /// Enough equal tests of one column make Drools index them.
  @Test
  void decimalsMatchByValueHoweverManyRowsAskForThem() {
    String text =
        """
        table,return-intervention
        hit policy,first match
        owner,somebody
        rule id,return probability,action
        none,0,NONE
        low,0.10,NONE
        quarter,0.25,NONE
        half,0.5,NONE
        sure,1,CONFIRM_DELIVERY
        otherwise,,SUBSTITUTE
        """;
    var files =
        new TableFiles(
            Map.of("return-intervention.csv", text.getBytes(StandardCharsets.UTF_8)),
            Reading.EDITED);
    var table = files.take(ReturnIntervention.SCHEMA).orElseThrow();
    for (TableEngine<ReturnLineFact, ReturnTerms> engine : Engines.of(table).all()) {
      assertThat(row(engine, 1.0)).isEqualTo("sure");
      assertThat(row(engine, 0.1)).isEqualTo("low");
      assertThat(row(engine, 0.0)).isEqualTo("none");
      assertThat(row(engine, -0.0)).isEqualTo("none");
      assertThat(row(engine, 0.1 + 0.2)).isEqualTo("otherwise");
      assertThat(row(engine, Math.nextUp(0.25))).isEqualTo("otherwise");
      assertThat(row(engine, Math.nextDown(0.25))).isEqualTo("otherwise");
      assertThat(row(engine, 0.9)).isEqualTo("otherwise");
    }
  }

  private static String row(TableEngine<ReturnLineFact, ReturnTerms> engine, double probability) {
    return engine.verdict(likely(probability)).getFirst().ruleId();
  }

  private static ReturnLineFact likely(double probability) {
    return new ReturnLineFact(
        "toys", "web", "regular", "", probability, true, 1, 100, 10, LocalDate.of(2026, 6, 15));
  }

  /// Also where many ask for what nobody remembers yet, or for more than can be remembered.
  @Test
  void manyThreadsGetTheAnswersOfOne() throws InterruptedException, ExecutionException {
    var made = new RandomTables(new SplittableRandom(7));
    var questions = RuleBook.SCHEMAS.stream().map(schema -> Questions.of(made, schema)).toList();

    try (var pool = Executors.newFixedThreadPool(8)) {
      var checks =
          IntStream.range(0, 400)
              .<Callable<Boolean>>mapToObj(
                  i -> () -> questions.get(i % questions.size()).agree(i / questions.size()))
              .toList();
      for (var check : pool.invokeAll(checks)) {
        assertThat(check.get()).isTrue();
      }
    }
  }

  private record Questions<F extends Record, A>(
      Engines<F, A> engines, List<F> facts, List<List<A>> expected) {

    static <F extends Record, A> Questions<F, A> of(RandomTables made, Schema<F, A> schema) {
      CheckedTable<F, A> table = made.table(schema, 25);
      List<F> facts = Stream.generate(() -> made.fact(schema)).limit(50).toList();
      return new Questions<>(Engines.of(table), facts, new TableScan<>(table).verdicts(facts));
    }

    boolean agree(int i) {
      int one = i % facts.size();
      return engines.heldToIt().stream()
          .allMatch(engine ->
              engine.verdict(facts.get(one)).equals(expected.get(one))
                  && engine.verdicts(facts).equals(expected));
    }
  }

  /// Ways to evaluate one table.
  ///
  /// @param forgetful remembers so few verdicts that it asks again and again
  private record Engines<F extends Record, A>(
      TableScan<F, A> scan,
      TableRules<F, A> drools,
      IndexedTable<F, A> indexed,
      RememberedTable<F, A> remembered,
      RememberedTable<F, A> forgetful) {

    static <F extends Record, A> Engines<F, A> of(CheckedTable<F, A> table) {
      var drools = new TableRules<>(table);
      return new Engines<>(
          new TableScan<>(table),
          drools,
          new IndexedTable<>(table, table.columns()),
          new RememberedTable<>(table, drools),
          new RememberedTable<>(table, table.columns(), drools, 4));
    }

    List<TableEngine<F, A>> heldToIt() {
      return List.of(drools, indexed, remembered, forgetful);
    }

    List<TableEngine<F, A>> all() {
      return List.of(scan, drools, indexed, remembered, forgetful);
    }
  }
}
