package dev.whence.pipeline.imports;

import dev.whence.domain.GeoPoint;
import dev.whence.pipeline.history.DeclaredAttributes.Kind;
import dev.whence.pipeline.imports.Fault.FaultException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How a canonical column comes from source columns. Every recipe gives text; empty text means that
/// the value is missing, and a recipe over something missing is missing.
sealed interface Recipe {
  /// Of a number, before or after its point.
  int MOST_PLACES = 400;

  /// @throws FaultException if a source value is not what the recipe needs
  String of(Row.Group group);

  /// The recipes it is made of.
  List<Recipe> parts();

  /// What it gives, if that is the same in every case; nothing for times and dates.
  default Optional<Kind> kind() {
    return switch (this) {
      case Numeric _, Sum _, Count _, Added _, Quotient _, Product _, Largest _, DistanceKm _ ->
          Optional.of(Kind.NUMBER);
      case Elapsed _ -> Optional.of(Kind.NUMBER);
      case Steps(var _, var upTo) ->
          Optional.of(upTo.values().stream().allMatch(Recipe::isNumber) ? Kind.NUMBER : Kind.WORD);
      case Column _, Constant _, Found _, Words _, Joined _, Local _ -> Optional.of(Kind.WORD);
      case FirstOf(var parts) -> kindOf(parts);
      case OnlyIf(var _, var value) -> value.kind();
      case Extreme(var _, var _, var times) -> times ? Optional.empty() : Optional.of(Kind.NUMBER);
      case Time _, Next _, Later _, Date _ -> Optional.empty();
    };
  }

  /// Of the first that is there; a fixed number goes with numbers.
  private static Optional<Kind> kindOf(List<Recipe> parts) {
    List<Optional<Kind>> kinds =
        parts.stream()
            .filter(part -> !(part instanceof Constant(var text) && isNumber(text)))
            .map(Recipe::kind)
            .distinct()
            .toList();
    return kinds.size() == 1 ? kinds.getFirst() : Optional.empty();
  }

  /// Every `alias.column` it reads.
  default Stream<String> references() {
    return parts().stream().flatMap(Recipe::references);
  }

  /// A source column; of a group, the first row's.
  record Column(String reference) implements Recipe {
    @Override
    public String of(Row.Group group) {
      return group.first().get(reference);
    }

    @Override
    public List<Recipe> parts() {
      return List.of();
    }

    @Override
    public Stream<String> references() {
      return Stream.of(reference);
    }
  }

  record Constant(String text) implements Recipe {
    @Override
    public String of(Row.Group group) {
      return text;
    }

    @Override
    public List<Recipe> parts() {
      return List.of();
    }
  }

  /// A time as an instant: by its own offset or zone where the text has one, else local in a zone.
  /// A local time that summer time skipped moves on by the gap, one that comes twice is the first.
  /// A date alone means a time of day on it.
  ///
  /// @param zone gives an IANA name; missing makes the time missing, unless it tells its own
  /// @param at time of day where the text has none
  record Time(Recipe part, TimeFormat format, Recipe zone, LocalTime at) implements Recipe {
    @Override
    public String of(Row.Group group) {
      String text = Blanks.strip(part.of(group));
      if (text.isEmpty()) {
        return text;
      }
      TimeFormat.Told told;
      try {
        told = format.read(text);
      } catch (DateTimeException e) {
        throw new FaultException(name(part), text, "is not a time like " + format.pattern());
      }
      LocalTime time = told.time();
      LocalDateTime local = told.date().atTime(time == null ? at : time);
      ZoneOffset offset = told.offset();
      if (!told.name().isEmpty()) {
        return named(group, text, told.name(), local);
      }
      if (offset != null) {
        return local.toInstant(offset).toString();
      }
      ZoneId own = told.zone();
      return own == null ? in(group, local) : local.atZone(own).toInstant().toString();
    }

    private String named(Row.Group group, String text, String name, LocalDateTime local) {
      String id = zone.of(group);
      try {
        return local.toInstant(ZoneNames.offset(name, local, id)).toString();
      } catch (DateTimeException e) {
        throw new FaultException(
            name(part),
            text,
            "%s is the name of several zones; maybe give 'zone', the one that is meant"
                .formatted(name));
      }
    }

    private String in(Row.Group group, LocalDateTime time) {
      String id = zone.of(group);
      if (id.isEmpty()) {
        return id;
      }
      try {
        return time.atZone(ZoneId.of(id)).toInstant().toString();
      } catch (DateTimeException e) {
        throw new FaultException(name(zone), id, "is no IANA time zone");
      }
    }

