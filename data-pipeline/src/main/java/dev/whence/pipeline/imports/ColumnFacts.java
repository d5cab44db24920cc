package dev.whence.pipeline.imports;

import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the first rows of a file show of one of its columns. Not thread-safe.
final class ColumnFacts {
  /// Values that are looked at as times and numbers, of as many rows as are read.
  private static final int MOST_DISTINCT = 50_000;

  /// Formats of times and dates, in the order in which they are preferred; several may fit.
  private static final List<String> FORMATS =
      List.of(
          "yyyy-MM-dd HH:mm:ss",
          "yyyy-MM-dd'T'HH:mm:ss",
          "yyyy-MM-dd'T'HH:mm:ssXXX",
          "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
          "yyyy-MM-dd HH:mm:ssXXX",
          "yyyy-MM-dd HH:mm:ss.SSS",
          "yyyy-MM-dd HH:mm",
          "yyyy-MM-dd",
          "yyyy/MM/dd HH:mm:ss",
          "yyyy/MM/dd",
          "yyyyMMdd",
          "dd.MM.yyyy HH:mm:ss",
          "dd.MM.yyyy HH:mm",
          "dd.MM.yyyy",
          "d/M/yyyy H:mm",
          "M/d/yyyy H:mm",
          "d/M/yyyy",
          "M/d/yyyy",
          "d/M/yy",
          "M/d/yy",
          "d-MMM-yy",
          "d-MMM-yyyy");

  private static final double MOSTLY = 0.5;

  final String name;
  private final List<String> fitting = new ArrayList<>(FORMATS);
  private final Set<String> distinct = new HashSet<>();
  private int given;
  private int missing;
  private int numbers;
  private int longest;
  private int wholes;
  private boolean negative;
  private boolean repeated;

  ColumnFacts(String name) {
    this.name = name;
  }

  void see(String value) {
    String text = value.strip();
    if (text.isEmpty()) {
      missing++;
      return;
    }
    given++;
    longest = Math.max(longest, text.length());
    if (!repeated && distinct.size() < MOST_DISTINCT) {
      repeated = !distinct.add(text);
    }
    if (text.matches("[+-]?[0-9]+(\\.[0-9]+)?")) {
      numbers++;
      wholes += text.contains(".") ? 0 : 1;
      negative |= text.startsWith("-");
    }
    fitting.removeIf(format -> !fits(format, text));
  }

  private static boolean fits(String format, String text) {
    try {
      formatter(format).parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static DateTimeFormatter formatter(String format) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(format.replace("yyyy", "uuuu").replaceAll("(?<!u)yy(?!y)", "uu"))
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  boolean isEmpty() {
    return given == 0;
  }

  boolean isNumber() {
    return given > 0 && numbers == given && fitting.isEmpty();
  }

  /// Whether most values are numbers and some are words, such as "see invoice".
  boolean isMostlyNumber() {
    return given > 0 && numbers < given && numbers > MOSTLY * given;
  }

  boolean isWhole() {
    return isNumber() && wholes == given;
  }

  /// Letters of the longest value.
  int longest() {
    return longest;
  }

  boolean isNegativeSometimes() {
    return negative;
  }

  /// Whether each row has another value.
  boolean isUnique() {
    return given > 0 && missing == 0 && !repeated;
  }

  boolean isTime() {
    return given > 0 && !fitting.isEmpty();
  }

  /// The first format that fits every value.
  Optional<String> format() {
    return isTime() ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  /// Another format that reads the same values as other days, for instance with day and month
  /// exchanged.
  Optional<String> otherFormat() {
    return fitting.size() > 1
        ? fitting.stream()
            .skip(1)
            .filter(format -> format.startsWith("M/d") || format.startsWith("d/M"))
            .findFirst()
        : Optional.empty();
  }

  boolean hasTimeOfDay() {
    return format().filter(format -> format.contains("H")).isPresent();
  }

  boolean hasOffset() {
    return format().filter(format -> format.contains("XXX")).isPresent();
  }

  double missingShare() {
    return given + missing == 0 ? 0 : (double) missing / (given + missing);
  }
}
