package dev.whence.rules.tables;

import java.util.Comparator;
import java.util.List;

/// Asks row after row. The plainest reading of a table, and the reference for Drools.
final class TableScan<F extends Record, A> implements TableEngine<F, A> {
  private final List<Row<F, A>> rows;
  private final List<Row<F, A>> byRuleId;

  TableScan(CheckedTable<F, A> table) {
    rows = table.rows();
    byRuleId = rows.stream().sorted(Comparator.comparing(Row::ruleId)).toList();
  }

  @Override
  public List<List<A>> allMatches(List<F> facts) {
    return facts.stream()
        .map(fact -> byRuleId.stream().filter(row -> row.matches(fact)).map(Row::answer).toList())
        .toList();
  }

  @Override
  public A firstMatch(F fact) {
    return rows.stream()
        .filter(row -> row.matches(fact))
        .map(Row::answer)
        .findFirst()
        .orElseThrow();
  }
}
