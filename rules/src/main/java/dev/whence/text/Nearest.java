package dev.whence.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Guesses which known word a misspelt one was meant to be.
public final class Nearest {
  private Nearest() {}

  /// "Maybe STORE was meant.", or empty when no known word is near.
  public static String advice(String word, Collection<String> known) {
    return find(word, known).map(near -> "Maybe " + near + " was meant.").orElse("");
  }

  /// The nearest known word; empty when none is near.
  public static Optional<String> find(String word, Collection<String> known) {
    record Guess(String word, int edits) {}
    return known.stream()
        .map(candidate -> new Guess(candidate, EditDistance.between(fold(word), fold(candidate))))
        .filter(guess -> guess.edits() <= Math.max(2, guess.word().length() / 3))
        .filter(guess -> guess.edits() < Math.min(word.length(), guess.word().length()))
        .min(Comparator.comparingInt(Guess::edits).thenComparing(Guess::word))
        .map(Guess::word);
  }

  private static String fold(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[ _-]+", " ").strip();
  }
}
