package dev.whence.domain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The loaded exchange rates, indexed once. Immutable; the order in which rates are given never
/// matters.
public final class ExchangeRates {
  public static final ExchangeRates NONE = new ExchangeRates(List.of());

  private final Map<Pair, NavigableMap<LocalDate, ExchangeRate>> rates = new HashMap<>();
  private final Map<Currency, Set<Currency>> partners = new HashMap<>();

  /// @throws IllegalArgumentException if two rates have the same currencies and date
  public ExchangeRates(List<ExchangeRate> all) {
    for (ExchangeRate rate : all) {
      ExchangeRate earlier =
          rates
              .computeIfAbsent(new Pair(rate.from(), rate.to()), pair -> new TreeMap<>())
              .putIfAbsent(rate.date(), rate);
      if (earlier != null) {
        throw new IllegalArgumentException(
            "The rate from %s to %s of %s is given twice: %s and %s.\nMaybe leave one out."
                .formatted(rate.from(), rate.to(), rate.date(), earlier.rate(), rate.rate()));
      }
      partners(rate.from()).add(rate.to());
      partners(rate.to()).add(rate.from());
    }
  }

  private Set<Currency> partners(Currency of) {
    return partners.computeIfAbsent(of, currency -> new HashSet<>());
  }

  /// How to convert on a day; rates that begin later do not count.
  ///
  /// A rate between the two currencies comes first, the newest one, whichever of them it starts
  /// from (on equal days the one that starts at `from`). Without any it goes over one third
  /// currency: the one whose older rate is newest, then whose newer rate is, then the first by
  /// code. How old a rate may be is for the caller to say ([Conversion#asOf]).
  ///
  /// @return empty if no rate leads from one to the other by then
  public Optional<Conversion> find(Currency from, Currency to, LocalDate on) {
    if (from.equals(to)) {
      return Optional.of(new Conversion(from, to, BigInteger.ONE, BigInteger.ONE, List.of()));
    }
    return findLeg(from, to, on)
        .map(leg -> conversion(from, to, List.of(leg)))
        .or(() -> findOverThird(from, to, on));
  }

  private Optional<Conversion> findOverThird(Currency from, Currency to, LocalDate on) {
    return partners.getOrDefault(from, Set.of()).stream()
        .flatMap(third -> findRoute(from, third, to, on).stream())
        .min(Route.BEST)
        .map(route -> conversion(from, to, List.of(route.first(), route.second())));
  }

  private Optional<Route> findRoute(Currency from, Currency third, Currency to, LocalDate on) {
    return findLeg(from, third, on)
        .flatMap(first -> findLeg(third, to, on).map(second -> new Route(third, first, second)));
  }

  /// The newest rate between two currencies, whichever of them it starts from.
  private Optional<Leg> findLeg(Currency from, Currency to, LocalDate on) {
    return Stream.concat(
            newest(from, to, on).map(rate -> new Leg(rate, false)).stream(),
            newest(to, from, on).map(rate -> new Leg(rate, true)).stream())
        .max(
            Comparator.comparing(Leg::date).thenComparing(Leg::inverse, Comparator.reverseOrder()));
  }

  private Optional<ExchangeRate> newest(Currency from, Currency to, LocalDate on) {
    return Optional.ofNullable(rates.get(new Pair(from, to)))
        .map(byDate -> byDate.floorEntry(on))
        .map(Map.Entry::getValue);
  }

  private static Conversion conversion(Currency from, Currency to, List<Leg> legs) {
    BigDecimal numerator = BigDecimal.ONE;
    BigDecimal denominator = BigDecimal.ONE;
    for (Leg leg : legs) {
      if (leg.inverse()) {
        denominator = denominator.multiply(leg.rate().rate());
      } else {
        numerator = numerator.multiply(leg.rate().rate());
      }
    }
    return Conversion.ofMajorUnits(
        from, to, numerator, denominator, legs.stream().map(Leg::rate).toList());
  }

  private record Pair(Currency from, Currency to) {}

  /// @param inverse whether the rate is of the other direction
  private record Leg(ExchangeRate rate, boolean inverse) {
    LocalDate date() {
      return rate.date();
    }
  }

  private record Route(Currency third, Leg first, Leg second) {
    static final Comparator<Route> BEST =
        Comparator.comparing(Route::older)
            .thenComparing(Route::newer)
            .reversed()
            .thenComparing(route -> route.third().getCurrencyCode());

    LocalDate older() {
      return first.date().isBefore(second.date()) ? first.date() : second.date();
    }

    LocalDate newer() {
      return first.date().isBefore(second.date()) ? second.date() : first.date();
    }
  }
}
