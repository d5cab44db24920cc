package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.schema.Component;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;

/// The pieces of a column of decimals.
///
/// A fact's floating-point value stands for the shortest decimal that names it. Rounding keeps
/// order: when the value is less than the one nearest to a named decimal, so are the decimals. Only
/// a value equal to the nearest one needs a look at the decimals, and that look is taken in
/// advance.
final class DecimalPieces extends Pieces<BigDecimal> {
  private final List<BigDecimal> named;
  private final double[] nearest;

  /// How the shortest decimal of the nearest value compares with the named decimal: almost always
  /// 0, because cells have at most 15 digits.
  private final int[] whenNearest;

  DecimalPieces(CellType.Decimal type, List<Test<BigDecimal>> tests) {
    super(
        Cuts.ascending(members(named(tests), new Midpoints(type.least(), type.most()))),
        tests,
        value -> value.compareTo(type.least()) >= 0 && value.compareTo(type.most()) <= 0);
    named = named(tests);
    nearest = named.stream().mapToDouble(BigDecimal::doubleValue).toArray();
    whenNearest =
        named.stream()
            .mapToInt(value -> BigDecimal.valueOf(value.doubleValue()).compareTo(value))
            .toArray();
  }

  /// As [#of(Comparable)] of the shortest decimal that names the value.
  ///
  /// @throws NumberFormatException if no decimal does
  int ofNumber(double value) {
    if (!Double.isFinite(value)) {
      return of(BigDecimal.valueOf(value));
    }
    int low = 0;
    int high = nearest.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compare(value, middle);
      if (order == 0) {
        return piece(orderedCut(middle));
      }
      if (order > 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return piece(orderedCut(-low - 1));
  }

  /// Zero and negative zero are one number.
  private int compare(double value, int at) {
    if (value < nearest[at]) {
      return -1;
    }
    return value > nearest[at] ? 1 : whenNearest[at];
  }

  @Override
  int cut(BigDecimal value) {
    return orderedCut(Collections.binarySearch(named, value));
  }

  @Override
  <F extends Record> PieceReader<F> reader(Component<F, BigDecimal> component) {
    return component instanceof Component.Decimal<F>(var number)
        ? new PieceReader.OfDecimal<>(number, this)
        : super.reader(component);
  }

  private record Midpoints(BigDecimal least, BigDecimal most) implements Gaps<BigDecimal> {
    private static final BigDecimal HALF = new BigDecimal("0.5");

    @Override
    public BigDecimal before(BigDecimal first) {
      return first.compareTo(least) > 0 ? between(least, first) : first.subtract(BigDecimal.ONE);
    }

    @Override
    public BigDecimal between(BigDecimal low, BigDecimal high) {
      return low.add(high).multiply(HALF).stripTrailingZeros();
    }

    @Override
    public BigDecimal after(BigDecimal last) {
      return last.compareTo(most) < 0 ? between(last, most) : last.add(BigDecimal.ONE);
    }

    @Override
    public BigDecimal anywhere() {
      return least;
    }
  }
}
