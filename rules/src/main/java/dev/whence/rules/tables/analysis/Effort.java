package dev.whence.rules.tables.analysis;

import java.util.function.Function;

/// Work that may still be done, counted in words of 64 pieces that are looked at: the same on every
/// machine.
final class Effort {
  private long left;

  Effort(long limit) {
    left = limit;
  }

  void spend(long words) {
    left -= words;
  }

  boolean isSpent() {
    return left < 0;
  }

  long left() {
    return Math.max(0, left);
  }

  /// Runs one question with a part of what is left.
  ///
  /// @param most the part
  <T> T ask(long most, Function<Effort, T> question) {
    long given = Math.min(most, left());
    var part = new Effort(given);
    T answer = question.apply(part);
    left -= given - part.left;
    return answer;
  }
}
