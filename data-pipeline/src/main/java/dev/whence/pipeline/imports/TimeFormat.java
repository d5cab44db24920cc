package dev.whence.pipeline.imports;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.time.temporal.TemporalQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A pattern of `DateTimeFormatter` as a mapping names it, read strictly, month names in English or
/// one of the languages of [MonthNames], and what texts of it can tell.
///
/// @param pattern as it stands in the mapping
record TimeFormat(String pattern, DateTimeFormatter formatter) {

  /// A moment no two parts of which look alike.
  private static final ZonedDateTime SAMPLE =
      ZonedDateTime.of(2026, 11, 23, 15, 47, 58, 123_456_789, ZoneId.of("Europe/Berlin"));

  private static final String TIME_LETTERS = "HkKhaBmsSAnN";

  private static final String ZONE_LETTERS = "XxZOVzv";

  /// Optional parts in any combination; of more than so many not all are tried.
  private static final int MOST_VARIANTS = 64;

  private static final List<ChronoField> PARTS_OF_A_TIME =
      List.of(
          ChronoField.HOUR_OF_DAY,
          ChronoField.HOUR_OF_AMPM,
          ChronoField.AMPM_OF_DAY,
          ChronoField.MINUTE_OF_HOUR,
          ChronoField.SECOND_OF_MINUTE,
          ChronoField.NANO_OF_SECOND);

  /// @throws IllegalArgumentException if it is none
  static TimeFormat of(String pattern) {
    return new TimeFormat(pattern, formatter(pattern));
  }

