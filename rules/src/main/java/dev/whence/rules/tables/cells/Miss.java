package dev.whence.rules.tables.cells;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// By how much a value fails a cell.
///
/// @param by distance to the nearest value that passes, as people write it: `1 g`, `3 days`; empty
///   where values have no order
/// @param tooLow whether the value lies below it; false where values have no order
/// @param share of the nearest value that is missing, at most 1, to put the nearest first
public record Miss(Optional<String> by, boolean tooLow, double share) {
  private static final Miss OTHER = new Miss(Optional.empty(), false, 1);

  /// @param value one that the test does not hold for
  public static <T extends Comparable<? super T>> Miss of(CellType<T> type, Test<T> test, T value) {
    if (!(type instanceof CellType.Ordered<T> ordered)) {
      return OTHER;
    }
    return near(ordered, test, value)
        .min(Comparator.comparing(near -> distance(near, value)))
        .map(near -> miss(type, near, value))
        .orElse(OTHER);
  }

  private static <T extends Comparable<? super T>> Miss miss(CellType<T> type, T near, T value) {
    BigDecimal distance = distance(near, value);
    String unit =
        switch ((CellType<?>) type) {
          case CellType.Whole whole -> whole.unit();
          case CellType.Decimal decimal -> decimal.unit();
          default -> distance.compareTo(BigDecimal.ONE) == 0 ? "day" : "days";
        };
    double size = near instanceof LocalDate ? 365 : Math.abs(((Number) near).doubleValue());
    return new Miss(
        Optional.of(distance.stripTrailingZeros().toPlainString() + " " + unit),
        value.compareTo(near) < 0,
        Math.min(1, distance.doubleValue() / Math.max(1, size)));
  }

  private static BigDecimal distance(Object a, Object b) {
    return switch (a) {
      case LocalDate day ->
          BigDecimal.valueOf(Math.abs(ChronoUnit.DAYS.between(day, (LocalDate) b)));
      case BigDecimal decimal -> decimal.subtract((BigDecimal) b).abs();
      default ->
          BigDecimal.valueOf(((Number) a).longValue())
              .subtract(BigDecimal.valueOf(((Number) b).longValue()))
              .abs();
    };
  }

  /// Values that pass, the nearest one among them; of decimals an end that does not pass itself.
  private static <T extends Comparable<? super T>> Stream<T> near(
      CellType.Ordered<T> type, Test<T> test, T value) {
    return switch (test) {
      case Test.In<T>(var values) -> values.stream();
      case Test.AtLeast<T>(var bound) -> Stream.of(bound);
      case Test.AtMost<T>(var bound) -> Stream.of(bound);
      case Test.MoreThan<T>(var bound) -> Stream.of(after(type, bound));
      case Test.LessThan<T>(var bound) -> Stream.of(before(type, bound));
      case Test.Between<T>(var low, var high) -> Stream.of(low, high);
      case Test.Range<T>(var low, boolean lowIn, var high, boolean highIn) ->
          Stream.of(lowIn ? low : after(type, low), highIn ? high : before(type, high));
      case Test.AnyOf<T>(var parts) -> parts.stream().flatMap(part -> near(type, part, value));
      case Test.NotIn<T>(var values) -> beside(type, values, value);
      default -> Stream.of();
    };
  }

  private static <T extends Comparable<? super T>> Stream<T> beside(
      CellType.Ordered<T> type, List<T> values, T value) {
    T up = value;
    T down = value;
    while (values.contains(up) && up.compareTo(after(type, up)) != 0) {
      up = after(type, up);
    }
    while (values.contains(down) && down.compareTo(before(type, down)) != 0) {
      down = before(type, down);
    }
    return Stream.of(up, down);
  }

  private static <T extends Comparable<? super T>> T after(CellType.Ordered<T> type, T value) {
    return type instanceof CellType.Stepped<T> stepped ? stepped.next(value) : value;
  }

  private static <T extends Comparable<? super T>> T before(CellType.Ordered<T> type, T value) {
    return type instanceof CellType.Stepped<T> stepped ? stepped.previous(value) : value;
  }
}
