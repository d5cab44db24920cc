package dev.whence.rules.tables.cells;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A cell taken apart: whether it asks for the others, and the texts of its list.
///
/// @param plain whether it is one text without an operator and without brackets
record Shape(boolean outside, List<String> parts, boolean plain) {
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

  /// No text of a request or a closed list begins so.
  private static final Pattern SIGN = Pattern.compile("(!=|<>|≠|!|==|=)(?![<>=])\\s*(.+)", FLAGS);

  private static final Pattern WORD =
      Pattern.compile(
          "(is not one of|is one of|is not|not in|not|in|one of|any of|none of|other than|except"
              + "|(?:any|every)thing (?:but|except)|equals|equal to)(?:\\s+|(?=[(\\[{\"]))(.+)",
          FLAGS);

  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"]|\"\")*\"");

  /// @param words whether a word such as `not` is an operator even without brackets
  /// @return empty where quotes or brackets do not pair
  static Optional<Shape> of(String cell, boolean words) {
    String text = cell.strip();
    boolean outside = false;
    boolean plain = true;
    Matcher sign = SIGN.matcher(text);
    Matcher word = WORD.matcher(text);
    if (sign.matches()) {
      outside = !sign.group(1).startsWith("=");
      text = sign.group(2).strip();
      plain = false;
    } else if (word.matches() && (words || isWrapped(word.group(2).strip()))) {
      outside =
          word.group(1)
              .toLowerCase(java.util.Locale.ROOT)
              .matches("(is )?not.*|none.*|other.*|.*except.*|.*but");
      text = word.group(2).strip();
      plain = false;
    }
    boolean wrapped = isWrapped(text);
    if (wrapped) {
      text = text.substring(1, text.length() - 1).strip();
      plain = false;
    }
    List<String> parts = split(text, words || wrapped ? ",;|" : ";|");
    if (parts.size() == 1 && !words) {
      List<String> byComma = split(text, ",");
      if (byComma.stream().allMatch(part -> QUOTED.matcher(part).matches())) {
        parts = byComma;
      }
    }
    boolean paired = text.chars().filter(c -> c == '"').count() % 2 == 0;
    return paired && parts.stream().noneMatch(String::isEmpty)
        ? Optional.of(new Shape(outside, parts, plain && parts.size() == 1))
        : Optional.empty();
  }

  private static boolean isWrapped(String text) {
    if (text.length() < 3) {
      return false;
    }
    String ends = "" + text.charAt(0) + text.charAt(text.length() - 1);
    String inside = text.substring(1, text.length() - 1);
    return (ends.equals("()") || ends.equals("[]") || ends.equals("{}"))
        && "()[]{}".chars().noneMatch(c -> inside.indexOf(c) >= 0);
  }

  /// At any of the separators outside of quotes; `||` counts as one.
  private static List<String> split(String text, String separators) {
    var parts = new ArrayList<String>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (!quoted && separators.indexOf(c) >= 0) {
        parts.add(text.substring(start, i).strip());
        boolean twice = c == '|' && i + 1 < text.length() && text.charAt(i + 1) == '|';
        i += twice ? 1 : 0;
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return List.copyOf(parts);
  }
}
