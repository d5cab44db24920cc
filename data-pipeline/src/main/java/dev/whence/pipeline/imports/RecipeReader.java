package dev.whence.pipeline.imports;

import dev.whence.domain.attributes.Attributes;
import dev.whence.pipeline.history.DeclaredAttributes;
import dev.whence.rules.yaml.Yaml;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The grammar of a recipe: a text is a source column, a map is an operation named by its first
/// key.
final class RecipeReader {

  private static final List<String> KINDS =
      List.of(
          "constant",
          "time",
          "date",
          "next",
          "later",
          "local",
          "elapsed",
          "found",
          "plus",
          "minus",
          "divide",
          "number",
          "words",
          "first of",
          "join",
          "only if",
          "sum",
          "earliest",
          "latest",
          "lowest",
          "highest",
          "count",
          "product",
          "largest",
          "steps",
          "distance km");

  private static final Recipe NOTHING = new Recipe.Constant("");

  /// Of the file, with the format and the zone of times that name none.
  private final Yaml top;

  private final Optional<TimeFormat> topFormat;
  private final Optional<ZoneId> topZone;

  /// How numbers are written, by source.
  private final Map<String, NumberStyle> styles = new HashMap<>();

  /// What the sources are called where recipes are read; a source that is not among them is called
  /// by its name.
  private Map<String, String> aliases = Map.of();

  /// Whether [#top] was complained of for not being what its users need.
  private boolean topIsUnfit;

  /// @param top may have `time format`, of times and dates that name none, and `time zone`, of
  ///   times that name none
  RecipeReader(Yaml top) {
    this.top = top;
    this.topFormat = parsed(top.get("time format"));
    this.topZone = zone(top.get("time zone"));
  }

  void written(String source, NumberStyle style) {
    styles.put(source, style);
  }

  /// @param aliases source by the name its columns are called with; may get more
  void called(Map<String, String> aliases) {
    this.aliases = aliases;
  }

  /// The recipe where a number is wanted: texts of a file that writes numbers in its own way are
  /// read so.
  Recipe asNumber(Recipe recipe) {
    return switch (recipe) {
      case Recipe.FirstOf(var parts) ->
          new Recipe.FirstOf(parts.stream().map(this::asNumber).toList());
      case Recipe.OnlyIf(var condition, var value) -> new Recipe.OnlyIf(condition, asNumber(value));
      default ->
          style(recipe).equals(NumberStyle.PLAIN)
              ? recipe
              : new Recipe.Numeric(recipe, BigDecimal.ONE, Optional.empty(), false, style(recipe));
    };
  }

  /// Of what a recipe takes from a file as it is.
  private NumberStyle style(Recipe recipe) {
    return switch (recipe) {
      case Recipe.Column _, Recipe.Found _, Recipe.Joined _ -> {
        List<NumberStyle> found =
            recipe
                .references()
                .map(reference -> reference.substring(0, Math.max(0, reference.indexOf('.'))))
                .map(alias ->
                    styles.getOrDefault(aliases.getOrDefault(alias, alias), NumberStyle.PLAIN))
                .distinct()
                .toList();
        yield found.size() == 1 ? found.getFirst() : NumberStyle.PLAIN;
      }
      default -> NumberStyle.PLAIN;
    };
  }

  /// The recipe, or an empty one after complaining.
  Recipe read(Yaml yaml) {
    if (yaml.isText()) {
      return column(yaml);
    }
    if (!yaml.isMap()) {
      yaml.complain("must be a column such as orders.price, or one of " + KINDS);
      return NOTHING;
    }
    List<String> kinds = KINDS.stream().filter(yaml::has).toList();
    if (kinds.size() != 1) {
      yaml.complain("must have exactly one of " + KINDS + ", has " + kinds);
      return NOTHING;
    }
    return operation(yaml, kinds.getFirst());
  }

