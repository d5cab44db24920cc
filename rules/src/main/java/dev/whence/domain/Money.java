package dev.whence.domain;

import java.util.Currency;

/// A price, in minor units of its currency (cents for USD). Never a floating-point number.
///
/// @param minorUnits may be negative (a credit)
public record Money(long minorUnits, Currency currency) {

  public static Money of(long minorUnits, String currencyCode) {
    return new Money(minorUnits, Currency.getInstance(currencyCode));
  }

  /// @throws IllegalArgumentException if the currencies differ
  /// @throws ArithmeticException on overflow
  public Money plus(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(
          "Cannot add %s to %s.\nMaybe convert one of them first.".formatted(other, this));
    }
    return new Money(Math.addExact(minorUnits, other.minorUnits), currency);
  }

  /// @throws ArithmeticException on overflow
  public Money times(int units) {
    return new Money(Math.multiplyExact(minorUnits, units), currency);
  }

  /// The amount as people write it, with the currency's usual decimals: `11.20 USD`.
  @Override
  public String toString() {
    return java.math.BigDecimal.valueOf(
                minorUnits, Math.max(0, currency.getDefaultFractionDigits()))
            .toPlainString()
        + " "
        + currency.getCurrencyCode();
  }
}
