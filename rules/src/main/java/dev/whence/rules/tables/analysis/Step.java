package dev.whence.rules.tables.analysis;

import dev.whence.rules.tables.cells.CellType;
import java.math.BigDecimal;

/// The values beside a value; of decimals those that differ in one digit more than it has.
final class Step {
  private Step() {}

  static <T extends Comparable<? super T>> T after(CellType.Ordered<T> type, T value) {
    return beside(type, value, true);
  }

  static <T extends Comparable<? super T>> T before(CellType.Ordered<T> type, T value) {
    return beside(type, value, false);
  }

  @SuppressWarnings("unchecked") // a type that is not stepped has decimals
  private static <T extends Comparable<? super T>> T beside(
      CellType.Ordered<T> type, T value, boolean up) {
    if (type instanceof CellType.Stepped<T> stepped) {
      return up ? stepped.next(value) : stepped.previous(value);
    }
    BigDecimal decimal = (BigDecimal) value;
    BigDecimal step = BigDecimal.ONE.movePointLeft(Math.max(0, decimal.scale()) + 1);
    return (T) (up ? decimal.add(step) : decimal.subtract(step));
  }
}
