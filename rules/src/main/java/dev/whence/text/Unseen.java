package dev.whence.text;

import java.util.Optional;

/// Characters that a reader cannot see, or cannot tell from a space: they come along where text is
/// copied from a page or a document, and make of one id two that look alike.
public final class Unseen {
  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final int ZERO_WIDTH_JOINER = 0x200d;
  private static final int IDEOGRAPHIC_SPACE = 0x3000;

  private Unseen() {}

  /// The first of them.
  ///
  /// @param place counted in characters, from 1
  public record Found(int character, int place) {
    /// For instance `U+200B as character 3`.
    @Override
    public String toString() {
      return "U+%04X as character %d".formatted(character, place);
    }
  }

  public static Optional<Found> first(String text) {
    int place = 1;
    for (int i = 0; i < text.length(); place++) {
      int character = text.codePointAt(i);
      if (character >= 0x7f && is(character)) {
        return Optional.of(new Found(character, place));
      }
      i += Character.charCount(character);
    }
    return Optional.empty();
  }

  /// What to add to a complaint that shows a text with one of them, so that the reader is told why
  /// two names that look alike are not one; empty where there is none.
  public static String hint(String shown) {
    return first(shown)
        .map(found ->
            "; U+%04X in it cannot be seen, or not be told from a space: type it again"
                .formatted(found.character()))
        .orElse("");
  }

  /// The text as a reader takes it: without what cannot be seen, with plain spaces.
  public static String seen(String text) {
    var seen = new StringBuilder();
    text.codePoints()
        .forEach(character -> {
          if (!is(character)) {
            seen.appendCodePoint(character);
          } else if (Character.isSpaceChar(character)) {
            seen.append(' ');
          }
        });
    return seen.toString();
  }

  /// Joiners are left out, since Persian and Indic words and emoji are written with them, and so is
  /// the wide space of Chinese and Japanese, which can be seen.
  public static boolean is(int character) {
    return switch (Character.getType(character)) {
      case Character.FORMAT -> character != ZERO_WIDTH_NON_JOINER && character != ZERO_WIDTH_JOINER;
      case Character.SPACE_SEPARATOR -> character != ' ' && character != IDEOGRAPHIC_SPACE;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> isFiller(character);
    };
  }

  /// Of Hangul, and the grapheme joiner: letters and marks that are drawn as nothing.
  private static boolean isFiller(int character) {
    return character == 0x115f
        || character == 0x1160
        || character == 0x3164
        || character == 0xffa0
        || character == 0x034f;
  }
}
