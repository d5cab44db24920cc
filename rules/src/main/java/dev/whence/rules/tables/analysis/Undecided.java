package dev.whence.rules.tables.analysis;

/// What the analysis leaves open, because the table makes the answer too long to find or to list.
///
/// @param question what was not answered, a sentence
/// @param proved what holds all the same, a sentence
public record Undecided(String table, String question, String proved) {

  public String message() {
    return "%s: %s %s".formatted(table, question, proved);
  }
}
