package dev.whence.service.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a password must be: long, and nothing that is guessed first. No kinds of characters are
/// asked for (NIST SP 800-63B, section 3.1.1.2).
public final class PasswordRules {
  private static final int SHORTEST = 12;
  private static final int LONGEST = 256;
  private static final int FEWEST_DIFFERENT = 5;

  /// Characters beyond what is guessed first.
  private static final int FEWEST_OF_ONES_OWN = 8;

  /// The longest first.
  private static final List<String> COMMON = common();

  private PasswordRules() {}

  /// What is wrong with a password, after "must" and with an advice; empty if nothing is. The
  /// password is not repeated.
  public static Optional<String> complaint(String password, String userName) {
    String normal = normalized(password);
    int length = normal.codePointCount(0, normal.length());
    String plain = normal.toLowerCase(Locale.ROOT);
    if (normal.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("hold no control characters.\nMaybe a line end was sent with it");
    }
    if (length < SHORTEST || length > LONGEST) {
      return Optional.of(
          "have %d to %d characters, not %d.\nMaybe take four words that have nothing to do with one another"
              .formatted(SHORTEST, LONGEST, length));
    }
    if (plain.chars().distinct().count() < FEWEST_DIFFERENT) {
      return Optional.of(
          "have at least %d different characters.\nMaybe take four words"
              .formatted(FEWEST_DIFFERENT));
    }
    if (plain.contains(userName) && userName.length() > 2) {
      return Optional.of("not hold the name of the user.\nMaybe take four words");
    }
    if (withoutCommon(plain).length() < FEWEST_OF_ONES_OWN) {
      return Optional.of("be none of those that are guessed first.\nMaybe take four words");
    }
    return Optional.empty();
  }

  /// What is left when all that everybody tries is taken out.
  private static String withoutCommon(String plain) {
    String left = plain;
    for (String common : COMMON) {
      left = left.replace(common, "");
    }
    return left;
  }

  /// One way to write it, however it was typed.
  static String normalized(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }

  private static List<String> common() {
    try (InputStream in = PasswordRules.class.getResourceAsStream("common-passwords.txt")) {
      if (in == null) {
        throw new IllegalStateException("The program lacks its file common-passwords.txt.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .sorted(Comparator.comparingInt(String::length).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
