package dev.whence.domain.places;

import dev.whence.text.EditDistance;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What people write where a country code is asked for. Read on first use, as it is only wanted
/// once something is wrong.
final class CountryNames {
  private static final List<String> LANGUAGES =
      List.of("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl");

  /// Names and codes that are in use without being ISO 3166-1 or the usual name.
  private static final String OTHERS =
      """
      AE UAE
      CD ZR ZAIRE
      CH SUI
      CI IVORYCOAST
      CV CAPEVERDE
      CZ CZECHREPUBLIC
      DE DD GER WESTGERMANY
      DK DEN
      ES IC EA CANARYISLANDS
      FR FX
      GB UK EN XI ENG SCO WAL GREATBRITAIN BRITAIN ENGLAND SCOTLAND WALES NORTHERNIRELAND
      GR EL GRE
      HR CRO
      IO DG
      KR ROK KOREA REPUBLICOFKOREA
      MK MACEDONIA
      MM BU BURMA
      NL HOL NED HOLLAND
      PT POR
      RS YU
      RU SU RUSSIANFEDERATION
      SA KSA
      SH AC TA
      SI SLO
      SZ SWAZILAND
      TL TP EASTTIMOR
      TR TURKEY
      TW ROC
      US AMERICA UNITEDSTATESOFAMERICA
      CN PRC
      XK XKX KOS
      """;

  private static final int SHORTEST_MISSPELT = 5;
  private static final Map<String, String> CODE_BY_NAME = codesByName();

  private CountryNames() {}

  /// The code of the one country that was probably meant.
  static Optional<String> find(String text) {
    String folded = folded(text).replaceFirst("^THE(?=.{4})", "");
    if (Countries.isCode(folded)) {
      return Optional.of(folded);
    }
    String known = CODE_BY_NAME.get(folded);
    return known != null ? Optional.of(known) : findMisspelt(folded);
  }

  private static Optional<String> findMisspelt(String folded) {
    if (folded.length() < SHORTEST_MISSPELT || folded.length() > 60) {
      return Optional.empty();
    }
    int fewest = folded.length() < 8 ? 1 : 2;
    Set<String> nearest = new TreeSet<>();
    for (Map.Entry<String, String> entry : CODE_BY_NAME.entrySet()) {
      int edits = EditDistance.between(folded, entry.getKey(), fewest + 1);
      if (edits < fewest) {
        fewest = edits;
        nearest.clear();
      }
      if (edits == fewest && entry.getKey().length() >= SHORTEST_MISSPELT) {
        nearest.add(entry.getValue());
      }
    }
    return nearest.size() == 1 ? nearest.stream().findFirst() : Optional.empty();
  }

  private static Map<String, String> codesByName() {
    var codes = new HashMap<String, String>();
    OTHERS
        .lines()
        .map(line -> line.split(" "))
        .forEach(words ->
            Arrays.stream(words).skip(1).forEach(word -> codes.putIfAbsent(word, words[0])));
    for (String code : Locale.getISOCountries()) {
      codes.putIfAbsent(Locale.of("", code).getISO3Country(), code);
    }
    for (String language : LANGUAGES) {
      Locale in = Locale.of(language);
      for (String code : Countries.codes()) {
        codes.putIfAbsent(folded(Locale.of("", code).getDisplayCountry(in)), code);
      }
    }
    return codes;
  }

  /// Capital letters without accents, and nothing else.
  private static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD)
        .toUpperCase(Locale.ROOT)
        .replaceAll("[^\\p{L}]+", "");
  }
}
