package dev.whence.service.http;

import static java.time.ZoneOffset.UTC;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.places.Countries;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.text.Composed;
import dev.whence.text.EditDistance;
import dev.whence.text.SpreadsheetRemains;
import dev.whence.text.Unseen;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Reads the members of one JSON object, the cells of one CSV row or the parameters of one query.
///
/// A value that is missing or wrong is added to the errors, and a placeholder is returned so that
/// reading goes on; whoever reads must not act before the errors were thrown. JSON is taken at its
/// word (`"3"` is no number); cells and parameters are text, so there the text is parsed. JSON null
/// and an empty cell count as missing. For one thread.
public final class Fields {
  /// What is said of a value that has to be there.
  static final String MISSING = "is missing";

  private static final int LONGEST_WORD = 100;
  private static final int LONGEST_NUMBER = 40;

  /// Of a reason, a note or a comment.
  private static final int LONGEST_FREE_TEXT = 2_000;

  /// Of the United States; elsewhere the same letters mean other zones.
  private static final Map<String, String> ABBREVIATED_ZONES =
      Map.of(
          "EST", "America/New_York",
          "EDT", "America/New_York",
          "CST", "America/Chicago",
          "CDT", "America/Chicago",
          "MST", "America/Denver",
          "MDT", "America/Denver",
          "PST", "America/Los_Angeles",
          "PDT", "America/Los_Angeles");

  private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
  private static final String LIST_SEPARATOR = "\\|";

  private final ObjectNode object;
  private final Function<String, FieldError.Location> locate;
  private final boolean textual;
  private final FieldErrors errors;
  private final Set<String> asked = new LinkedHashSet<>();

  private Fields(
      ObjectNode object,
      Function<String, FieldError.Location> locate,
      boolean textual,
      FieldErrors errors) {
    this.object = object;
    this.locate = locate;
    this.textual = textual;
    this.errors = errors;
  }

  /// @param pointer of `node` in the body, empty for the whole body
  public static Fields ofBody(JsonNode node, String pointer, FieldErrors errors) {
    if (!(node instanceof ObjectNode object)) {
      errors.add(new FieldError.Location.Pointer(pointer), "must be an object", node.toString());
      // The members of something that is no object are not also missing.
      return new Fields(
          JsonNodeFactory.instance.objectNode(), pointerFrom(pointer), false, new FieldErrors());
    }
    return new Fields(object, pointerFrom(pointer), false, errors);
  }

  static Fields ofRow(ObjectNode cells, int row, FieldErrors errors) {
    return new Fields(cells, column -> new FieldError.Location.Cell(row, column), true, errors);
  }

  static Fields ofQuery(ObjectNode parameters, FieldErrors errors) {
    return new Fields(parameters, FieldError.Location.QueryParameter::new, true, errors);
  }

  private static Function<String, FieldError.Location> pointerFrom(String pointer) {
    return name -> new FieldError.Location.Pointer(pointer(pointer, name));
  }

