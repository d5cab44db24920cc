package dev.whence.rules.tables.cells;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads and writes the tests of condition cells: blank, `X`, `= X`, `not X`, `in A, B`, `not in A,
/// B`, and for ordered types `>= 5`, `> 5`, `<= 5`, `< 5`, `1..10`.
public final class TestSyntax {
  private static final Pattern WORD_OPERATOR =
      Pattern.compile(
          "(not\\s+in|in|not)(?:\\s+|(?=\")|$)(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern SIGN_OPERATOR =
      Pattern.compile("(>=|<=|!=|<>|==|>|<|=)(.*)", Pattern.DOTALL);

  private TestSyntax() {}

  public static <T extends Comparable<? super T>> Parsed<Test<T>> read(
      CellType<T> type, String cell) {
    String text = Literals.withPlainSpaces(cell).strip();
    if (text.isEmpty()) {
      return new Parsed.Good<>(new Test.Any<>());
    }
    Matcher word = WORD_OPERATOR.matcher(text);
    if (word.matches()) {
      String operands = word.group(2);
      return switch (word.group(1).toLowerCase(java.util.Locale.ROOT)) {
        case "in" -> list(type, operands).map(Test.In::new);
        case "not" -> one(type, operands).flatMap(value -> notIn(type, List.of(value)));
        default -> list(type, operands).flatMap(values -> notIn(type, values));
      };
    }
    Matcher sign = SIGN_OPERATOR.matcher(text);
    if (sign.matches()) {
      return compare(type, sign.group(1), sign.group(2));
    }
    if (type instanceof CellType.Ordered<T> && text.contains("..")) {
      return between(type, text);
    }
    return one(type, text).map(value -> new Test.In<>(List.of(value)));
  }

  /// Reads a cell that holds one value, as action cells do.
  public static <T> Parsed<T> readValue(CellType<T> type, String cell) {
    String text = Literals.withPlainSpaces(cell);
    return type instanceof CellType.Ranking ? type.read(text) : one(type, text);
  }

  public static <T extends Comparable<? super T>> String write(CellType<T> type, Test<T> test) {
    return switch (test) {
      case Test.Any<T>() -> "";
      case Test.In<T>(var values) ->
          values.size() == 1 ? type.write(values.getFirst()) : "in " + join(type, values);
      case Test.NotIn<T>(var values) ->
          (values.size() == 1 ? "not " : "not in ") + join(type, values);
      case Test.AtLeast<T>(var bound) -> ">= " + type.write(bound);
      case Test.MoreThan<T>(var bound) -> "> " + type.write(bound);
      case Test.AtMost<T>(var bound) -> "<= " + type.write(bound);
      case Test.LessThan<T>(var bound) -> "< " + type.write(bound);
      case Test.Between<T>(var low, var high) -> type.write(low) + ".." + type.write(high);
    };
  }

  private static <T extends Comparable<? super T>> Parsed<Test<T>> compare(
      CellType<T> type, String sign, String operand) {
    return switch (sign) {
      case "=" -> one(type, operand).map(value -> new Test.In<>(List.of(value)));
      case "==" -> bad(ErrorCode.WRONG_TYPE, "a test", "Maybe write = once.");
      case "!=", "<>" -> bad(ErrorCode.WRONG_TYPE, "a test", "Maybe write not" + operand + ".");
      default ->
          type instanceof CellType.Ordered<T> ordered
              ? one(type, operand).flatMap(value -> bounded(ordered, sign, value))
              : bad(ErrorCode.WRONG_TYPE, type.expected() + ", which has no order", "");
    };
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

  private static <T extends Comparable<? super T>> Parsed<Test<T>> between(
      CellType<T> type, String text) {
    int dots = text.indexOf("..");
    return one(type, text.substring(0, dots))
        .flatMap(low ->
            one(type, text.substring(dots + 2))
                .flatMap(high ->
                    low.compareTo(high) > 0
                        ? bad(
                            ErrorCode.NEVER_TRUE,
                            "the lower end first",
                            "Maybe write " + type.write(high) + ".." + type.write(low) + ".")
                        : new Parsed.Good<>(new Test.Between<>(low, high))));
  }

  private static <T extends Comparable<? super T>> Parsed<Test<T>> notIn(
      CellType<T> type, List<T> values) {
    var test = new Test.NotIn<>(values);
    boolean never =
        switch (type) {
          case CellType.Words<?>(var words) ->
              test.values().size() == words.getEnumConstants().length;
          case CellType.YesNo() -> test.values().size() == 2;
          default -> false;
        };
    return never
        ? bad(ErrorCode.NEVER_TRUE, "at least one value left over", "")
        : new Parsed.Good<>(test);
  }

  private static <T> Parsed<T> one(CellType<T> type, String operand) {
    if (operand.isBlank()) {
      return bad(ErrorCode.MISSING_VALUE, type.expected(), "");
    }
    return Literals.split(operand, ',')
        .flatMap(literals ->
            literals.size() == 1 ? type.read(literals.getFirst()) : many(type, operand));
  }

  /// A comma where one value belongs: a list without `in`, or a number with separators.
  private static <T> Parsed<T> many(CellType<T> type, String operand) {
    return type instanceof CellType.Ordered<?> && type.read(operand) instanceof Parsed.Bad<T> bad
        ? bad
        : bad(
            ErrorCode.WRONG_TYPE,
            "one value",
            "Maybe write in " + operand.strip() + ", or quote the text.");
  }

  private static <T> Parsed<List<T>> list(CellType<T> type, String operands) {
    if (operands.isBlank()) {
      return bad(ErrorCode.MISSING_VALUE, "a list, each " + type.expected(), "");
    }
    return Literals.split(operands, ',').flatMap(literals -> readAll(type, literals));
  }

  private static <T> Parsed<List<T>> readAll(CellType<T> type, List<String> literals) {
    var values = new java.util.ArrayList<T>();
    for (String literal : literals) {
      switch (type.read(literal)) {
        case Parsed.Good<T>(var value) -> values.add(value);
        case Parsed.Bad<T>(var flaw) -> {
          return new Parsed.Bad<>(flaw);
        }
      }
    }
    return new Parsed.Good<>(List.copyOf(values));
  }

  private static <T extends Comparable<? super T>> String join(CellType<T> type, List<T> values) {
    return values.stream().map(type::write).collect(Collectors.joining(", "));
  }

  private static <T> Parsed<T> bad(ErrorCode code, String expected, String advice) {
    return new Parsed.Bad<>(new Flaw(code, expected, advice));
  }
}
