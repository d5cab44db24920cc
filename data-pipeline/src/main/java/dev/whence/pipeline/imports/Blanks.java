package dev.whence.pipeline.imports;

/// Blanks around a value, also those that do not break a line.
final class Blanks {
  private Blanks() {}

  static boolean isBlank(char c) {
    return c <= ' ' || c == '\u00A0' || c == '\u2007' || c == '\u202F' || Character.isWhitespace(c);
  }

  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }
}
