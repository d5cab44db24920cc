package dev.whence.pipeline.drafts;

import dev.whence.pipeline.drafts.TimeFormats.Order;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the first rows of a file show of one of its columns. Not thread-safe.
///
/// Words that only stand for a missing value are not looked at: those that everybody writes, and in
/// a column of times the few that are no time, or a day years away from all others.
final class ColumnFacts {
  /// Of a longer value only the beginning is told from others.
  private static final int LONGEST_KEPT = 300;

  /// So many values are tried with every format, all others with the formats that fit most of them.
  private static final int FIRST_TRIED = 60;

  /// So many words among times are taken for missing values.
  private static final int MOST_STAND_INS = 3;

  /// So many different times make a column one of times, however many rows have none.
  private static final int MANY_TIMES = 20;

  private static final long FAR_AWAY_DAYS = 1000;

  /// Until this year a day that is written before all times of day is none.
  private static final int NO_YEAR = 1970;

  private static final double MOSTLY = 0.5;
  private static final double NEARLY_ALL = 0.9;

  /// They mean nothing else in any column.
  private static final Set<String> NEVER_VALUES =
      Set.of("null", "n/a", "#n/a", "nan", "\\n", "<na>", "0000-00-00", "0000-00-00 00:00:00");

  /// They may be words, but are neither times nor numbers.
  private static final Set<String> RARELY_VALUES =
      Set.of(
          "na",
          "none",
          "nil",
          "?",
          "-",
          "--",
          "—",
          "–",
          ".",
          "*",
          "00/00/0000",
          "00.00.0000",
          "unknown",
          "missing",
          "not available",
          "tba",
          "tbd",
          "#value!",
          "#ref!",
          "#div/0!",
          "undefined",
          "(null)",
          "(blank)",
          "00:00.0");

  private static final Pattern FORMULA = Pattern.compile("=\"(.*)\"", Pattern.DOTALL);
  private static final Pattern ZONED = Pattern.compile("(.*[0-9M]) ([A-Z]{3,4})");
  private static final Pattern TIME_LIKE_NAME =
      Pattern.compile("(.*_)?(time|date|datetime|timestamp|ts|epoch|at|on|created|unix)(_.*)?");
  private static final Pattern CODE_NAME =
      Pattern.compile(
          "(.*_)?(postal|postal_?code|post_?code|zip|zip_?code|pin_?code|phone|ean)(_.*)?");

  private static final Pattern NAME_OF_SOMETHING =
      Pattern.compile("(.+_)?(ids?|uuid|code|nr|num|number|no)");

  /// More different words are no statuses.
  private static final int MOST_STATUSES = 60;

  /// Days, and the time of day behind them.
  private static final Pattern CLOCK = Pattern.compile("(.*?)((?:'T'|[, ])+[Hh].*)");

  private static final Pattern WITH_UNIT =
      Pattern.compile("([^0-9+.,-]{0,12}?)[+-]?[0-9][0-9.,]*([^0-9]{0,12})");

  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");

  /// Of a time in seconds: the years 2000 to 2100.
  private static final long FIRST_SECOND = 946_684_800L;

  private static final long LAST_SECOND = 4_102_444_800L;

  /// Of a time in days: the years 2000 to 2050.
  private static final int FIRST_DAY = 36_526;

  private static final int LAST_DAY = 54_789;

  private static final Pattern DAYS = Pattern.compile("([0-9]{5})(?:[.,][0-9]+)?");

  final String name;

  /// Whether the file has a name for it.
  final boolean isNamed;

  /// How often each value came, as it stands in the file.
  private final Map<String, Integer> values = new LinkedHashMap<>();

  private int empty;
  private int longest;
  private boolean padded;
  private boolean formulas;
  private Optional<Facts> facts = Optional.empty();
  private Order order = Order.PLAIN;
  private String decidedBy = "";

