package dev.whence.domain.attributes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Named facts of a merchant's own, for instance a vendor, a mode or the temperature where a parcel
/// leaves: features of a model that has learned from them, nothing to one that has not.
///
/// @param all in the order of their names, each name once
public record Attributes(List<Named> all) {
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

  /// @param name as [#requireName] demands
  public record Named(String name, Value value) {
    public Named {
      requireName(name);
    }
  }

  /// @throws IllegalArgumentException if there are more than [#MOST], or a name is none
  public Attributes(Map<String, Value> values) {
    this(
        new TreeMap<>(values)
            .entrySet().stream().map(each -> new Named(each.getKey(), each.getValue())).toList());
  }

  /// @throws IllegalArgumentException if there are more than [#MOST], or names do not rise
  public Attributes {
    all = List.copyOf(all);
    if (all.size() > MOST) {
      throw new IllegalArgumentException(
          "%d attributes; at most %d are looked at.".formatted(all.size(), MOST));
    }
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i - 1).name().compareTo(all.get(i).name()) >= 0) {
        throw new IllegalArgumentException(
            "The attributes %s and %s are not in the order of their names."
                .formatted(all.get(i - 1).name(), all.get(i).name()));
      }
    }
  }

  /// The values by name, in the order of the names.
  public SequencedMap<String, Value> values() {
    var values = new LinkedHashMap<String, Value>();
    all.forEach(each -> values.put(each.name(), each.value()));
    return values;
  }

  /// The same with a word before each name.
  ///
  /// @throws IllegalArgumentException if a name is none then
  public Attributes behind(String word) {
    return new Attributes(
        all.stream().map(each -> new Named(word + each.name(), each.value())).toList());
  }

  /// As [#over], but these alone where there are more than [#MOST] together.
  public Attributes overAsFarAsThereIsRoom(Attributes others) {
    return all.size() + others.all.size() <= MOST ? over(others) : this;
  }

  /// These, and what they do not tell of others.
  ///
  /// @throws IllegalArgumentException if there are more than [#MOST] together
  public Attributes over(Attributes others) {
    if (others.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return others;
    }
    var values = new TreeMap<>(others.values());
    values.putAll(values());
    return new Attributes(values);
  }

  private Optional<Value> find(String name) {
    for (Named each : all) {
      if (each.name().equals(name)) {
        return Optional.of(each.value());
      }
    }
    return Optional.empty();
  }

  /// Whether [#requireName] takes it.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /// @throws IllegalArgumentException if it is not made of small letters, digits and underscores
  public static void requireName(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "\"%s\" is no name of an attribute.\nMaybe begin with a small letter and use small letters, digits and underscores, at most 64."
              .formatted(name));
    }
  }

  public OptionalDouble number(String name) {
    return find(name).orElse(null) instanceof Value.Measure(var value)
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }

  public Optional<String> word(String name) {
    return find(name).orElse(null) instanceof Value.Word(var value)
        ? Optional.of(value)
        : Optional.empty();
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }
}