  /// An attribute: a recipe for a number or a word, and for numbers a `unit` beside it.
  Mapping.Attribute attribute(String name, Yaml yaml) {
    try {
      Attributes.requireName(name);
    } catch (IllegalArgumentException e) {
      yaml.complain(String.valueOf(e.getMessage()).replace('\n', ' '));
    }
    String unit = yaml.isMap() ? yaml.find("unit").orElse("") : "";
    boolean unitIsOfRecipe = yaml.isMap() && (yaml.has("elapsed") || yaml.has("later"));
    Recipe recipe = read(unitIsOfRecipe ? yaml : yaml.without("unit"));
    Optional<DeclaredAttributes.Kind> kind = recipe.kind();
    if (kind.isEmpty()) {
      yaml.complain(
          "is neither a number nor a word in every case; maybe {number: …}, and of times {elapsed: [from, until], unit: hours} or {local: …, format: EEE}");
    }
    if (kind.equals(Optional.of(DeclaredAttributes.Kind.WORD)) && !unit.isEmpty()) {
      yaml.get("unit").complain("a word has no unit; maybe {number: …} was meant");
    }
    return new Mapping.Attribute(name, kind.orElse(DeclaredAttributes.Kind.WORD), unit, recipe);
  }

  private Recipe operation(Yaml yaml, String kind) {
    Yaml operand = yaml.get(kind);
    return switch (kind) {
      case "constant" -> {
        yaml.onlyKeys(kind);
        yield new Recipe.Constant(operand.text());
      }
      case "time" -> time(yaml, operand);
      case "date" -> date(yaml, operand);
      case "next" -> next(yaml, operand);
      case "later" -> later(yaml, operand);
      case "local" -> local(yaml, operand);
      case "elapsed" -> elapsed(yaml, operand);
      case "found" -> found(yaml, operand);
      case "plus", "minus" -> {
        yaml.onlyKeys(kind);
        yield new Recipe.Added(numbers(operand, 2), kind.equals("minus"));
      }
      case "divide" -> {
        yaml.onlyKeys(kind);
        yield new Recipe.Quotient(numbers(operand, 2));
      }
      case "number" -> number(yaml, operand);
      case "words" -> words(yaml, operand);
      case "first of" -> {
        yaml.onlyKeys(kind);
        yield new Recipe.FirstOf(several(operand, 1));
      }
      case "join" -> {
        yaml.onlyKeys(kind, "with");
        yield new Recipe.Joined(several(operand, 1), yaml.find("with").orElse(""));
      }
      case "sum" -> {
        yaml.onlyKeys(kind);
        yield new Recipe.Sum(asNumber(read(operand)));
      }
      case "earliest", "latest" -> {
        yaml.onlyKeys(kind);
        yield new Recipe.Extreme(read(operand), kind.equals("latest"), true);
      }
      case "lowest", "highest" -> {
        yaml.onlyKeys(kind);
        yield new Recipe.Extreme(asNumber(read(operand)), kind.equals("highest"), false);
      }
      case "only if" -> {
        Condition condition = ConditionReader.read(kind, kind, List.of("value"), yaml, this);
        yield new Recipe.OnlyIf(condition, read(yaml.required("value")));
      }
      case "count" -> {
        yaml.onlyKeys(kind);
        if (!operand.text().equals("rows")) {
          operand.complain("only rows can be counted: {count: rows}");
        }
        yield new Recipe.Count();
      }
      case "product" -> {
        yaml.onlyKeys(kind);
        yield new Recipe.Product(numbers(operand, 1));
      }
      case "largest" -> {
        yaml.onlyKeys(kind);
        yield new Recipe.Largest(numbers(operand, 1));
      }
      case "steps" -> steps(yaml, operand);
      default -> {
        yaml.onlyKeys(kind);
        List<Recipe> parts = numbers(operand, 4);
        if (parts.size() != 4) {
          operand.complain("needs latitude, longitude, latitude, longitude");
          yield NOTHING;
        }
        yield new Recipe.DistanceKm(parts);
      }
    };
  }

  private static Recipe column(Yaml yaml) {
    String text = yaml.text();
    if (text.indexOf('.') <= 0) {
      yaml.complain(
          "'%s' is no column such as orders.price; a fixed value is {constant: %s}"
              .formatted(text, text));
      return NOTHING;
    }
    return new Recipe.Column(text);
  }

  private List<Recipe> several(Yaml yaml, int atLeast) {
    var recipes = new ArrayList<Recipe>();
    yaml.elements().forEach(element -> recipes.add(read(element)));
    if (recipes.size() < atLeast) {
      yaml.complain("needs at least " + atLeast);
    }
    return recipes;
  }

