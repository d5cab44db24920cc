package dev.whence.pipeline.imports;

import dev.whence.pipeline.imports.Fault.FaultException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// A named test that a row must pass to be kept. Rows that fail are counted under the name.
///
/// @param name kebab-case
/// @param value what is tested
record Condition(String name, Recipe value, Test test) {

  /// What the value must be.
  sealed interface Test {
    record In(Set<String> words) implements Test {
      public In {
        words = Set.copyOf(words);
      }
    }

    record NotIn(Set<String> words) implements Test {
      public NotIn {
        words = Set.copyOf(words);
      }
    }

    /// Both ends included; what is missing or no number lies outside.
    record Between(BigDecimal low, BigDecimal high) implements Test {}

    record Present() implements Test {}

    /// One of the prefixes stands at the beginning, or none does.
    record StartingWith(Set<String> prefixes, boolean wanted) implements Test {
      public StartingWith {
        prefixes = Set.copyOf(prefixes);
      }
    }

    /// The whole text is like the pattern, or is not.
    record Matching(Pattern pattern, boolean wanted) implements Test {}
  }

  boolean keeps(Row row) {
    String text;
    try {
      text = value.of(new Row.Group(List.of(row)));
    } catch (FaultException e) {
      return false;
    }
    return switch (test) {
      case Test.In(var words) -> words.contains(text);
      case Test.NotIn(var words) -> !words.contains(text);
      case Test.Between(var low, var high) -> isBetween(text, low, high);
      case Test.Present() -> !text.isEmpty();
      case Test.StartingWith(var prefixes, var wanted) ->
          wanted == prefixes.stream().anyMatch(text::startsWith);
      case Test.Matching(var pattern, var wanted) -> wanted == pattern.matcher(text).matches();
    };
  }

  private static boolean isBetween(String text, BigDecimal low, BigDecimal high) {
    try {
      var number = new BigDecimal(text);
      return number.compareTo(low) >= 0 && number.compareTo(high) <= 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
