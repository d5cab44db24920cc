package dev.whence.pipeline.imports;

import java.util.regex.Pattern;

/// How a file writes its numbers, and the recipe that makes of them what the import reads.
enum WrittenNumbers {
  PLAIN("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,2})?", "", "\\."),
  /// `3,50`
  DECIMAL_COMMA("[+-]?[0-9]+(,[0-9]+)?", "", ","),
  /// `1,234.50`
  GROUPED_BY_COMMA("[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\\.[0-9]+)?", ",", "\\."),
  /// `1.234,50`
  GROUPED_BY_POINT("[+-]?([0-9]+|[0-9]{1,3}(\\.[0-9]{3})+)(,[0-9]+)?", "\\.", ","),
  /// `$3.50`
  WITH_SIGN("SIGN[+-]?[0-9]+(\\.[0-9]+)?SIGN", "", "\\."),
  /// `3,50 €`
  DECIMAL_COMMA_WITH_SIGN("SIGN[+-]?[0-9]+(,[0-9]+)?SIGN", "", ","),
  /// `$1,234.50`
  GROUPED_BY_COMMA_WITH_SIGN(
      "SIGN[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\\.[0-9]+)?SIGN", ",", "\\."),
  /// `1.234,50 €`
  GROUPED_BY_POINT_WITH_SIGN(
      "SIGN[+-]?([0-9]+|[0-9]{1,3}(\\.[0-9]{3})+)(,[0-9]+)?SIGN", "\\.", ",");

  private static final String SIGN =
      "(?:\\s*(?:[$€£¥₹]|R\\$|EUR|USD|GBP|CHF|BRL|INR|kr|zł|%)\\s*)?";

  private static final String AROUND = "[^0-9+-]*";

  private final Pattern pattern;
  private final String group;
  private final String point;

  WrittenNumbers(String pattern, String group, String point) {
    this.pattern = Pattern.compile(pattern.replace("SIGN", SIGN));
    this.group = group;
    this.point = point;
  }

  boolean fits(String text) {
    return pattern.matcher(text).matches();
  }

  /// YAML of a recipe for the number as the import reads it, without a sign of a currency.
  ///
  /// @param reference YAML of the text
  String recipe(String reference) {
    if (this == PLAIN) {
      return reference;
    }
    String behind = "(?:" + point + "[0-9]+)?" + AROUND;
    String whole = found(reference, AROUND + "([+-]?[0-9]+)" + behind);
    if (!group.isEmpty()) {
      String last = found(reference, ".*" + group + "([0-9]{3})" + behind);
      String thousands =
          found(reference, AROUND + "([+-]?[0-9]{1,3})" + group + "[0-9]{3}" + behind);
      String millions =
          found(reference, AROUND + "([+-]?[0-9]{1,3})(?:" + group + "[0-9]{3}){2}" + behind);
      String middle =
          found(
              reference,
              AROUND + "[+-]?[0-9]{1,3}" + group + "([0-9]{3})" + group + "[0-9]{3}" + behind);
      whole =
          "{first of: [%s, {join: [%s, %s]}, {join: [%s, %s, %s]}]}"
              .formatted(whole, thousands, last, millions, middle, last);
    }
    return "{join: [%s, {first of: [%s, {constant: \"0\"}]}], with: \".\"}"
        .formatted(whole, found(reference, ".*" + point + "([0-9]+)" + AROUND));
  }

  private static String found(String reference, String pattern) {
    return "{found: %s, pattern: %s}".formatted(reference, DraftText.quoted(pattern));
  }
}
