package dev.whence.rules.tables.schema;

/// Which rows of a table answer.
public enum HitPolicy {
  /// Every row that matches, in rule-id order.
  ALL_MATCHES("all matches"),
  /// The topmost row that matches; the last row is blank, so one always does.
  FIRST_MATCH("first match");

  private final String words;

  HitPolicy(String words) {
    this.words = words;
  }

  /// As a table file says it.
  public String words() {
    return words;
  }
}
