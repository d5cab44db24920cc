package dev.whence.pipeline.imports;

import dev.whence.rules.yaml.Yaml;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How people write numbers in a file, read strictly: `1.234,56` is one with `decimal` a comma and
/// `thousands` a point, `1.23,4` is none.
///
/// @param shape groups: sign, what stands before, sign, whole part, places, what stands behind
/// @param example for messages
record NumberStyle(Pattern shape, String example) {

  private static final String BLANKS = "[ \u00A0\u2007\u2009\u202F]";

  private static final String SIGN = "([+\u2212-]?)";

  /// As Java writes them.
  static final NumberStyle PLAIN = new NumberStyle(Pattern.compile(""), "1234.56");

  static final List<String> KEYS = List.of("decimal", "thousands", "around");

  /// The style that a map tells, empty if it tells none.
  static Optional<NumberStyle> read(Yaml yaml) {
    if (!yaml.isMap() || KEYS.stream().noneMatch(yaml::has)) {
      return Optional.empty();
    }
    String decimal = sign(yaml.get("decimal"), ".");
    String thousands = sign(yaml.get("thousands"), "");
    if (decimal.equals(thousands)) {
      yaml.get("thousands")
          .complain(
              "'%s' is the decimal sign, too; maybe decimal: \"%s\""
                  .formatted(thousands, thousands.equals(".") ? "," : "."));
    }
    List<String> around = yaml.get("around").texts();
    for (Yaml each : yaml.get("around").elements()) {
      if (!each.text().isEmpty() && !each.text().matches("[^0-9+-]+")) {
        each.complain("must be what stands before or behind a number, such as € or kg");
      }
    }
    String affix = around.stream().map(Pattern::quote).collect(Collectors.joining("|", "(", "|)"));
    String separator = thousands.isBlank() ? BLANKS : Pattern.quote(thousands);
    String whole =
        thousands.isEmpty()
            ? "([0-9]+)"
            : "([0-9]{1,3}(?:%s[0-9]{3})+|[0-9]+)".formatted(separator);
    String blanks = BLANKS + "*";
    return Optional.of(
        new NumberStyle(
            Pattern.compile(
                SIGN
                    + blanks
                    + affix
                    + blanks
                    + SIGN
                    + whole
                    + "(?:%s([0-9]+))?".formatted(Pattern.quote(decimal))
                    + blanks
                    + affix),
            "1%s234%s56".formatted(thousands, decimal)));
  }

  private static String sign(Yaml yaml, String unlessGiven) {
    if (yaml.isMissing()) {
      return unlessGiven;
    }
    String sign = yaml.text();
    if (sign.length() != 1 || sign.matches("[0-9+-]")) {
      yaml.complain("must be one character that is neither digit nor sign");
      return unlessGiven;
    }
    return sign;
  }

  /// @param text without blanks around it
  Optional<BigDecimal> number(String text) {
    if (equals(PLAIN)) {
      try {
        return Optional.of(new BigDecimal(text));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
    Matcher parts = shape.matcher(text);
    if (!parts.matches()
        || (!parts.group(1).isEmpty() && !parts.group(3).isEmpty())
        || (!parts.group(2).isEmpty() && !parts.group(6).isEmpty())) {
      return Optional.empty();
    }
    boolean negative = !(parts.group(1) + parts.group(3)).replace("+", "").isEmpty();
    String places = parts.group(5) == null ? "" : "." + parts.group(5);
    return Optional.of(
        new BigDecimal((negative ? "-" : "") + parts.group(4).replaceAll("[^0-9]", "") + places));
  }

  /// That a text is no such number, and what to do about it.
  String complaint(String text) {
    return equals(PLAIN)
        ? Type.noNumber(text)
        : "is not a number like %s; maybe %s"
            .formatted(
                example,
                text.chars().anyMatch(Character::isDigit)
                    ? "around: […] names what stands beside it"
                    : "{number: …, otherwise: missing}");
  }
}