  private List<Recipe> numbers(Yaml yaml, int atLeast) {
    return several(yaml, atLeast).stream().map(this::asNumber).toList();
  }

  private Recipe time(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("time", "format", "zone", "zone from", "at");
    Recipe part = read(operand);
    Optional<TimeFormat> format = format(yaml, TimeFormat::unfitForDate);
    boolean tellsZone = format.filter(TimeFormat::alwaysTellsZone).isPresent();
    Optional<Recipe> zone = tellsZone && !hasZone(yaml) ? Optional.of(NOTHING) : zoneOf(yaml);
    LocalTime at = LocalTime.MIDNIGHT;
    try {
      at = yaml.find("at").map(LocalTime::parse).orElse(at);
    } catch (DateTimeException e) {
      yaml.get("at").complain("must be a time of day such as 17:00");
    }
    return format.isPresent() && zone.isPresent()
        ? new Recipe.Time(part, format.get(), zone.get(), at)
        : NOTHING;
  }

  private boolean hasZone(Yaml yaml) {
    return yaml.has("zone") || yaml.has("zone from") || top.has("time zone");
  }

  /// The zone of local times: a name, a recipe that gives one, or that of the whole mapping.
  private Optional<Recipe> zoneOf(Yaml yaml) {
    if (yaml.has("zone from")) {
      if (yaml.has("zone")) {
        yaml.complain("has both 'zone' and 'zone from'");
      }
      return Optional.of(read(yaml.get("zone from")));
    }
    if (!hasZone(yaml)) {
      yaml.complain("needs a zone, here or as 'time zone' at the top");
    }
    return (yaml.has("zone") ? zone(yaml.get("zone")) : topZone)
        .map(zone -> new Recipe.Constant(zone.getId()));
  }

  /// Empty where there is none, or after complaining.
  private static Optional<ZoneId> zone(Yaml yaml) {
    return yaml.isMissing()
        ? Optional.empty()
        : yaml.parsed(
            "is no IANA time zone; maybe Europe/Berlin or UTC",
            Optional.empty(),
            text -> Optional.of(ZoneId.of(text)));
  }

  private Recipe next(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("next", "format", "zone", "zone from", "after");
    Recipe part = read(operand);
    Recipe after = read(yaml.required("after"));
    Optional<TimeFormat> format = format(yaml, TimeFormat::unfitForTimeOfDay);
    Optional<Recipe> zone = zoneOf(yaml);
    return format.isPresent() && zone.isPresent()
        ? new Recipe.Next(part, format.get(), zone.get(), after)
        : NOTHING;
  }

  private Recipe later(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("later", "by", "unit");
    return new Recipe.Later(read(operand), asNumber(read(yaml.required("by"))), unit(yaml));
  }

  private static Duration unit(Yaml yaml) {
    return switch (yaml.required("unit").text()) {
      case "minutes" -> Duration.ofMinutes(1);
      case "hours" -> Duration.ofHours(1);
      case "days" -> Duration.ofDays(1);
      default -> {
        yaml.get("unit").complain("must be one of [minutes, hours, days]");
        yield Duration.ofDays(1);
      }
    };
  }

  private Recipe local(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("local", "format", "zone", "zone from");
    Recipe part = read(operand);
    Optional<TimeFormat> format = format(yaml, each -> Optional.empty());
    Optional<Recipe> zone = zoneOf(yaml);
    return format.isPresent() && zone.isPresent()
        ? new Recipe.Local(part, format.get(), zone.get())
        : NOTHING;
  }

  private Recipe elapsed(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("elapsed", "unit");
    List<Recipe> ends = several(operand, 2);
    Duration unit = unit(yaml);
    if (ends.size() != 2) {
      operand.complain("needs two instants: [from, until]");
      return NOTHING;
    }
    return new Recipe.Elapsed(ends.getFirst(), ends.getLast(), unit);
  }

