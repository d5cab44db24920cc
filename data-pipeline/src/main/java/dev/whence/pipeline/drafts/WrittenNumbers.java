package dev.whence.pipeline.drafts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How a file writes its numbers, and the recipe that makes of them what the import reads.
enum WrittenNumbers {
  PLAIN("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,2})?", "", "."),
  /// `3,50`
  DECIMAL_COMMA("[+-]?[0-9]+(,[0-9]+)?", "", ","),
  /// `1,234.50`
  GROUPED_BY_COMMA("[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\\.[0-9]+)?", ",", "."),
  /// `1.234,50`
  GROUPED_BY_POINT("[+-]?([0-9]+|[0-9]{1,3}(\\.[0-9]{3})+)(,[0-9]+)?", ".", ","),
  /// `1 234,50`
  GROUPED_BY_BLANK("[+-]?([0-9]+|[0-9]{1,3}([ \u00A0\u202F][0-9]{3})+)(,[0-9]+)?", " ", ","),
  /// `1'234.50`
  GROUPED_BY_APOSTROPHE("[+-]?([0-9]+|[0-9]{1,3}('[0-9]{3})+)(\\.[0-9]+)?", "'", "."),
  /// `$3.50`
  WITH_SIGN("SIGN[+-]?[0-9]+(\\.[0-9]+)?SIGN", "", "."),
  /// `3,50 €`
  DECIMAL_COMMA_WITH_SIGN("SIGN[+-]?[0-9]+(,[0-9]+)?SIGN", "", ","),
  /// `$1,234.50`
  GROUPED_BY_COMMA_WITH_SIGN("SIGN[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\\.[0-9]+)?SIGN", ",", "."),
  /// `1 234,50 €`
  GROUPED_BY_BLANK_WITH_SIGN(
      "SIGN[+-]?([0-9]+|[0-9]{1,3}([ \u00A0\u202F][0-9]{3})+)(,[0-9]+)?SIGN", " ", ","),
  /// `CHF 1'234.50`
  GROUPED_BY_APOSTROPHE_WITH_SIGN(
      "SIGN[+-]?([0-9]+|[0-9]{1,3}('[0-9]{3})+)(\\.[0-9]+)?SIGN", "'", "."),
  /// `1.234,50 €`
  GROUPED_BY_POINT_WITH_SIGN("SIGN[+-]?([0-9]+|[0-9]{1,3}(\\.[0-9]{3})+)(,[0-9]+)?SIGN", ".", ",");

  private final Pattern pattern;
  private final String group;
  private final String point;
  private final boolean isSigned;

  WrittenNumbers(String pattern, String group, String point) {
    this.pattern = Pattern.compile(pattern.replace("SIGN", Signs.OPTIONAL));
    this.isSigned = pattern.contains("SIGN");
    this.group = group;
    this.point = point;
  }

  /// The currency that a text names by its sign or code, if it names one of few.
  static Optional<String> currency(String text) {
    return Signs.CURRENCIES.entrySet().stream()
        .filter(sign -> text.contains(sign.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  boolean fits(String text) {
    return pattern.matcher(text).matches();
  }

  /// YAML of a recipe for the number in another unit.
  String scaled(String reference, String times) {
    return "{number: %s, times: %s%s}".formatted(reference, times, keys(Set.of()));
  }

  /// YAML of a recipe for the number.
  ///
  /// @param reference YAML of the text
  /// @param units what stands beside the numbers
  String recipe(String reference, Set<String> units) {
    if (this == PLAIN && units.isEmpty()) {
      return reference;
    }
    return "{number: %s%s}".formatted(reference, keys(units));
  }

  private String keys(Set<String> units) {
    var keys = new StringBuilder();
    if (point.equals(",")) {
      keys.append(", decimal: \",\"");
    }
    if (!group.isEmpty()) {
      keys.append(", thousands: \"%s\"".formatted(group));
    }
    if (isSigned || !units.isEmpty()) {
      keys.append(
          Stream.concat(isSigned ? Signs.ALL.stream() : Stream.of(), units.stream().sorted())
              .map(DraftText::quoted)
              .collect(Collectors.joining(", ", ", around: [", "]")));
    }
    return keys.toString();
  }

  /// Of currencies, and others that stand around numbers.
  private static final class Signs {
    static final List<String> ALL =
        List.of(
            "$", "€", "£", "¥", "₹", "R$", "EUR", "USD", "GBP", "CHF", "BRL", "INR", "kr", "zł",
            "₺", "TL", "TRY", "SEK", "NOK", "DKK", "%");

    /// `$` may be that of many countries, `¥` and `kr` of several.
    static final Map<String, String> CURRENCIES =
        Map.ofEntries(
            Map.entry("€", "EUR"),
            Map.entry("£", "GBP"),
            Map.entry("₹", "INR"),
            Map.entry("R$", "BRL"),
            Map.entry("zł", "PLN"),
            Map.entry("₺", "TRY"),
            Map.entry("TL", "TRY"),
            Map.entry("TRY", "TRY"),
            Map.entry("SEK", "SEK"),
            Map.entry("NOK", "NOK"),
            Map.entry("DKK", "DKK"),
            Map.entry("EUR", "EUR"),
            Map.entry("USD", "USD"),
            Map.entry("GBP", "GBP"),
            Map.entry("CHF", "CHF"),
            Map.entry("BRL", "BRL"),
            Map.entry("INR", "INR"));

    static final String OPTIONAL =
        ALL.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?:\\s*(?:", ")\\s*)?"));
  }
}
