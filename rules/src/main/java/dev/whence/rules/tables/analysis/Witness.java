package dev.whence.rules.tables.analysis;

import java.util.List;
import java.util.stream.Collectors;

/// Facts that show a finding: a value for every column that the table tests. Other columns may have
/// any value.
///
/// @param facts in the schema's order of columns
public record Witness(List<Fact> facts) {
  public Witness {
    facts = List.copyOf(facts);
  }

  /// @param value as a cell has it
  /// @param telling whether a row that the finding is about tests the column
  public record Fact(String column, String value, boolean telling) {}

  /// The telling facts: `hazmat yes, distance km 81`.
  @Override
  public String toString() {
    return facts.stream()
        .filter(Fact::telling)
        .map(fact -> fact.column() + " " + fact.value())
        .collect(Collectors.joining(", "));
  }
}
