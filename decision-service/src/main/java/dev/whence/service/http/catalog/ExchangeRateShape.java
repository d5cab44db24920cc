package dev.whence.service.http.catalog;

import dev.whence.domain.ExchangeRate;
import dev.whence.service.http.Fields;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// An exchange rate in the API: one major unit of `from` is `rate` major units of `to`.
///
/// @param date the first day it counts
/// @param source who published it
public record ExchangeRateShape(
    String from, String to, BigDecimal rate, LocalDate date, String source) {
  /// Rates for the next month or quarter are published ahead; a date further off is mistyped.
  private static final int MOST_DAYS_AHEAD = 92;

  /// Of one unit that is changed there and back on one day.
  private static final BigDecimal LEAST_LEFT = new BigDecimal("0.9");

  private static final BigDecimal MOST_LEFT = new BigDecimal("1.1");
  private static final double LOWEST = 1e-12;
  private static final double HIGHEST = 1e12;

  /// Reads the rows of one load, which may name each pair of currencies and date once.
  static Function<Fields, ExchangeRateShape> reader(LocalDate today) {
    var seen = new HashSet<List<String>>();
    var rates = new HashMap<List<String>, BigDecimal>();
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
        } else if (fields.has("date") && fields.has("rate")) {
          rates.put(texts, rate.rate());
          complainOfTheWayBack(fields, rate, rates);
        }
      }
      return rate;
    };
  }

  /// There and back on one day costs a few percent at most; a rate that stands the wrong way round
  /// makes far more, or less, of it.
  private static void complainOfTheWayBack(
      Fields fields, ExchangeRateShape rate, Map<List<String>, BigDecimal> rates) {
    BigDecimal back = rates.get(List.of(rate.to(), rate.from(), rate.date().toString()));
    if (back == null) {
      return;
    }
    BigDecimal left = rate.rate().multiply(back);
    if (left.compareTo(LEAST_LEFT) < 0 || left.compareTo(MOST_LEFT) > 0) {
      fields.complain(
          "rate",
          "makes of 1 %s, there and back by the rate %s of the other direction, %s %1$s.\nMaybe one of the two stands the wrong way round"
              .formatted(
                  rate.from(),
                  back.toPlainString(),
                  left.round(new MathContext(4)).toPlainString()));
    }
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