  /// @param missing values, as they stand there, that mean none
  /// @param formats of times that fit as many values as any does
  /// @param zone of the names behind the times, if there are
  /// @param names of zones behind the times
  /// @param misfits share of the values that are neither missing nor like the others
  /// @param epoch seconds or milliseconds since 1970
  private record Facts(
      int given,
      Set<String> missing,
      Set<String> farAway,
      List<String> formats,
      String zone,
      Set<String> names,
      double misfits,
      Optional<Epoch> epoch,
      WrittenNumbers style,
      Set<String> affixes,
      int numbers,
      boolean whole,
      boolean negative,
      boolean repeated) {}

  enum Epoch {
    SECONDS(60),
    MILLISECONDS(60_000),
    /// Of spreadsheets: days since the end of 1899, the time of day behind the point.
    SHEET_DAYS(0);

    final long ofAMinute;

    Epoch(long ofAMinute) {
      this.ofAMinute = ofAMinute;
    }

    private boolean fits(String text) {
      if (this == SHEET_DAYS) {
        Matcher days = DAYS.matcher(text);
        return days.matches()
            && Integer.parseInt(Objects.requireNonNull(days.group(1))) >= FIRST_DAY
            && Integer.parseInt(Objects.requireNonNull(days.group(1))) <= LAST_DAY;
      }
      if (!WHOLE.matcher(text).matches() || text.length() > 15) {
        return false;
      }
      long seconds = Long.parseLong(text) * 60 / ofAMinute;
      return FIRST_SECOND <= seconds && seconds <= LAST_SECOND;
    }
  }

  private Optional<Computed> computed = Optional.empty();
  private Optional<ColumnFacts> date = Optional.empty();
  private String calledOtherwise = "";

  /// A column that the mapping computes.
  ///
  /// @param texts YAML of its recipe, or of the parts of a date
  /// @param parts columns of the file that it takes
  /// @param isInstant whether it is an instant, not the text of a time
  /// @param doubt empty if there is none
  record Computed(List<String> texts, List<ColumnFacts> parts, boolean isInstant, String doubt) {
    Computed {
      texts = List.copyOf(texts);
      parts = List.copyOf(parts);
    }

    /// YAML of the recipe.
    String recipe() {
      return texts.size() == 1
          ? texts.getFirst()
          : "{join: [%s], with: \"-\"}".formatted(String.join(", ", texts));
    }
  }

  /// A time that the mapping computes.
  ///
  /// @param called what its plain English name is
  /// @param date whose day it is, with what is not sure of that
  static ColumnFacts computed(
      String name, String called, ColumnFacts date, String format, Computed computed) {
    var column = new ColumnFacts(name, true);
    column.calledOtherwise = called;
    column.date = Optional.of(date);
    column.decidedBy = date.decidedBy;
    column.computed = Optional.of(computed);
    column.facts =
        Optional.of(
            new Facts(
                1,
                Set.of(),
                Set.of(),
                List.of(format),
                "",
                Set.of(),
                0,
                Optional.empty(),
                WrittenNumbers.PLAIN,
                Set.of(),
                0,
                false,
                false,
                true));
    return column;
  }

  Optional<Computed> computed() {
    return computed;
  }

  /// The time that it is counted from, if the mapping computes it from one.
  Optional<ColumnFacts> base() {
    return isInstant() ? date : Optional.empty();
  }

  boolean isInstant() {
    return computed.filter(Computed::isInstant).isPresent();
  }

  ColumnFacts(String name, boolean isNamed) {
    this.name = name;
    this.isNamed = isNamed;
  }

  /// Its plain name, in English where it is a name of another language, or an abbreviated one.
  String called() {
    return calledOtherwise.isEmpty() ? ColumnWords.english(name, isTime()) : calledOtherwise;
  }

  void see(String value) {
    if (value.isEmpty()) {
      empty++;
      return;
    }
    String text = text(value);
    padded |= !value.equals(value.strip());
    formulas |= FORMULA.matcher(value.strip()).matches();
    longest = Math.max(longest, text.length());
    values.merge(
        value.length() > LONGEST_KEPT ? value.substring(0, LONGEST_KEPT) + value.hashCode() : value,
        1,
        Integer::sum);
  }

