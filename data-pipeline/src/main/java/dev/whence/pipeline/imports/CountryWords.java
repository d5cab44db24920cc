package dev.whence.pipeline.imports;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;

/// The ISO 3166-1 alpha-2 codes of countries by their English names and other codes.
final class CountryWords {
  private CountryWords() {}

  private static final Map<String, String> CODES = codes();

  private static Map<String, String> codes() {
    var codes = new HashMap<String, String>();
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
