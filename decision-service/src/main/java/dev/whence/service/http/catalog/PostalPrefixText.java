package dev.whence.service.http.catalog;

import dev.whence.domain.places.PostalDistrict;
import java.util.Optional;
import java.util.regex.Pattern;

/// How the start of postal codes is written in rate cards: `941`, or `941*` as in rule tables;
/// spaces, dashes and case do not matter.
final class PostalPrefixText {
  private static final Pattern RANGE =
      Pattern.compile("(\\p{Alnum}+) ?(?:\\.{2,}|…) ?(\\p{Alnum}+)");
  private static final Pattern NUMBERS = Pattern.compile("([0-9]+) ?[-–—] ?([0-9]+)");

  private PostalPrefixText() {}

  /// Without the star that says that anything may follow.
  static String withoutStar(String written) {
    return written.endsWith("*") ? written.substring(0, written.length() - 1).strip() : written;
  }

  /// What makes a text no prefix, though somebody meant something by it: it would match no postal
  /// code, or others than were meant.
  static Optional<String> wrong(String written) {
    String prefix = withoutStar(written);
    if (PostalDistrict.ofStart(written).isPresent()) {
      return Optional.of(
          "\"%s\" has %s0 to %2$s9 in it, too, for spaces do not count.\nMaybe write %2$s* if that is meant"
              .formatted(written, prefix));
    }
    if (isRange(prefix)) {
      return Optional.of(
          "\"%s\" is a range.\nMaybe list how its postal codes start, one prefix each"
              .formatted(written));
    }
    return prefix.codePoints().allMatch(PostalPrefixText::mayStand)
        ? Optional.empty()
        : Optional.of(
            "\"%s\" holds more than letters, digits, spaces and dashes.\nMaybe list each prefix by itself"
                .formatted(written));
  }

  /// Two numbers of as many digits each, the lower first; `12345-6789` and `135-080` are codes.
  private static boolean isRange(String text) {
    var numbers = NUMBERS.matcher(text);
    return RANGE.matcher(text).matches()
        || (numbers.matches()
            && numbers.group(1).length() == numbers.group(2).length()
            && numbers.group(1).compareTo(numbers.group(2)) < 0);
  }

  private static boolean mayStand(int character) {
    return Character.isLetterOrDigit(character)
        || Character.isSpaceChar(character)
        || Character.getType(character) == Character.DASH_PUNCTUATION
        || character == 0x2212; // the minus sign
  }
}
