package dev.whence.text;

import java.util.Arrays;

/// How far words lie apart: insertions, deletions and replacements of characters (Levenshtein).
public final class EditDistance {
  private EditDistance() {}

  public static int between(String from, String to) {
    return between(from, to, Integer.MAX_VALUE);
  }

  /// As [#between(String, String)], or `most` if it is that or more, which may be seen sooner.
  public static int between(String from, String to, int most) {
    if (Math.abs(from.length() - to.length()) >= most) {
      return most;
    }
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
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
    return Math.min(row[to.length()], most);
  }
}