  private static DateTimeFormatter formatter(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(proleptic(pattern))
        .toFormatter(Locale.ENGLISH)
        .withChronology(IsoChronology.INSTANCE)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /// Years without an era, also of two digits: 06 is 2006.
  private static String proleptic(String pattern) {
    return pattern.replaceAll("y(?=(?:[^']*'[^']*')*[^']*$)", "u");
  }

  /// What a text tells.
  ///
  /// @param time null if it tells none
  /// @param offset null if it tells none
  /// @param zone null if it tells none
  /// @param name a short name of a zone, see [ZoneNames]; empty if it tells none
  record Told(
      LocalDate date,
      @Nullable LocalTime time,
      @Nullable ZoneOffset offset,
      @Nullable ZoneId zone,
      String name) {}

  /// @throws DateTimeException if the text is not like the pattern, or tells half a time of day
  Told read(String written) {
    String text = MonthNames.areIn(pattern) ? MonthNames.english(written, pattern) : written;
    if (!has("zv")) {
      return told(formatter.parse(text), "");
    }
    Optional<ZoneNames.Found> found = ZoneNames.find(text);
    if (found.isPresent()) {
      return told(formatter.parse(found.get().replaced(text)), found.get().name());
    }
    Told told = told(formatter.parse(text), "");
    return told.zone() == null ? told : inSeason(told, told.zone(), text);
  }

  // By queries: parseBest would throw and catch two exceptions for each time without an offset.
  private static Told told(TemporalAccessor parsed, String name) {
    LocalTime time = parsed.query(TemporalQueries.localTime());
    if (time == null && PARTS_OF_A_TIME.stream().anyMatch(parsed::isSupported)) {
      throw new DateTimeException("half a time of day");
    }
    return new Told(
        LocalDate.from(parsed),
        time,
        parsed.query(TemporalQueries.offset()),
        parsed.query(TemporalQueries.zoneId()),
        name);
  }

  /// A long name says itself whether it means summer time.
  private static Told inSeason(Told told, ZoneId zone, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    boolean summer = lower.contains("summer time") || lower.contains("daylight time");
    if (told.time() == null || !(summer || lower.contains("standard time"))) {
      return told;
    }
    ZoneOffset standard =
        zone.getRules().getStandardOffset(told.date().atTime(told.time()).atZone(zone).toInstant());
    int seconds = standard.getTotalSeconds() + (summer ? (int) Duration.ofHours(1).toSeconds() : 0);
    return new Told(told.date(), told.time(), ZoneOffset.ofTotalSeconds(seconds), zone, "");
  }

  /// Whether every text tells its zone or offset: then there is no other to ask for.
  boolean alwaysTellsZone() {
    return variants().stream().allMatch(variant -> has(variant, ZONE_LETTERS));
  }

  /// What is wrong with it for a date, or a date and a time; goes on after `'pattern'`.
  Optional<String> unfitForDate() {
    String letters = letters(pattern);
    if (has("D") && has("ML") && !has("d")) {
      return Optional.of("gives no day of the month: D is the day of the year; maybe dd");
    }
    if (variants().stream().noneMatch(variant -> gives(variant, TemporalQueries.localDate()))) {
      return Optional.of("gives no %s%s".formatted(lacking(letters), percents()));
    }
    return unfitForTime();
  }

  /// What is wrong with it for a time of day; goes on after `'pattern'`.
  Optional<String> unfitForTimeOfDay() {
    return has(TIME_LETTERS) ? unfitForTime() : Optional.of("gives no time of day; maybe HH:mm");
  }

  private Optional<String> unfitForTime() {
    List<String> timed = variants().stream().filter(variant -> has(variant, TIME_LETTERS)).toList();
    if (timed.isEmpty()
        || timed.stream().anyMatch(variant -> gives(variant, TemporalQueries.localTime()))) {
      return Optional.empty();
    }
    return Optional.of(
        has("hK") && !has("aB")
            ? "gives no time of day: hh and KK count to 12 and need a for am or pm; maybe HH"
            : "gives no time of day, only part of one; maybe HH:mm");
  }

  private static String lacking(String letters) {
    var lacking = new ArrayList<String>();
    if (letters.chars().noneMatch(c -> "uy".indexOf(c) >= 0)) {
      lacking.add(
          letters.indexOf('Y') >= 0 ? "year (YYYY is that of the week; maybe yyyy)" : "year");
    }
    if (letters.chars().noneMatch(c -> "MLDQq".indexOf(c) >= 0)) {
      lacking.add(letters.indexOf('m') >= 0 ? "month (mm is minutes; maybe MM)" : "month");
    }
    if (letters.chars().noneMatch(c -> "dD".indexOf(c) >= 0)) {
      lacking.add("day of the month");
    }
    return lacking.isEmpty() ? "date" : String.join(", no ", lacking);
  }

  private String percents() {
    return pattern.indexOf('%') < 0
        ? ""
        : "; formats are those of Java, maybe "
            + pattern
                .replace("%Y", "yyyy")
                .replace("%y", "yy")
                .replace("%m", "MM")
                .replace("%d", "dd")
                .replace("%b", "MMM")
                .replace("%H", "HH")
                .replace("%I", "hh")
                .replace("%M", "mm")
                .replace("%S", "ss")
                .replace("%p", "a")
                .replace("%z", "XX")
                .replace("%f", "SSSSSS")
                .replace("%T", "HH:mm:ss")
                .replace("%F", "yyyy-MM-dd");
  }

  private boolean has(String anyOf) {
    return has(pattern, anyOf);
  }

  private static boolean has(String pattern, String anyOf) {
    return letters(pattern).chars().anyMatch(letter -> anyOf.indexOf(letter) >= 0);
  }

  /// Without what stands in quotes.
  private static String letters(String pattern) {
    return pattern.replaceAll("'[^']*'", "");
  }

  /// Whether a text of a pattern without optional parts tells something; also where no sample of it
  /// can be made, as then nobody knows.
  private static boolean gives(String variant, TemporalQuery<?> query) {
    try {
      DateTimeFormatter formatter = formatter(variant);
      return formatter.parse(formatter.format(SAMPLE)).query(query) != null;
    } catch (DateTimeException | IllegalArgumentException e) {
      return true;
    }
  }

  /// The pattern with each optional part there or not.
  private List<String> variants() {
    List<String> variants = List.of(pattern);
    for (boolean more = true; more && variants.size() <= MOST_VARIANTS; ) {
      List<String> next = variants.stream().flatMap(TimeFormat::expanded).distinct().toList();
      more = !next.equals(variants);
      variants = next;
    }
    return variants;
  }

  /// An innermost optional part there or not.
  private static Stream<String> expanded(String pattern) {
    boolean quoted = false;
    int open = -1;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      quoted ^= c == '\'';
      if (!quoted && c == '[') {
        open = i;
      } else if (!quoted && open >= 0 && (c == ']' || i == pattern.length() - 1)) {
        String before = pattern.substring(0, open);
        String inside = pattern.substring(open + 1, c == ']' ? i : i + 1);
        String after = pattern.substring(i + 1);
        return Stream.of(before + inside + after, before + after);
      }
    }
    return Stream.of(pattern);
  }
}