  /// The value without blanks around it, and without the formula that keeps its zeros.
  private static String text(String value) {
    String text = value.strip();
    Matcher formula = FORMULA.matcher(text);
    return formula.matches() ? Objects.requireNonNull(formula.group(1)).strip() : text;
  }

  private Facts facts() {
    if (facts.isEmpty()) {
      facts = Optional.of(look());
    }
    return facts.get();
  }

  private Facts look() {
    var missing = new LinkedHashSet<String>();
    var rarely = new LinkedHashSet<String>();
    var texts = new LinkedHashMap<String, Integer>();
    for (var value : values.entrySet()) {
      String text = text(value.getKey());
      String word = text.toLowerCase(Locale.ROOT);
      if (text.isEmpty() || NEVER_VALUES.contains(word)) {
        missing.add(value.getKey());
      } else if (RARELY_VALUES.contains(word)) {
        rarely.add(value.getKey());
      } else {
        texts.merge(text, value.getValue(), Integer::sum);
      }
    }
    int given = texts.values().stream().mapToInt(Integer::intValue).sum();
    Set<String> affixes = affixes(texts, given);
    Map<String, Integer> bare = withoutAffixes(texts, affixes);
    WrittenNumbers style = style(bare);
    int numbers = count(bare, style);
    boolean allNumbers = given > 0 && numbers == given;
    var zones = new TreeSet<String>();
    Map<String, Integer> local = withoutZones(texts, zones);
    List<String> formats = formats(local, given);
    Optional<Epoch> epoch =
        formats.isEmpty() && TIME_LIKE_NAME.matcher(ColumnWords.english(name, true)).matches()
            ? epoch(texts, given)
            : Optional.empty();
    var farAway = new LinkedHashSet<String>();
    double misfits = 0;
    boolean isTime = !formats.isEmpty() || epoch.isPresent();
    if (isTime) {
      Set<String> others = misfits(formats, epoch, local);
      if (others.size() <= MOST_STAND_INS) {
        asWritten(others, zones).forEach(missing::add);
      } else {
        misfits =
            others.stream().mapToInt(each -> local.getOrDefault(each, 0)).sum() / (double) given;
      }
      if (!formats.isEmpty()) {
        farAway.addAll(asWritten(farAway(formats.getFirst(), local), zones));
        missing.addAll(farAway);
      }
    }
    boolean isMostlyNumber = numbers > MOSTLY * given;
    int inRarely = rarely.stream().mapToInt(each -> values.getOrDefault(each, 0)).sum();
    if (isTime || isMostlyNumber) {
      missing.addAll(rarely);
    } else {
      given += inRarely;
      rarely.forEach(each -> texts.merge(text(each), values.getOrDefault(each, 0), Integer::sum));
    }
    int known = missing.stream().mapToInt(each -> values.getOrDefault(each, 0)).sum();
    boolean whole =
        allNumbers && texts.keySet().stream().allMatch(text -> WHOLE.matcher(text).matches());
    return new Facts(
        isTime ? total() - known : given,
        missing,
        farAway,
        formats,
        zones.isEmpty() ? "" : Objects.requireNonNull(TimeFormats.ZONES.get(zones.first())),
        zones,
        misfits,
        epoch,
        style,
        affixes,
        isTime ? 0 : numbers,
        whole && !isTime,
        texts.keySet().stream().anyMatch(text -> text.startsWith("-")) && isMostlyNumber,
        texts.values().stream().anyMatch(times -> times > 1));
  }

