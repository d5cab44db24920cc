package dev.whence.domain.places;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What the words of an address tell about where a carrier has to go.
public final class AddressFacts {
  private static final String NUMBER = " ?(NO|NR|N|#)? ?[A-Z]?\\d";

  /// Words that mean a box at a post office wherever they stand.
  private static final Pattern BOX_WORDS =
      Pattern.compile(
          "\\b("
              + String.join(
                  "|",
                  "(G ?)?P ?[O0] ?B[O0]X(ES)?(?![A-Z])",
                  "POST(AL)? OFFICE BOX(ES)?\\b",
                  "POSTFACH\\b",
                  "POSTBUS\\b",
                  "POSBUS\\b",
                  "POSTBOKS\\b",
                  "POSTILOKERO\\b",
                  "SKRYTKA POCZTOWA\\b",
                  "(BOITE|BTE) POSTALE\\b",
                  "CASE POSTALE\\b",
                  "CASELLA POSTALE\\b",
                  "CAIXA POSTAL\\b",
                  "AP(ARTADO|DO|TDO)? (DE CORREOS?|POSTAL|AEREO)\\b",
                  "CASILLA (DE CORREOS?|POSTAL)\\b")
              + ")");

  /// Words that mean one when a number follows.
  private static final Pattern NUMBERED =
      Pattern.compile(
          "\\b(P ?O ?B|B ?P|POST(AL)? ?BOX|(G ?)?P ?O DRAWER|LOCKED BAG|PRIVATE BAG)" + NUMBER);

  /// Words that mean one when the part of the line starts with them and a number follows: they are
  /// names of streets and places, too.
  private static final Pattern NUMBERED_AT_START =
      Pattern.compile("(APARTADO|APDO|APTDO|CASILLA|POSTF|PF|PB)" + NUMBER + ".*");

  /// Sweden, and short for a post office box elsewhere: nothing but the word and its number.
  private static final Pattern BOX_ALONE = Pattern.compile("BOX" + NUMBER + "[\\d ]*[A-Z]?");

  /// Boxes along rural roads and of military units, which stand where the addressee is.
  private static final Pattern OWN_BOX =
      Pattern.compile("(RR|R R|HC|RURAL ROUTE|HIGHWAY CONTRACT|PSC|CMR|UNIT|OMC) ?(NO|#)? ?\\d.*");

  private static final Set<String> MILITARY_REGIONS =
      Set.of(
          "AA",
          "AE",
          "AP",
          "ARMED FORCES AMERICAS",
          "ARMED FORCES EUROPE",
          "ARMED FORCES PACIFIC",
          "ARMED FORCES AFRICA",
          "ARMED FORCES CANADA",
          "ARMED FORCES MIDDLE EAST");

  private static final Pattern MILITARY_ZIP =
      Pattern.compile("(09[0-8]|340|96[2-6])\\d{2}(\\d{4})?");

  private static final Pattern MILITARY_POSTCODE = Pattern.compile("BF1.*|BFPO\\d*");

  private AddressFacts() {}

  /// Whether an address names a box at a post office, where parcel carriers cannot deliver: in
  /// English, German, French, Spanish, Portuguese, Italian, Dutch, Afrikaans, Norwegian, Danish,
  /// Finnish, Polish, and `Box 123` as in Sweden. An address with a street beside the box has one,
  /// too. Case, accents and dots do not matter.
  ///
  /// @param addressLines without name, postal code and town
  public static boolean poBox(List<String> addressLines) {
    boolean ownBox = false;
    for (String line : addressLines) {
      String words = folded(line);
      if (BOX_WORDS.matcher(words).find() || NUMBERED.matcher(words).find()) {
        return true;
      }
      boolean first = true;
      for (String part : line.split("[,;/|\\n]| [-\\u2013\\u2014] ")) {
        String start = folded(part);
        if (NUMBERED_AT_START.matcher(start).matches()) {
          return true;
        }
        ownBox |= OWN_BOX.matcher(start).matches();
        if (first && !ownBox && BOX_ALONE.matcher(start).matches()) {
          return true;
        }
        first &= start.isEmpty();
      }
    }
    return false;
  }

  /// Whether an address is a post office of armed forces abroad: US APO, FPO and DPO by region (AA,
  /// AE, AP) or ZIP code (090 to 098, 340, 962 to 966), British Forces Post Office by postcode
  /// (`BF1`) or `BFPO` with a number.
  ///
  /// @param country ISO 3166-1 alpha-2
  /// @param region empty if not known
  /// @param postalCode empty if not known
  public static boolean military(String country, String region, String postalCode) {
    return switch (country) {
      case "US" ->
          MILITARY_REGIONS.contains(folded(region))
              || MILITARY_ZIP.matcher(PostalAreas.normalized(postalCode)).matches();
      case "GB" ->
          MILITARY_POSTCODE.matcher(PostalAreas.normalized(postalCode)).matches()
              || folded(region).equals("BFPO");
      default -> false;
    };
  }

  /// Capital letters without accents; what is neither letter, digit nor `#` becomes one space.
  private static String folded(String text) {
    // What most are, and the rest of this costs more than all else that is asked of an address.
    if (PostalAreas.isPlain(text)) {
      return text.toUpperCase(Locale.ROOT);
    }
    return Normalizer.normalize(text, Normalizer.Form.NFKD)
        .replaceAll("\\p{M}+", "")
        .toUpperCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}#]+", " ")
        .strip();
  }
}
