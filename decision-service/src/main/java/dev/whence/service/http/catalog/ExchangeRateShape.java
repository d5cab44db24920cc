package dev.whence.service.http.catalog;

import dev.whence.domain.ExchangeRate;
import dev.whence.service.http.Fields;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/// An exchange rate in the API: one major unit of `from` is `rate` major units of `to`.
///
/// @param date the first day it counts
/// @param source who published it
public record ExchangeRateShape(
    String from, String to, BigDecimal rate, LocalDate date, String source) {
  /// Rates for the next month or quarter are published ahead; a date further off is mistyped.
  private static final int MOST_DAYS_AHEAD = 92;

  private static final double LOWEST = 1e-12;
  private static final double HIGHEST = 1e12;

  /// Reads the rows of one load, which may name each pair of currencies and date once.
  static Function<Fields, ExchangeRateShape> reader(LocalDate today) {
    var seen = new HashSet<List<String>>();
    LocalDate last = today.plusDays(MOST_DAYS_AHEAD);
    return fields -> {
      var rate =
          new ExchangeRateShape(
              fields.currency("from").getCurrencyCode(),
              fields.currency("to").getCurrencyCode(),
              fields.exactDecimal("rate", LOWEST, HIGHEST),
              fields.date("date"),
              fields.label("source"));
      if (rate.date().isAfter(last)) {
        fields.complain(
            "date", "must not be later than %s, %d days ahead".formatted(last, MOST_DAYS_AHEAD));
      }
      if (fields.has("from") && fields.has("to")) {
        List<String> texts =
            List.of("from", "to", "date").stream()
                .map(name -> fields.raw().path(name).asText())
                .toList();
        if (texts.get(0).equals(texts.get(1))) {
          fields.complain("to", "must be another currency than from");
        } else if (fields.has("date") && !seen.add(texts)) {
          fields.complain("date", "is in an earlier row for these currencies, too");
        }
      }
      return rate;
    };
  }

  ExchangeRate rateOfDay() {
    return new ExchangeRate(
        Currency.getInstance(from), Currency.getInstance(to), rate, date, source);
  }

  static ExchangeRateShape of(ExchangeRate rate) {
    return new ExchangeRateShape(
        rate.from().getCurrencyCode(),
        rate.to().getCurrencyCode(),
        rate.rate(),
        rate.date(),
        rate.source());
  }
}
