package dev.whence.rules.tables.cells;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the cells of numbers and days in the spellings that people bring from other tools and from
/// speech: as unions of intervals, so that each of them has one meaning and one writing.
///
/// One cell each.
final class OrderedCells<T extends Comparable<? super T>> {
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

  private static final Pattern DOTS_OF_THOUSANDS =
      Pattern.compile("(?<![0-9]|[0-9][.])[0-9]{1,3}(?:[.][0-9]{3})+(?![0-9]|[.][0-9])");

  private static final Pattern NOT =
      pattern(
          "(?:not\\s+in|not|except|other than|(?:any|every)thing (?:but|except)|none of)\\b(.*)");
  private static final Pattern GROUPED = pattern("(?:not\\s+in|none of)\\b.*");
  private static final Pattern IN = pattern("(?:is one of|one of|any of|in)(?=[\\s(\\[{])(.*)");
  private static final Pattern SIGN = pattern("(>=|=>|≥|<=|=<|≤|!=|<>|≠|==|=|>|<|!)\\s*(.*)");
  private static final Pattern TWO_SIGNS =
      pattern("((?:>=|=>|≥|<=|=<|≤|>|<)\\s*[^\\s<>=≥≤&]+)\\s*((?:>=|=>|≥|<=|=<|≤|>|<).+)");
  private static final Pattern BETWEEN = pattern("between\\s+(\\S.*?)\\s+and\\s+(\\S.*)");
  private static final Pattern CHAIN =
      pattern("(.+?)\\s*(<=|<|≤|>=|>|≥)\\s*(?:x|\\?|value|it)\\s*(<=|<|≤|>=|>|≥)\\s*(.+)");
  private static final Pattern BRACKETS =
      pattern(
          "([\\[(\\]])\\s*([^,;()\\[\\]]+?)\\s*(\\.\\.\\.?|…|;|,|\\bto\\b|–)\\s*([^,;()\\[\\]]+?)\\s*([\\])\\[])");
  private static final Pattern LEADING =
      pattern(
          "(at least|no less than|no fewer than|minimum|min\\.?|from|since|on or after"
              + "|at most|no more than|maximum|max\\.?|up to|on or before"
              + "|more than|greater than|over|above|after"
              + "|less than|fewer than|below|under|before)\\s+(.+)");
  private static final Pattern TRAILING =
      pattern(
          "(.+?)\\s*(?:\\b(?:or|and)\\s+(more|up|above|higher|greater|over|later|after"
              + "|less|fewer|below|lower|under|earlier|before)|(\\+))");
  private static final Pattern RANGE =
      pattern(
          "(?!up\\b)(?:from\\s+)?(\\S.*?)\\s*(?:\\.\\.\\.?|…|\\bto\\b|\\bthrough\\b|–|—|\\s-\\s)\\s*(\\S.*)");
  private static final Pattern DASHED = pattern("(-?[0-9.]+)\\s*-\\s*(-?[0-9.]+)");
  private static final Pattern OPEN_LEFT = pattern("(?:\\.\\.\\.?|…)\\s*([^.…].*)");
  private static final Pattern OPEN_RIGHT = pattern("(.*[^.…])\\s*(?:\\.\\.\\.?|…)");
  private static final Pattern OR =
      Pattern.compile(
          "[,;]|\\|\\|?|\\s+or\\s+(?!(?:more|up|above|higher|greater|over|later|after|less|fewer"
              + "|below|lower|under|earlier|before)\\b(?!\\s+than))",
          FLAGS);
  private static final Pattern AND =
      Pattern.compile(
          "\\s*&&?\\s*|\\s+and\\s+(?!(?:more|up|above|higher|greater|over|later|after|less|fewer"
              + "|below|lower|under|earlier|before)\\b(?!\\s+than))",
          FLAGS);
  private static final Pattern DIGIT_COMMA = Pattern.compile("(?<=[0-9]),(?=[0-9])");

  private final CellType.Ordered<T> type;

  /// The value that could not be read.
  private String refused = "";

