package dev.whence.rules.tables;

import dev.whence.rules.tables.pieces.FactClasses;
import dev.whence.rules.tables.pieces.RowFilter;
import dev.whence.rules.tables.schema.HitPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Asks only the rows that may match, which it knows from the pieces of each column. For tables of
/// many rows. See `docs/decisions/0031`.
final class IndexedTable<F extends Record, A> implements TableEngine<F, A> {
  private final List<Row<F, A>> rows;
  private final boolean all;
  private final RowFilter<F> filter;

  /// @param columns what [CheckedTable#columns()] gave, which takes long for many rows
  IndexedTable(CheckedTable<F, A> table, List<FactClasses.Column<F, ?>> columns) {
    all = table.schema().hitPolicy() == HitPolicy.ALL_MATCHES;
    rows =
        all
            ? table.rows().stream().sorted(Comparator.comparing(Row::ruleId)).toList()
            : table.rows();
    filter = new RowFilter<>(table.tested(columns, rows), rows.size());
  }

  @Override
  public List<A> verdict(F fact) {
    if (!all) {
      int row = filter.first(fact, each -> rows.get(each).matches(fact));
      return row < 0 ? List.of() : List.of(rows.get(row).answer());
    }
    var answers = new ArrayList<A>();
    var _ =
        filter.first(
            fact,
            each -> {
              Row<F, A> row = rows.get(each);
              if (row.matches(fact)) {
                answers.add(row.answer());
              }
              return false;
            });
    return List.copyOf(answers);
  }

  @Override
  public List<List<A>> verdicts(List<F> facts) {
    return facts.stream().map(this::verdict).toList();
  }
}
