package dev.whence.pipeline.imports;

import dev.whence.domain.GeoPoint;
import dev.whence.pipeline.imports.Fault.FaultException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// How a canonical column comes from source columns. Every recipe gives text; empty text means that
/// the value is missing, and a recipe over something missing is missing.
sealed interface Recipe {

  /// @throws FaultException if a source value is not what the recipe needs
  String of(Row.Group group);

  /// The recipes it is made of.
  List<Recipe> parts();

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

  /// A local time in a zone, as an instant. A time that summer time skipped moves on by the gap,
  /// one that comes twice is the first.
  record Time(Recipe part, DateTimeFormatter format, String pattern, ZoneId zone)
      implements Recipe {
    @Override
    public String of(Row.Group group) {
      String text = part.of(group);
      if (text.isEmpty()) {
        return text;
      }
      try {
        return LocalDateTime.parse(text, format).atZone(zone).toInstant().toString();
      } catch (DateTimeException e) {
        throw new FaultException(name(part), text, "is not a time like " + pattern);
      }
    }

    @Override
    public List<Recipe> parts() {
      return List.of(part);
    }
  }

  record Date(Recipe part, DateTimeFormatter format, String pattern) implements Recipe {
    @Override
    public String of(Row.Group group) {
      String text = part.of(group);
      if (text.isEmpty()) {
        return text;
      }
      try {
        return LocalDate.parse(text, format).toString();
      } catch (DateTimeException e) {
        throw new FaultException(name(part), text, "is not a date like " + pattern);
      }
    }

    @Override
    public List<Recipe> parts() {
      return List.of(part);
    }
  }

  /// A number, times a factor, exact unless it is to be rounded to a whole one.
  record Numeric(Recipe part, BigDecimal factor, Optional<RoundingMode> round) implements Recipe {
    @Override
    public String of(Row.Group group) {
      String text = part.of(group);
      if (text.isEmpty()) {
        return text;
      }
      BigDecimal product = number(part, text).multiply(factor);
      return plain(round.map(mode -> product.setScale(0, mode)).orElse(product));
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
        String text = part.of(new Row.Group(List.of(row)));
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
      String text = part.of(group);
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
        String text = part.of(group);
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
      String text = part.of(group);
      if (text.isEmpty()) {
        return text;
      }
      BigDecimal number = number(part, text);
      result = result == null ? number : with.apply(result, number);
    }
    return result == null ? "" : plain(result);
  }

  private static BigDecimal number(Recipe part, String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new FaultException(name(part), text, "is not a number");
    }
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  /// What to call the value in a reject: the columns it is made of.
  private static String name(Recipe recipe) {
    return String.join(" ", recipe.references().toList());
  }
}
