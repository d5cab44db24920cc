package dev.whence.pipeline.drafts;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;

/// The ISO 3166-1 alpha-2 codes of countries by their English names and other codes.
final class CountryWords {
  private CountryWords() {}

  /// In which countries are called by name; English goes before them.
  private static final List<String> LANGUAGES =
      List.of("ja", "zh", "tr", "da", "nb", "sv", "pl", "nl", "it", "fr", "pt", "es", "de");

  private static final Map<String, String> CODES = codes();

  private static Map<String, String> codes() {
    var codes = new HashMap<String, String>();
    for (String language : LANGUAGES) {
      for (String code : Locale.getISOCountries()) {
        codes.put(
            Locale.of("", code).getDisplayCountry(Locale.of(language)).toLowerCase(Locale.ROOT),
            code);
      }
    }
    for (String code : Locale.getISOCountries()) {
      Locale country = Locale.of("", code);
      codes.put(code.toLowerCase(Locale.ROOT), code);
      codes.put(country.getDisplayCountry(Locale.ENGLISH).toLowerCase(Locale.ROOT), code);
      alpha3(country).ifPresent(three -> codes.put(three.toLowerCase(Locale.ROOT), code));
    }
    codes.putAll(
        Map.ofEntries(
            Map.entry("uk", "GB"),
            Map.entry("great britain", "GB"),
            Map.entry("england", "GB"),
            Map.entry("scotland", "GB"),
            Map.entry("wales", "GB"),
            Map.entry("united states of america", "US"),
            Map.entry("u.s.", "US"),
            Map.entry("u.s.a.", "US"),
            Map.entry("america", "US"),
            Map.entry("ee. uu.", "US"),
            Map.entry("ee.uu.", "US"),
            Map.entry("eeuu", "US"),
            Map.entry("eua", "US"),
            Map.entry("brd", "DE"),
            Map.entry("holland", "NL"),
            Map.entry("the netherlands", "NL"),
            Map.entry("eire", "IE"),
            Map.entry("czech republic", "CZ"),
            Map.entry("turkey", "TR"),
            Map.entry("russian federation", "RU"),
            Map.entry("korea", "KR"),
            Map.entry("republic of korea", "KR"),
            Map.entry("viet nam", "VN"),
            Map.entry("ivory coast", "CI"),
            Map.entry("congo, drc", "CD"),
            Map.entry("swaziland", "SZ"),
            Map.entry("macedonia", "MK"),
            Map.entry("burma", "MM"),
            Map.entry("hong kong", "HK"),
            Map.entry("macau", "MO"),
            Map.entry("uae", "AE"),
            Map.entry("rsa", "ZA")));
    // Of cars, as addresses in Europe have them.
    codes.putAll(
        Map.ofEntries(
            Map.entry("a", "AT"),
            Map.entry("b", "BE"),
            Map.entry("d", "DE"),
            Map.entry("e", "ES"),
            Map.entry("f", "FR"),
            Map.entry("fl", "LI"),
            Map.entry("h", "HU"),
            Map.entry("i", "IT"),
            Map.entry("l", "LU"),
            Map.entry("n", "NO"),
            Map.entry("p", "PT"),
            Map.entry("s", "SE"),
            Map.entry("slo", "SI")));
    return Map.copyOf(codes);
  }

  private static Optional<String> alpha3(Locale country) {
    try {
      return Optional.of(country.getISO3Country());
    } catch (MissingResourceException e) {
      return Optional.empty();
    }
  }

  static Optional<String> code(String word) {
    return Optional.ofNullable(CODES.get(word.strip().toLowerCase(Locale.ROOT)));
  }
}
