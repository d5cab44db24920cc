package dev.whence.rules.tables.cells;

import dev.whence.rules.tables.cells.Literals.Literal;
import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Spellings that people use for something a table says otherwise, so that a bare word with one in
/// it never means what it says. In quotes each of them is just text.
final class Spelling {
  /// Double quotes as word processors and other languages have them.
  private static final Pattern DOUBLE_QUOTES = Pattern.compile("[“”„‟«»″〝〞＂]");

  /// A single quote where only a quote can be: before a value. An apostrophe inside is a letter.
  private static final Pattern OPENING_SINGLE = Pattern.compile("(^|[,>]\\s*|\\s)[‘’‚‛‹`'](?=\\S)");

  private static final Pattern CLOSING_SINGLE =
      Pattern.compile("(?<=\\S)[‘’‚‛›`'](?=\\s*([,>]|$))");

  private static final Set<String> ANYTHING =
      Set.of("-", "--", "–", "—", "*", "any", "all", "everything", "n/a", "#n/a", "n.a.");

  /// Words that say "whatever it is" and nothing else; `n/a` may also say "nothing there".
  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "-",
          "--",
          "–",
          "—",
          "*",
          "any",
          "all",
          "everything",
          "anything",
          "any value",
          "whatever");

  private static final Set<String> NOTHING =
      Set.of(
          "n/a",
          "#n/a",
          "n.a.",
          "none",
          "null",
          "nil",
          "empty",
          "blank",
          "(blank)",
          "is null",
          "is empty",
          "is blank",
          "missing",
          "?");

  private Spelling() {}

  /// Whether it can only mean a blank cell where no value looks like it.
  static boolean isPlaceholder(String text) {
    return PLACEHOLDERS.contains(text.toLowerCase(Locale.ROOT));
  }

  /// Whether it says that no value is there, or that the cell does not apply.
  static boolean meansNothing(String text) {
    return NOTHING.contains(text.toLowerCase(Locale.ROOT));
  }

  /// Whether a bare word is what people write for "whatever it is".
  static boolean meansAnything(String bare) {
    return ANYTHING.contains(bare.toLowerCase(Locale.ROOT));
  }

  /// Refuses quotes that are not plain, and other separators than the cell's own.
  ///
  /// @param cell what the literals were read from, for the advice
  /// @param separator the one that they were split at
  static Parsed<List<Literal>> check(List<Literal> literals, String cell, char separator) {
    for (Literal literal : literals) {
      if (literal.quoted()) {
        continue;
      }
      String text = literal.text();
      if (hasOtherQuotes(text)) {
        return new Parsed.Bad<>(
            Flaw.rewritten(
                ErrorCode.BAD_QUOTES,
                "plain quotes (\") around a text",
                List.of(withPlainQuotes(cell))));
      }
      if (text.indexOf(';') >= 0 || text.indexOf('|') >= 0) {
        String parts = text.strip().replaceAll("\\s*[;|]\\s*", separator == '>' ? " > " : ", ");
        return bad(
            ErrorCode.WRONG_TYPE,
            "one value",
            "Maybe write " + (separator == '>' ? parts : "in " + parts) + ", or quote the text.");
      }
      if (separator == '>' && meansAnything(text)) {
        return bad(
            ErrorCode.NEVER_TRUE,
            "ids that are loaded",
            "Maybe leave the cell blank, or quote the id.");
      }
    }
    return new Parsed.Good<>(literals);
  }

  /// A word with an apostrophe in it or after it (`men’s`, `dogs’`) is no quote.
  private static boolean hasOtherQuotes(String text) {
    return DOUBLE_QUOTES.matcher(text).find() || "‘’‚‛‹`'".indexOf(text.charAt(0)) >= 0;
  }

  private static String withPlainQuotes(String cell) {
    return Literals.outsideQuotes(
        cell,
        text -> {
          String plain = DOUBLE_QUOTES.matcher(text).replaceAll("\"");
          plain = OPENING_SINGLE.matcher(plain).replaceAll("$1\"");
          return CLOSING_SINGLE.matcher(plain).replaceAll("\"");
        });
  }

  private static <T> Parsed<T> bad(ErrorCode code, String expected, String advice) {
    return new Parsed.Bad<>(new Flaw(code, expected, advice));
  }
}
