package dev.whence.pipeline.drafts;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A unit that the name of a column may say, for instance that of `Weight (Kilograms)`.
///
/// @param what is measured
/// @param unit a short form of its name
/// @param times what makes grams, kilometers or minutes of it
record MeasureUnit(What what, String unit, String times, List<String> words) {

  enum What {
    WEIGHT,
    DISTANCE,
    DURATION
  }

  private static final List<MeasureUnit> ALL =
      List.of(
          unit(What.WEIGHT, "kg", "1000", "kg", "kgs", "kilo", "kilos", "kilogram", "kilograms"),
          unit(What.WEIGHT, "g", "1", "g", "gr", "gm", "gms", "gram", "grams", "grammes"),
          unit(What.WEIGHT, "mg", "0.001", "mg", "milligrams"),
          unit(What.WEIGHT, "lb", "453.59237", "lb", "lbs", "pound", "pounds"),
          unit(What.WEIGHT, "oz", "28.349523125", "oz", "ounce", "ounces"),
          unit(What.WEIGHT, "t", "1000000", "t", "ton", "tons", "tonne", "tonnes"),
          unit(
              What.DISTANCE,
              "km",
              "1",
              "km",
              "kms",
              "kilometer",
              "kilometers",
              "kilometre",
              "kilometres"),
          unit(What.DISTANCE, "miles", "1.609344", "mi", "mile", "miles"),
          unit(What.DISTANCE, "m", "0.001", "m", "meter", "meters", "metre", "metres"),
          unit(What.DURATION, "minutes", "1", "min", "mins", "minute", "minutes"),
          unit(What.DURATION, "hours", "60", "h", "hr", "hrs", "hour", "hours"),
          unit(What.DURATION, "days", "1440", "day", "days"));

  private static MeasureUnit unit(What what, String unit, String times, String... words) {
    return new MeasureUnit(what, unit, times, List.of(words));
  }

  MeasureUnit {
    words = List.copyOf(words);
  }

  /// The unit that a column's name says, if it says one of this kind; of several the last.
  ///
  /// @param name of a column, plain
  static Optional<MeasureUnit> of(What what, String name) {
    return Arrays.asList(name.split("_")).reversed().stream()
        .flatMap(
            word -> ALL.stream().filter(unit -> unit.what == what && unit.words.contains(word)))
        .findFirst();
  }

  /// The unit that is called so, also in other languages and in brackets; empty if none is.
  static Optional<MeasureUnit> called(String text) {
    String word = ColumnWords.english(text, false);
    return ALL.stream().filter(unit -> unit.words.contains(word)).findFirst();
  }

  /// The unit that others of its kind are turned into.
  static MeasureUnit base(What what) {
    return ALL.stream()
        .filter(unit -> unit.what == what && unit.times.equals("1"))
        .findFirst()
        .orElseThrow();
  }

  /// The unit that a column's name ends in, if it does; `km_per_day` ends in none.
  static Optional<MeasureUnit> atTheEndOf(String name) {
    String last = name.substring(name.lastIndexOf('_') + 1);
    return name.equals(last) || name.matches("(.*_)?(a|an|per|each|of_the)_[^_]+")
        ? Optional.empty()
        : ALL.stream().filter(unit -> unit.words.contains(last)).findFirst();
  }
}
