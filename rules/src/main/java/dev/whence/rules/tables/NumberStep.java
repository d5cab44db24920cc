package dev.whence.rules.tables;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.Schema;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How far a number in a cell moved. A digit too many is the slip of the hand that a reader of a
/// list of changes passes over most easily.
public final class NumberStep {
  /// From this many times on it is worth a word.
  public static final BigDecimal TELLING = BigDecimal.valueOf(5);

  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");

  private NumberStep() {}

  /// As [#times(String, String)] of cells of one column; empty for one that does not hold numbers.
  public static Optional<BigDecimal> times(
      String table, String column, String before, String after) {
    boolean ofNumbers =
        RuleBook.SCHEMAS.stream()
            .filter(schema -> schema.table().equals(table))
            .flatMap(NumberStep::numberColumns)
            .anyMatch(column::equals);
    return ofNumbers ? times(before, after) : Optional.empty();
  }

  private static Stream<String> numberColumns(Schema<?, ?> schema) {
    return Stream.concat(
        schema.conditions().stream()
            .filter(condition -> isOfNumbers(condition.type()))
            .map(Condition::name),
        schema.actions().stream().filter(action -> isOfNumbers(action.type())).map(Action::name));
  }

  private static boolean isOfNumbers(CellType<?> type) {
    return type instanceof CellType.Whole || type instanceof CellType.Decimal;
  }

  /// How many times the number of before the one of after is, `0.1` for a tenth of it. Of several
  /// numbers in a cell, the first that is another counts.
  ///
  /// @param before a cell of a column of numbers, for instance `< 2500`
  /// @param after likewise
  /// @return empty where more than numbers differ, and for steps that are shorter than [#TELLING]
  ///   both ways or begin or end at zero
  static Optional<BigDecimal> times(String before, String after) {
    List<String> were = numbers(before);
    List<String> are = numbers(after);
    if (were.size() != are.size() || !words(before).equals(words(after))) {
      return Optional.empty();
    }
    for (int i = 0; i < were.size(); i++) {
      var was = new BigDecimal(were.get(i));
      var is = new BigDecimal(are.get(i));
      if (was.compareTo(is) != 0) {
        boolean isFar =
            was.signum() > 0
                && is.signum() > 0
                && (is.compareTo(was.multiply(TELLING)) >= 0
                    || was.compareTo(is.multiply(TELLING)) >= 0);
        return isFar ? Optional.of(is.divide(was, MathContext.DECIMAL32)) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static List<String> numbers(String cell) {
    return NUMBER.matcher(cell).results().map(MatchResult::group).toList();
  }

  private static String words(String cell) {
    return NUMBER.matcher(cell).replaceAll("#").replace(" ", "");
  }
}
