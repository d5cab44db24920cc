package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.facts.ReturnLineFact;
import dev.whence.rules.tables.schema.HitPolicy;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Drools against the plain scan of the same rows.
class EngineDifferentialTest {

  static Stream<Schema<?, ?>> schemas() {
    return RuleBook.SCHEMAS.stream();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void droolsAnswersAsAPlainScanDoes_onRandomTablesAndFacts(Schema<?, ?> schema) {
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
    var drools = new TableRules<>(table);
    var scan = new TableScan<>(table);

    assertThat(drools.allMatches(facts))
        .as("seed %d of %s", seed, table.canonicalText())
        .isEqualTo(scan.allMatches(facts));
    if (schema.hitPolicy() == HitPolicy.FIRST_MATCH) {
      for (F fact : facts) {
        assertThat(drools.firstMatch(fact))
            .as("seed %d of %s", seed, table.canonicalText())
            .isEqualTo(scan.firstMatch(fact));
      }
    }
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
        new TableFiles(Map.of("return-intervention.csv", text.getBytes(StandardCharsets.UTF_8)));
    var drools = new TableRules<>(files.take(ReturnIntervention.SCHEMA).orElseThrow());

    assertThat(drools.firstMatch(likely(1.0)).ruleId()).isEqualTo("sure");
    assertThat(drools.firstMatch(likely(0.1)).ruleId()).isEqualTo("low");
    assertThat(drools.firstMatch(likely(0.0)).ruleId()).isEqualTo("none");
    assertThat(drools.firstMatch(likely(0.9)).ruleId()).isEqualTo("otherwise");
  }

  private static ReturnLineFact likely(double probability) {
    return new ReturnLineFact(
        "toys", "web", "regular", probability, true, 1, 100, 10, LocalDate.of(2026, 6, 15));
  }

  @Test
  void manyThreadsGetTheAnswersOfOne() throws InterruptedException, ExecutionException {
    var made = new RandomTables(new SplittableRandom(7));
    var tables = RuleBook.SCHEMAS.stream().map(schema -> table(made, schema)).toList();

    try (var pool = Executors.newFixedThreadPool(8)) {
      var checks =
          IntStream.range(0, 200)
              .<Callable<Boolean>>mapToObj(i -> () -> tables.get(i % tables.size()).agrees(i))
              .toList();
      for (var check : pool.invokeAll(checks)) {
        assertThat(check.get()).isTrue();
      }
    }
  }

  private static <F extends Record, A> Both<F, A> table(RandomTables made, Schema<F, A> schema) {
    CheckedTable<F, A> table = made.table(schema, 25);
    List<F> facts = Stream.generate(() -> made.fact(schema)).limit(50).toList();
    return new Both<>(schema, new TableRules<>(table), new TableScan<>(table), facts);
  }

  private record Both<F extends Record, A>(
      Schema<F, A> schema, TableRules<F, A> drools, TableScan<F, A> scan, List<F> facts) {
    boolean agrees(int i) {
      F fact = facts.get(i % facts.size());
      return drools.allMatches(facts).equals(scan.allMatches(facts))
          && (schema.hitPolicy() == HitPolicy.ALL_MATCHES
              || drools.firstMatch(fact).equals(scan.firstMatch(fact)));
    }
  }
}
