package dev.whence.domain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/// How amounts of one currency become amounts of another, as an exact fraction. Made by
/// [ExchangeRates#find].
///
/// Only the result is rounded: half up (away from zero, so a credit becomes the credit of the same
/// size) to a ten-thousandth of a minor unit.
///
/// @param numerator over `denominator`: minor units of `to` in one minor unit of `from`; both above
///   0 and without a common divisor
/// @param rates what it rests on: none for the same currency, one, or two over a third currency
public record Conversion(
    Currency from,
    Currency to,
    BigInteger numerator,
    BigInteger denominator,
    List<ExchangeRate> rates) {
  private static final int BITS_OF_LONG = 63;
  private static final BigInteger SCALE = BigInteger.valueOf(Cost.SCALE);
  private static final long MOST_FAST = Long.MAX_VALUE / Cost.SCALE;

  /// @throws IllegalArgumentException if the fraction is not above 0
  public Conversion {
    if (numerator.signum() <= 0 || denominator.signum() <= 0) {
      throw new IllegalArgumentException(
          "%s cannot become %s at %s/%s.\nMaybe the rate is missing."
              .formatted(from, to, numerator, denominator));
    }
    BigInteger divisor = numerator.gcd(denominator);
    numerator = numerator.divide(divisor);
    denominator = denominator.divide(divisor);
    rates = List.copyOf(rates);
  }

  /// @param majorNumerator over `majorDenominator`: major units of `to` in one major unit of `from`
  static Conversion ofMajorUnits(
      Currency from,
      Currency to,
      BigDecimal majorNumerator,
      BigDecimal majorDenominator,
      List<ExchangeRate> rates) {
    BigDecimal numerator = majorNumerator.scaleByPowerOfTen(digits(to));
    BigDecimal denominator = majorDenominator.scaleByPowerOfTen(digits(from));
    int scale = Math.max(0, Math.max(numerator.scale(), denominator.scale()));
    return new Conversion(
        from,
        to,
        numerator.scaleByPowerOfTen(scale).toBigIntegerExact(),
        denominator.scaleByPowerOfTen(scale).toBigIntegerExact(),
        rates);
  }

  /// Decimals of the currency's minor unit: 0 for JPY, 2 for USD, 3 for KWD; 0 for what has none.
  private static int digits(Currency currency) {
    return Math.max(0, currency.getDefaultFractionDigits());
  }

  /// @throws IllegalArgumentException if the money is not in `from`
  /// @throws ArithmeticException if the result does not fit
  public Cost convert(Money money) {
    if (!money.currency().equals(from)) {
      throw new IllegalArgumentException(
          "A conversion from %s to %s cannot take %s.\nMaybe ask for the rate of %s."
              .formatted(from, to, money, money.currency()));
    }
    return Math.abs(money.minorUnits()) <= MOST_FAST
        ? convert(Cost.of(money))
        : convertSlowly(BigInteger.valueOf(money.minorUnits()).multiply(SCALE));
  }

  /// @param cost of minor units of `from`
  /// @return of minor units of `to`
  /// @throws ArithmeticException if the result does not fit
  public Cost convert(Cost cost) {
    long amount = cost.tenThousandths();
    if (numerator.bitLength() <= BITS_OF_LONG && denominator.bitLength() < BITS_OF_LONG) {
      long by = numerator.longValue();
      long low = amount * by;
      if (Math.multiplyHigh(amount, by) == low >> BITS_OF_LONG) {
        return new Cost(dividedHalfUp(low, denominator.longValue()));
      }
    }
    return convertSlowly(BigInteger.valueOf(amount));
  }

  private Cost convertSlowly(BigInteger tenThousandths) {
    BigInteger rounded =
        new BigDecimal(tenThousandths.multiply(numerator))
            .divide(new BigDecimal(denominator), 0, RoundingMode.HALF_UP)
            .toBigIntegerExact();
    if (rounded.bitLength() > BITS_OF_LONG) {
      throw new ArithmeticException(
          "%s minor units of %s are too many in %s: %s.\nMaybe the amount or the rate is wrong."
              .formatted(plain(tenThousandths), from, to, plain(rounded)));
    }
    return new Cost(rounded.longValue());
  }

  private static String plain(BigInteger tenThousandths) {
    return new BigDecimal(tenThousandths, 4).stripTrailingZeros().toPlainString();
  }

  private static long dividedHalfUp(long dividend, long divisor) {
    long quotient = dividend / divisor;
    long rest = Math.abs(dividend % divisor);
    return rest >= divisor - rest ? quotient + Long.signum(dividend) : quotient;
  }

  /// The day since which the older of its rates counts; empty for the same currency.
  public Optional<LocalDate> asOf() {
    return rates.stream().map(ExchangeRate::date).min(Comparator.naturalOrder());
  }
}
