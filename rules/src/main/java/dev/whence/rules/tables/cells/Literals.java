package dev.whence.rules.tables.cells;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Splits the text of a cell into literals and quotes text that would be read as something else.
///
/// A literal is bare (`web`, spaces around it do not count) or quoted (`"home, garden"`, a quote
/// inside is doubled).
final class Literals {
  /// Text that may stand bare: nothing in it could be an operator, a list or a formula.
  private static final Pattern BARE =
      Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_./:&'()+ -]*", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern STARTS_WITH_OPERATOR =
      Pattern.compile("(in|not)( .*)?", Pattern.CASE_INSENSITIVE);

  private static final Pattern ODD_SPACES = Pattern.compile("\\p{Zs}");
  private static final Pattern ZERO_WIDTH = Pattern.compile("[\u200b\ufeff]");

  private Literals() {}

  /// One value of a cell, quotes taken off.
  ///
  /// @param quoted whether it stood in quotes, so that it is meant to the letter
  record Literal(String text, boolean quoted) {}

  /// Web pages and word processors leave spaces behind that look like a plain one, or like none;
  /// outside quotes they count as such.
  static String withPlainSpaces(String cell) {
    return outsideQuotes(
        cell, text -> ODD_SPACES.matcher(ZERO_WIDTH.matcher(text).replaceAll("")).replaceAll(" "));
  }

  /// The cell with `change` made to everything that stands in no plain quotes.
  static String outsideQuotes(String cell, UnaryOperator<String> change) {
    var changed = new StringBuilder();
    int start = 0;
    boolean quoted = false;
    for (int quote = cell.indexOf('"'); quote >= 0; quote = cell.indexOf('"', start)) {
      String part = cell.substring(start, quote);
      changed.append(quoted ? part : change.apply(part)).append('"');
      quoted = !quoted;
      start = quote + 1;
    }
    String rest = cell.substring(start);
    return changed.append(quoted ? rest : change.apply(rest)).toString();
  }

  /// The literals between separators; none of them blank unless quoted.
  static Parsed<List<Literal>> split(String text, char separator) {
    var literals = new ArrayList<Literal>();
    int start = 0;
    while (true) {
      int end = endOfLiteral(text, start, separator);
      if (end < 0) {
        return bad("a closing quote", "Maybe double the quotes inside a quoted text.");
      }
      String raw = text.substring(start, end).strip();
      if (raw.isEmpty()) {
        return bad("a value on each side of '" + separator + "'", "");
      }
      if (raw.charAt(0) == '"') {
        if (raw.length() < 2 || raw.charAt(raw.length() - 1) != '"') {
          return bad("nothing after the closing quote", "");
        }
        String inside = raw.substring(1, raw.length() - 1);
        if (inside.replace("\"\"", "").indexOf('"') >= 0) {
          return bad("quotes inside a quoted text doubled", "");
        }
        literals.add(new Literal(inside.replace("\"\"", "\""), true));
      } else if (raw.indexOf('"') >= 0) {
        return new Parsed.Bad<>(
            Flaw.rewritten(
                ErrorCode.BAD_QUOTES,
                "text with a quote in it to be quoted",
                List.of(quoted(raw))));
      } else {
        literals.add(new Literal(raw, false));
      }
      if (end == text.length()) {
        return new Parsed.Good<>(List.copyOf(literals));
      }
      start = end + 1;
    }
  }

  /// The text as a bare literal if it reads back as itself, quoted otherwise.
  static String write(String text) {
    boolean bare =
        BARE.matcher(text).matches()
            && text.strip().equals(text)
            && !STARTS_WITH_OPERATOR.matcher(text).matches()
            && !Spelling.meansAnything(text)
            && !TextCells.looksLikeTest(text);
    return bare ? text : quoted(text);
  }

  /// Whether a star stands outside of quotes: no word has one there.
  static boolean hasBareStar(String cell) {
    return cell.replaceAll("\"(?:[^\"]|\"\")*\"", "").indexOf('*') >= 0;
  }

  /// Whether no quote is in it.
  static boolean isPlain(String text) {
    return text.indexOf('"') < 0;
  }

  static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  /// Where the literal that starts at `start` ends, -1 when a quote stays open.
  private static int endOfLiteral(String text, int start, char separator) {
    boolean quoted = false;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        return i;
      }
    }
    return quoted ? -1 : text.length();
  }

  private static <T> Parsed<T> bad(String expected, String advice) {
    return new Parsed.Bad<>(new Flaw(ErrorCode.BAD_QUOTES, expected, advice));
  }
}