    @Override
    public List<Recipe> parts() {
      return List.of(part, zone);
    }
  }

  /// A time of day as the first instant at which a clock shows it that is not before another.
  ///
  /// @param after an instant; missing makes the time missing
  record Next(Recipe part, TimeFormat format, Recipe zone, Recipe after) implements Recipe {
    @Override
    public String of(Row.Group group) {
      String text = Blanks.strip(part.of(group));
      String from = after.of(group);
      String id = zone.of(group);
      if (text.isEmpty() || from.isEmpty() || id.isEmpty()) {
        return "";
      }
      try {
        LocalTime clock = LocalTime.parse(text, format.formatter());
        ZonedDateTime begins = Instant.parse(from).atZone(ZoneId.of(id));
        ZonedDateTime time = begins.toLocalDate().atTime(clock).atZone(begins.getZone());
        return (time.isBefore(begins) ? time.plusDays(1) : time).toInstant().toString();
      } catch (DateTimeException e) {
        throw new FaultException(
            name(this),
            text + " after " + from + " in " + id,
            "is not a time like " + format.pattern());
      }
    }

    @Override
    public List<Recipe> parts() {
      return List.of(part, zone, after);
    }
  }

  /// An instant as the clocks of a zone show it.
  ///
  /// @param zone gives an IANA name; missing makes the text missing
  record Local(Recipe part, TimeFormat format, Recipe zone) implements Recipe {
    @Override
    public String of(Row.Group group) {
      String text = part.of(group);
      String id = zone.of(group);
      if (text.isEmpty() || id.isEmpty()) {
        return "";
      }
      try {
        return Instant.parse(text).atZone(ZoneId.of(id)).format(format.formatter());
      } catch (DateTimeException e) {
        throw new FaultException(
            name(this), text + " in " + id, "is no instant of a time zone; maybe use {time: …}");
      }
    }

    @Override
    public List<Recipe> parts() {
      return List.of(part, zone);
    }
  }

  /// How many units lie between two instants, below 0 if the second comes first, to 16 digits.
  record Elapsed(Recipe from, Recipe until, Duration unit) implements Recipe {
    @Override
    public String of(Row.Group group) {
      String begin = from.of(group);
      String end = until.of(group);
      if (begin.isEmpty() || end.isEmpty()) {
        return "";
      }
      try {
        long millis = Duration.between(Instant.parse(begin), Instant.parse(end)).toMillis();
        return plain(
            BigDecimal.valueOf(millis)
                .divide(BigDecimal.valueOf(unit.toMillis()), MathContext.DECIMAL64));
      } catch (DateTimeException | ArithmeticException e) {
        throw new FaultException(
            name(this), begin + " to " + end, "are no two instants; maybe use {time: …}");
      }
    }

    @Override
    public List<Recipe> parts() {
      return List.of(from, until);
    }
  }

  /// An instant moved by a number of units, which may be below 0 and is rounded to milliseconds.
  record Later(Recipe part, Recipe by, Duration unit) implements Recipe {
    @Override
    public String of(Row.Group group) {
      String text = part.of(group);
      String units = Blanks.strip(by.of(group));
      if (text.isEmpty() || units.isEmpty()) {
        return "";
      }
      try {
        BigDecimal millis = number(by, units).multiply(BigDecimal.valueOf(unit.toMillis()));
        return Instant.parse(text)
            .plusMillis(millis.setScale(0, RoundingMode.HALF_UP).longValueExact())
            .toString();
      } catch (DateTimeException | ArithmeticException e) {
        throw new FaultException(name(this), text + " by " + units, "is no time that can be");
      }
    }

    @Override
    public List<Recipe> parts() {
      return List.of(part, by);
    }
  }

  /// The first group of a pattern that the whole text is like; missing if it is not.
  record Found(Recipe part, Pattern pattern) implements Recipe {
    @Override
    public String of(Row.Group group) {
      Matcher matcher = pattern.matcher(part.of(group));
      if (!matcher.matches()) {
        return "";
      }
      String found = matcher.group(1);
      return found == null ? "" : found;
    }

    @Override
    public List<Recipe> parts() {
      return List.of(part);
    }
  }

  record Date(Recipe part, TimeFormat format) implements Recipe {
    @Override
    public String of(Row.Group group) {
      String text = Blanks.strip(part.of(group));
      if (text.isEmpty()) {
        return text;
      }
      try {
        return LocalDate.parse(text, format.formatter()).toString();
      } catch (DateTimeException e) {
        throw new FaultException(name(part), text, "is not a date like " + format.pattern());
      }
    }

