package dev.whence.rules.tables;

import dev.whence.rules.tables.schema.HitPolicy;
import java.util.Comparator;
import java.util.List;

/// Asks row after row. The plainest reading of a table, and the reference for the other engines.
final class TableScan<F extends Record, A> implements TableEngine<F, A> {
  private final List<Row<F, A>> rows;
  private final int most;

  TableScan(CheckedTable<F, A> table) {
    boolean all = table.schema().hitPolicy() == HitPolicy.ALL_MATCHES;
    rows =
        all
            ? table.rows().stream().sorted(Comparator.comparing(Row::ruleId)).toList()
            : table.rows();
    most = all ? rows.size() : 1;
  }

  @Override
  public List<A> verdict(F fact) {
    return rows.stream().filter(row -> row.matches(fact)).limit(most).map(Row::answer).toList();
  }

  @Override
  public List<List<A>> verdicts(List<F> facts) {
    return facts.stream().map(this::verdict).toList();
  }
}
