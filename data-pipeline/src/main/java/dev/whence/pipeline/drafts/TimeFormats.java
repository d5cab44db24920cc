package dev.whence.pipeline.drafts;

import dev.whence.pipeline.imports.MonthNames;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The formats in which a first draft looks for times and dates.
final class TimeFormats {
  private TimeFormats() {}

  /// Which of day and month comes first, where a format leaves that to be guessed.
  enum Order {
    DAY_FIRST,
    MONTH_FIRST,
    /// Year first, or the month is a word.
    PLAIN
  }

  /// The clocks that a name of a zone behind a time stands for.
  static final Map<String, String> ZONES =
      Map.ofEntries(
          Map.entry("UTC", "UTC"),
          Map.entry("GMT", "UTC"),
          Map.entry("WET", "Europe/Lisbon"),
          Map.entry("WEST", "Europe/Lisbon"),
          Map.entry("BST", "Europe/London"),
          Map.entry("CET", "Europe/Paris"),
          Map.entry("CEST", "Europe/Paris"),
          Map.entry("MEZ", "Europe/Paris"),
          Map.entry("MESZ", "Europe/Paris"),
          Map.entry("EET", "Europe/Athens"),
          Map.entry("EEST", "Europe/Athens"),
          Map.entry("EST", "America/New_York"),
          Map.entry("EDT", "America/New_York"),
          Map.entry("CST", "America/Chicago"),
          Map.entry("CDT", "America/Chicago"),
          Map.entry("MST", "America/Denver"),
          Map.entry("MDT", "America/Denver"),
          Map.entry("PST", "America/Los_Angeles"),
          Map.entry("PDT", "America/Los_Angeles"),
          Map.entry("BRT", "America/Sao_Paulo"),
          Map.entry("IST", "Asia/Kolkata"),
          Map.entry("JST", "Asia/Tokyo"),
          Map.entry("AEST", "Australia/Sydney"),
          Map.entry("AEDT", "Australia/Sydney"));

  private static final List<String> CLOCKS =
      List.of(
          " H:mm:ss",
          " H:mm",
          "",
          " h:mm:ss a",
          " h:mm a",
          " h:mma",
          ", h:mm:ss a",
          ", h:mm a",
          " H'h'mm",
          " 'à' H'h'mm",
          ", H:mm:ss",
          ", H:mm",
          "[ H:mm[:ss]]");

  /// In the order in which they are preferred; several may fit.
  static final List<String> ALL = all();

  /// Of a day of any year, with and without a time of day.
  private static final List<String> YEARLESS =
      Stream.of(
              "M-d", "M/d", "d/M", "d-M", "d.M.", "d.M", "d MMM", "d-MMM", "MMM d", "d. MMM",
              "d MMMM", "MMMM d")
          .flatMap(day ->
              Stream.of("", " H:mm", " H:mm:ss", " h:mm a", " h:mm:ss a", ", H:mm", ", h:mm a")
                  .map(clock -> day + clock))
          .toList();

  private static final Map<String, DateTimeFormatter> FORMATTERS = new LinkedHashMap<>();

  static {
    ALL.forEach(format -> FORMATTERS.put(format, formatter(format)));
    YEARLESS.forEach(format -> FORMATTERS.put(format, formatter(format)));
  }

  /// The format in which all of these are days that say no year; empty if they are none.
  static Optional<String> yearless(Collection<String> texts) {
    return texts.isEmpty()
        ? Optional.empty()
        : YEARLESS.stream()
            .filter(format -> texts.stream().allMatch(text -> isDayOfAnyYear(format, text)))
            .findFirst();
  }

  private static boolean isDayOfAnyYear(String format, String text) {
    try {
      MonthDay.parse(english(format, text), FORMATTERS.get(format));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static List<String> all() {
    var all =
        new ArrayList<>(
            List.of(
                "yyyy-MM-dd HH:mm:ss",
                "yyyy-MM-dd'T'HH:mm:ss",
                "yyyy-MM-dd'T'HH:mm:ssXXX",
                "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
                "yyyy-MM-dd'T'HH:mm:ssXX",
                "yyyy-MM-dd'T'HH:mmXXX",
                "yyyy-MM-dd HH:mm:ssXXX",
                "yyyy-MM-dd HH:mm:ss XXX",
                "yyyy-MM-dd HH:mm:ss XX",
                "yyyy-MM-dd HH:mm:ss.SSSSSSXXX",
                "yyyy-MM-dd HH:mm:ss.SSS",
                "yyyy-MM-dd HH:mm:ss.SSSSSS",
                "yyyy-MM-dd'T'HH:mm:ss.SSS",
                "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
                "yyyy-MM-dd'T'HH:mm",
                "yyyy-MM-dd HH:mm",
                "yyyy-MM-dd",
                "yyyy-MM-dd h:mm:ss a",
                "yyyy-MM-dd h:mm a",
                "yyyy/MM/dd HH:mm:ss",
                "yyyy/MM/dd",
                "yyyyMMdd",
                "yyyyMMddHHmmss"));
    for (String clock : CLOCKS) {
      all.add("yyyy/M/d" + clock);
      all.add("yyyy-M-d" + clock);
      all.add("yyyy.M.d" + clock);
    }
    for (String separator : List.of(".", "/", "-")) {
      for (String year : List.of("yyyy", "yy")) {
        for (String clock : CLOCKS) {
          all.add(String.join(separator, "d", "M", year) + clock);
          all.add(String.join(separator, "M", "d", year) + clock);
        }
      }
    }
    for (String date :
        List.of(
            "d 'de' MMMM 'de' yyyy",
            "d. MMMM yyyy",
            "d. MMM yyyy",
            "d-MMM-yyyy",
            "d-MMM-yy",
            "d MMM yyyy",
            "d MMM yy",
            "d/MMM/yyyy",
            "MMM d, yyyy",
            "MMM d yyyy",
            "d MMMM yyyy",
            "MMMM d, yyyy",
            "EEE, d MMM yyyy",
            "EEE MMM d yyyy")) {
      CLOCKS.forEach(clock -> all.add(date + clock));
    }
    return all.stream().distinct().toList();
  }

  static Order order(String format) {
    return format.matches("d[./-]M[./-]y.*")
        ? Order.DAY_FIRST
        : format.matches("M[./-]d[./-]y.*") ? Order.MONTH_FIRST : Order.PLAIN;
  }

  static boolean hasTimeOfDay(String format) {
    return format.contains("H") || format.contains("h:");
  }

  static boolean hasOffset(String format) {
    return format.contains("XX");
  }

  private static String english(String format, String text) {
    return MonthNames.areIn(format) ? MonthNames.english(text, format) : text;
  }

  static Optional<LocalDate> day(String format, String text) {
    try {
      return Optional.of(LocalDate.parse(english(format, text), FORMATTERS.get(format)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  static Optional<LocalTime> clock(String format, String text) {
    try {
      return Optional.of(LocalTime.parse(english(format, text), FORMATTERS.get(format)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static DateTimeFormatter formatter(String format) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(format.replace("yyyy", "uuuu").replaceAll("(?<!u)yy(?!y)", "uu"))
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }
}
