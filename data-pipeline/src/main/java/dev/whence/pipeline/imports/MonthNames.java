package dev.whence.pipeline.imports;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names of months, short and long, of the languages that files come in. No word means one month
/// here and another there.
public final class MonthNames {
  private MonthNames() {}

  /// Of January to December: Spanish, Portuguese, French, Italian, German, Dutch, Polish.
  private static final List<String> NAMES =
      List.of(
          "ene enero jan janeiro janv janvier gen gennaio januar jaenner janner januari sty stycznia styczen",
          "feb febrero fev fevereiro fevr fevrier febbraio februar februari lut lutego luty",
          "mar marzo marco mars maerz marz mrt maart marca marzec",
          "abr abril avr avril apr aprile april kwi kwietnia kwiecien",
          "may mayo mai maio mag maggio mei maj maja",
          "jun junio junho juin giu giugno juni cze czerwca czerwiec",
          "jul julio julho juil juillet lug luglio juli lip lipca lipiec",
          "ago agosto aou aout aug august augustus sie sierpnia sierpien",
          "sep sept septiembre set setembro septembre settembre september wrz wrzesnia wrzesien",
          "oct octubre out outubro octobre ott ottobre okt oktober paz pazdziernika pazdziernik",
          "nov noviembre novembro novembre november lis listopada listopad",
          "dic diciembre dez dezembro dec decembre dicembre dezember december gru grudnia grudzien");

  private static final List<String> ENGLISH =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  private static final Map<String, String> MONTHS = new HashMap<>();

  static {
    for (int month = 0; month < NAMES.size(); month++) {
      for (String name : NAMES.get(month).split(" ")) {
        MONTHS.put(name, ENGLISH.get(month));
      }
    }
  }

  private static final Pattern WORD = Pattern.compile("\\p{L}{3,}\\.?");
  private static final Pattern NAMED = Pattern.compile(".*[ML]{3}.*");

  /// Whether a pattern of times has a month by name.
  public static boolean areIn(String pattern) {
    return NAMED.matcher(pattern).matches();
  }

  /// Small letters without accents: `août` is `aout`.
  private static String plain(String word) {
    return Normalizer.normalize(word, Normalizer.Form.NFD)
        .replaceAll("[^\\p{L}]+", "")
        .toLowerCase(Locale.ROOT);
  }

  /// A text with the names of months in English, as long as the pattern wants them.
  public static String english(String text, String pattern) {
    boolean isLong = pattern.contains("MMMM") || pattern.contains("LLLL");
    Matcher word = WORD.matcher(text);
    var english = new StringBuilder();
    while (word.find()) {
      String name = plain(word.group());
      String month = MONTHS.get(name);
      word.appendReplacement(
          english,
          Matcher.quoteReplacement(
              month == null ? word.group() : isLong ? month : month.substring(0, 3)));
    }
    return word.appendTail(english).toString();
  }
}
