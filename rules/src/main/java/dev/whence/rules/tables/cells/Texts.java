package dev.whence.rules.tables.cells;

import java.util.List;

/// The texts that a test lets through, as a union of words, starts and parts, or as all others.
///
/// @param outside whether it is all others
/// @param parts each an `In` of one word, `StartsWith` or `Contains`
record Texts(boolean outside, List<Test<String>> parts) {
  /// A character that no cell and no request has.
  private static final String FRESH = "\uffff";

  static Texts of(Test<String> test) {
    return switch (test) {
      case Test.Any<String>() -> new Texts(true, List.of());
      case Test.In<String>(var words) -> new Texts(false, each(words));
      case Test.NotIn<String>(var words) -> new Texts(true, each(words));
      case Test.StartsWith _, Test.Contains _ -> new Texts(false, List.of(test));
      case Test.AnyOf<String>(var parts) -> new Texts(false, parts);
      case Test.NoneOf<String>(var parts) -> new Texts(true, parts);
      case Test.AtLeast<String> _,
          Test.MoreThan<String> _,
          Test.AtMost<String> _,
          Test.LessThan<String> _,
          Test.Between<String> _,
          Test.Range<String> _,
          Test.Postal _ ->
          throw new IllegalArgumentException("Texts have no such test: " + test + ".");
    };
  }

  /// Whether every text of the other is one of this. Exact, for texts of any length.
  boolean contains(Texts other) {
    if (other.outside) {
      return outside && parts.stream().allMatch(other::holdsAllOf);
    }
    return other.parts.stream()
        .allMatch(outside ? part -> parts.stream().noneMatch(mine -> meet(mine, part)) : this::has);
  }

  /// Whether the parts of this, taken as left out or not, have all texts of `part` among them.
  private boolean holdsAllOf(Test<String> part) {
    return new Texts(false, parts).has(part);
  }

  /// The texts of a start or a part can go on with anything, so only what holds for a text that
  /// goes on with a character nobody has, holds for all.
  private boolean has(Test<String> part) {
    String witness =
        switch (part) {
          case Test.StartsWith(var start) -> start + FRESH;
          case Test.Contains(var inside) -> FRESH + inside + FRESH;
          default -> word(part);
        };
    return parts.stream().anyMatch(mine -> mine.matches(witness));
  }

  private static boolean meet(Test<String> a, Test<String> b) {
    if (a instanceof Test.In<String>) {
      return b.matches(word(a));
    }
    if (b instanceof Test.In<String>) {
      return a.matches(word(b));
    }
    return !(a instanceof Test.StartsWith(var one) && b instanceof Test.StartsWith(var two))
        || one.startsWith(two)
        || two.startsWith(one);
  }

  private static String word(Test<String> part) {
    if (part instanceof Test.In<String>(var words)) {
      return words.getFirst();
    }
    throw new IllegalArgumentException("No single word: " + part + ".");
  }

  private static List<Test<String>> each(List<String> words) {
    return words.stream().<Test<String>>map(word -> new Test.In<>(List.of(word))).toList();
  }
}
