package dev.whence.rules.tables.cells;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import dev.whence.text.Nearest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads single values in other spellings than their type's own, where they can only mean one
/// thing, and refuses the rest with what may have been meant.
final class Loose {
  private static final Pattern NUMBER_DAY =
      Pattern.compile("([0-9]{1,2})([./-])([0-9]{1,2})\\2([0-9]{4}|[0-9]{2})");
  private static final Pattern YEAR_FIRST =
      Pattern.compile("([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})");
  private static final Pattern NAMED_MONTH =
      Pattern.compile("([0-9]{1,2})[. -]+([A-Za-z]{3,9})\\.?[, -]+([0-9]{4})");
  private static final Pattern MONTH_FIRST =
      Pattern.compile("([A-Za-z]{3,9})\\.? ([0-9]{1,2}),? ([0-9]{4})");
  private static final Pattern FUNCTION = Pattern.compile("date\\(\\s*\"?([0-9-]+)\"?\\s*\\)");
  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");

  private Loose() {}

  static <T> Parsed<T> read(CellType<T> type, String spelling) {
    String text = spelling.strip();
    if (text.isEmpty()) {
      return bad(ErrorCode.MISSING_VALUE, type.expected(), List.of());
    }
    if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
      text = text.substring(1, text.length() - 1);
    }
    Parsed<T> strict = type.read(text);
    if (strict instanceof Parsed.Good<T>) {
      return strict;
    }
    Parsed<T> loose = type.read(plain(type, text));
    if (loose instanceof Parsed.Good<T>) {
      return loose;
    }
    List<String> rewrites =
        guesses(type, text)
            .flatMap(guess -> TestOf.isGood(type, guess) ? Stream.of(guess) : Stream.of())
            .distinct()
            .toList();
    Flaw flaw =
        strict instanceof Parsed.Bad<T>(var its)
            ? its
            : new Flaw(ErrorCode.WRONG_TYPE, type.expected());
    return rewrites.isEmpty()
        ? new Parsed.Bad<>(flaw)
        : bad(flaw.code(), flaw.expected(), rewrites);
  }

  /// The type's own spelling of what can only mean one thing.
  private static String plain(CellType<?> type, String text) {
    return switch (type) {
      case CellType.Words<?> _ -> text.toUpperCase(Locale.ROOT).replaceAll("[ -]+", "_");
      case CellType.Country _ -> text.length() == 2 ? text.toUpperCase(Locale.ROOT) : text;
      case CellType.Currency _ -> text.length() == 3 ? text.toUpperCase(Locale.ROOT) : text;
      case CellType.YesNo _ ->
          switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "y", "true", "t" -> "yes";
            case "no", "n", "false", "f" -> "no";
            default -> text;
          };
      case CellType.Whole _ -> number(text).replaceAll("\\.0*$", "");
      case CellType.Decimal _ -> number(text).replaceAll("\\.$", "");
      case CellType.Day _ -> day(text);
      default -> text;
    };
  }

  private static String number(String text) {
    return text.replace('\u2212', '-')
        .replaceFirst("^\\+(?=[0-9.])", "")
        .replaceFirst("^(-?)\\.(?=[0-9])", "$10.");
  }

  private static String day(String text) {
    Matcher matcher = FUNCTION.matcher(text);
    if (matcher.matches()) {
      return matcher.group(1);
    }
    matcher = YEAR_FIRST.matcher(text);
    if (matcher.matches()) {
      return iso(matcher.group(1), matcher.group(2), matcher.group(3));
    }
    matcher = NAMED_MONTH.matcher(text);
    if (matcher.matches()) {
      return iso(matcher.group(3), month(matcher.group(2)), matcher.group(1));
    }
    matcher = MONTH_FIRST.matcher(text);
    if (matcher.matches()) {
      return iso(matcher.group(3), month(matcher.group(1)), matcher.group(2));
    }
    matcher = NUMBER_DAY.matcher(text);
    if (matcher.matches() && matcher.group(4).length() == 4) {
      String first = matcher.group(1);
      String second = matcher.group(3);
      if (matcher.group(2).equals(".") || Integer.parseInt(first) > 12 || first.equals(second)) {
        return iso(matcher.group(4), second, first);
      }
      return Integer.parseInt(second) > 12 ? iso(matcher.group(4), first, second) : text;
    }
    return text;
  }

  private static String month(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (int month = 1; month <= 12; month++) {
      if (MONTHS.get(month - 1).startsWith(lower)) {
        return Integer.toString(month);
      }
    }
    return "0";
  }

  private static String iso(String year, String month, String day) {
    return "%s-%2s-%2s".formatted(year, month, day).replace(' ', '0');
  }

  private static Stream<String> guesses(CellType<?> type, String text) {
    return switch (type) {
      case CellType.Whole(_, _, var unit) ->
          Stream.concat(
              numbers(text, unit),
              text.matches("[0-9]+%") && unit.equals("percent")
                  ? Stream.of(text.replace("%", ""))
                  : Stream.of());
      case CellType.Decimal(_, _, var unit) -> Stream.concat(numbers(text, unit), percent(text));
      case CellType.Day _ -> days(text);
      case CellType.YesNo _ ->
          switch (text.toLowerCase(Locale.ROOT)) {
            case "1", "x", "✓", "✔", "on", "ja", "si", "sí", "oui", "sim" -> Stream.of("yes");
            case "0", "✗", "✘", "off", "nein", "non", "não" -> Stream.of("no");
            default -> Stream.of();
          };
      case CellType.Words<?> words ->
          Nearest.find(text.toUpperCase(Locale.ROOT), words.choices()).stream();
      case CellType.Country _ -> Codes.countries(text);
      case CellType.Currency _ -> Codes.currencies(text);
      default -> Stream.of();
    };
  }

  private static Stream<String> numbers(String text, String unit) {
    String word = unit.replaceAll("s$", "");
    Matcher measured =
        Pattern.compile("(.*[0-9])\\s*" + Pattern.quote(word) + "s?", Pattern.CASE_INSENSITIVE)
            .matcher(text);
    if (measured.matches()) {
      return Stream.of(number(measured.group(1)));
    }
    if (text.matches("-?[0-9]{1,3}([' _][0-9]{3})+")) {
      return Stream.of(text.replaceAll("[' _]", ""));
    }
    return text.matches("-?[0-9]+(\\.[0-9]+)?[eE][+-]?[0-9]{1,2}")
        ? Stream.of(new BigDecimal(text).stripTrailingZeros().toPlainString())
        : Stream.of();
  }

  private static Stream<String> percent(String text) {
    return text.matches("[0-9]+(\\.[0-9]+)?\\s*%")
        ? Stream.of(
            new BigDecimal(text.replaceAll("[\\s%]", ""))
                .movePointLeft(2)
                .stripTrailingZeros()
                .toPlainString())
        : Stream.of();
  }

  private static Stream<String> days(String text) {
    Matcher matcher = NUMBER_DAY.matcher(text);
    if (matcher.matches()) {
      String year = (matcher.group(4).length() == 2 ? "20" : "") + matcher.group(4);
      String first = iso(year, matcher.group(3), matcher.group(1));
      String second = iso(year, matcher.group(1), matcher.group(3));
      return matcher.group(2).equals(".") ? Stream.of(first) : Stream.of(first, second);
    }
    if (text.matches("[0-9]{4}-[0-9]{1,2}")) {
      try {
        YearMonth month = YearMonth.parse(text.replaceFirst("-([0-9])$", "-0$1"));
        return Stream.of(month.atDay(1) + ".." + month.atEndOfMonth());
      } catch (DateTimeException e) {
        return Stream.of();
      }
    }
    if (text.matches("(19|[2-9][0-9])[0-9]{2}")) {
      int year = Integer.parseInt(text);
      return Stream.of(LocalDate.of(year, 1, 1) + ".." + LocalDate.of(year, 12, 31));
    }
    if (text.matches("[0-9]{8}")) {
      return Stream.of(text.substring(0, 4) + "-" + text.substring(4, 6) + "-" + text.substring(6));
    }
    return text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].*")
        ? Stream.of(text.substring(0, 10))
        : Stream.of();
  }

  /// Whether a guess is a value, or a range of two.
  private static final class TestOf {
    static boolean isGood(CellType<?> type, String guess) {
      int dots = guess.indexOf("..");
      return dots < 0
          ? type.read(guess) instanceof Parsed.Good<?>
          : type.read(guess.substring(0, dots)) instanceof Parsed.Good<?>;
    }
  }

  private static <T> Parsed<T> bad(ErrorCode code, String expected, List<String> rewrites) {
    return new Parsed.Bad<>(Flaw.rewritten(code, expected, rewrites));
  }
}
