package dev.whence.rules.tables.cells;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import dev.whence.text.Nearest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the cells of a column hold, with unit and range. Reads and writes single values.
public sealed interface CellType<T> {

  /// Reads one literal, quotes already taken off.
  Parsed<T> read(String literal);

  /// Reads one literal of a version that was in force: it says what it said then, however strict
  /// [#read] has become.
  default Parsed<T> readRecorded(String literal) {
    return read(literal);
  }

  /// The literal as [#read] takes it, quoted where a cell needs it.
  String write(T value);

  /// What a cell of this type takes, to follow the word "expected".
  String expected();

  /// All values, where there are few; empty otherwise.
  default List<T> values() {
    return List.of();
  }

  /// [#values()] as cells have them.
  default List<String> choices() {
    return values().stream().map(this::write).toList();
  }

  /// Types whose values have an order that people mean, so that `>= 5` and `1..10` make sense.
  sealed interface Ordered<T extends Comparable<? super T>> extends CellType<T> {
    /// The lowest value that a fact can have.
    T least();

    /// The highest value that a fact can have.
    T most();
  }

  /// Ordered types with nothing between a value and the next.
  sealed interface Stepped<T extends Comparable<? super T>> extends Ordered<T> {
    T next(T value);

    T previous(T value);
  }

  /// Types whose values are text. A number there has lost what a spreadsheet showed of it.
  sealed interface Textual extends CellType<String> {
    /// All values, where they are published codes, the same order always; empty otherwise.
    default List<String> published() {
      return List.of();
    }

    /// Whether a fact can have the value.
    default boolean mayBe(String value) {
      return published().isEmpty() || published().contains(value);
    }

    @Override
    default Parsed<String> readRecorded(String literal) {
      return new Parsed.Good<>(literal);
    }

    @Override
    default String write(String value) {
      return Literals.write(value);
    }
  }

  /// A word of the caller: any text that a request can hold. Upper and lower case differ.
  record Text() implements Textual {
    @Override
    public Parsed<String> read(String literal) {
      return RequestText.read(literal);
    }

    @Override
    public String expected() {
      return "text";
    }
  }

  /// As [Text], or `""` for a value that a request may leave out.
  record OptionalText() implements Textual {
    @Override
    public Parsed<String> read(String literal) {
      return literal.isEmpty() ? new Parsed.Good<>(literal) : RequestText.read(literal);
    }

    @Override
    public String expected() {
      return "text, or \"\" for none";
    }
  }

  /// A postal code, normalized: upper case, without spaces and dashes. Cells may also hold starts
  /// and ranges of them, which [PostalCells] reads.
  record PostalCode() implements Textual {
    @Override
    public Parsed<String> read(String literal) {
      return PostalCells.readCode(literal);
    }

    @Override
    public String expected() {
      return "a postal code, a start such as 10*, a range such as 10000..19999, or \"\" for none";
    }
  }

  /// A country, ISO 3166-1 alpha-2.
  record Country() implements Textual {
    @Override
    public Parsed<String> read(String literal) {
      return Codes.isCountry(literal)
          ? new Parsed.Good<>(literal)
          : bad(ErrorCode.UNKNOWN_WORD, expected(), Codes.countryAdvice(literal));
    }

    @Override
    public List<String> published() {
      return Codes.countries();
    }

    @Override
    public String expected() {
      return "a country code such as US (ISO 3166-1)";
    }
  }

  /// A currency, ISO 4217.
  record Currency() implements Textual {
    @Override
    public Parsed<String> read(String literal) {
      return Codes.isCurrency(literal)
          ? new Parsed.Good<>(literal)
          : bad(ErrorCode.UNKNOWN_WORD, expected(), Codes.currencyAdvice(literal));
    }

    @Override
    public List<String> published() {
      return Codes.currencies();
    }

    @Override
    public String expected() {
      return "a currency code such as USD (ISO 4217)";
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
    public List<E> values() {
      return List.of(words.getEnumConstants());
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
    public List<Boolean> values() {
      return List.of(true, false);
    }
  }

  /// A whole number, written without separators.
  ///
  /// @param unit for instance `minutes`
  record Whole(Long least, Long most, String unit) implements Stepped<Long> {
    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,18}");

    @Override
    public Parsed<Long> read(String literal) {
      if (!DIGITS.matcher(literal).matches()) {
        return bad(ErrorCode.WRONG_TYPE, expected(), "");
      }
      long value = Long.parseLong(literal);
      return value < least || value > most
          ? bad(ErrorCode.OUT_OF_RANGE, expected(), "")
          : new Parsed.Good<>(value);
    }

    @Override
    public Long next(Long value) {
      return value + 1;
    }

    @Override
    public Long previous(Long value) {
      return value - 1;
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
    private static final int MOST_DIGITS = 15;
    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,50}(\\.[0-9]{1,50})?");

    @Override
    public Parsed<BigDecimal> read(String literal) {
      if (!DIGITS.matcher(literal).matches()) {
        return bad(ErrorCode.WRONG_TYPE, expected(), "");
      }
      BigDecimal value = new BigDecimal(literal).stripTrailingZeros();
      if (value.precision() > MOST_DIGITS) {
        BigDecimal rounded = value.round(new MathContext(MOST_DIGITS)).stripTrailingZeros();
        return bad(
            ErrorCode.OUT_OF_RANGE,
            "at most " + MOST_DIGITS + " significant digits",
            "Maybe round it to " + rounded.toPlainString() + ".");
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
  record Day() implements Stepped<LocalDate> {
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
    public LocalDate next(LocalDate value) {
      return value.plusDays(1);
    }

    @Override
    public LocalDate previous(LocalDate value) {
      return value.minusDays(1);
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
      return Literals.split(cell, '>')
          .flatMap(literals -> Spelling.check(literals, cell, '>'))
          .flatMap(this::readAll)
          .flatMap(this::distinct);
    }

    @Override
    public Parsed<List<String>> readRecorded(String cell) {
      return cell.isBlank()
          ? new Parsed.Good<>(List.of())
          : Literals.split(cell, '>')
              .map(literals -> literals.stream().map(Literals.Literal::text).toList());
    }

    private Parsed<List<String>> readAll(List<Literals.Literal> literals) {
      var ids = new ArrayList<String>();
      for (Literals.Literal literal : literals) {
        if (literal.text().isBlank()) {
          return bad(ErrorCode.MISSING_VALUE, expected(), "");
        }
        switch (RequestText.read(literal.text())) {
          case Parsed.Good<String>(var id) -> ids.add(id);
          case Parsed.Bad<String>(var flaw) -> {
            return new Parsed.Bad<>(flaw);
          }
        }
      }
      return new Parsed.Good<>(ids);
    }

    private Parsed<List<String>> distinct(List<String> ids) {
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
}
