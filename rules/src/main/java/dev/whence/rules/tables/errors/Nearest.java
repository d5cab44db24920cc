package dev.whence.rules.tables.errors;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// Guesses which known word a misspelt one was meant to be.
public final class Nearest {
  private Nearest() {}

  /// "Maybe STORE was meant.", or empty when no known word is near.
  public static String advice(String word, Collection<String> known) {
    return find(word, known).map(near -> "Maybe " + near + " was meant.").orElse("");
  }

  public static Optional<String> find(String word, Collection<String> known) {
    record Guess(String word, int edits) {}
    return known.stream()
        .map(candidate -> new Guess(candidate, edits(fold(word), fold(candidate))))
        .filter(guess -> guess.edits() <= Math.max(2, guess.word().length() / 3))
        .filter(guess -> guess.edits() < Math.min(word.length(), guess.word().length()))
        .min(Comparator.comparingInt(Guess::edits).thenComparing(Guess::word))
        .map(Guess::word);
  }

  private static String fold(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[ _-]+", " ").strip();
  }

  /// Levenshtein distance.
  private static int edits(String from, String to) {
    int[] row = IntStream.rangeClosed(0, to.length()).toArray();
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int above = row[j];
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[to.length()];
  }
}