  /// RFC 6901.
  static String pointer(String parent, String name) {
    return parent + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /// An id or another short word: as [#label], composed ([Composed]), and no characters that cannot
  /// be seen or told from a space, by which two ids that look alike would be two. A cell holds no
  /// [SpreadsheetRemains], either.
  public String word(String name) {
    return required(
        name,
        "?",
        node ->
            parseLabel(name, node)
                .flatMap(text -> {
                  Optional<Unseen.Found> unseen = Unseen.first(text);
                  return check(
                      name,
                      node,
                      () ->
                          "must not hold characters that cannot be seen or told from a space (%s)"
                              .formatted(unseen.orElseThrow()),
                      unseen.isEmpty() ? Optional.of(Composed.of(text)) : Optional.empty());
                })
                .flatMap(text -> {
                  Optional<String> remains =
                      locate.apply(name) instanceof FieldError.Location.Cell
                          ? SpreadsheetRemains.find(text)
                          : Optional.empty();
                  return check(
                      name,
                      node,
                      remains::orElseThrow,
                      remains.isEmpty() ? Optional.of(text) : Optional.empty());
                }));
  }

  /// What people call something: 1 to 100 characters, no control characters, no space around it.
  public String label(String name) {
    return required(name, "?", node -> parseLabel(name, node));
  }

  /// What a person has to say: a reason, a note. Without space around it; empty where it may be
  /// left out and is.
  ///
  /// @param needed whether it may not be
  public String freeText(String name, boolean needed) {
    String text = has(name) ? object.path(name).asText().strip() : "";
    boolean wrong =
        (has(name) && !object.path(name).isTextual())
            || text.length() > LONGEST_FREE_TEXT
            || (needed && text.isEmpty());
    if (!wrong && !Storable.isStorable(text)) {
      complain(name, Storable.UNSTORABLE, "");
      return "";
    }
    if (wrong) {
      complain(
          name,
          needed
              ? "must be text of 1 to %d characters".formatted(LONGEST_FREE_TEXT)
              : "must be text of at most %d characters".formatted(LONGEST_FREE_TEXT));
    }
    return wrong ? "" : text;
  }

  /// As [#word]; the fallback itself is taken, too, even where it is empty and so no word.
  public String wordOr(String name, String fallback) {
    return has(name) && !isText(object.path(name), fallback) ? word(name) : fallback;
  }

  /// As [#word], or empty when it is missing or empty.
  public String wordOrEmpty(String name) {
    return has(name) && !isText(object.path(name), "") ? word(name) : "";
  }

  /// A whole number.
  public int integer(String name, int min, int max) {
    return Math.toIntExact(longInteger(name, min, max));
  }

  public int integerOr(String name, int min, int max, int fallback) {
    return has(name) ? integer(name, min, max) : fallback;
  }

  /// A whole number.
  public long longInteger(String name, long min, long max) {
    return required(
        name,
        min,
        node -> {
          Optional<Long> value = textual ? wholeNumber(node.asText()) : wholeNumber(node);
          return check(
              name,
              node,
              () -> "must be a whole number from %d to %d".formatted(min, max),
              value.filter(v -> v >= min && v <= max));
        });
  }

  public double decimal(String name, double min, double max) {
    return required(
        name,
        min,
        node -> {
          Optional<Double> value = textual ? number(node.asText()) : number(node);
          return check(
              name,
              node,
              () -> "must be a number from %s to %s".formatted(plain(min), plain(max)),
              value.filter(v -> v >= min && v <= max));
        });
  }

  /// The members `latitude` and `longitude`, in degrees. Where both are 0, an address was looked up
  /// in vain: it is sea.
  ///
  /// @param remedy what to do then, to follow "Maybe"
  public GeoPoint point(String remedy) {
    double latitude = decimal("latitude", -90, 90);
    double longitude = decimal("longitude", -180, 180);
    if (areZero()) {
      complain("latitude", "is 0 as longitude is, which is a place in the sea.\nMaybe " + remedy);
    }
    return new GeoPoint(latitude, longitude);
  }

  /// Whether both stand there as 0, and are not wrong.
  private boolean areZero() {
    return Stream.of("latitude", "longitude")
        .map(object::path)
        .map(node -> textual ? number(node.asText()) : number(node))
        .allMatch(value -> value.filter(degrees -> degrees == 0).isPresent());
  }

  public double decimalOr(String name, double min, double max, double fallback) {
    return has(name) ? decimal(name, min, max) : fallback;
  }

  /// A number that is kept to its last digit, without trailing zeros.
  ///
  /// @param decimals digits after the point, at most
  public BigDecimal exact(String name, BigDecimal min, BigDecimal max, int decimals) {
    return required(
        name,
        min,
        node -> {
          Optional<BigDecimal> value =
              textual ? exactNumber(node.asText()) : exactNumber(node).map(Fields::stripped);
          return check(
              name,
              node,
              () ->
                  "must be a number from %s to %s with at most %d decimals"
                      .formatted(min.toPlainString(), max.toPlainString(), decimals),
              value
                  .filter(v -> v.compareTo(min) >= 0 && v.compareTo(max) <= 0)
                  .filter(v -> v.scale() <= decimals));
        });
  }

  public long longIntegerOr(String name, long min, long max, long fallback) {
    return has(name) ? longInteger(name, min, max) : fallback;
  }

  public LocalDate dateOr(String name, LocalDate fallback) {
    return has(name) ? date(name) : fallback;
  }

  /// Hours and minutes; `24:00` is midnight at the end of the day, which is given as 00:00.
  public LocalTime closingTime(String name) {
    return raw().path(name).asText().equals("24:00") && has(name) ? LocalTime.MIDNIGHT : time(name);
  }

  /// What `make` gives; what it refuses with an [IllegalArgumentException] is told in its words at
  /// the place of `name`, unless a value that it is made of is wrong already.
  ///
  /// @param errorsBefore of [#errors()] before the first of these values was read
  public <T> T made(String name, int errorsBefore, T placeholder, Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      if (errors.total() == errorsBefore) {
        complain(name, String.valueOf(e.getMessage()));
      }
      return placeholder;
    }
  }

