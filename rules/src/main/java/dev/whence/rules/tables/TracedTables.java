package dev.whence.rules.tables;

import dev.whence.domain.TableAnswer;
import dev.whence.rules.tables.analysis.AnalyzedTable;
import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Miss;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.rules.tables.schema.WholeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Rule tables that note every fact they are asked about, so that a decision made with them can be
/// told cell by cell. Not thread-safe: one decision, one of these.
public final class TracedTables implements RuleTables {
  /// Of one column, for one case.
  private static final int MOST_ABOUT = 50;

  private static final List<String> ABOUT = List.of("ship node", "carrier service", "category");

  private final RuleBook book;
  private final RuleTables tables;
  private final IdentityHashMap<Schema<?, ?>, List<Record>> asked = new IdentityHashMap<>();

  /// @param book whose answers `tables` gives
  public TracedTables(RuleBook book, RuleTables tables) {
    this.book = book;
    this.tables = tables;
  }

  @Override
  public String digest() {
    return tables.digest();
  }

  @Override
  public <F extends Record, A extends TableAnswer> List<A> all(Schema<F, A> schema, F fact) {
    note(schema, List.of(fact));
    return tables.all(schema, fact);
  }

  /// Facts are not numbered as kinds: so the decision asks about each of them.
  @Override
  public <F extends Record, A extends TableAnswer> List<List<A>> all(
      Schema<F, A> schema, List<F> facts) {
    note(schema, facts);
    return tables.all(schema, facts);
  }

  @Override
  public <F extends Record> WholeRange around(
      Schema<F, ?> schema, Condition<F, Long> column, long value) {
    return tables.around(schema, column, value);
  }

  @Override
  public void explaining() {
    tables.explaining();
  }

  @Override
  public <F extends Record, A extends TableAnswer> A first(Schema<F, A> schema, F fact) {
    note(schema, List.of(fact));
    return tables.first(schema, fact);
  }

  private <F extends Record> void note(Schema<F, ?> schema, List<F> facts) {
    asked.computeIfAbsent(schema, _ -> new ArrayList<>()).addAll(facts);
  }

  /// What was asked, in the order of [RuleBook#SCHEMAS]; tables that nobody asked are left out.
  ///
  /// @param near rows that did not answer, for each case
  /// @param most cases of each table
  public List<TableTrace> traces(int near, int most) {
    return book.tables().stream()
        .filter(table -> asked.containsKey(table.schema()))
        .map(table -> trace(table, near, most))
        .toList();
  }

  @SuppressWarnings("unchecked") // facts are noted under the schema of their type
  private <F extends Record, A> TableTrace trace(CheckedTable<F, A> table, int near, int most) {
    List<F> facts = (List<F>) asked.getOrDefault(table.schema(), List.of());
    List<Condition<F, ?>> used = table.usedConditions();
    AnalyzedTable analyzed = table.analyzed();
    var groups = new LinkedHashMap<List<Object>, List<F>>();
    for (F fact : facts) {
      List<Object> key =
          used.stream().<Object>map(column -> comparable(column.value().apply(fact))).toList();
      groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(fact);
    }
    record Group<F>(List<F> facts, boolean isQuiet) {}
    List<Group<F>> ordered =
        groups.values().stream()
            .map(group ->
                new Group<>(
                    group, table.rows().stream().noneMatch(row -> row.matches(group.getFirst()))))
            .sorted(Comparator.comparing(Group::isQuiet))
            .toList();
    return new TableTrace(
        table.schema().table(),
        table.schema().hitPolicy(),
        facts.size(),
        ordered.stream()
            .limit(most)
            .map(group -> told(table, analyzed, used, group.facts(), near))
            .toList(),
        Math.max(0, ordered.size() - most));
  }

  /// The decimals 0.3 and 0.30 are the same.
  private static Object comparable(Object value) {
    return value instanceof java.math.BigDecimal decimal ? decimal.stripTrailingZeros() : value;
  }

  private static <F extends Record, A> TableTrace.Case told(
      CheckedTable<F, A> table,
      AnalyzedTable analyzed,
      List<Condition<F, ?>> used,
      List<F> group,
      int near) {
    F fact = group.getFirst();
    boolean first = table.schema().hitPolicy() == HitPolicy.FIRST_MATCH;
    List<Row<F, A>> fired =
        table.rows().stream()
            .filter(row -> row.matches(fact))
            .limit(first ? 1 : Long.MAX_VALUE)
            .sorted(Comparator.comparing(Row::ruleId))
            .toList();
    var facts = new LinkedHashMap<String, String>();
    used.forEach(column -> facts.put(column.name(), value(column, fact)));
    return new TableTrace.Case(
        group.size(),
        about(table.schema(), group),
        facts,
        fired.stream().map(row -> fired(table, row, fact)).toList(),
        near == 0 ? List.of() : near(table, analyzed, fact, fired, near));
  }

  private static <F extends Record> Map<String, List<String>> about(
      Schema<F, ?> schema, List<F> group) {
    var about = new LinkedHashMap<String, List<String>>();
    for (Condition<F, ?> column : schema.conditions()) {
      if (ABOUT.contains(column.name())) {
        Set<String> values = new LinkedHashSet<>();
        for (F fact : group) {
          values.add(value(column, fact));
          if (values.size() == MOST_ABOUT) {
            break;
          }
        }
        about.put(column.name(), List.copyOf(values));
      }
    }
    return about;
  }

  private static <F extends Record, A> TableTrace.FiredRow fired(
      CheckedTable<F, A> table, Row<F, A> row, F fact) {
    return new TableTrace.FiredRow(
        row.ruleId(),
        row.tests().stream()
            .map(cell ->
                new TableTrace.MetCell(
                    cell.column().name(), cell.text(), value(cell.column(), fact)))
            .toList(),
        table.outcome(row));
  }

  private static <F extends Record, A> List<TableTrace.NearRow> near(
      CheckedTable<F, A> table, AnalyzedTable analyzed, F fact, List<Row<F, A>> fired, int most) {
    record Near<F extends Record, A>(Row<F, A> row, List<CellTest<F, ?>> failed, double share) {}
    return table.rows().stream()
        .filter(row -> !fired.contains(row))
        .map(row -> {
          List<CellTest<F, ?>> failed =
              row.tests().stream().filter(cell -> !cell.holdsFor(fact)).toList();
          return new Near<>(
              row, failed, failed.stream().mapToDouble(cell -> miss(cell, fact).share()).sum());
        })
        .sorted(
            Comparator.<Near<F, A>>comparingInt(row -> row.failed().size())
                .thenComparingDouble(Near::share))
        .limit(most)
        .map(row ->
            new TableTrace.NearRow(
                row.row().ruleId(),
                row.failed().stream()
                    .map(cell ->
                        new CellMiss(
                            cell.column().name(),
                            analyzed.address(row.row().ruleId(), cell.column().name()).reference(),
                            cell.text(),
                            value(cell.column(), fact),
                            miss(cell, fact)))
                    .toList()))
        .toList();
  }

  private static <F extends Record, T extends Comparable<? super T>> Miss miss(
      CellTest<F, T> cell, F fact) {
    return Miss.of(cell.column().type(), cell.test(), cell.column().value().apply(fact));
  }

  /// As a cell has it.
  private static <F extends Record, T extends Comparable<? super T>> String value(
      Condition<F, T> column, F fact) {
    T value = column.value().apply(fact);
    CellType<T> type = column.type();
    return type.write(value);
  }
}