  OrderedCells(CellType.Ordered<T> type) {
    this.type = type;
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, FLAGS | Pattern.DOTALL);
  }

  /// @param cell not blank
  Parsed<Test<T>> read(String cell) {
    String text = cell.strip();
    if (Spelling.isPlaceholder(text)) {
      return new Parsed.Good<>(new Test.Any<>());
    }
    if (Spelling.meansNothing(text)) {
      return bad(ErrorCode.NEVER_TRUE, type.expected(), List.of(""));
    }
    Optional<Flaw> comma = commaInNumber(text);
    if (comma.isPresent()) {
      return new Parsed.Bad<>(comma.get());
    }
    Optional<Flaw> dot = dotsOfThousands(text);
    if (dot.isPresent()) {
      return new Parsed.Bad<>(dot.get());
    }
    Matcher half = pattern("(?:until|till)\\s+(.+)").matcher(text);
    if (half.matches() && literal(half.group(1)) instanceof Parsed.Good<T>(var end)) {
      return bad(
          ErrorCode.AMBIGUOUS_TEST,
          "a test that reads one way only",
          List.of("<= " + type.write(end), "< " + type.write(end)));
    }
    Matcher brackets = BRACKETS.matcher(text);
    if (brackets.matches() && ",;".contains(brackets.group(3)) && isTwofold(brackets)) {
      return literal(brackets.group(2))
          .flatMap(low ->
              literal(brackets.group(4))
                  .flatMap(high -> {
                    boolean in = brackets.group(1).equals("[");
                    var range = new Interval<>(Optional.of(low), in, Optional.of(high), in);
                    return bad(
                        ErrorCode.AMBIGUOUS_TEST,
                        "a test that reads one way only",
                        Stream.of(
                                test(Interval.union(type, List.of(range))),
                                test(
                                    Interval.union(
                                        type,
                                        List.of(Interval.of(low, low), Interval.of(high, high)))))
                            .flatMap(this::written)
                            .toList());
                  }));
    }
    Parsed<Test<T>> read = union(text).flatMap(intervals -> check(text, intervals));
    return read instanceof Parsed.Bad<Test<T>>(var flaw) && !flaw.rewrites().isEmpty()
        ? new Parsed.Bad<>(ofWholeCell(text, flaw))
        : read;
  }

  /// What may be written instead of one value, as what may be written instead of the cell.
  private Flaw ofWholeCell(String text, Flaw flaw) {
    if (refused.isEmpty()) {
      return flaw;
    }
    List<String> rewrites =
        flaw.rewrites().stream()
            .map(rewrite -> text.replace(refused, rewrite))
            .flatMap(way -> written(new OrderedCells<>(type).read(way)))
            .distinct()
            .toList();
    return Flaw.rewritten(flaw.code(), flaw.expected(), rewrites);
  }

  /// `[5, 6]` and `(5, 6)` are lists for some and ranges for others.
  private static boolean isTwofold(Matcher brackets) {
    String both = brackets.group(1) + brackets.group(5);
    return both.equals("[]") || both.equals("()");
  }

  private Parsed<Test<T>> check(String text, List<Interval<T>> intervals) {
    if (intervals.size() == 1 && intervals.getFirst().isEverything()) {
      List<String> rewrites =
          text.indexOf(',') < 0
              ? List.of("")
              : union(text.replace(",", " and ")) instanceof Parsed.Good<List<Interval<T>>>(var all)
                      && !all.isEmpty()
                  ? written(test(all)).toList()
                  : List.of("");
      return bad(ErrorCode.WRONG_TYPE, "a test that leaves something out", rewrites);
    }
    Parsed<Test<T>> test = intervals.isEmpty() ? never() : test(intervals);
    return test.flatMap(sure -> Segments.of(type, sure).isEmpty() ? never() : test);
  }

  private Parsed<Test<T>> never() {
    return bad(
        ErrorCode.NEVER_TRUE, "a test that some value passes, " + type.expected(), List.of());
  }

  private Stream<String> written(Parsed<Test<T>> test) {
    return test instanceof Parsed.Good<Test<T>>(var good)
        ? Stream.of(TestSyntax.write(type, good))
        : Stream.of();
  }

  /// The one test for a union of intervals.
  private Parsed<Test<T>> test(List<Interval<T>> intervals) {
    if (intervals.isEmpty()) {
      return never();
    }
    if (intervals.stream().allMatch(Interval::isPoint)) {
      return new Parsed.Good<>(new Test.In<>(lows(intervals)));
    }
    List<Interval<T>> gaps = Interval.others(type, intervals);
    if (!gaps.isEmpty() && gaps.stream().allMatch(Interval::isPoint)) {
      return new Parsed.Good<>(new Test.NotIn<>(lows(gaps)));
    }
    List<Test<T>> parts = intervals.stream().map(OrderedCells::part).toList();
    return new Parsed.Good<>(parts.size() == 1 ? parts.getFirst() : new Test.AnyOf<>(parts));
  }

  private static <T extends Comparable<? super T>> List<T> lows(List<Interval<T>> points) {
    return points.stream().flatMap(point -> point.low().stream()).toList();
  }

  private static <T extends Comparable<? super T>> Test<T> part(Interval<T> interval) {
    if (interval.low().isEmpty()) {
      return interval
          .high()
          .<Test<T>>map(
              high -> interval.highIn() ? new Test.AtMost<>(high) : new Test.LessThan<>(high))
          .orElseGet(Test.Any::new);
    }
    T low = interval.low().get();
    if (interval.high().isEmpty()) {
      return interval.lowIn() ? new Test.AtLeast<>(low) : new Test.MoreThan<>(low);
    }
    T high = interval.high().get();
    if (interval.isPoint()) {
      return new Test.In<>(List.of(low));
    }
    return interval.lowIn() && interval.highIn()
        ? new Test.Between<>(low, high)
        : new Test.Range<>(low, interval.lowIn(), high, interval.highIn());
  }

  private Parsed<List<Interval<T>>> union(String cell) {
    String text = cell.strip();
    Matcher not = NOT.matcher(text);
    if (not.matches() && !not.group(1).isBlank()) {
      String rest = not.group(1).strip();
      boolean wrapped = rest.matches("\\([^()\\[\\]{}]*\\)");
      if (wrapped) {
        return union(rest.substring(1, rest.length() - 1))
            .map(intervals -> Interval.others(type, intervals));
      }
      List<String> conjuncts = split(text, AND);
      if (conjuncts.size() == 1
          || GROUPED.matcher(text).matches()
          || BETWEEN.matcher(rest).matches()) {
        return union(rest).map(intervals -> Interval.others(type, intervals));
      }
      boolean each =
          conjuncts.stream()
              .allMatch(one -> NOT.matcher(one).matches() || one.matches("(!|<>|≠).*"));
      if (!each) {
        return bad(ErrorCode.AMBIGUOUS_TEST, "a test that reads one way only", List.of());
      }
    }
    Matcher in = IN.matcher(text);
    boolean listed = in.matches();
    String list = unwrapped(listed ? in.group(1).strip() : text, listed);
    var all = new ArrayList<Interval<T>>();
    for (String part : split(list, OR)) {
      switch (conjunction(part)) {
        case Parsed.Good<List<Interval<T>>>(var some) -> all.addAll(some);
        case Parsed.Bad<List<Interval<T>>>(var flaw) -> {
          return new Parsed.Bad<>(flaw);
        }
      }
    }
    return new Parsed.Good<>(Interval.union(type, all));
  }

  /// Braces, and other brackets around a list.
  private static String unwrapped(String text, boolean listed) {
    boolean braces = text.startsWith("{") && text.endsWith("}");
    boolean round = text.startsWith("(") && text.endsWith(")");
    boolean square = text.startsWith("[") && text.endsWith("]");
    String inside = text.length() > 1 ? text.substring(1, text.length() - 1) : text;
    boolean range =
        BRACKETS.matcher(text).matches() && !inside.contains(",") && !inside.contains(";");
    boolean flat = "()[]{}".chars().noneMatch(c -> inside.indexOf(c) >= 0);
    boolean list = listed || inside.contains(",") || inside.contains(";") || !range;
    return flat && (braces || ((round || square) && list && !range)) ? inside : text;
  }

  private static List<String> split(String text, Pattern separator) {
    var parts = new ArrayList<String>();
    int start = 0;
    Matcher matcher = separator.matcher(text);
    while (matcher.find()) {
      if (isOutside(text, matcher.start())) {
        parts.add(text.substring(start, matcher.start()).strip());
        start = matcher.end();
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }

  /// Whether no bracket and no quote stands open there.
  private static boolean isOutside(String text, int at) {
    int open = 0;
    boolean quoted = false;
    for (int i = 0; i < at; i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      boolean bracket = "([".indexOf(c) >= 0 || (c == ']' && open == 0);
      open += bracket ? 1 : ")]".indexOf(c) >= 0 || (c == '[' && open > 0) ? -1 : 0;
    }
    return open <= 0 && !quoted;
  }

  private Parsed<List<Interval<T>>> conjunction(String part) {
    if (BETWEEN.matcher(part).matches()) {
      return interval(part);
    }
    List<String> conjuncts = split(part, AND);
    if (conjuncts.size() == 1) {
      Matcher two = TWO_SIGNS.matcher(part);
      if (two.matches()) {
        conjuncts = List.of(two.group(1), two.group(2));
      }
    }
    Parsed<List<Interval<T>>> all = interval(conjuncts.getFirst());
    for (String conjunct : conjuncts.subList(1, conjuncts.size())) {
      all =
          all.flatMap(
              some -> interval(conjunct).map(others -> Interval.common(type, some, others)));
    }
    return all;
  }

  private Parsed<List<Interval<T>>> interval(String part) {
    Matcher not = NOT.matcher(part);
    if (not.matches() && !not.group(1).isBlank()) {
      return interval(not.group(1).strip()).map(some -> Interval.others(type, some));
    }
    Matcher matcher = BETWEEN.matcher(part);
    if (matcher.matches()) {
      return range(matcher.group(1), true, matcher.group(2), true);
    }
    matcher = BRACKETS.matcher(part);
    if (matcher.matches()) {
      return range(
          matcher.group(2),
          matcher.group(1).equals("["),
          matcher.group(4),
          matcher.group(5).equals("]"));
    }
    matcher = CHAIN.matcher(part);
    if (matcher.matches() && sameWay(matcher.group(2), matcher.group(3))) {
      boolean up = "<≤".indexOf(matcher.group(2).charAt(0)) >= 0;
      boolean firstIn = !matcher.group(2).matches("[<>]");
      boolean secondIn = !matcher.group(3).matches("[<>]");
      return up
          ? range(matcher.group(1), firstIn, matcher.group(4), secondIn)
          : range(matcher.group(4), secondIn, matcher.group(1), firstIn);
    }
    matcher = SIGN.matcher(part);
    if (matcher.matches()) {
      String sign = matcher.group(1);
      return literal(matcher.group(2)).map(value -> signed(sign, value));
    }
    matcher = OPEN_LEFT.matcher(part);
    if (matcher.matches()) {
      return literal(matcher.group(1)).map(value -> List.of(Interval.upTo(value, true)));
    }
    matcher = OPEN_RIGHT.matcher(part);
    if (matcher.matches()) {
      return literal(matcher.group(1)).map(value -> List.of(Interval.from(value, true)));
    }
    matcher = TRAILING.matcher(part);
    if (matcher.matches()) {
      String word = matcher.group(3) == null ? matcher.group(2).toLowerCase(Locale.ROOT) : "more";
      boolean up =
          List.of("more", "up", "above", "higher", "greater", "over", "later", "after")
              .contains(word);
      return literal(matcher.group(1))
          .map(value -> List.of(up ? Interval.from(value, true) : Interval.upTo(value, true)));
    }
    matcher = RANGE.matcher(part);
    if (matcher.matches()) {
      return range(matcher.group(1), true, matcher.group(2), true);
    }
    matcher = DASHED.matcher(part);
    if (matcher.matches() && !(type instanceof CellType.Day)) {
      return range(matcher.group(1), true, matcher.group(2), true);
    }
    matcher = LEADING.matcher(part);
    if (matcher.matches()) {
      String sign =
          switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
            case "at most", "no more than", "maximum", "max", "max.", "up to", "on or before" ->
                "<=";
            case "more than", "greater than", "over", "above", "after" -> ">";
            case "less than", "fewer than", "below", "under", "before" -> "<";
            default -> ">=";
          };
      return literal(matcher.group(2)).map(value -> signed(sign, value));
    }
    return literal(part).map(value -> List.of(Interval.of(value, value)));
  }

  private static boolean sameWay(String one, String other) {
    return "<≤".indexOf(one.charAt(0)) >= 0 == "<≤".indexOf(other.charAt(0)) >= 0;
  }

  private List<Interval<T>> signed(String sign, T value) {
    return switch (sign) {
      case ">=", "=>", "≥" -> List.of(Interval.from(value, true));
      case ">" -> List.of(Interval.from(value, false));
      case "<=", "=<", "≤" -> List.of(Interval.upTo(value, true));
      case "<" -> List.of(Interval.upTo(value, false));
      case "=", "==" -> List.of(Interval.of(value, value));
      default -> Interval.others(type, List.of(Interval.of(value, value)));
    };
  }

  private Parsed<List<Interval<T>>> range(String from, boolean lowIn, String to, boolean highIn) {
    return literal(from)
        .flatMap(low ->
            literal(to)
                .flatMap(high ->
                    low.compareTo(high) > 0
                        ? bad(
                            ErrorCode.NEVER_TRUE,
                            "the lower end first",
                            lowIn && highIn
                                ? List.of(type.write(high) + ".." + type.write(low))
                                : List.of())
                        : new Parsed.Good<>(
                            List.of(
                                new Interval<>(
                                    Optional.of(low), lowIn, Optional.of(high), highIn)))));
  }

  private Parsed<T> literal(String text) {
    Parsed<T> read = Loose.read(type, text);
    if (read instanceof Parsed.Bad<T>) {
      refused = text.strip();
    }
    return read;
  }

  /// `1.000` in a column of whole numbers: one, or a thousand as many languages write it.
  private Optional<Flaw> dotsOfThousands(String text) {
    Matcher dots = DOTS_OF_THOUSANDS.matcher(text);
    if (!(type instanceof CellType.Whole) || !dots.find()) {
      return Optional.empty();
    }
    List<String> rewrites =
        Stream.of(
                dots.replaceAll(number -> number.group().replace(".", "")),
                dots.replaceAll(number -> number.group().replaceAll("[.]000", "")))
            .flatMap(way -> written(new OrderedCells<>(type).read(way)))
            .distinct()
            .toList();
    return Optional.of(
        Flaw.rewritten(ErrorCode.AMBIGUOUS_TEST, "a number without separators", rewrites));
  }

  /// A comma between digits: of a list, of thousands or of a decimal.
  private Optional<Flaw> commaInNumber(String text) {
    long all = text.chars().filter(c -> c == ',').count();
    long tight = DIGIT_COMMA.matcher(text).results().count();
    boolean thousands = Pattern.compile("[0-9]{1,3}(,[0-9]{3})+(?![0-9,])").matcher(text).find();
    if (all == 0
        || all != tight
        || IN.matcher(text).matches()
        || text.matches("(?i)not\\s+in\\b.*")
        || "([{".indexOf(text.charAt(0)) >= 0
        || (all > 1 && !text.matches("-?[0-9]{1,3}(,[0-9]{3})+"))) {
      return Optional.empty();
    }
    var ways = new ArrayList<String>();
    if (thousands) {
      ways.add(DIGIT_COMMA.matcher(text).replaceAll(""));
    }
    if (type instanceof CellType.Decimal) {
      ways.add(DIGIT_COMMA.matcher(text).replaceAll("."));
    }
    if (!thousands && text.matches("-?[0-9]+,[0-9]+")) {
      ways.add("in " + text.replace(",", ", "));
    }
    List<String> rewrites =
        ways.stream()
            .flatMap(way -> written(new OrderedCells<>(type).read(way)))
            .distinct()
            .toList();
    return Optional.of(
        Flaw.rewritten(ErrorCode.AMBIGUOUS_TEST, "a number without separators", rewrites));
  }

  private static <T> Parsed<T> bad(ErrorCode code, String expected, List<String> rewrites) {
    return new Parsed.Bad<>(Flaw.rewritten(code, expected, rewrites));
  }
}