  /// A number in the shortest decimal form of its double-precision value, so that JSON and CSV read
  /// the same; up to 15 digits stay as they were written.
  public BigDecimal exactDecimal(String name, double min, double max) {
    return BigDecimal.valueOf(decimal(name, min, max));
  }

  /// A truth value; in a cell or parameter the words are taken in any letter case, as spreadsheet
  /// programs write them.
  public boolean flag(String name) {
    return required(
        name,
        false,
        node ->
            check(name, node, () -> "must be true or false", textual ? truth(node) : bool(node)));
  }

  public boolean flagOr(String name, boolean fallback) {
    return has(name) ? flag(name) : fallback;
  }

  public <E extends Enum<E>> E oneOf(String name, Class<E> type) {
    return oneOf(name, List.of(type.getEnumConstants()), Enum::name);
  }

  /// One of some values by the name that `nameOf` gives it.
  public <T> T oneOf(String name, List<T> values, Function<T, String> nameOf) {
    return required(
        name,
        values.getFirst(),
        node ->
            check(
                name,
                node,
                () -> "must be one of " + values.stream().map(nameOf).collect(joining(", ")),
                values.stream().filter(v -> isText(node, nameOf.apply(v))).findFirst()));
  }

  /// ISO 4217; what has no minor units, such as gold (`XAU`) or no currency (`XXX`), is none.
  public Currency currency(String name) {
    return parsed(
        name,
        Currency.getInstance("USD"),
        "must be a currency code of ISO 4217, for instance USD",
        Fields::money);
  }

  private static Currency money(String code) {
    Currency currency = Currency.getInstance(code);
    if (currency.getDefaultFractionDigits() < 0) {
      throw new IllegalArgumentException(code + " has no minor units");
    }
    return currency;
  }

  /// ISO 3166-1 alpha-2, or `XK`.
  public String country(String name) {
    return required(
        name,
        "US",
        node -> {
          if (node.isTextual() && Countries.isCode(node.asText())) {
            return Optional.of(node.asText());
          }
          String meant =
              Countries.findMeant(node.asText()).orElse("two capital letters, for instance US");
          complain(name, "is no country of ISO 3166-1.\nMaybe " + meant, shown(node));
          return Optional.empty();
        });
  }

  /// As [#country], or empty.
  public String countryOrAny(String name) {
    return has(name) && !isText(object.path(name), "") ? country(name) : emptied(name);
  }

  /// ISO 8601 with an offset, for instance `2026-11-23T14:00:00Z`.
  public Instant instant(String name) {
    return withinTimes(
        name,
        Instant.EPOCH,
        "must be a time with an offset, for instance 2026-11-23T14:00:00Z",
        "must lie between %s and %s".formatted(EARLIEST, LATEST),
        text -> OffsetDateTime.parse(text).toInstant(),
        instant -> instant);
  }

  /// A span of time.
  public record Between(Instant since, Instant until) {}

