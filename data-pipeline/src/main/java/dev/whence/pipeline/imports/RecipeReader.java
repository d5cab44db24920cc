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
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
          "sum",
          "count",
          "product",
          "largest",
          "steps",
          "distance km");

  private static final Recipe NOTHING = new Recipe.Constant("");

  private final Optional<String> timeFormat;
  private final Optional<String> timeZone;

  /// @param timeFormat of times and dates that name no format
  /// @param timeZone of times that name no zone
  RecipeReader(Optional<String> timeFormat, Optional<String> timeZone) {
    this.timeFormat = timeFormat;
    this.timeZone = timeZone;
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
        yield new Recipe.Added(several(operand, 2), kind.equals("minus"));
      }
      case "divide" -> {
        yaml.onlyKeys(kind);
        yield new Recipe.Quotient(several(operand, 2));
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
        yield new Recipe.Sum(read(operand));
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
        yield new Recipe.Product(several(operand, 1));
      }
      case "largest" -> {
        yaml.onlyKeys(kind);
        yield new Recipe.Largest(several(operand, 1));
      }
      case "steps" -> steps(yaml, operand);
      default -> {
        yaml.onlyKeys(kind);
        List<Recipe> parts = several(operand, 4);
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

  private Recipe time(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("time", "format", "zone", "zone from", "at");
    Recipe part = read(operand);
    Optional<DateTimeFormatter> format = format(yaml);
    Optional<Recipe> zone = hasOffset(yaml) ? Optional.of(NOTHING) : zone(yaml);
    LocalTime at = LocalTime.MIDNIGHT;
    try {
      at = yaml.find("at").map(LocalTime::parse).orElse(at);
    } catch (DateTimeException e) {
      yaml.get("at").complain("must be a time of day such as 17:00");
    }
    return format.isPresent() && zone.isPresent()
        ? new Recipe.Time(part, format.get(), pattern(yaml), zone.get(), at)
        : NOTHING;
  }

  /// Whether a format tells the offset itself: then there is no zone to ask for.
  private boolean hasOffset(Yaml yaml) {
    return pattern(yaml).replaceAll("'[^']*'", "").matches(".*[XxZOVz].*");
  }

  /// The zone of local times: a name, a recipe that gives one, or that of the whole mapping.
  private Optional<Recipe> zone(Yaml yaml) {
    if (yaml.has("zone from")) {
      if (yaml.has("zone")) {
        yaml.complain("has both 'zone' and 'zone from'");
      }
      return Optional.of(read(yaml.get("zone from")));
    }
    String zone = yaml.find("zone").or(() -> timeZone).orElse("");
    try {
      return Optional.of(new Recipe.Constant(ZoneId.of(zone).getId()));
    } catch (DateTimeException e) {
      yaml.complain(
          zone.isEmpty()
              ? "needs a zone, here or as 'time zone' at the top"
              : "'" + zone + "' is no IANA time zone");
      return Optional.empty();
    }
  }

  private Recipe next(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("next", "format", "zone", "zone from", "after");
    Recipe part = read(operand);
    Recipe after = read(yaml.required("after"));
    Optional<DateTimeFormatter> format = format(yaml);
    Optional<Recipe> zone = zone(yaml);
    return format.isPresent() && zone.isPresent()
        ? new Recipe.Next(part, format.get(), pattern(yaml), zone.get(), after)
        : NOTHING;
  }

  private Recipe later(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("later", "by", "unit");
    return new Recipe.Later(read(operand), read(yaml.required("by")), unit(yaml));
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
    Optional<DateTimeFormatter> format = format(yaml);
    Optional<Recipe> zone = zone(yaml);
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
    return format(yaml)
        .<Recipe>map(format -> new Recipe.Date(part, format, pattern(yaml)))
        .orElse(NOTHING);
  }

  private String pattern(Yaml yaml) {
    return yaml.find("format").or(() -> timeFormat).orElse("");
  }

  private Optional<DateTimeFormatter> format(Yaml yaml) {
    String pattern = pattern(yaml);
    if (pattern.isEmpty()) {
      yaml.complain("needs a format, here or as 'time format' at the top");
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .appendPattern(proleptic(pattern))
              .toFormatter(Locale.ENGLISH)
              .withChronology(IsoChronology.INSTANCE)
              .withResolverStyle(ResolverStyle.STRICT));
    } catch (IllegalArgumentException e) {
      yaml.complain("'" + pattern + "' is no time format: " + e.getMessage());
      return Optional.empty();
    }
  }

  /// Years without an era, also of two digits: 06 is 2006.
  private static String proleptic(String pattern) {
    return pattern.replaceAll("y(?=(?:[^']*'[^']*')*[^']*$)", "u");
  }

  private Recipe number(Yaml yaml, Yaml operand) {
    yaml.onlyKeys("number", "times", "round", "otherwise");
    Recipe part = read(operand);
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
    return new Recipe.Numeric(part, factor, round, optional);
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
    return new Recipe.Steps(read(operand), steps);
  }
}
