package dev.whence.rules.tables.analysis;

/// How much a finding asks of the analyst, worst first.
public enum Severity {
  /// The table does not decide every case, or holds a row that is certainly a mistake.
  ERROR,
  /// Something in the table has no effect.
  WARNING,
  /// How the table works; nothing may be wrong.
  NOTE
}