    @Override
    public List<Recipe> parts() {
      return List.of(part);
    }
  }

  /// A number, times a factor, exact unless it is to be rounded to a whole one.
  ///
  /// @param optional whether a text that is no number is missing, not a fault
  /// @param style how the text is written
  record Numeric(
      Recipe part,
      BigDecimal factor,
      Optional<RoundingMode> round,
      boolean optional,
      NumberStyle style)
      implements Recipe {
    @Override
    public String of(Row.Group group) {
      String text = Blanks.strip(part.of(group));
      Optional<BigDecimal> number = style.number(text);
      if (text.isEmpty() || (optional && number.isEmpty())) {
        return "";
      }
      BigDecimal product =
          inPlaces(
                  part,
                  text,
                  number.orElseThrow(
                      () -> new FaultException(name(part), text, style.complaint(text))))
              .multiply(factor);
      return plain(round.map(mode -> product.setScale(0, mode)).orElse(product));
    }

    @Override
    public List<Recipe> parts() {
      return List.of(part);
    }
  }

  /// A value where a condition holds, else missing.
  record OnlyIf(Condition condition, Recipe value) implements Recipe {
    @Override
    public String of(Row.Group group) {
      return condition.keeps(group) ? value.of(group) : "";
    }

    @Override
    public List<Recipe> parts() {
      return List.of(condition.value(), value);
    }
  }

  /// The first or last of times, or the smallest or largest of numbers, over those rows of a group
  /// that have one.
  record Extreme(Recipe part, boolean last, boolean times) implements Recipe {
    @Override
    public String of(Row.Group group) {
      String found = "";
      for (Row row : group.rows()) {
        String text = Blanks.strip(part.of(new Row.Group(List.of(row))));
        if (!text.isEmpty() && (found.isEmpty() || isBeyond(text, found))) {
          found = text;
        }
      }
      return found;
    }

    private boolean isBeyond(String text, String other) {
      int order =
          times
              ? instant(part, text).compareTo(instant(part, other))
              : number(part, text).compareTo(number(part, other));
      return last ? order > 0 : order < 0;
    }

    @Override
    public List<Recipe> parts() {
      return List.of(part);
    }
  }

  /// Translates words; a word without translation is a fault unless `otherwise` is given.
  record Words(Recipe part, Map<String, String> map, Optional<String> otherwise) implements Recipe {
    public Words {
      map = Map.copyOf(map);
    }

    @Override
    public String of(Row.Group group) {
      String text = part.of(group);
      String word = map.get(text);
      if (word != null) {
        return word;
      }
      if (otherwise.isPresent() || text.isEmpty()) {
        return otherwise.orElse("");
      }
      throw new FaultException(
          name(part),
          text,
          "has no translation; there are " + map.keySet().stream().sorted().toList());
    }

    @Override
    public List<Recipe> parts() {
      return List.of(part);
    }
  }

  /// The first that is not missing.
  record FirstOf(List<Recipe> parts) implements Recipe {
    public FirstOf {
      parts = List.copyOf(parts);
    }

    @Override
    public String of(Row.Group group) {
      for (Recipe part : parts) {
        String text = part.of(group);
        if (!text.isEmpty()) {
          return text;
        }
      }
      return "";
    }
  }

  /// Texts one after the other; missing if one of them is.
  record Joined(List<Recipe> parts, String with) implements Recipe {
    public Joined {
      parts = List.copyOf(parts);
    }

    @Override
    public String of(Row.Group group) {
      List<String> texts = parts.stream().map(part -> part.of(group)).toList();
      return texts.contains("") ? "" : String.join(with, texts);
    }
  }

  /// A sum over the rows of a group; missing if one of them is.
  record Sum(Recipe part) implements Recipe {
    @Override
    public String of(Row.Group group) {
      BigDecimal sum = BigDecimal.ZERO;
      for (Row row : group.rows()) {
        String text = Blanks.strip(part.of(new Row.Group(List.of(row))));
        if (text.isEmpty()) {
          return text;
        }
        sum = sum.add(number(part, text));
      }
      return plain(sum);
    }

    @Override
    public List<Recipe> parts() {
      return List.of(part);
    }
  }

  /// How many rows a group has.
  record Count() implements Recipe {
    @Override
    public String of(Row.Group group) {
      return Integer.toString(group.rows().size());
    }

