package dev.whence.rules.tables;

import java.util.List;

/// The words of a table file that belong to no schema.
final class Header {
  static final String TABLE = "table";
  static final String HIT_POLICY = "hit policy";
  static final String OWNER = "owner";
  static final String DESCRIPTION = "description";

  /// The lines above the columns, each a word and its value.
  static final List<String> LINES = List.of(TABLE, HIT_POLICY, OWNER, DESCRIPTION);

  /// Starts the line with the column names.
  static final String RULE_ID = "rule id";

  /// An optional last column for the analyst, never evaluated.
  static final String NOTE = "note";

  private Header() {}
}
