package dev.whence.pipeline.imports;

import dev.whence.pipeline.imports.Fault.FaultException;
import java.math.BigDecimal;
import java.util.Set;
import java.util.regex.Pattern;

/// A named test that a row must pass to be kept. Rows that fail are counted under the name; one of
/// which nobody can tell is rejected.
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

    /// Both ends included; what is missing lies outside.
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

  /// @throws FaultException if nobody can tell, for instance of a price that is no number
  boolean keeps(Row.Group group) {
    String text;
    try {
      text = value.of(group);
    } catch (FaultException e) {
      Fault fault = e.fault();
      throw fault(fault.field(), fault.value(), fault.reason());
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

  private boolean isBetween(String text, BigDecimal low, BigDecimal high) {
    String number = Blanks.strip(text);
    if (number.isEmpty()) {
      return false;
    }
    try {
      var parsed = new BigDecimal(number);
      return parsed.compareTo(low) >= 0 && parsed.compareTo(high) <= 0;
    } catch (NumberFormatException e) {
      throw fault(String.join(" ", value.references().toList()), text, Type.noNumber(text));
    }
  }

  private FaultException fault(String field, String text, String reason) {
    return new FaultException("filter %s (%s)".formatted(name, field), text, reason);
  }
}
