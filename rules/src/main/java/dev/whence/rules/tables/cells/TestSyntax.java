package dev.whence.rules.tables.cells;

import dev.whence.rules.tables.cells.Literals.Literal;
import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads and writes the tests of condition cells: blank, `X`, `= X`, `not X`, `in A, B`, `not in A,
/// B`, and for ordered types `>= 5`, `> 5`, `<= 5`, `< 5`, `1..10`. Postal codes have a syntax of
/// their own, [PostalCells].
///
/// Where any text is a value, `in` and `not` are operators only if nothing else can be meant. They
/// are lower case, `in` has a list after it and `not` a single word; a phrase such as `in store` or
/// `Not for resale` is refused with both of its readings. Elsewhere no value looks like an
/// operator, so case does not matter.
public final class TestSyntax {
  private static final Pattern WORD_OPERATOR =
      Pattern.compile(
          "(not\\s+in|in|not)(?:\\s+|(?=\")|$)(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern SIGN_OPERATOR =
      Pattern.compile("(>=|<=|!=|<>|==|=>|=<|>|<|=|≥|≤|≠)(.*)", Pattern.DOTALL);

  private TestSyntax() {}

  /// As somebody wrote it.
  public static <T extends Comparable<? super T>> Parsed<Test<T>> read(
      CellType<T> type, String cell) {
    return read(type, cell, Reading.EDITED);
  }

  public static <T extends Comparable<? super T>> Parsed<Test<T>> read(
      CellType<T> type, String cell, Reading reading) {
    String text = Literals.withPlainSpaces(cell).strip();
    if (text.isEmpty()) {
      return new Parsed.Good<>(new Test.Any<>());
    }
    Parsed<Test<T>> strict = new OneCell<>(type, text, reading).read();
    return reading == Reading.RECORDED ? recorded(type, text, strict) : edited(type, text, strict);
  }

  /// What was recorded under an older syntax says what it said; all else is read as it is now.
  private static <T extends Comparable<? super T>> Parsed<Test<T>> recorded(
      CellType<T> type, String text, Parsed<Test<T>> strict) {
    boolean star = isFree(type) && Literals.hasBareStar(text);
    return strict instanceof Parsed.Good<Test<T>> && !star ? strict : edited(type, text, strict);
  }

  @SuppressWarnings("unchecked") // the values of text columns are texts
  private static <T extends Comparable<? super T>> Parsed<Test<T>> edited(
      CellType<T> type, String text, Parsed<Test<T>> strict) {
    if (isFree(type)) {
      return (Parsed<Test<T>>)
          (Parsed<?>)
              new TextCells((CellType<String>) (CellType<?>) type)
                  .read(text)
                  .orElse((Parsed<Test<String>>) (Parsed<?>) strict);
    }
    if (type instanceof CellType.PostalCode) {
      return (Parsed<Test<T>>)
          (Parsed<?>) PostalCells.readLoosely(text, (Parsed<Test<String>>) (Parsed<?>) strict);
    }
    if (strict instanceof Parsed.Good<Test<T>>(var test)) {
      return test instanceof Test.Between<T>(var low, var high) && low.compareTo(high) == 0
          ? new Parsed.Good<>(equalTo(low))
          : strict;
    }
    if (type instanceof CellType.Ordered<T> ordered) {
      return new OrderedCells<>(ordered).read(text);
    }
    return isOperatorAlone(text) ? strict : new WordCells<>(type).read(text);
  }

  static boolean isOperatorAlone(String text) {
    return text.matches("(?i)not\\s+in|in|not|[<>=!]+");
  }

  /// Reads a cell that holds one value, as action cells do.
  public static <T> Parsed<T> readValue(CellType<T> type, String cell) {
    return readValue(type, cell, Reading.EDITED);
  }

  public static <T> Parsed<T> readValue(CellType<T> type, String cell, Reading reading) {
    String text = Literals.withPlainSpaces(cell);
    if (type instanceof CellType.Ranking) {
      return reading == Reading.EDITED ? type.read(text) : type.readRecorded(text);
    }
    Parsed<T> strict = new Operands<>(type, reading).one(text, "in ");
    return strict instanceof Parsed.Bad<T> && reading == Reading.EDITED && !text.isBlank()
        ? Loose.read(type, text)
        : strict;
  }

  public static <T extends Comparable<? super T>> String write(CellType<T> type, Test<T> test) {
    return switch (test) {
      case Test.Any<T>() -> "";
      case Test.In<T>(var values) ->
          values.size() == 1 ? type.write(values.getFirst()) : "in " + join(type, values);
      case Test.NotIn<T>(var values) ->
          values.size() == 1
              ? "not " + negated(type, values.getFirst())
              : "not in " + join(type, values);
      case Test.AtLeast<T>(var bound) -> ">= " + type.write(bound);
      case Test.MoreThan<T>(var bound) -> "> " + type.write(bound);
      case Test.AtMost<T>(var bound) -> "<= " + type.write(bound);
      case Test.LessThan<T>(var bound) -> "< " + type.write(bound);
      case Test.Between<T>(var low, var high) -> type.write(low) + ".." + type.write(high);
      case Test.Range<T>(var low, var lowIn, var high, var highIn) ->
          (lowIn ? ">= " : "> ")
              + type.write(low)
              + (highIn ? " and <= " : " and < ")
              + type.write(high);
      case Test.StartsWith(var start) -> Literals.write(start) + "*";
      case Test.Contains(var part) -> "*" + Literals.write(part) + "*";
      case Test.AnyOf<T>(var parts) -> "in " + joinTests(type, parts);
      case Test.NoneOf<T>(var parts) ->
          parts.size() == 1
              ? "not " + write(type, parts.getFirst())
              : "not in " + joinTests(type, parts);
      case Test.Postal(boolean outside, var spans) ->
          (outside ? "not " : "")
              + (spans.size() == 1 ? "" : "in ")
              + spans.stream().map(PostalCells::write).collect(Collectors.joining(", "));
    };
  }

  /// A phrase after `not` is quoted, or it would be asked about.
  private static <T> String negated(CellType<T> type, T value) {
    String literal = type.write(value);
    boolean phrase = isFree(type) && literal.indexOf(' ') >= 0 && literal.charAt(0) != '"';
    return phrase ? Literals.quoted(literal) : literal;
  }

  private static <T extends Comparable<? super T>> String join(CellType<T> type, List<T> values) {
    return values.stream().map(type::write).collect(Collectors.joining(", "));
  }

  private static <T extends Comparable<? super T>> String joinTests(
      CellType<T> type, List<Test<T>> tests) {
    return tests.stream().map(test -> write(type, test)).collect(Collectors.joining(", "));
  }

  /// Whether any text is a value, so that `in store` may be one.
  private static boolean isFree(CellType<?> type) {
    return type instanceof CellType.Text || type instanceof CellType.OptionalText;
  }

  private static <T> Parsed<T> bad(ErrorCode code, String expected, String advice) {
    return new Parsed.Bad<>(new Flaw(code, expected, advice));
  }

  /// One cell that is not blank.
  private record OneCell<T extends Comparable<? super T>>(
      CellType<T> type, String text, Reading reading) {

    @SuppressWarnings("unchecked") // the values of postal codes are texts
    Parsed<Test<T>> read() {
      if (type instanceof CellType.PostalCode) {
        return (Parsed<Test<T>>) (Parsed<?>) PostalCells.read(text, reading);
      }
      Matcher word = WORD_OPERATOR.matcher(text);
      if (word.matches()) {
        return isFree(type) && reading == Reading.EDITED
            ? withWordOrPhrase(word.group(1), word.group(2))
            : withWord(word.group(1), word.group(2));
      }
      Matcher sign = SIGN_OPERATOR.matcher(text);
      if (sign.matches()) {
        return withSign(sign.group(1), sign.group(2));
      }
      if (type instanceof CellType.Ordered<T> && text.contains("..")) {
        return between();
      }
      return one(text).map(TestSyntax::equalTo);
    }

    /// Where no value looks like an operator; only the code of India does.
    private Parsed<Test<T>> withWord(String operator, String operands) {
      String lower = operator.toLowerCase(Locale.ROOT);
      if (operands.isEmpty() && reading == Reading.EDITED) {
        if (type.read(operator) instanceof Parsed.Good<T>(var value)) {
          return new Parsed.Good<>(equalTo(value));
        }
        String last = operator.substring(operator.length() - 2);
        if (lower.length() > 3 && type.read(last) instanceof Parsed.Good<T>(var value)) {
          return notIn(List.of(value));
        }
      }
      return switch (lower) {
        case "in" -> list(operands).map(Test.In::new);
        case "not" -> operands().one(operands, "not in ").flatMap(value -> notIn(List.of(value)));
        default -> list(operands).flatMap(this::notIn);
      };
    }

    /// Where any text is a value: what may be meant as one is asked about.
    private Parsed<Test<T>> withWordOrPhrase(String operator, String operands) {
      boolean lower = operator.equals(operator.toLowerCase(Locale.ROOT));
      if (operands.isEmpty()) {
        if (operator.matches("not\\s+(IN|In)")) {
          return operands().one(operator.substring(3), "").flatMap(value -> notIn(List.of(value)));
        }
        return lower
            ? new Parsed.Bad<>(
                new Flaw(
                    ErrorCode.MISSING_VALUE,
                    operator.equals("not") ? type.expected() : "a list, each " + type.expected(),
                    "Maybe write " + Literals.quoted(text) + " if that is the text.",
                    List.of(Literals.quoted(text))))
            : one(operator).map(TestSyntax::equalTo);
      }
      boolean list =
          !(Literals.split(operands, ',') instanceof Parsed.Good<List<Literal>>(var all))
              || all.size() > 1;
      boolean quoted = operands.indexOf('"') >= 0;
      boolean single = operator.equals("not") && operands.indexOf(' ') < 0;
      if (lower && (list || quoted || single)) {
        return withWord(operator, operands);
      }
      String plain = operator.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
      String test =
          switch (plain) {
            case "in" -> list ? "in " + operands : Literals.write(operands);
            case "not" ->
                "not "
                    + (operands.indexOf(' ') < 0 || list || quoted
                        ? operands
                        : Literals.quoted(operands));
            default -> list ? "not in " + operands : "not " + Literals.write(operands);
          };
      boolean phrase = !list && !quoted;
      return new Parsed.Bad<>(
          new Flaw(
              ErrorCode.AMBIGUOUS_TEST,
              "a test that reads one way only",
              "Maybe write "
                  + (phrase ? Literals.quoted(text) + " for that text, or " : "")
                  + test
                  + (phrase ? " for the test." : "."),
              phrase ? List.of(Literals.quoted(text), test) : List.of(test)));
    }

    private Parsed<Test<T>> withSign(String sign, String operand) {
      String rest = operand.strip();
      return switch (sign) {
        case "=" -> one(operand).map(TestSyntax::equalTo);
        case "==" -> bad(ErrorCode.WRONG_TYPE, "a test", "Maybe write = once.");
        case "!=", "<>", "≠" ->
            bad(ErrorCode.WRONG_TYPE, "a test", "Maybe write not " + rest + ".");
        case "=>", "≥" -> bad(ErrorCode.WRONG_TYPE, "a test", "Maybe write >= " + rest + ".");
        case "=<", "≤" -> bad(ErrorCode.WRONG_TYPE, "a test", "Maybe write <= " + rest + ".");
        default ->
            type instanceof CellType.Ordered<T> ordered
                ? one(operand).flatMap(value -> bounded(ordered, sign, value))
                : bad(
                    ErrorCode.WRONG_TYPE,
                    type.expected() + ", which has no order",
                    isFree(type) ? "Maybe quote the text." : "");
      };
    }

    private Parsed<Test<T>> between() {
      int dots = text.indexOf("..");
      return one(text.substring(0, dots))
          .flatMap(low ->
              one(text.substring(dots + 2))
                  .flatMap(high ->
                      low.compareTo(high) > 0
                          ? bad(
                              ErrorCode.NEVER_TRUE,
                              "the lower end first",
                              "Maybe write " + type.write(high) + ".." + type.write(low) + ".")
                          : new Parsed.Good<>(new Test.Between<>(low, high))));
    }

    private Parsed<Test<T>> notIn(List<T> values) {
      var test = new Test.NotIn<>(values);
      boolean never =
          type instanceof CellType.Ordered<T> ordered
              ? Segments.of(ordered, test).isEmpty()
              : !type.values().isEmpty() && type.values().stream().noneMatch(test::matches);
      return never
          ? bad(ErrorCode.NEVER_TRUE, "at least one value left over", "")
          : new Parsed.Good<>(test);
    }

    private Parsed<T> one(String operand) {
      return operands().one(operand, "in ");
    }

    private Parsed<List<T>> list(String list) {
      return operands().list(list, text);
    }

    private Operands<T> operands() {
      return new Operands<>(type, reading);
    }
  }

  private static <T extends Comparable<? super T>> Test<T> equalTo(T value) {
    return new Test.In<>(List.of(value));
  }

  private static <T extends Comparable<? super T>> Parsed<Test<T>> bounded(
      CellType.Ordered<T> type, String sign, T value) {
    if (sign.equals(">") && value.compareTo(type.most()) >= 0) {
      return bad(ErrorCode.NEVER_TRUE, "less than the highest value, " + type.write(value), "");
    }
    if (sign.equals("<") && value.compareTo(type.least()) <= 0) {
      return bad(ErrorCode.NEVER_TRUE, "more than the lowest value, " + type.write(value), "");
    }
    Function<T, Test<T>> test =
        switch (sign) {
          case ">=" -> Test.AtLeast::new;
          case ">" -> Test.MoreThan::new;
          case "<=" -> Test.AtMost::new;
          default -> Test.LessThan::new;
        };
    return new Parsed.Good<>(test.apply(value));
  }

  /// Reads what follows an operator.
  private record Operands<T>(CellType<T> type, Reading reading) {

    /// @param list what starts the list that a comma may have been meant for
    Parsed<T> one(String operand, String list) {
      if (operand.isBlank()) {
        return bad(ErrorCode.MISSING_VALUE, type.expected(), "");
      }
      return literals(operand, operand)
          .flatMap(
              literals -> literals.size() == 1 ? read(literals.getFirst()) : many(operand, list));
    }

    /// @param cell the whole, for advice
    Parsed<List<T>> list(String operands, String cell) {
      if (operands.isBlank()) {
        return bad(ErrorCode.MISSING_VALUE, "a list, each " + type.expected(), "");
      }
      return literals(operands, cell).flatMap(this::readAll);
    }

    private Parsed<List<Literal>> literals(String operands, String cell) {
      Parsed<List<Literal>> literals = Literals.split(operands, ',');
      boolean textual = type instanceof CellType.Textual;
      return reading == Reading.EDITED && textual
          ? literals.flatMap(all -> Spelling.check(all, cell, ','))
          : literals;
    }

    /// A comma where one value belongs: a list without `in`, or a number with separators.
    private Parsed<T> many(String operand, String list) {
      return type instanceof CellType.Ordered<?> && type.read(operand) instanceof Parsed.Bad<T> bad
          ? bad
          : new Parsed.Bad<>(
              Flaw.rewritten(
                  isFree(type) ? ErrorCode.AMBIGUOUS_TEST : ErrorCode.WRONG_TYPE,
                  "one value",
                  isFree(type) && Literals.isPlain(operand)
                      ? List.of(
                          list + operand.strip(),
                          (list.startsWith("not") ? "not " : "") + Literals.quoted(operand.strip()))
                      : List.of(list + operand.strip())));
    }

    private Parsed<List<T>> readAll(List<Literal> literals) {
      var values = new ArrayList<T>();
      for (Literal literal : literals) {
        switch (read(literal)) {
          case Parsed.Good<T>(var value) -> values.add(value);
          case Parsed.Bad<T>(var flaw) -> {
            return new Parsed.Bad<>(flaw);
          }
        }
      }
      return new Parsed.Good<>(List.copyOf(values));
    }

    private Parsed<T> read(Literal literal) {
      String text = literal.text();
      if (reading == Reading.RECORDED) {
        return type.readRecorded(text);
      }
      Parsed<T> parsed = type.read(text);
      if (literal.quoted() || !Spelling.meansAnything(text)) {
        return parsed;
      }
      if (isFree(type)) {
        return new Parsed.Bad<>(
            new Flaw(
                ErrorCode.NEVER_TRUE,
                type.expected(),
                "Maybe quote " + Literals.quoted(text) + " if that is the text."));
      }
      String upper = text.toUpperCase(Locale.ROOT);
      String or = type.read(upper) instanceof Parsed.Good<T> ? ", or write " + upper : "";
      return parsed instanceof Parsed.Bad<T>(var flaw)
          ? bad(flaw.code(), flaw.expected(), "Maybe leave the cell blank" + or + ".")
          : parsed;
    }
  }
}
