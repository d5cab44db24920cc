package dev.whence.rules.tables.cells;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import dev.whence.rules.tables.errors.Nearest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the cells of a column hold, with unit and range. Reads and writes single values.
public sealed interface CellType<T> {

  /// Reads one literal, quotes already taken off.
  Parsed<T> read(String literal);

  /// The literal as [#read] takes it, quoted where a cell needs it.
  String write(T value);

  /// What a cell of this type takes, to follow the word "expected".
  String expected();

  /// All values, where there are few.
  default List<String> choices() {
    return List.of();
  }

  /// Types whose values have an order that people mean, so that `>= 5` and `1..10` make sense.
  sealed interface Ordered<T extends Comparable<? super T>> extends CellType<T> {
    T least();

    T most();
  }

  /// Any text; a word of the caller. Upper and lower case differ.
  record Text() implements CellType<String> {
    @Override
    public Parsed<String> read(String literal) {
      return new Parsed.Good<>(literal);
    }

    @Override
    public String write(String value) {
      return Literals.write(value);
    }

    @Override
    public String expected() {
      return "text";
    }
  }

  /// A closed list of words.
  record Words<E extends Enum<E>>(Class<E> words) implements CellType<E> {
    @Override
    public Parsed<E> read(String literal) {
      return Arrays.stream(words.getEnumConstants())
          .filter(word -> word.name().equals(literal))
          .findFirst()
          .<Parsed<E>>map(Parsed.Good::new)
          .orElseGet(
              () -> bad(ErrorCode.UNKNOWN_WORD, expected(), Nearest.advice(literal, choices())));
    }

    @Override
    public String write(E value) {
      return value.name();
    }

    @Override
    public String expected() {
      return "one of " + String.join(", ", choices());
    }

    @Override
    public List<String> choices() {
      return Arrays.stream(words.getEnumConstants()).map(Enum::name).toList();
    }
  }

  /// `yes` or `no`.
  record YesNo() implements CellType<Boolean> {
    @Override
    public Parsed<Boolean> read(String literal) {
      return switch (literal) {
        case "yes" -> new Parsed.Good<>(true);
        case "no" -> new Parsed.Good<>(false);
        default -> bad(ErrorCode.WRONG_TYPE, expected(), Nearest.advice(literal, List.of("yes")));
      };
    }

    @Override
    public String write(Boolean value) {
      return value ? "yes" : "no";
    }

    @Override
    public String expected() {
      return "yes or no";
    }

    @Override
    public List<String> choices() {
      return List.of("yes", "no");
    }
  }

  /// A whole number, written without separators.
  ///
  /// @param unit for instance `minutes`
  record Whole(Long least, Long most, String unit) implements Ordered<Long> {
    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,18}");

    @Override
    public Parsed<Long> read(String literal) {
      if (!DIGITS.matcher(literal).matches()) {
        return bad(ErrorCode.WRONG_TYPE, expected(), withoutSeparators(literal));
      }
      long value = Long.parseLong(literal);
      return value < least || value > most
          ? bad(ErrorCode.OUT_OF_RANGE, expected(), "")
          : new Parsed.Good<>(value);
    }

    @Override
    public String write(Long value) {
      return value.toString();
    }

    @Override
    public String expected() {
      return "a whole number from " + least + " to " + most + " (" + unit + ")";
    }
  }

  /// A decimal number with at most 15 significant digits, so that it and the floating-point value
  /// of a fact compare as people read them.
  ///
  /// @param unit for instance `probability`
  record Decimal(BigDecimal least, BigDecimal most, String unit) implements Ordered<BigDecimal> {
    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");

    @Override
    public Parsed<BigDecimal> read(String literal) {
      if (!DIGITS.matcher(literal).matches()) {
        return bad(ErrorCode.WRONG_TYPE, expected(), withoutSeparators(literal));
      }
      BigDecimal value = new BigDecimal(literal).stripTrailingZeros();
      if (value.precision() > 15) {
        return bad(ErrorCode.OUT_OF_RANGE, "at most 15 significant digits", "");
      }
      return value.compareTo(least) < 0 || value.compareTo(most) > 0
          ? bad(ErrorCode.OUT_OF_RANGE, expected(), "")
          : new Parsed.Good<>(value);
    }

    @Override
    public String write(BigDecimal value) {
      return value.toPlainString();
    }

    @Override
    public String expected() {
      return "a number from "
          + least.toPlainString()
          + " to "
          + most.toPlainString()
          + " ("
          + unit
          + ")";
    }
  }

  /// A calendar day, ISO 8601.
  record Day() implements Ordered<LocalDate> {
    private static final Pattern ISO = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    @Override
    public LocalDate least() {
      return LocalDate.of(1900, 1, 1);
    }

    @Override
    public LocalDate most() {
      return LocalDate.of(9999, 12, 31);
    }

    @Override
    public Parsed<LocalDate> read(String literal) {
      if (!ISO.matcher(literal).matches()) {
        return bad(ErrorCode.WRONG_TYPE, expected(), "");
      }
      try {
        LocalDate day = LocalDate.parse(literal);
        return day.isBefore(least())
            ? bad(ErrorCode.OUT_OF_RANGE, "a day from " + least() + " on", "")
            : new Parsed.Good<>(day);
      } catch (DateTimeException e) {
        return bad(ErrorCode.WRONG_TYPE, "a day that is in the calendar", "");
      }
    }

    @Override
    public String write(LocalDate value) {
      return value.toString();
    }

    @Override
    public String expected() {
      return "a day such as 2026-11-27";
    }
  }

  /// Ids, best first: `PARCEL_GROUND > HOME_DELIVERY`. Takes the whole cell; may be blank.
  record Ranking() implements CellType<List<String>> {
    @Override
    public Parsed<List<String>> read(String cell) {
      if (cell.isBlank()) {
        return new Parsed.Good<>(List.of());
      }
      return Literals.split(cell, '>').flatMap(this::distinct);
    }

    private Parsed<List<String>> distinct(List<String> ids) {
      if (ids.stream().anyMatch(String::isBlank)) {
        return bad(ErrorCode.MISSING_VALUE, expected(), "");
      }
      if (ids.stream().anyMatch(id -> id.indexOf(',') >= 0)) {
        return bad(ErrorCode.WRONG_TYPE, expected(), "Maybe write > between them.");
      }
      return new HashSet<>(ids).size() < ids.size()
          ? bad(ErrorCode.WRONG_TYPE, "each id once", "")
          : new Parsed.Good<>(ids);
    }

    @Override
    public String write(List<String> value) {
      return value.stream().map(Literals::write).collect(Collectors.joining(" > "));
    }

    @Override
    public String expected() {
      return "ids, best first, such as PARCEL_GROUND > HOME_DELIVERY";
    }
  }

  private static <T> Parsed<T> bad(ErrorCode code, String expected, String advice) {
    return new Parsed.Bad<>(new Flaw(code, expected, advice));
  }

  private static String withoutSeparators(String literal) {
    String plain = literal.replaceAll("[,' _\u00a0\u202f$\u20ac%]", "");
    boolean number = Pattern.matches("-?[0-9]+(\\.[0-9]+)?", plain);
    return number && !plain.equals(literal) ? "Maybe write " + plain + "." : "";
  }
}
