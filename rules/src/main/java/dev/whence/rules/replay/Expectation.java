package dev.whence.rules.replay;

import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import java.util.List;
import java.util.Set;

/// What whoever writes other rule tables expects of them: a replay shows whether it comes true.
public sealed interface Expectation {
  /// No recorded order would have been decided otherwise.
  record NoChange() implements Expectation {}

  /// Only orders would have been decided otherwise for which one of these rows fires, or fired
  /// before, and no other row that was changed.
  ///
  /// @param tables of which every row may change decisions
  /// @param rows that may
  /// @param followers whether also those may that only find other stock, capacity or open lines,
  ///   because an earlier order was decided otherwise
  record OnlyRows(List<String> tables, List<TableRow> rows, boolean followers)
      implements Expectation {
    public OnlyRows {
      tables = tables.stream().distinct().sorted().toList();
      rows = List.copyOf(rows);
    }
  }

  /// Whether a decision may be another.
  ///
  /// @param changedRows rows of the order that differ between the two sets of tables; empty where
  ///   the order finds other stock, capacity or open lines
  default boolean allows(Set<TableRow> changedRows) {
    return switch (this) {
      case NoChange() -> false;
      case OnlyRows(var tables, var rows, boolean followers) ->
          changedRows.isEmpty()
              ? followers
              : changedRows.stream()
                  .allMatch(row -> tables.contains(row.table()) || rows.contains(row));
    };
  }
}
