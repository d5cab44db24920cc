package dev.whence.rules.sourcing;

import dev.whence.domain.TableAnswer;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.rules.tables.schema.WholeRange;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Rule tables that note which rows answer, also for candidates that lose, for almost nothing:
/// verdicts are shared, so each is looked at once however often it is given. Not thread-safe: one
/// decision, one of these.
public final class FiredRows implements RuleTables {
  private final RuleTables tables;

  /// Answers, or lists of them, by table: those that decided and, from then on, those that explain.
  private final IdentityHashMap<Schema<?, ?>, Set<Object>> deciding = new IdentityHashMap<>();

  private final IdentityHashMap<Schema<?, ?>, Set<Object>> explaining = new IdentityHashMap<>();
  private IdentityHashMap<Schema<?, ?>, Set<Object>> given = deciding;

  public FiredRows(RuleTables tables) {
    this.tables = tables;
  }

  @Override
  public String digest() {
    return tables.digest();
  }

  @Override
  public <F extends Record, A extends TableAnswer> List<A> all(Schema<F, A> schema, F fact) {
    List<A> answers = tables.all(schema, fact);
    note(schema, List.of(answers));
    return answers;
  }

  @Override
  public <F extends Record, A extends TableAnswer> List<List<A>> all(
      Schema<F, A> schema, List<F> facts) {
    List<List<A>> answers = tables.all(schema, facts);
    note(schema, answers);
    return answers;
  }

  @SuppressWarnings("ReferenceEquality") // facts of one class share their verdict
  private <A> void note(Schema<?, ?> schema, List<List<A>> answers) {
    Set<Object> its = given(schema);
    List<A> last = List.of();
    for (List<A> each : answers) {
      if (each != last && !each.isEmpty()) {
        its.add(each);
        last = each;
      }
    }
  }

  private Set<Object> given(Schema<?, ?> schema) {
    return given.computeIfAbsent(schema, _ -> Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  @Override
  public <F extends Record> int[] kinds(Schema<F, ?> schema, List<F> facts) {
    return tables.kinds(schema, facts);
  }

  @Override
  public <F extends Record> WholeRange around(
      Schema<F, ?> schema, Condition<F, Long> column, long value) {
    return tables.around(schema, column, value);
  }

  @Override
  public <F extends Record, A extends TableAnswer> A first(Schema<F, A> schema, F fact) {
    A answer = tables.first(schema, fact);
    given(schema).add(answer);
    return answer;
  }

  @Override
  public void explaining() {
    given = explaining;
  }

  /// As [#byTable], without the rows that were only asked to explain the decision: however much is
  /// explained, these are the same.
  public SortedMap<String, List<String>> deciding() {
    var ids = new TreeMap<String, Set<String>>();
    addIds(deciding, ids);
    return lists(ids);
  }

  /// The ids of the rows that answered something, ascending, by table.
  public SortedMap<String, List<String>> byTable() {
    var ids = new TreeMap<String, Set<String>>();
    addIds(deciding, ids);
    addIds(explaining, ids);
    return lists(ids);
  }

  private static void addIds(Map<Schema<?, ?>, Set<Object>> given, Map<String, Set<String>> ids) {
    given.forEach((schema, answers) -> {
      for (Object answer : answers) {
        List<?> some = answer instanceof List<?> list ? list : List.of(answer);
        for (Object each : some) {
          ids.computeIfAbsent(schema.table(), _ -> new TreeSet<>())
              .add(((TableAnswer) each).ruleId());
        }
      }
    });
  }

  private static SortedMap<String, List<String>> lists(Map<String, Set<String>> ids) {
    var rows = new TreeMap<String, List<String>>();
    ids.forEach((table, its) -> rows.put(table, List.copyOf(its)));
    return rows;
  }

  /// Rows by table, as they stand in a decision.
  public static Set<TableRow> rows(Map<String, List<String>> byTable) {
    var rows = new HashSet<TableRow>();
    byTable.forEach((table, ids) -> ids.forEach(id -> rows.add(new TableRow(table, id))));
    return rows;
  }
}
