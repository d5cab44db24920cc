package dev.whence.rules.tables.cells;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import dev.whence.text.Unseen;
import java.util.List;

/// The text that a request can hold: 1 to 100 characters, none of control and none that cannot be
/// seen, no space around it. A cell that asks for any other can never be true.
final class RequestText {
  private static final int LONGEST = 100;

  private RequestText() {}

  static Parsed<String> read(String text) {
    if (text.isBlank()) {
      return never("at least one character, as every request has", List.of(""));
    }
    if (text.length() > LONGEST) {
      return never(
          "at most " + LONGEST + " characters, as requests have (here " + text.length() + ")",
          List.of());
    }
    String clean =
        text.codePoints()
            .filter(c -> !isUnseen(c))
            .map(c -> isUnfit(c) ? ' ' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
            .strip();
    if (clean.equals(text)) {
      return new Parsed.Good<>(text);
    }
    return never(
        text.codePoints().anyMatch(RequestText::isUnseen)
            ? "text without characters that cannot be seen (%s), as requests have"
                .formatted(Unseen.first(text).orElseThrow())
            : "text without control characters and without a space around it, as requests have",
        List.of(Literals.write(clean)));
  }

  /// Other spaces than the plain one are written as such before.
  private static boolean isUnseen(int c) {
    return Unseen.is(c) && !Character.isSpaceChar(c);
  }

  private static boolean isUnfit(int c) {
    return Character.isISOControl(c)
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static Parsed<String> never(String expected, List<String> rewrites) {
    return new Parsed.Bad<>(Flaw.rewritten(ErrorCode.NEVER_TRUE, expected, rewrites));
  }
}
