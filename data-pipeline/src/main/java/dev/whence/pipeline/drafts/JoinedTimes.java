package dev.whence.pipeline.drafts;

import dev.whence.pipeline.drafts.MeasureUnit.What;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds times that a file has in several columns: a date and a time of day, year, month and day.
/// What tells the same event by their names is joined; a time of day without a date of its own is
/// the next one after the time that its row has a date of.
final class JoinedTimes {
  /// Clocks are read as those of one date from so long before it on: what was planned may happen
  /// early.
  private static final int MINUTES_EARLY = 60;

  /// As [#MINUTES_EARLY], where the clock tells when something planned has arrived: half a day
  /// either way, so that what is nearest counts.
  private static final int MINUTES_NEAR = 720;

  private static final List<String> CLOCKS =
      List.of(
          "H:mm:ss",
          "H:mm",
          "h:mm:ss a",
          "h:mm a",
          "h:mma",
          "H:mm:ss.SSS",
          "H:mm:ss.SSSSSS",
          "H:mm:ss.SSSSSSS",
          "HHmm");

  /// What is made of times of day that stand behind a day that means nothing.
  private static final String BEHIND_A_DAY = "HH:mm:ss";

  /// Of `5` and `830`, which are 00:05 and 08:30.
  private static final String DIGITS = "HHmm";

  private static final double NEARLY_ALL = 0.95;

  private static final Pattern TIME_NAME = Pattern.compile("(.*_)?(time|clock|hhmm)(_.*)?");

  private static final Set<String> NO_STEM =
      Set.of(
          "date",
          "day",
          "time",
          "datetime",
          "timestamp",
          "clock",
          "of",
          "hhmm",
          "year",
          "month",
          "hour",
          "the",
          "at",
          "on",
          "local",
          "utc");

  private static final Set<String> PLANS =
      Set.of("planned", "scheduled", "sched", "expected", "estimated", "promised", "target");

  private static final Set<String> FACTS = Set.of("actual", "actually", "real");

  private static final Set<String> YEAR =
      Set.of("year", "yr", "yyyy", "ano", "anio", "annee", "anno", "jahr", "jaar", "rok");
  private static final Set<String> MONTH =
      Set.of("month", "mon", "mm", "mes", "mois", "mese", "monat", "maand", "miesiac");
  private static final Set<String> DAY =
      Set.of(
          "day",
          "dd",
          "dayof_month",
          "day_of_month",
          "dayofmonth",
          "dia",
          "jour",
          "giorno",
          "tag",
          "dag",
          "dzien");

  private final List<ColumnFacts> columns;

  private JoinedTimes(List<ColumnFacts> columns) {
    this.columns = columns;
  }

  /// Columns to be computed, each with the columns that it takes.
  static List<ColumnFacts> of(List<ColumnFacts> columns) {
    return new JoinedTimes(columns).joined();
  }

  private List<ColumnFacts> joined() {
    List<ColumnFacts> dates =
        new ArrayList<>(
            columns.stream()
                .filter(column -> column.isTime() && column.isDate())
                .filter(column -> column.epoch().isEmpty() && column.zone().isEmpty())
                .toList());
    List<ColumnFacts> inParts = inParts();
    dates.addAll(inParts);
    Map<ColumnFacts, String> clocks = clocks();
    var joined = new ArrayList<ColumnFacts>();
    var taken = new ArrayList<ColumnFacts>();
    for (ColumnFacts date : dates) {
      partner(
              date,
              dates,
              clocks.keySet().stream().filter(clock -> !taken.contains(clock)).toList())
          .ifPresent(clock -> {
            taken.add(clock);
            taken.add(date);
            joined.add(joined(date, clock, clocks.getOrDefault(clock, "")));
          });
    }
    inParts.stream().filter(date -> !taken.contains(date)).forEach(joined::add);
    Optional<ColumnFacts> only = dates.size() == 1 ? joined.stream().findFirst() : Optional.empty();
    List<ColumnFacts> bases = List.copyOf(joined);
    clocks.forEach((clock, format) -> {
      if (!taken.contains(clock)) {
        bases.stream()
            .filter(base -> isFactOf(clock, base) && only.isEmpty())
            .findFirst()
            .or(() -> only)
            .ifPresent(base -> joined.add(next(base, clock, format)));
      }
    });
    return joined;
  }

  /// Whether a clock tells when that happened which a time was planned for.
  private static boolean isFactOf(ColumnFacts clock, ColumnFacts time) {
    List<String> plan = List.of(stem(time).split("_"));
    List<String> fact = List.of(stem(clock).split("_"));
    return plan.stream().anyMatch(PLANS::contains)
        && fact.stream().noneMatch(PLANS::contains)
        && plan.stream()
            .filter(word -> !PLANS.contains(word))
            .toList()
            .equals(fact.stream().filter(word -> !FACTS.contains(word)).toList());
  }