    @Override
    public List<Recipe> parts() {
      return List.of();
    }
  }

  /// Numbers added, or all others taken from the first.
  record Added(List<Recipe> parts, boolean isDifference) implements Recipe {
    public Added {
      parts = List.copyOf(parts);
    }

    @Override
    public String of(Row.Group group) {
      return fold(parts, group, isDifference ? BigDecimal::subtract : BigDecimal::add);
    }
  }

  /// The first number divided by all others, to 16 digits.
  record Quotient(List<Recipe> parts) implements Recipe {
    public Quotient {
      parts = List.copyOf(parts);
    }

    @Override
    public String of(Row.Group group) {
      try {
        return fold(parts, group, (a, b) -> a.divide(b, MathContext.DECIMAL64));
      } catch (ArithmeticException e) {
        throw new FaultException(name(this), "", "is divided by 0");
      }
    }
  }

  /// Numbers multiplied.
  record Product(List<Recipe> parts) implements Recipe {
    public Product {
      parts = List.copyOf(parts);
    }

    @Override
    public String of(Row.Group group) {
      return fold(parts, group, BigDecimal::multiply);
    }
  }

  /// The largest of some numbers.
  record Largest(List<Recipe> parts) implements Recipe {
    public Largest {
      parts = List.copyOf(parts);
    }

    @Override
    public String of(Row.Group group) {
      return fold(parts, group, BigDecimal::max);
    }
  }

  /// The step a number falls on: that of the lowest limit it does not exceed.
  record Steps(Recipe part, TreeMap<BigDecimal, String> upTo) implements Recipe {
    public Steps {
      upTo = new TreeMap<>(upTo);
    }

    @Override
    public String of(Row.Group group) {
      String text = Blanks.strip(part.of(group));
      if (text.isEmpty()) {
        return text;
      }
      var step = upTo.ceilingEntry(number(part, text));
      if (step == null) {
        throw new FaultException(name(part), text, "is beyond the last step " + upTo.lastKey());
      }
      return step.getValue();
    }

    @Override
    public List<Recipe> parts() {
      return List.of(part);
    }
  }

  /// Great-circle kilometers between two places: latitude, longitude, latitude, longitude.
  record DistanceKm(List<Recipe> parts) implements Recipe {
    public DistanceKm {
      parts = List.copyOf(parts);
    }

    @Override
    public String of(Row.Group group) {
      double[] degrees = new double[4];
      for (int i = 0; i < degrees.length; i++) {
        Recipe part = parts.get(i);
        String text = Blanks.strip(part.of(group));
        if (text.isEmpty()) {
          return text;
        }
        degrees[i] = number(part, text).doubleValue();
      }
      try {
        var from = new GeoPoint(degrees[0], degrees[1]);
        return Double.toString(from.distanceKm(new GeoPoint(degrees[2], degrees[3])));
      } catch (IllegalArgumentException e) {
        throw new FaultException("", java.util.Arrays.toString(degrees), "is no pair of places");
      }
    }
  }

  private static String fold(
      List<Recipe> parts, Row.Group group, java.util.function.BinaryOperator<BigDecimal> with) {
    BigDecimal result = null;
    for (Recipe part : parts) {
      String text = Blanks.strip(part.of(group));
      if (text.isEmpty()) {
        return text;
      }
      BigDecimal number = number(part, text);
      result = result == null ? number : with.apply(result, number);
    }
    return result == null ? "" : plain(result);
  }

  private static boolean isNumber(String text) {
    return NumberStyle.PLAIN.number(text).isPresent();
  }

  private static Instant instant(Recipe part, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new FaultException(name(part), text, "is no instant; maybe use {time: …}");
    }
  }

  private static BigDecimal number(Recipe part, String text) {
    String digits = Blanks.strip(text);
    return inPlaces(
        part,
        text,
        NumberStyle.PLAIN
            .number(digits)
            .orElseThrow(() -> new FaultException(name(part), text, Type.noNumber(text))));
  }

  /// Written out, 1e999999999 would fill the memory.
  private static BigDecimal inPlaces(Recipe part, String text, BigDecimal number) {
    if (Math.abs((long) number.scale()) <= MOST_PLACES) {
      return number;
    }
    throw new FaultException(name(part), text, "is a number of too many places");
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  /// What to call the value in a reject: the columns it is made of.
  private static String name(Recipe recipe) {
    return String.join(" ", recipe.references().toList());
  }
}