  /// The parameters `since` and `until`: until now and so long before, unless given. What is none
  /// is complained of, and the usual span stands in its place.
  ///
  /// @param longest whole days
  public Between between(Instant now, Duration usual, Duration longest) {
    Instant until = instantOr("until", now);
    Instant since = instantOr("since", until.minus(usual));
    if (!since.isBefore(until)) {
      complain("since", "must lie before until", since.toString());
    } else if (Duration.between(since, until).compareTo(longest) > 0) {
      complain("since", "must lie at most %d days before until".formatted(longest.toDays()));
    } else {
      return new Between(since, until);
    }
    return new Between(until.minus(usual), until);
  }

  public Instant instantOr(String name, Instant fallback) {
    return has(name) ? instant(name) : fallback;
  }

  public LocalDate date(String name) {
    return withinTimes(
        name,
        LocalDate.EPOCH,
        "must be a date, for instance 2026-11-27",
        "must lie between %s and %s"
            .formatted(LocalDate.ofInstant(EARLIEST, UTC), LocalDate.ofInstant(LATEST, UTC)),
        LocalDate::parse,
        date -> date.atStartOfDay().toInstant(UTC));
  }

  /// A time or a day, told apart from one that is too early or too late.
  private <T> T withinTimes(
      String name,
      T placeholder,
      String expected,
      String expectedWithin,
      Function<String, T> parse,
      Function<T, Instant> instant) {
    return required(
        name,
        placeholder,
        node -> {
          Optional<T> value = attempt(node, parse);
          return check(
              name,
              node,
              () -> value.isPresent() ? expectedWithin : expected,
              value.filter(time -> isWithin1900And2200(instant.apply(time))));
        });
  }

  /// Hours and minutes, as [#timeOfDay] takes them.
  public LocalTime time(String name) {
    return parsed(
        name, LocalTime.MIN, "must be a time of day, for instance 16:30", Fields::timeOfDay);
  }

  /// Hours and minutes, with seconds only if they are zero: `09:00`, and as spreadsheet programs
  /// write it `9:00` or `9:00:00`.
  ///
  /// @throws DateTimeException or IllegalArgumentException for everything else
  public static LocalTime timeOfDay(String text) {
    LocalTime time = LocalTime.parse(text.matches("[0-9]:.*") ? "0" + text : text);
    if (!time.truncatedTo(ChronoUnit.MINUTES).equals(time)) {
      throw new IllegalArgumentException("seconds");
    }
    return time;
  }

  public ZoneId zone(String name) {
    return parsed(
        name,
        ZoneId.of("UTC"),
        "must be a time zone of the IANA database, for instance America/Chicago",
        ZoneId::of);
  }

  /// Zero or more words without repetition; a cell separates them by `|`.
  public List<String> words(String name) {
    return list(name, text -> text, () -> "must be a word");
  }

