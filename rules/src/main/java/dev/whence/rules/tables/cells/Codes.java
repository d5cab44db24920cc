package dev.whence.rules.tables.cells;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The published codes of countries and currencies, and which one a wrong word was meant to be.
final class Codes {
  /// Kosovo has no code of the standard; everybody uses this one.
  private static final String KOSOVO = "XK";

  private static final Set<String> COUNTRIES =
      Stream.concat(Arrays.stream(Locale.getISOCountries()), Stream.of(KOSOVO))
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<String> CURRENCIES =
      java.util.Currency.getAvailableCurrencies().stream()
          .map(java.util.Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private static final List<String> COUNTRY_LIST = COUNTRIES.stream().sorted().toList();
  private static final List<String> CURRENCY_LIST = CURRENCIES.stream().sorted().toList();

  /// Words that people write and no list has.
  private static final Map<String, String> COUNTRY_WORDS =
      Map.of(
          "UK", "GB",
          "GREAT BRITAIN", "GB",
          "ENGLAND", "GB",
          "EL", "GR",
          "AMERICA", "US",
          "UNITED STATES OF AMERICA", "US",
          "HOLLAND", "NL",
          "KOSOVO", KOSOVO);

  private static final Map<String, String> CURRENCY_WORDS =
      Map.of(
          "€", "EUR",
          "£", "GBP",
          "US$", "USD",
          "$US", "USD",
          "R$", "BRL",
          "RMB", "CNY",
          "DOLLAR", "USD",
          "DOLLARS", "USD",
          "POUND", "GBP",
          "YEN", "JPY");

  private static final Pattern SEPARATORS = Pattern.compile("\\s*[;|/+&\\s]\\s*");

  private Codes() {}

  /// Ascending.
  static List<String> countries() {
    return COUNTRY_LIST;
  }

  /// Ascending.
  static List<String> currencies() {
    return CURRENCY_LIST;
  }

  static boolean isCountry(String text) {
    return COUNTRIES.contains(text);
  }

  static boolean isCurrency(String text) {
    return CURRENCIES.contains(text);
  }

  /// "Maybe GB was meant.", "Maybe write in US, CA.", or empty.
  static String countryAdvice(String text) {
    return advice(text, Codes::findCountry);
  }

  /// As [#countryAdvice].
  static String currencyAdvice(String text) {
    return advice(text, Codes::findCurrency);
  }

  /// The country that a word names, or nothing.
  static Stream<String> countries(String text) {
    return findCountry(text).stream();
  }

  /// As [#countries].
  static Stream<String> currencies(String text) {
    return findCurrency(text).stream();
  }

  private static String advice(String text, Function<String, Optional<String>> find) {
    Optional<String> one = find.apply(text);
    if (one.isPresent()) {
      return "Maybe " + one.get() + " was meant.";
    }
    List<String> parts = List.of(SEPARATORS.split(text.strip()));
    List<String> found = parts.stream().flatMap(part -> find.apply(part).stream()).toList();
    boolean all = parts.size() > 1 && found.size() == parts.size();
    boolean different = new HashSet<>(found).size() == found.size();
    return all && different ? "Maybe write in " + String.join(", ", found) + "." : "";
  }

  private static Optional<String> findCountry(String text) {
    String word = text.toUpperCase(Locale.ROOT).replace(".", "").strip();
    if (COUNTRY_WORDS.containsKey(word)) {
      return Optional.ofNullable(COUNTRY_WORDS.get(word));
    }
    return COUNTRIES.stream()
        .filter(code -> {
          Locale country = Locale.of("", code);
          return code.equals(word)
              || country.getDisplayCountry(Locale.ENGLISH).equalsIgnoreCase(word)
              || (word.length() == 3
                  && !code.equals(KOSOVO)
                  && country.getISO3Country().equals(word));
        })
        .findFirst();
  }

  private static Optional<String> findCurrency(String text) {
    String word = text.toUpperCase(Locale.ROOT).replace(".", "").strip();
    if (CURRENCY_WORDS.containsKey(word)) {
      return Optional.ofNullable(CURRENCY_WORDS.get(word));
    }
    return CURRENCIES.stream()
        .filter(code ->
            code.equals(word)
                || java.util.Currency.getInstance(code)
                    .getDisplayName(Locale.ENGLISH)
                    .equalsIgnoreCase(word))
        .findFirst()
        .or(() ->
            word.matches("[A-Z]{4,}") && CURRENCIES.contains(word.substring(0, 3))
                ? Optional.of(word.substring(0, 3))
                : Optional.empty());
  }
}
