package dev.whence.pipeline.imports;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How a file writes its numbers, and the recipe that makes of them what the import reads.
enum WrittenNumbers {
  PLAIN("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,2})?", "", "."),
  /// `3,50`
  DECIMAL_COMMA("[+-]?[0-9]+(,[0-9]+)?", "", ","),
  /// `1,234.50`
  GROUPED_BY_COMMA("[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\\.[0-9]+)?", ",", "."),
  /// `1.234,50`
  GROUPED_BY_POINT("[+-]?([0-9]+|[0-9]{1,3}(\\.[0-9]{3})+)(,[0-9]+)?", ".", ","),
  /// `$3.50`
  WITH_SIGN("SIGN[+-]?[0-9]+(\\.[0-9]+)?SIGN", "", "."),
  /// `3,50 €`
  DECIMAL_COMMA_WITH_SIGN("SIGN[+-]?[0-9]+(,[0-9]+)?SIGN", "", ","),
  /// `$1,234.50`
  GROUPED_BY_COMMA_WITH_SIGN("SIGN[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\\.[0-9]+)?SIGN", ",", "."),
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

  boolean fits(String text) {
    return pattern.matcher(text).matches();
  }

  /// YAML of a recipe for the number.
  ///
  /// @param reference YAML of the text
  String recipe(String reference) {
    if (this == PLAIN) {
      return reference;
    }
    var keys = new StringBuilder();
    if (point.equals(",")) {
      keys.append(", decimal: \",\"");
    }
    if (!group.isEmpty()) {
      keys.append(", thousands: \"%s\"".formatted(group));
    }
    if (isSigned) {
      keys.append(
          Signs.ALL.stream()
              .map("\"%s\""::formatted)
              .collect(Collectors.joining(", ", ", around: [", "]")));
    }
    return "{number: %s%s}".formatted(reference, keys);
  }

  /// Of currencies, and others that stand around numbers.
  private static final class Signs {
    static final List<String> ALL =
        List.of(
            "$", "€", "£", "¥", "₹", "R$", "EUR", "USD", "GBP", "CHF", "BRL", "INR", "kr", "zł",
            "%");

    static final String OPTIONAL =
        ALL.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?:\\s*(?:", ")\\s*)?"));
  }
}
