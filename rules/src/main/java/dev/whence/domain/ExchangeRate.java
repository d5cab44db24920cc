package dev.whence.domain;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;

/// What one major unit of a currency is worth in another, from a day on: with `from` EUR, `to` USD
/// and `rate` 1.08, one euro is 1.08 dollars.
///
/// @param rate in major units (dollars, not cents), above 0; equal values are equal rates, however
///   many zeros they end with
/// @param date the first day it counts
/// @param source who published it, in the caller's words
public record ExchangeRate(
    Currency from, Currency to, BigDecimal rate, LocalDate date, String source) {

  /// @throws IllegalArgumentException if the rate is not above 0 or both currencies are the same
  public ExchangeRate {
    if (from.equals(to)) {
      throw new IllegalArgumentException(
          "A rate from %s to itself is not needed.\nMaybe another currency was meant."
              .formatted(from));
    }
    if (rate.signum() <= 0) {
      throw new IllegalArgumentException(
          "One %s cannot be worth %s %s.\nMaybe the rate is missing."
              .formatted(from, rate.toPlainString(), to));
    }
    rate = rate.stripTrailingZeros();
    rate = rate.setScale(Math.max(0, rate.scale()));
  }
}