  /// The time of day that a date belongs to: of the same event, or the only ones there are.
  private Optional<ColumnFacts> partner(
      ColumnFacts date, List<ColumnFacts> dates, List<ColumnFacts> clocks) {
    String stem = stem(date);
    Optional<ColumnFacts> same =
        clocks.stream()
            .filter(clock -> isOf(stem, stem(clock)))
            .min(Comparator.comparingInt(clock -> stem(clock).length()));
    if (same.isPresent()) {
      return same;
    }
    if (dates.size() > 1) {
      return clocks.stream()
          .filter(
              clock -> stem(clock).isEmpty() && columns.indexOf(clock) == columns.indexOf(date) + 1)
          .findFirst()
          .or(() -> clocks.stream().filter(clock -> isFactOf(clock, date)).findFirst());
    }
    return clocks.stream().min(Comparator.comparingInt(JoinedTimes::lateness));
  }

  /// `order` and `orderd` are the same, `order` and `order_picked` are not.
  private static boolean isOf(String stem, String other) {
    return stem.equals(other)
        || (stem.length() > 3 && !other.contains("_") && other.startsWith(stem))
        || (other.length() > 3 && !stem.contains("_") && stem.startsWith(other));
  }

  /// What is planned and what leaves comes first.
  private static int lateness(ColumnFacts clock) {
    String name = clock.called();
    int late = name.matches(".*(order|purchase|creat|book).*") ? 0 : 10;
    late += name.matches(".*(schedul|planned).*") ? 0 : 2;
    return late + (name.matches(".*(depart|ship|pick|start|from).*") ? 0 : 1);
  }

  private static String stem(ColumnFacts column) {
    return String.join(
        "_",
        Arrays.stream(column.called().split("_"))
            .filter(word -> !NO_STEM.contains(word) && !word.matches("[0-9]+"))
            .toList());
  }

  private static ColumnFacts joined(ColumnFacts date, ColumnFacts clock, String format) {
    String name = "%s and %s".formatted(date.name, clock.name.strip());
    List<String> parts =
        date.computed()
            .map(ColumnFacts.Computed::texts)
            .orElseGet(() -> List.of(MappingDraft.reference(date)));
    String dated =
        parts.size() == 1
            ? parts.getFirst()
            : "{join: [%s], with: \"-\"}".formatted(String.join(", ", parts));
    return ColumnFacts.computed(
        name,
        stem(clock).isEmpty() || isOf(stem(date), stem(clock)) ? date.called() : clock.called(),
        date,
        date.midnight()
                .map(each -> "%s'%s'".formatted(each.days(), each.text().replace("'", "''")))
                .or(date::format)
                .orElse("yyyy-MM-dd")
            + " "
            + format,
        new ColumnFacts.Computed(
            List.of("{join: [%s, %s], with: \" \"}".formatted(dated, digits(clock, format))),
            concat(date, clock),
            false,
            isOf(stem(date), stem(clock))
                ? ""
                : "%s is taken for the date of %s, and is not called like it: one of them may be that of a plan, and what happens past midnight a day off"
                    .formatted(DraftText.shown(date.name), DraftText.shown(clock.name))));
  }

  private static List<ColumnFacts> concat(ColumnFacts date, ColumnFacts clock) {
    var parts =
        new ArrayList<>(
            date.computed().map(ColumnFacts.Computed::parts).orElseGet(() -> List.of(date)));
    parts.add(clock);
    return parts;
  }

  private static String digits(ColumnFacts clock, String format) {
    if (clock.isClockOnNoDay()) {
      return "{local: {time: %s, format: %s, zone: UTC}, format: \"%s\", zone: UTC}"
          .formatted(
              MappingDraft.reference(clock),
              DraftText.quoted(clock.wholeFormat().orElseThrow()),
              format);
    }
    return format.equals(DIGITS)
        ? "{found: {join: [{constant: \"000\"}, %s]}, pattern: \".*([0-9]{4})%s\"}"
            .formatted(MappingDraft.reference(clock), hasPlaces(clock) ? "(?:[.]0+)?" : "")
        : MappingDraft.reference(clock);
  }

  private static ColumnFacts next(ColumnFacts base, ColumnFacts clock, String format) {
    String text = digits(clock, format);
    Optional<String> midnight =
        clock.distinct().stream().filter(value -> value.matches("2400(\\.0+)?")).findFirst();
    if (format.equals(DIGITS) && midnight.isPresent()) {
      text =
          "{first of: [{words: %s, map: {%s: \"0000\"}, otherwise: \"\"}, %s]}"
              .formatted(MappingDraft.reference(clock), DraftText.quoted(midnight.get()), text);
    }
    boolean isNear = isFactOf(clock, base) && clock.called().matches(".*(deliver|arriv|receiv).*");
    String recipe =
        "{next: %s, format: \"%s\", after: {later: {time: %s, format: %s}, by: {constant: -%d}, unit: minutes}}"
            .formatted(
                text,
                format,
                DraftText.quoted("rows." + base.name),
                DraftText.quoted(base.format().orElse("yyyy-MM-dd")),
                isNear ? MINUTES_NEAR : MINUTES_EARLY);
    return ColumnFacts.computed(
        "%s after %s".formatted(clock.name.strip(), base.name),
        clock.called(),
        base,
        "yyyy-MM-dd HH:mm:ss",
        new ColumnFacts.Computed(
            List.of(recipe),
            List.of(clock),
            true,
            (isNear
                    ? "has no date of its own: taken for the time nearest to the planned one, also across midnight"
                    : "has no date of its own: taken for the next time that clocks there show it")
                + (clock.called().matches("(.*_)?arr(ival|ived)?(_.*)?")
                    ? "; where those of the destination show another time, name its zone: {next: …, zone: …} or zone from"
                    : "")));
  }