  /// Zero or more lines of free text, each of at most `longest` characters; they may be empty,
  /// repeat and break.
  public List<String> textLines(String name, int most, int longest) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode node = object.path(name);
    if (!node.isArray() || node.size() > most) {
      complain(name, "must be an array of at most " + most + " lines", shown(node));
      return List.of();
    }
    var lines = new ArrayList<String>();
    for (int i = 0; i < node.size(); i++) {
      JsonNode line = node.get(i);
      if (line.isTextual() && line.asText().length() <= longest) {
        lines.add(line.asText());
      } else {
        errors.add(
            new FieldError.Location.Pointer(pointerOf(name) + "/" + i),
            "must be text of at most " + longest + " characters",
            shown(line));
      }
    }
    return lines;
  }

  public <E extends Enum<E>> List<E> listOf(String name, Class<E> type) {
    return list(
        name,
        text -> Enum.valueOf(type, text),
        () ->
            "must be one of "
                + Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(joining(", ")));
  }

  public List<LocalDate> dates(String name) {
    return list(
        name,
        text -> {
          LocalDate date = LocalDate.parse(text);
          within1900And2200(date.atStartOfDay().toInstant(UTC));
          return date;
        },
        () -> "must be a date, for instance 2026-12-25");
  }

  /// ISO 3166-1 alpha-2.
  public List<String> countries(String name) {
    return list(
        name,
        text -> {
          if (!Countries.isCode(text)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        },
        () -> "must be a country of ISO 3166-1, for instance US or GB");
  }

  /// Objects of an array that may be missing, which is no objects.
  public <T> List<T> objectsOr(String name, int most, Function<Fields, T> read) {
    return has(name) ? objects(name, 0, most, read) : List.of();
  }

  /// @param most members of the array
  public <T> List<T> objects(String name, int least, int most, Function<Fields, T> read) {
    asked.add(name);
    JsonNode array = object.path(name);
    if (!array.isArray() || array.size() < least || array.size() > most) {
      String expected = "must be an array of %d to %d objects".formatted(least, most);
      if (has(name)) {
        complain(name, expected, array.isArray() ? array.size() + " elements" : shown(array));
      } else if (least > 0) {
        complain(name, "is missing; it " + expected, "");
      }
      return List.of();
    }
    var read1 = new ArrayList<T>();
    for (int i = 0; i < array.size(); i++) {
      Fields fields = ofBody(array.get(i), pointerOf(name) + "/" + i, errors);
      read1.add(read.apply(fields));
      fields.end();
    }
    return read1;
  }

  /// A member that is an object; [#end] is called for it.
  public <T> T object(String name, Function<Fields, T> read) {
    asked.add(name);
    Fields fields;
    if (has(name)) {
      fields = ofBody(object.path(name), pointerOf(name), errors);
    } else {
      complain(name, "is missing; it must be an object", "");
      fields = ofBody(JsonNodeFactory.instance.objectNode(), pointerOf(name), new FieldErrors());
    }
    T value = read.apply(fields);
    fields.end();
    return value;
  }

  /// Whether this is a row of a table, where nothing can be nested.
  public boolean isTable() {
    return textual;
  }

  /// Lets a member pass unread, whatever it is.
  public void ignore(String name) {
    asked.add(name);
  }

  /// What models can hear of a member that holds anything of the caller's: numbers and words, yes
  /// and no as words, under names that attributes may have. Everything else passes unread.
  public Attributes attributes(String name) {
    asked.add(name);
    JsonNode told = object.path(name);
    var values = new TreeMap<String, Attributes.Value>();
    if (told.isObject()) {
      for (var member : told.properties()) {
        if (Attributes.isName(member.getKey())) {
          attribute(member.getValue(), false)
              .ifPresent(value -> values.put(member.getKey(), value));
        }
      }
    }
    if (values.size() > Attributes.MOST) {
      complain(
          name,
          "hold more numbers and words than a model looks at, which are %d.\nMaybe put what is not meant for a model one level deeper"
              .formatted(Attributes.MOST),
          values.size() + " numbers and words");
      return Attributes.NONE;
    }
    return values.isEmpty() ? Attributes.NONE : new Attributes(values);
  }

  /// A number that models can be given (in 32 bits), a word that can be stored, or yes or no as a
  /// word; empty for what is none of them.
  ///
  /// @param isCell whether numbers are written as text, too
  public static Optional<Attributes.Value> attribute(JsonNode told, boolean isCell) {
    Optional<Double> number = isCell ? number(told.asText()) : number(told);
    if (number.isPresent() && Float.isFinite(number.get().floatValue())) {
      return number.map(Attributes.Value.Measure::new);
    }
    String word = told.isTextual() || told.isBoolean() ? told.asText() : "";
    return word.isBlank() || word.length() > Attributes.LONGEST_WORD || !Storable.isStorable(word)
        ? Optional.empty()
        : Optional.of(new Attributes.Value.Word(word));
  }

  /// Lets members pass that nobody asks for.
  public void ignoreOthers() {
    object.fieldNames().forEachRemaining(asked::add);
  }

  public boolean has(String name) {
    asked.add(name);
    JsonNode node = object.path(name);
    return !node.isMissingNode() && !node.isNull() && !(textual && node.asText().isEmpty());
  }

  /// Whatever stands there, or a missing node.
  public JsonNode raw() {
    return object;
  }

  /// To be called after every known member was asked for: complains about the others.
  public void end() {
    end(locate);
  }

  /// As [#end()], but places the complaints elsewhere, for instance in a table's header.
  void end(Function<String, FieldError.Location> place) {
    end(place, errors);
  }

  void end(Function<String, FieldError.Location> place, FieldErrors errors) {
    for (String name : (Iterable<String>) object::fieldNames) {
      if (!asked.contains(name)) {
        errors.add(place.apply(name), "is not known here" + advice(name), shown(object.path(name)));
      }
    }
  }

  public void complain(String name, String message) {
    complain(name, message, shown(object.path(name)));
  }

  public void complain(String name, String message, String value) {
    errors.add(locate.apply(name), message, value);
  }

  public FieldError.Location locate(String name) {
    return locate.apply(name);
  }

  /// Where the members stand in the body: `row 5` of a table, else a JSON pointer.
  public String place() {
    return switch (locate.apply("")) {
      case FieldError.Location.Cell(int row, var column) -> "row " + row;
      case FieldError.Location.Pointer(var pointer) -> pointer.substring(0, pointer.length() - 1);
      case FieldError.Location.Line(int line, var pointer) -> "line " + line;
      case FieldError.Location.QueryParameter parameter -> "the query";
      case FieldError.Location.RequestHeader header -> "the headers";
    };
  }

  public FieldErrors errors() {
    return errors;
  }

  private <T> T required(String name, T placeholder, Function<JsonNode, Optional<T>> read) {
    if (!has(name)) {
      boolean told =
          object.has(name) && locate.apply(name) instanceof FieldError.Location.QueryParameter;
      if (!told) { // an empty parameter was refused when the query was read
        complain(name, MISSING, "");
      }
      return placeholder;
    }
    return read.apply(object.path(name)).orElse(placeholder);
  }

  private <T> T parsed(String name, T placeholder, String expected, Function<String, T> parse) {
    return required(
        name, placeholder, node -> check(name, node, () -> expected, attempt(node, parse)));
  }

  /// @param expected asked for only where the value is wrong
  private <T> Optional<T> check(
      String name, JsonNode node, Supplier<String> expected, Optional<T> value) {
    if (value.isEmpty()) {
      String words = expected.get();
      complain(name, words + advice(words, node), shown(node));
    }
    return value;
  }

  private Optional<String> parseLabel(String name, JsonNode node) {
    String text = node.isTextual() ? node.asText() : "";
    if (text.isBlank() || text.length() > LONGEST_WORD) {
      return check(
          name,
          node,
          () -> "must be text of 1 to %d characters".formatted(LONGEST_WORD),
          Optional.empty());
    }
    if (!isClean(text)) {
      return check(
          name,
          node,
          () -> "must not hold control characters or start or end with a space",
          Optional.empty());
    }
    return Optional.of(text);
  }

  private <T> List<T> list(String name, Function<String, T> parse, Supplier<String> expected) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode node = object.path(name);
    if (textual) {
      var values = new ArrayList<T>();
      for (String part : node.asText().split(LIST_SEPARATOR)) {
        addElement(values, locate.apply(name), new TextNode(part.strip()), parse, expected);
      }
      return values;
    }
    if (!node.isArray()) {
      complain(name, "must be an array", shown(node));
      return List.of();
    }
    var values = new ArrayList<T>();
    for (int i = 0; i < node.size(); i++) {
      var at = new FieldError.Location.Pointer(pointerOf(name) + "/" + i);
      addElement(values, at, node.get(i), parse, expected);
    }
    return values;
  }

  private <T> void addElement(
      List<T> values,
      FieldError.Location at,
      JsonNode node,
      Function<String, T> parse,
      Supplier<String> expected) {
    Optional<T> value =
        node.isTextual() && isWord(node.asText())
            ? attempt(new TextNode(Composed.of(node.asText())), parse)
            : Optional.empty();
    if (value.isEmpty()) {
      errors.add(at, expected.get(), shown(node));
    } else if (values.contains(value.get())) {
      errors.add(at, "stands there twice", shown(node));
    } else {
      values.add(value.get());
    }
  }

  private String pointerOf(String name) {
    return locate.apply(name) instanceof FieldError.Location.Pointer(String pointer)
        ? pointer
        : name;
  }

  private String emptied(String name) {
    asked.add(name);
    return "";
  }

  private static boolean isWord(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_WORD
        && isClean(text)
        && Unseen.first(text).isEmpty();
  }

  private static boolean isClean(String text) {
    return text.length() == text.strip().length() && Storable.isStorable(text) && !hasControl(text);
  }

  private static boolean hasControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isText(JsonNode node, String text) {
    return node.isTextual() && node.asText().equals(text);
  }

  private static <T> Optional<T> attempt(JsonNode node, Function<String, T> parse) {
    if (!node.isTextual()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(node.asText()));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isWithin1900And2200(Instant instant) {
    return !instant.isBefore(EARLIEST) && !instant.isAfter(LATEST);
  }

  private static Instant within1900And2200(Instant instant) {
    if (!isWithin1900And2200(instant)) {
      throw new IllegalArgumentException(instant + " is no time of ours");
    }
    return instant;
  }

  private static Optional<Boolean> bool(JsonNode node) {
    return node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty();
  }

  private static Optional<Boolean> truth(JsonNode node) {
    return switch (node.asText().toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Long> wholeNumber(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong()
        ? Optional.of(node.longValue())
        : Optional.empty();
  }

  private static Optional<Long> wholeNumber(String text) {
    return attempted(() -> Long.parseLong(text));
  }

  private static Optional<Double> number(JsonNode node) {
    return node.isNumber() && Double.isFinite(node.doubleValue())
        ? Optional.of(node.doubleValue())
        : Optional.empty();
  }

  private static Optional<Double> number(String text) {
    return attempted(() -> new BigDecimal(text).doubleValue());
  }

  private static Optional<BigDecimal> exactNumber(JsonNode node) {
    return node.isNumber() && Double.isFinite(node.doubleValue())
        ? Optional.of(node.decimalValue())
        : Optional.empty();
  }

  private static Optional<BigDecimal> exactNumber(String text) {
    return text.length() > LONGEST_NUMBER
        ? Optional.empty()
        : attempted(() -> stripped(new BigDecimal(text)));
  }

  private static BigDecimal stripped(BigDecimal number) {
    BigDecimal shortest = number.stripTrailingZeros();
    return shortest.scale() < 0 && shortest.precision() - shortest.scale() <= LONGEST_NUMBER
        ? shortest.setScale(0)
        : shortest;
  }

  private static <T> Optional<T> attempted(Supplier<T> parse) {
    try {
      return Optional.of(parse.get());
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private String shown(JsonNode node) {
    return node.isMissingNode() ? "" : textual ? node.asText() : node.toString();
  }

  private String advice(String expected, JsonNode node) {
    if (textual || !node.isTextual()) {
      return "";
    }
    String text = node.asText();
    if (expected.contains("number") && text.matches("-?[0-9]+(\\.[0-9]+)?")) {
      return ".\nMaybe drop the quotes";
    }
    if (expected.contains("time zone")) {
      return zoneMeant(text).map(zone -> ".\nMaybe " + zone).orElse("");
    }
    return expected.contains("ISO") && text.matches("[a-z]{2,3}")
        ? ".\nMaybe " + text.toUpperCase(Locale.ROOT)
        : "";
  }

  /// A zone that was written in other letters, or by an abbreviation of the United States.
  private static Optional<String> zoneMeant(String text) {
    String wanted = text.replace(' ', '_');
    return Stream.concat(
            ZoneId.getAvailableZoneIds().stream().filter(zone -> zone.equalsIgnoreCase(wanted)),
            Stream.ofNullable(ABBREVIATED_ZONES.get(text.toUpperCase(Locale.ROOT))))
        .findFirst();
  }

  private String advice(String unknown) {
    var open = new HashSet<>(asked);
    object.fieldNames().forEachRemaining(open::remove);
    return open.stream()
        .filter(name -> looksLike(name, unknown))
        .sorted()
        .findFirst()
        .map(name -> ".\nMaybe " + name)
        .orElse("");
  }

  private static boolean looksLike(String known, String unknown) {
    String a = known.toLowerCase(Locale.ROOT);
    String b = unknown.toLowerCase(Locale.ROOT).replaceAll("[_\\-. ]", "");
    return EditDistance.between(a, b, 3) < Math.min(3, a.length());
  }
}
