package dev.whence.domain.attributes;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Named facts of a merchant's own, for instance a vendor, a mode or the temperature where a parcel
/// leaves: features of a model that has learned from them, nothing to one that has not.
///
/// @param values by name, in the order of the names
public record Attributes(SortedMap<String, Value> values) {
  /// Nothing told.
  public static final Attributes NONE = new Attributes(Map.of());

  /// How many there may be.
  public static final int MOST = 64;

  /// Letters of a word.
  public static final int LONGEST_WORD = 200;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /// A number in a unit of the merchant's, or a word.
  public sealed interface Value {
    /// @param value finite
    record Measure(double value) implements Value {
      public Measure {
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException("%s is no number to go by.".formatted(value));
        }
      }
    }

    /// @param value not blank, at most [#LONGEST_WORD] letters
    record Word(String value) implements Value {
      public Word {
        if (value.isBlank() || value.length() > LONGEST_WORD) {
          throw new IllegalArgumentException(
              "A word of an attribute has 1 to %d letters, this one %d."
                  .formatted(LONGEST_WORD, value.strip().length()));
        }
      }
    }
  }

  public Attributes(Map<String, Value> values) {
    this(new TreeMap<>(values));
  }

  /// @throws IllegalArgumentException if there are more than [#MOST], or a name is none
  public Attributes {
    if (values.size() > MOST) {
      throw new IllegalArgumentException(
          "%d attributes; at most %d are looked at.".formatted(values.size(), MOST));
    }
    values.keySet().forEach(Attributes::requireName);
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /// @throws IllegalArgumentException if it is not made of small letters, digits and underscores
  public static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no name of an attribute.\nMaybe begin with a small letter and use small letters, digits and underscores, at most 64."
              .formatted(name));
    }
  }

  public OptionalDouble number(String name) {
    return values.get(name) instanceof Value.Measure(var value)
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }

  public Optional<String> word(String name) {
    return values.get(name) instanceof Value.Word(var value)
        ? Optional.of(value)
        : Optional.empty();
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }
}