  /// Dates in three columns.
  private List<ColumnFacts> inParts() {
    var dates = new ArrayList<ColumnFacts>();
    for (ColumnFacts year : columns) {
      String stem = stemOf(year, YEAR, text -> isWhole(text, 1980, 2100));
      if (stem == null) {
        continue;
      }
      Optional<ColumnFacts> month = part(stem, MONTH, text -> isWhole(text, 1, 12));
      Optional<ColumnFacts> word = part(stem, MONTH, JoinedTimes::isMonth);
      Optional<ColumnFacts> day = part(stem, DAY, text -> isWhole(text, 1, 31));
      Optional<ColumnFacts> either = month.or(() -> word);
      if (either.isPresent() && day.isPresent()) {
        List<ColumnFacts> parts = List.of(year, either.get(), day.get());
        String months =
            month.isPresent()
                ? "M"
                : word.get().distinct().stream().allMatch(text -> text.length() == 3)
                    ? "MMM"
                    : "MMMM";
        dates.add(
            ColumnFacts.computed(
                String.join(" ", parts.stream().map(part -> part.name.strip()).toList()),
                stem.isEmpty() ? "date" : stem + "_date",
                year,
                "y-%s-d".formatted(months),
                new ColumnFacts.Computed(
                    parts.stream().map(MappingDraft::reference).toList(), parts, false, "")));
      }
    }
    return dates;
  }

  private Optional<ColumnFacts> part(String stem, Set<String> names, Predicate<String> fits) {
    return columns.stream().filter(column -> stem.equals(stemOf(column, names, fits))).findFirst();
  }

  /// What stands before such a name, if the column is called so and all values fit; else null.
  private static @Nullable String stemOf(
      ColumnFacts column, Set<String> names, Predicate<String> fits) {
    String plain = DraftText.plain(column.name);
    for (String name : names) {
      if ((plain.equals(name) || plain.endsWith("_" + name))
          && !column.isEmpty()
          && column.distinct().stream().allMatch(fits)) {
        return plain.equals(name) ? "" : plain.substring(0, plain.length() - name.length() - 1);
      }
    }
    return null;
  }

  private static boolean isWhole(String text, int from, int to) {
    return text.matches("[0-9]{1,4}")
        && Integer.parseInt(text) >= from
        && Integer.parseInt(text) <= to;
  }

  private static boolean isMonth(String text) {
    return List.of("MMM", "MMMM").stream()
        .anyMatch(format -> {
          try {
            formatter(format).parse(text);
            return true;
          } catch (DateTimeException e) {
            return false;
          }
        });
  }

  /// Columns of times of day, and how they write them.
  private Map<ColumnFacts, String> clocks() {
    var clocks = new LinkedHashMap<ColumnFacts, String>();
    for (ColumnFacts column : columns) {
      if (column.isClockOnNoDay()) {
        clocks.put(column, BEHIND_A_DAY);
      } else if (!column.isTime() && !column.isEmpty()) {
        CLOCKS.stream()
            .filter(format -> isClock(column, format))
            .findFirst()
            .ifPresent(format -> clocks.put(column, format));
      }
    }
    return clocks;
  }

  private static boolean isClock(ColumnFacts column, String format) {
    boolean isDigits = format.equals(DIGITS);
    if (isDigits
        && (!TIME_NAME.matcher(column.called()).matches()
            || column.unit(What.DURATION).isPresent())) {
      return false;
    }
    Set<String> values = column.distinct();
    long fits =
        values.stream()
            .filter(value -> isDigits ? areDigits(value) : isClock(value, formatter(format)))
            .count();
    return fits >= NEARLY_ALL * values.size()
        && (!isDigits || values.stream().anyMatch(value -> value.length() > 2));
  }

  /// Whether some are written with places, as `830.0`: so programs write whole numbers of a column
  /// that has rows without one.
  private static boolean hasPlaces(ColumnFacts clock) {
    return clock.distinct().stream().anyMatch(value -> value.contains("."));
  }

  private static boolean areDigits(String value) {
    if (!value.matches("[0-9]{1,4}(\\.0+)?")) {
      return false;
    }
    int digits = Integer.parseInt(value.replaceFirst("\\.0+", ""));
    return digits <= 2400 && digits % 100 < 60;
  }

  private static boolean isClock(String value, DateTimeFormatter format) {
    try {
      LocalTime.parse(value, format);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static DateTimeFormatter formatter(String format) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(format)
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }
}
