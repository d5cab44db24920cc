package dev.whence.rules.tables.errors;

/// What is wrong with the text of one cell; [TableError] adds the place.
///
/// @param expected what the cell should hold, to follow the word "expected"
/// @param advice a sentence that starts with "Maybe", or empty
public record Flaw(ErrorCode code, String expected, String advice) {
  public Flaw(ErrorCode code, String expected) {
    this(code, expected, "");
  }
}