  private Recipe found(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("found", "pattern");
    Yaml pattern = yaml.required("pattern");
    try {
      var compiled = Pattern.compile(pattern.text());
      if (compiled.matcher("").groupCount() < 1) {
        pattern.complain("needs a group in parentheses, which is what is found");
      }
      return new Recipe.Found(read(operand), compiled);
    } catch (PatternSyntaxException e) {
      pattern.complain("is no pattern: " + e.getDescription());
      return NOTHING;
    }
  }

  private Recipe date(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("date", "format");
    Recipe part = read(operand);
    return format(yaml, TimeFormat::unfitForDate)
        .<Recipe>map(format -> new Recipe.Date(part, format))
        .orElse(NOTHING);
  }

  /// The format given, or that of the whole mapping; empty after complaining where it stands.
  ///
  /// @param unfit why it will not do here, if it will not
  private Optional<TimeFormat> format(Yaml yaml, Function<TimeFormat, Optional<String>> unfit) {
    if (!yaml.get("format").isMissing()) {
      Yaml own = yaml.get("format");
      Optional<TimeFormat> format = parsed(own);
      format.flatMap(unfit).ifPresent(complaint -> complain(own, complaint));
      return format;
    }
    if (top.get("time format").isMissing()) {
      yaml.complain("needs a format, here or as 'time format' at the top");
    }
    Optional<String> complaint = topFormat.flatMap(unfit);
    if (complaint.isPresent() && !topIsUnfit) {
      topIsUnfit = true;
      complain(top.get("time format"), complaint.get() + ", which %s needs".formatted(yaml.path()));
    }
    return topFormat;
  }

  private static void complain(Yaml format, String complaint) {
    format.complain("'%s' %s".formatted(format.text(), complaint));
  }

  /// Empty where there is none, or after complaining.
  private static Optional<TimeFormat> parsed(Yaml yaml) {
    if (yaml.isMissing()) {
      return Optional.empty();
    }
    String pattern = yaml.text();
    try {
      return Optional.of(TimeFormat.of(pattern));
    } catch (IllegalArgumentException e) {
      complain(yaml, "is no time format: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Recipe number(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("number", "times", "round", "otherwise", "decimal", "thousands", "around");
    Recipe part = read(operand);
    Optional<NumberStyle> own = NumberStyle.read(yaml);
    BigDecimal factor =
        yaml.get("times").isMissing() ? BigDecimal.ONE : yaml.get("times").decimal();
    Optional<RoundingMode> round =
        yaml.find("round")
            .flatMap(word ->
                switch (word) {
                  case "down" -> Optional.of(RoundingMode.DOWN);
                  case "half up" -> Optional.of(RoundingMode.HALF_UP);
                  case "up" -> Optional.of(RoundingMode.UP);
                  default -> {
                    yaml.get("round").complain("must be one of [down, half up, up]");
                    yield Optional.empty();
                  }
                });
    boolean optional = !yaml.get("otherwise").isMissing();
    if (optional && !yaml.get("otherwise").text().equals("missing")) {
      yaml.get("otherwise").complain("must be: missing");
    }
    boolean mixed = part instanceof Recipe.FirstOf || part instanceof Recipe.OnlyIf;
    return new Recipe.Numeric(
        own.isEmpty() && mixed && !optional ? asNumber(part) : part,
        factor,
        round,
        optional,
        own.orElseGet(() -> style(part)));
  }

  private Recipe words(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("words", "map", "otherwise");
    Map<String, String> map = new LinkedHashMap<>();
    for (var entry : yaml.required("map").entries()) {
      map.put(entry.getKey(), entry.getValue().text());
    }
    return new Recipe.Words(read(operand), map, yaml.find("otherwise"));
  }

  private Recipe steps(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("steps", "up to");
    var steps = new TreeMap<BigDecimal, String>();
    for (var entry : yaml.required("up to").entries()) {
      try {
        if (steps.put(new BigDecimal(entry.getKey()), entry.getValue().text()) != null) {
          entry.getValue().complain("the limit '" + entry.getKey() + "' stands there twice");
        }
      } catch (NumberFormatException e) {
        entry.getValue().complain("the limit '" + entry.getKey() + "' is not a number");
      }
    }
    if (steps.isEmpty()) {
      yaml.get("up to").complain("needs at least one step");
      return NOTHING;
    }
    return new Recipe.Steps(asNumber(read(operand)), steps);
  }
}
