package dev.whence.rules.tables.errors;

import java.util.List;

/// What is wrong with the text of one cell; [TableError] adds the place.
///
/// @param expected what the cell should hold, to follow the word "expected"
/// @param advice a sentence that starts with "Maybe", or empty
/// @param rewrites cells that may have been meant, each of which is accepted; a blank one leaves
///   the cell blank
public record Flaw(ErrorCode code, String expected, String advice, List<String> rewrites) {
  public Flaw {
    rewrites = List.copyOf(rewrites);
  }

  public Flaw(ErrorCode code, String expected, String advice) {
    this(code, expected, advice, List.of());
  }

  public Flaw(ErrorCode code, String expected) {
    this(code, expected, "");
  }

  /// A flaw whose advice names what to write instead.
  public static Flaw rewritten(ErrorCode code, String expected, List<String> rewrites) {
    List<String> ways =
        rewrites.stream()
            .map(way -> way.isEmpty() ? "leave the cell blank" : "write " + way)
            .toList();
    String advice = ways.isEmpty() ? "" : "Maybe " + String.join(", or ", ways) + ".";
    return new Flaw(code, expected, advice, rewrites);
  }
}
