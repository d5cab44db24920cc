package dev.whence.rules.tables.cells;

/// How strictly tables are read.
public enum Reading {
  /// As somebody wrote them: what can be misunderstood, or can never be true, is refused.
  EDITED,
  /// As they were in force, under the rules of their time: what was taken then is taken.
  RECORDED
}
