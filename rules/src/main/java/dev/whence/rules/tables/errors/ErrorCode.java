package dev.whence.rules.tables.errors;

/// The kinds of error a rule table can have. Names are published: callers switch on them.
public enum ErrorCode {
  // Files
  UNREADABLE_FILE,
  UNKNOWN_TABLE,
  MISSING_TABLE,
  TWO_DIFFERENT_FILES,

  // Header lines and columns
  WRONG_HEADER,
  WRONG_TABLE_NAME,
  WRONG_HIT_POLICY,
  UNKNOWN_COLUMN,
  MISSING_COLUMN,
  DUPLICATE_COLUMN,

  // Rows
  BAD_RULE_ID,
  DUPLICATE_RULE_ID,
  TOO_MANY_CELLS,
  NO_CONDITION,
  NO_DEFAULT_ROW,
  UNREACHABLE_ROW,

  // Cells
  MISSING_VALUE,
  WRONG_TYPE,
  UNKNOWN_WORD,
  OUT_OF_RANGE,
  NEVER_TRUE,
  AMBIGUOUS_TEST,
  BAD_QUOTES,
  UNREADABLE_CELL;

  /// Whether every cell can be read all the same, and only the rows do not go together.
  public boolean isOfRows() {
    return this == NO_CONDITION || this == NO_DEFAULT_ROW || this == UNREACHABLE_ROW;
  }
}
