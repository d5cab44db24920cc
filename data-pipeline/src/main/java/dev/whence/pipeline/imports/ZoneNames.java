package dev.whence.pipeline.imports;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The short names that people write behind a time, such as `CEST`. Java reads them as some place
/// where they are used, which is an hour wrong where a name does not belong to the season, and
/// takes `BST` for Abidjan: a name means its offset.
final class ZoneNames {
  private ZoneNames() {}

  /// Of names that mean one thing to nearly everybody; those of America as in RFC 2822.
  private static final Map<String, String> OFFSETS =
      Map.ofEntries(
          Map.entry("UTC", "Z"),
          Map.entry("GMT", "Z"),
          Map.entry("WET", "Z"),
          Map.entry("WEST", "+1"),
          Map.entry("BST", "+1"),
          Map.entry("CET", "+1"),
          Map.entry("MEZ", "+1"),
          Map.entry("CEST", "+2"),
          Map.entry("MESZ", "+2"),
          Map.entry("EET", "+2"),
          Map.entry("EEST", "+3"),
          Map.entry("MSK", "+3"),
          Map.entry("SAST", "+2"),
          Map.entry("PKT", "+5"),
          Map.entry("SGT", "+8"),
          Map.entry("HKT", "+8"),
          Map.entry("AWST", "+8"),
          Map.entry("JST", "+9"),
          Map.entry("KST", "+9"),
          Map.entry("ACST", "+09:30"),
          Map.entry("ACDT", "+10:30"),
          Map.entry("AEST", "+10"),
          Map.entry("AEDT", "+11"),
          Map.entry("NZST", "+12"),
          Map.entry("NZDT", "+13"),
          Map.entry("BRT", "-3"),
          Map.entry("EDT", "-4"),
          Map.entry("EST", "-5"),
          Map.entry("CDT", "-5"),
          Map.entry("CST", "-6"),
          Map.entry("MDT", "-6"),
          Map.entry("MST", "-7"),
          Map.entry("PDT", "-7"),
          Map.entry("PST", "-8"),
          Map.entry("AKDT", "-8"),
          Map.entry("AKST", "-9"),
          Map.entry("HST", "-10"));

  /// Of names that mean several things, and are only understood where the mapping's zone has them.
  private static final Set<String> SEVERAL = Set.of("IST", "AST", "ADT", "WIB", "PHT", "ART");

  private static final Pattern WORD =
      Pattern.compile("(?<![A-Za-z/_])[A-Za-z]{3,4}(?![A-Za-z/_+-])");

  private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("z", Locale.ENGLISH);

  /// Where a name stands in a text.
  record Found(String name, int start, int end) {
    /// The text with a name that Java knows in its place.
    String replaced(String text) {
      return text.substring(0, start) + "UTC" + text.substring(end);
    }
  }

  static Optional<Found> find(String text) {
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      String word = words.group().toUpperCase(Locale.ROOT);
      if (OFFSETS.containsKey(word) || SEVERAL.contains(word)) {
        return Optional.of(new Found(word, words.start(), words.end()));
      }
    }
    return Optional.empty();
  }

  /// What a name means: in the mapping's zone, if clocks there show it, else everywhere.
  ///
  /// @param zone an IANA name, or empty
  /// @throws DateTimeException if it may mean several things
  static ZoneOffset offset(String name, LocalDateTime time, String zone) {
    if (!zone.isEmpty()) {
      var there = time.atZone(ZoneId.of(zone));
      for (var each : List.of(there, there.withLaterOffsetAtOverlap())) {
        if (SHORT.format(each).equals(name)) {
          return each.getOffset();
        }
      }
    }
    String offset = OFFSETS.get(name);
    if (offset == null) {
      throw new DateTimeException(name);
    }
    return ZoneOffset.of(offset);
  }
}