  /// The names of one unit that stand beside nearly all values: `1.2 kg`, `3 days`, `(min) 24`; or
  /// of several of one kind, where all stand behind: `1.2 kg` and `900 g`.
  private static Set<String> affixes(Map<String, Integer> texts, int given) {
    var affixes = new TreeMap<String, Integer>();
    boolean allBehind = true;
    for (var text : texts.entrySet()) {
      Matcher matcher = WITH_UNIT.matcher(text.getKey());
      if (matcher.matches()) {
        String before = Objects.requireNonNull(matcher.group(1)).strip();
        String behind = Objects.requireNonNull(matcher.group(2)).strip();
        // A letter before a digit is a part of a code: T0001.
        boolean isCode = Objects.requireNonNull(matcher.group(1)).matches(".*\\p{L}");
        if (before.isEmpty() != behind.isEmpty() && !isCode) {
          affixes.merge(before + behind, text.getValue(), Integer::sum);
          allBehind &= before.isEmpty();
        }
      }
    }
    Set<Optional<MeasureUnit>> units =
        affixes.keySet().stream().map(MeasureUnit::called).collect(Collectors.toSet());
    int fits = affixes.values().stream().mapToInt(Integer::intValue).sum();
    boolean areOfOneKind =
        units.stream().allMatch(Optional::isPresent)
            && units.stream().flatMap(Optional::stream).map(MeasureUnit::what).distinct().count()
                == 1;
    return areOfOneKind
            && (units.size() == 1 || allBehind)
            && given > 0
            && fits >= NEARLY_ALL * given
        ? Set.copyOf(affixes.keySet())
        : Set.of();
  }

  private static Map<String, Integer> withoutAffixes(
      Map<String, Integer> texts, Set<String> affixes) {
    if (affixes.isEmpty()) {
      return texts;
    }
    var bare = new LinkedHashMap<String, Integer>();
    texts.forEach((text, times) -> bare.merge(bare(text, affixes), times, Integer::sum));
    return bare;
  }

  private static String bare(String text, Set<String> affixes) {
    // The longest first: 3 kg ends in g, too.
    for (String affix :
        affixes.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList()) {
      if (text.endsWith(affix)) {
        return text.substring(0, text.length() - affix.length()).strip();
      }
      if (text.startsWith(affix)) {
        return text.substring(affix.length()).strip();
      }
    }
    return text;
  }

  /// The unit of its numbers: the one that stands beside them, else the one that its name says.
  Optional<MeasureUnit> unit(MeasureUnit.What what) {
    return unitBeside()
        .filter(unit -> unit.what() == what)
        .or(() -> MeasureUnit.of(what, called()));
  }

  /// The unit that stands beside its numbers; of several the one that [#numberRecipe] makes of
  /// them.
  Optional<MeasureUnit> unitBeside() {
    Set<MeasureUnit> units = unitsBeside();
    return units.size() > 1
        ? Optional.of(MeasureUnit.base(units.iterator().next().what()))
        : units.stream().findFirst();
  }

