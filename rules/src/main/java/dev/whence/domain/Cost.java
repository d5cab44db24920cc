package dev.whence.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Expected cost of a choice in ten-thousandths of a minor unit of the order's currency.
///
/// A probability times a price is seldom a whole cent, and sums of floating-point numbers depend on
/// their order; this fixed point is fine enough for the one and exact for the other, so the terms
/// of a cost always add up and equal plans compare equal.
public record Cost(long tenThousandths) implements Comparable<Cost> {
  /// Ten-thousandths in one minor unit.
  public static final long SCALE = 10_000;

  public static final Cost ZERO = new Cost(0);

  /// @throws ArithmeticException on overflow
  public static Cost ofMinorUnits(long minorUnits) {
    return new Cost(Math.multiplyExact(minorUnits, SCALE));
  }

  /// @param minorUnits with at most four decimals
  /// @throws ArithmeticException on overflow, or with more decimals
  public static Cost ofMinorUnits(BigDecimal minorUnits) {
    return new Cost(minorUnits.movePointRight(4).longValueExact());
  }

  public static Cost of(Money money) {
    return ofMinorUnits(money.minorUnits());
  }

  /// `money` that is lost with `probability`, rounded half up to a ten-thousandth.
  public static Cost expected(Money money, Probability probability) {
    return new Cost(Math.round(money.minorUnits() * probability.value() * SCALE));
  }

  /// This price of a kilogram for a weight, rounded up to a ten-thousandth, so that parts of a
  /// parcel never cost less than the whole.
  ///
  /// @throws ArithmeticException on overflow
  public Cost ofGrams(long grams) {
    long whole = Math.multiplyExact(tenThousandths, grams / 1_000);
    long rest = Math.multiplyExact(tenThousandths, grams % 1_000);
    return new Cost(Math.addExact(whole, Math.ceilDiv(rest, 1_000L)));
  }

  /// @throws ArithmeticException on overflow
  public Cost plus(Cost other) {
    return new Cost(Math.addExact(tenThousandths, other.tenThousandths));
  }

  public Cost minus(Cost other) {
    return new Cost(Math.subtractExact(tenThousandths, other.tenThousandths));
  }

  /// @throws ArithmeticException on overflow
  public Cost times(long factor) {
    return new Cost(Math.multiplyExact(tenThousandths, factor));
  }

  /// In minor units with four decimals, exact.
  public BigDecimal minorUnits() {
    return BigDecimal.valueOf(tenThousandths, 4);
  }

  /// In whole minor units, rounded half even: for people, not for arithmetic.
  public long roundedMinorUnits() {
    return minorUnits().setScale(0, RoundingMode.HALF_EVEN).longValueExact();
  }

  @Override
  public int compareTo(Cost other) {
    return Long.compare(tenThousandths, other.tenThousandths);
  }
}