  private Set<MeasureUnit> unitsBeside() {
    return facts().affixes().stream()
        .sorted()
        .flatMap(affix -> MeasureUnit.called(affix).stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// Whether its numbers are written otherwise than those of the language.
  boolean isStyled() {
    return style() != WrittenNumbers.PLAIN || !facts().affixes().isEmpty();
  }

  /// YAML of a recipe for its number.
  ///
  /// @param reference YAML of the text
  String numberRecipe(String reference) {
    Set<MeasureUnit> units = unitsBeside();
    return units.size() > 1
        ? units.stream()
            .map(unit -> style().scaled(before(unit, reference), unit.times()))
            .collect(Collectors.joining(", ", "{first of: [", "]}"))
        : style().recipe(reference, facts().affixes());
  }

  /// YAML of what stands before a unit.
  private String before(MeasureUnit unit, String reference) {
    String names =
        facts().affixes().stream()
            .filter(affix -> MeasureUnit.called(affix).equals(Optional.of(unit)))
            .sorted()
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    return "{found: %s, pattern: %s}"
        .formatted(
            reference, DraftText.quoted("\\s*([+-]?[0-9.,]+)\\s*(?:%s)\\s*".formatted(names)));
  }

  /// A value that is written otherwise than the numbers of the language.
  Optional<String> styledExample() {
    return distinct().stream()
        .filter(value -> style().fits(bare(value, facts().affixes())))
        .filter(value -> !WrittenNumbers.PLAIN.fits(value))
        .findFirst();
  }

  private int total() {
    return values.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static int count(Map<String, Integer> texts, WrittenNumbers style) {
    return texts.entrySet().stream()
        .filter(text -> style.fits(text.getKey()))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /// The first style that fits as many values as any does.
  private static WrittenNumbers style(Map<String, Integer> texts) {
    WrittenNumbers best = WrittenNumbers.PLAIN;
    int most = count(texts, best);
    for (WrittenNumbers style : WrittenNumbers.values()) {
      // 1,234 may be 1234 as well: only where something else than thousands is behind a comma.
      boolean isLikely =
          style != WrittenNumbers.DECIMAL_COMMA
              || texts.keySet().stream()
                  .anyMatch(
                      text -> text.matches("[+-]?([0-9]{4,}|0?),[0-9]+|.*,([0-9]{1,2}|[0-9]{4,})"));
      int fits = isLikely ? count(texts, style) : 0;
      if (fits > most) {
        best = style;
        most = fits;
      }
    }
    return best;
  }

  /// The texts without the names of zones behind them, if most have one and all are of one zone.
  private static Map<String, Integer> withoutZones(Map<String, Integer> texts, Set<String> names) {
    var local = new LinkedHashMap<String, Integer>();
    var zones = new TreeSet<String>();
    var found = new TreeSet<String>();
    int zoned = 0;
    for (var text : texts.entrySet()) {
      Matcher matcher = ZONED.matcher(text.getKey());
      String name = matcher.matches() ? Objects.requireNonNull(matcher.group(2)) : "";
      String zone = TimeFormats.ZONES.get(name);
      if (zone == null) {
        local.merge(text.getKey(), text.getValue(), Integer::sum);
      } else {
        zones.add(zone);
        found.add(name);
        zoned += text.getValue();
        local.merge(Objects.requireNonNull(matcher.group(1)), text.getValue(), Integer::sum);
      }
    }
    int all = texts.values().stream().mapToInt(Integer::intValue).sum();
    if (zones.size() != 1 || zoned < MOSTLY * all) {
      return texts;
    }
    names.addAll(found);
    return local;
  }

  /// The formats that fit as many values as any does, if that is nearly all, or all but a few words
  /// that can only be stand-ins.
  private static List<String> formats(Map<String, Integer> texts, int given) {
    List<String> first =
        texts.keySet().stream().filter(text -> text.length() <= 45).limit(FIRST_TRIED).toList();
    if (first.stream().filter(text -> text.matches(".*[0-9].*")).count() <= MOSTLY * first.size()) {
      return List.of();
    }
    var counts = new TreeMap<Integer, List<String>>();
    for (String format : TimeFormats.ALL) {
      long tried = first.stream().filter(text -> TimeFormats.day(format, text).isPresent()).count();
      if (tried > MOSTLY * first.size() || (tried > 0 && first.size() <= 2)) {
        int fits =
            texts.entrySet().stream()
                .filter(text -> TimeFormats.day(format, text.getKey()).isPresent())
                .mapToInt(Map.Entry::getValue)
                .sum();
        counts.computeIfAbsent(fits, none -> new ArrayList<>()).add(format);
      }
    }
    if (counts.isEmpty()) {
      return List.of();
    }
    int most = counts.lastKey();
    List<String> best = counts.lastEntry().getValue();
    Set<String> others = misfits(best, Optional.empty(), texts);
    boolean isTime =
        most == given
            || most >= NEARLY_ALL * given
            || (others.size() <= MOST_STAND_INS
                && (most >= MOSTLY * given || texts.size() - others.size() >= MANY_TIMES));
    return isTime ? best : List.of();
  }

  private static Optional<Epoch> epoch(Map<String, Integer> texts, int given) {
    for (Epoch epoch : Epoch.values()) {
      int fits =
          texts.entrySet().stream()
              .filter(text -> epoch.fits(text.getKey()))
              .mapToInt(Map.Entry::getValue)
              .sum();
      if (given > 0 && fits >= NEARLY_ALL * given) {
        return Optional.of(epoch);
      }
    }
    return Optional.empty();
  }

  private static Set<String> misfits(
      List<String> formats, Optional<Epoch> epoch, Map<String, Integer> texts) {
    var others = new LinkedHashSet<String>();
    for (String text : texts.keySet()) {
      boolean fits =
          formats.isEmpty()
              ? epoch.isPresent() && epoch.get().fits(text)
              : TimeFormats.day(formats.getFirst(), text).isPresent();
      if (!fits) {
        others.add(text);
      }
    }
    return others;
  }

  /// The values of the first and of the last day, where years lie between them and all others.
  private static Set<String> farAway(String format, Map<String, Integer> texts) {
    var byDay = new TreeMap<LocalDate, Set<String>>();
    for (String text : texts.keySet()) {
      TimeFormats.day(format, text)
          .ifPresent(day -> byDay.computeIfAbsent(day, none -> new LinkedHashSet<>()).add(text));
    }
    var far = new LinkedHashSet<String>();
    if (byDay.size() < 3) {
      return far;
    }
    LocalDate first = byDay.firstKey();
    LocalDate last = byDay.lastKey();
    if (ChronoUnit.DAYS.between(first, byDay.higherKey(first)) > FAR_AWAY_DAYS) {
      far.addAll(byDay.firstEntry().getValue());
    }
    if (ChronoUnit.DAYS.between(byDay.lowerKey(last), last) > FAR_AWAY_DAYS) {
      far.addAll(byDay.lastEntry().getValue());
    }
    return far;
  }

  /// The values of the file that these are the texts of.
  private List<String> asWritten(Set<String> texts, Set<String> zones) {
    return values.keySet().stream()
        .filter(value -> {
          String text = text(value);
          return texts.contains(text)
              || zones.stream()
                  .anyMatch(
                      zone -> texts.stream().anyMatch(each -> text.equals(each + " " + zone)));
        })
        .toList();
  }

  boolean isEmpty() {
    return facts().given() == 0;
  }

  boolean isNumber() {
    return !isTime() && facts().given() > 0 && facts().numbers() == facts().given();
  }

  /// Whether most values are numbers and some are words, such as "see invoice".
  boolean isMostlyNumber() {
    return !isTime()
        && facts().numbers() < facts().given()
        && facts().numbers() > MOSTLY * facts().given();
  }

  boolean isWhole() {
    return isNumber() && facts().whole();
  }

  WrittenNumbers style() {
    return facts().style();
  }

  /// Values that mean that there is none, as they stand in the file.
  Set<String> standIns() {
    return facts().missing();
  }

  /// Of [#standIns] the times that are far away from all others.
  Set<String> farAway() {
    return facts().farAway();
  }

  /// Whether some values have blanks around them.
  boolean isPadded() {
    return padded;
  }

  /// Whether some values are formulas.
  boolean isFormula() {
    return formulas;
  }

  /// Letters of the longest value.
  int longest() {
    return longest;
  }

  boolean isNegativeSometimes() {
    return facts().negative();
  }

  /// Whether each row has another value.
  boolean isUnique() {
    return facts().given() > 0 && empty == 0 && facts().missing().isEmpty() && !facts().repeated();
  }

  /// Whether it numbers the rows: a whole number that is larger in each than in the one before.
  boolean isCounter() {
    if (!isWhole() || !isUnique() || distinct().size() < MANY_TIMES) {
      return false;
    }
    BigInteger before = null;
    for (String text : distinct()) {
      BigInteger number = new BigInteger(text);
      if (before != null && number.compareTo(before) <= 0) {
        return false;
      }
      before = number;
    }
    return true;
  }

  /// Whether values come more than once, most of them.
  boolean isRepeated() {
    return facts().given() > 0 && 2 * values.size() <= 1.4 * facts().given();
  }

  /// Whether most rows have a value of their own.
  boolean isNearlyUnique() {
    return facts().given() > 0 && values.size() > NEARLY_ALL * facts().given();
  }

  boolean isTime() {
    return facts().given() > 0 && (!facts().formats().isEmpty() || facts().epoch().isPresent());
  }

  Optional<Epoch> epoch() {
    return facts().epoch();
  }

  /// Share of the values that are not like the others, and are not taken for missing ones.
  double misfits() {
    return facts().misfits();
  }

  /// The orders of day and month in which its times can be read; none if that is no question.
  Set<Order> orders() {
    var orders = new LinkedHashSet<Order>();
    facts().formats().forEach(format -> orders.add(TimeFormats.order(format)));
    return orders.contains(Order.PLAIN) ? Set.of() : orders;
  }

  /// Settles in which of its orders it is read.
  ///
  /// @param column whose times can be read in this one only; empty if there is none
  void settle(Order order, String column) {
    this.order = order;
    this.decidedBy = column;
  }

  /// Which column has decided on the order of day and month; empty if none had to, or none could.
  String decidedBy() {
    return decidedBy;
  }

  /// The format in which its times are read, without the name of a zone.
  Optional<String> format() {
    List<String> formats = facts().formats();
    return formats.stream()
        .filter(format -> TimeFormats.order(format) == order)
        .findFirst()
        .or(() -> formats.stream().findFirst());
  }

  /// [#format] with the names of a zone behind the times.
  Optional<String> wholeFormat() {
    Set<String> names = facts().names();
    String behind =
        names.isEmpty()
            ? ""
            : names.size() == 1
                ? "' " + names.iterator().next() + "'"
                : String.join("", names.stream().map(name -> "[' " + name + "']").toList());
    return format().map(format -> format + behind);
  }

  /// The zone that the names behind the times mean; empty if there are none.
  String zone() {
    return facts().zone();
  }

  Set<String> zoneNames() {
    return facts().names();
  }

  /// Another format that reads the same values as other days: with day and month exchanged, where
  /// no column decides.
  Optional<String> otherFormat() {
    if (date.isPresent()) {
      return date.get().otherFormat();
    }
    Order read = format().map(TimeFormats::order).orElse(Order.PLAIN);
    return decidedBy.isEmpty() && orders().size() > 1
        ? facts().formats().stream().filter(format -> TimeFormats.order(format) != read).findFirst()
        : Optional.empty();
  }

  boolean hasTimeOfDay() {
    if (epoch().equals(Optional.of(Epoch.SHEET_DAYS))) {
      return !distinct().stream().allMatch(text -> WHOLE.matcher(text).matches());
    }
    return epoch().isPresent() || format().filter(TimeFormats::hasTimeOfDay).isPresent();
  }

  /// Whether it tells days only: without times of day, or with midnight in every row.
  boolean isDate() {
    return !hasTimeOfDay()
        || (epoch().isEmpty()
            && computed.isEmpty()
            && !hasOffset()
            && distinct().stream()
                .allMatch(text ->
                    format()
                        .flatMap(format -> TimeFormats.clock(format, text))
                        .filter(LocalTime.MIDNIGHT::equals)
                        .isPresent()));
  }

  /// Of a column that writes midnight behind all its days: the format of the days and what is
  /// written behind them. Empty for others.
  Optional<Midnight> midnight() {
    if (!hasTimeOfDay() || !isDate()) {
      return Optional.empty();
    }
    String whole = format().orElse("");
    Matcher parts = CLOCK.matcher(whole);
    String text = distinct().stream().findFirst().orElse("");
    if (!parts.matches()) {
      return Optional.empty();
    }
    String days = Objects.requireNonNull(parts.group(1));
    for (int i = 1; i < text.length(); i++) {
      String behind = text.substring(i);
      boolean isDay = !Character.isDigit(behind.charAt(0)) && days(days, text.substring(0, i));
      if (isDay && distinct().stream().allMatch(each -> each.endsWith(behind))) {
        return Optional.of(new Midnight(days, behind, Objects.requireNonNull(parts.group(2))));
      }
    }
    return Optional.empty();
  }

  private static boolean days(String format, String text) {
    return TimeFormats.ALL.contains(format) && TimeFormats.day(format, text).isPresent();
  }

  /// @param days format of the days
  /// @param text that is written behind all of them
  /// @param clock format of times of day
  record Midnight(String days, String text, String clock) {
    /// Of days and of times, where midnight means the day alone.
    String format() {
      return "%s['%s'][%s]".formatted(days, text.replace("'", "''"), clock);
    }
  }

  /// Whether its times of day differ, so that they mean more than the day.
  boolean variesWithinADay() {
    if (!hasTimeOfDay()) {
      return false;
    }
    if (computed.isPresent() || epoch().isPresent()) {
      return true;
    }
    Map<String, Integer> clocks = new LinkedHashMap<>();
    values.forEach((value, times) ->
        format()
            .flatMap(format -> TimeFormats.clock(format, text(value)))
            .ifPresent(clock -> clocks.merge(clock.toString(), times, Integer::sum)));
    int all = clocks.values().stream().mapToInt(Integer::intValue).sum();
    return clocks.size() > 2 && clocks.values().stream().allMatch(times -> times <= MOSTLY * all);
  }

  /// The format of its times where they say no year, so that they are none; empty for others. A
  /// column of a name that speaks of no time has to have times of day.
  Optional<String> yearlessFormat() {
    return isTime() || isNumber()
        ? Optional.empty()
        : TimeFormats.yearless(distinct())
            .filter(format ->
                TIME_LIKE_NAME.matcher(called()).matches() || TimeFormats.hasTimeOfDay(format));
  }

  /// The smallest and the largest of its numbers; empty if it has others than plain ones.
  Optional<DoubleSummaryStatistics> range() {
    return isNumber() && !isStyled()
        ? Optional.of(distinct().stream().mapToDouble(Double::parseDouble).summaryStatistics())
        : Optional.empty();
  }

  /// Whether it tells times of day only, behind a day that means nothing, as spreadsheets and
  /// databases write them: all of one day, before anything here was sent.
  boolean isClockOnNoDay() {
    return isTime()
        && computed.isEmpty()
        && epoch().isEmpty()
        && hasTimeOfDay()
        && distinct().size() > 1
        && distinct().stream()
                .map(text -> format().flatMap(format -> TimeFormats.day(format, text)))
                .distinct()
                .count()
            == 1
        && distinct().stream()
            .flatMap(text -> format().flatMap(format -> TimeFormats.day(format, text)).stream())
            .allMatch(day -> day.getYear() <= NO_YEAR);
  }

  /// Whether its times need no zone to be told.
  boolean hasOffset() {
    return epoch().filter(epoch -> epoch != Epoch.SHEET_DAYS).isPresent()
        || !zone().isEmpty()
        || format().filter(TimeFormats::hasOffset).isPresent();
  }

  double missingShare() {
    if (computed.isPresent()) {
      return computed.get().parts().stream().mapToDouble(ColumnFacts::missingShare).max().orElse(0);
    }
    int all = total() + empty;
    return all == 0 ? 0 : 1 - (double) facts().given() / all;
  }

  /// Whether its values say what became of orders: few different words, most of them such.
  boolean tellsOutcome() {
    return !isTime()
        && !isNumber()
        && values.size() <= MOST_STATUSES
        && facts().given() > 0
        && OutcomeWords.areMost(values);
  }

  /// Whether it is a code that is written with digits, which no number is meant by: postal codes,
  /// and what begins with zeros.
  boolean isCode() {
    return CODE_NAME.matcher(called()).matches()
        || (isWhole()
            && distinct().stream().anyMatch(value -> value.matches("0[0-9]{2,}"))
            && distinct().stream().map(String::length).distinct().count() == 1);
  }

  /// Whether its name says that its numbers name something, so that they are words: `courier_id`.
  boolean isName() {
    return NAME_OF_SOMETHING.matcher(called()).matches();
  }

  /// The different values that are not missing, without blanks around them.
  Set<String> distinct() {
    var distinct = new LinkedHashSet<String>();
    values.keySet().stream()
        .filter(value -> !facts().missing().contains(value))
        .forEach(value -> distinct.add(text(value)));
    return distinct;
  }
}
