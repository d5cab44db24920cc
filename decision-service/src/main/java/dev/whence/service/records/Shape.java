package dev.whence.service.records;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How values of records were written: each type with its components, in their order. Kept as text
/// with what it has written, so that a later release, whose types have grown, still reads it. It is
/// to a record what the writer's schema is to Apache Avro.
///
/// Components are found by name: one that a type has got since has its usual value
/// ([CanonicalJson#usual]), one that it has lost is left out. A case or a word that is gone cannot
/// be read.
///
/// Values are written column by column: all that stands at one place of the types is together,
/// which is what makes it short. Values that are equal are written once ([Columns]).
final class Shape {
  private static final Map<Class<?>, String> SCALARS =
      Map.ofEntries(
          Map.entry(int.class, "int"),
          Map.entry(Integer.class, "int"),
          Map.entry(long.class, "long"),
          Map.entry(Long.class, "long"),
          Map.entry(boolean.class, "boolean"),
          Map.entry(double.class, "double"),
          Map.entry(Double.class, "double"),
          Map.entry(String.class, "text"),
          Map.entry(BigDecimal.class, "decimal"),
          Map.entry(Currency.class, "currency"),
          Map.entry(Instant.class, "instant"),
          Map.entry(LocalDate.class, "date"),
          Map.entry(LocalTime.class, "time"),
          Map.entry(Duration.class, "duration"),
          Map.entry(ZoneId.class, "zone"),
          Map.entry(ZonedDateTime.class, "zoned"));

  private final String text;
  private final Map<Class<?>, Site> roots;
  private final int columns;
  private final int records;

  private Shape(String text, Map<Class<?>, Site> roots, int columns, int records) {
    this.text = text;
    this.roots = roots;
    this.columns = columns;
    this.records = records;
  }

  /// The shape of today's types.
  ///
  /// @param roots that are written whole
  /// @param parts types of values that are kept apart and referred to
  /// @param names under which types are written, whatever they are called
  static Shape of(List<Class<?>> roots, Set<Class<?>> parts, Function<Class<?>, String> names) {
    var types = new Types(parts, names);
    roots.forEach(types::add);
    return read(types.text(), roots, parts, names);
  }

  /// A shape as an earlier release has written it, read into today's types.
  ///
  /// @throws IllegalArgumentException if one of its types is gone
  static Shape read(
      String text, List<Class<?>> roots, Set<Class<?>> parts, Function<Class<?>, String> names) {
    var types = new Types(parts, names);
    roots.forEach(types::add);
    var sites = new Sites(text, types.byName);
    var found = new LinkedHashMap<Class<?>, Site>();
    for (Class<?> root : roots) {
      found.put(root, sites.root(names.apply(root)));
    }
    return new Shape(text, found, sites.columns, sites.records.size());
  }

  String text() {
    return text;
  }

  int columns() {
    return columns;
  }

  /// How many types are records.
  int records() {
    return records;
  }

  Site root(Class<?> type) {
    Site root = roots.get(type);
    if (root == null) {
      throw new IllegalArgumentException(type + " is no root of this shape.");
    }
    return root;
  }

  /// Collects the types that can be reached.
  private static final class Types {
    final Map<String, Class<?>> byName = new LinkedHashMap<>();
    private final Map<String, String> definitions = new LinkedHashMap<>();
    private final Set<Class<?>> parts;
    private final Function<Class<?>, String> names;

    Types(Set<Class<?>> parts, Function<Class<?>, String> names) {
      this.parts = parts;
      this.names = names;
    }

    String text() {
      return definitions.entrySet().stream()
          .map(each -> each.getKey() + " " + each.getValue())
          .collect(Collectors.joining("\n"));
    }

    String add(Type type) {
      if (type instanceof ParameterizedType many) {
        String element = add(many.getActualTypeArguments()[0]);
        if (many.getRawType() == List.class) {
          return "[" + element + "]";
        }
        if (many.getRawType() == Set.class) {
          return "{" + element + "}";
        }
      }
      if (!(type instanceof Class<?> plain)) {
        throw new IllegalArgumentException("Nothing of type " + type + " can be recorded.");
      }
      String scalar = SCALARS.get(plain);
      return scalar == null ? define(plain) : scalar;
    }

    private String define(Class<?> type) {
      String name = names.apply(type);
      Class<?> known = byName.putIfAbsent(name, type);
      if (known != null && known != type) {
        throw new IllegalArgumentException(known + " and " + type + " have one name.");
      }
      if (known == null) {
        definitions.put(name, ""); // its place, before those of its components
        definitions.put(name, definition(type));
      }
      return name;
    }

    private String definition(Class<?> type) {
      if (parts.contains(type)) {
        return "part";
      }
      if (type.isEnum()) {
        return Arrays.stream(type.getEnumConstants())
            .map(word -> ((Enum<?>) word).name())
            .collect(Collectors.joining(" ", "words ", ""));
      }
      if (type.isInterface() && type.isSealed()) {
        return Arrays.stream(type.getPermittedSubclasses())
            .map(this::add)
            .collect(Collectors.joining(" ", "choice ", ""));
      }
      if (type.isRecord()) {
        return Arrays.stream(type.getRecordComponents())
            .map(component -> component.getName() + ":" + add(component.getGenericType()))
            .collect(Collectors.joining(" ", "record ", ""));
      }
      throw new IllegalArgumentException("Nothing of " + type + " can be recorded.");
    }
  }

  /// Reads the text of a shape into the sites of its values.
  private static final class Sites {
    private final Map<String, String> definitions = new LinkedHashMap<>();
    private final Map<String, Class<?>> classes;
    private final Map<String, RecordSite> records = new LinkedHashMap<>();
    private int columns = Columns.SHARED;

    Sites(String text, Map<String, Class<?>> classes) {
      this.classes = classes;
      for (String line : text.split("\n")) {
        int space = line.indexOf(' ');
        definitions.put(line.substring(0, space), line.substring(space + 1));
      }
    }

    Site root(String name) {
      return new Site.Pooled(column(), record(name));
    }

    private int column() {
      return columns++;
    }

    private Site site(String type) {
      if (type.startsWith("[")) {
        String element = type.substring(1, type.length() - 1);
        return element.equals("double")
            ? new Site.Vector(column())
            : new Site.Many(column(), site(element), false);
      }
      if (type.startsWith("{")) {
        return new Site.Many(column(), site(type.substring(1, type.length() - 1)), true);
      }
      return switch (type) {
        case "int" -> new Site.Whole(column(), Site.Numeral.INT);
        case "long" -> new Site.Whole(column(), Site.Numeral.LONG);
        case "boolean" -> new Site.Whole(column(), Site.Numeral.BOOLEAN);
        case "date" -> new Site.Whole(column(), Site.Numeral.DATE);
        case "time" -> new Site.Whole(column(), Site.Numeral.TIME);
        case "double" -> new Site.Fraction(column());
        case "text" -> new Site.Text(column(), Site.Wording.TEXT);
        case "decimal" -> new Site.Text(column(), Site.Wording.DECIMAL);
        case "currency" -> new Site.Text(column(), Site.Wording.CURRENCY);
        case "zone" -> new Site.Text(column(), Site.Wording.ZONE);
        case "instant" -> new Site.Nanos(column(), column(), Site.Clock.INSTANT);
        case "duration" -> new Site.Nanos(column(), column(), Site.Clock.DURATION);
        case "zoned" ->
            new Site.Local(
                new Site.Nanos(column(), column(), Site.Clock.INSTANT),
                new Site.Text(column(), Site.Wording.ZONE));
        default -> defined(type);
      };
    }

    private Site defined(String name) {
      List<String> words = words(name);
      return switch (words.getFirst()) {
        case "part" -> new Site.Part(column());
        case "words" -> new Site.Case(column(), constants(name, words));
        case "choice" ->
            new Site.Choice(
                column(), column(), words.stream().skip(1).map(each -> record(each)).toList());
        case "record" -> wrapped(name, words);
        default -> throw new IllegalArgumentException("No definition: " + words);
      };
    }

    /// A record of one scalar stands as that scalar.
    private Site wrapped(String name, List<String> words) {
      if (words.size() == 2) {
        String type = words.get(1).substring(words.get(1).indexOf(':') + 1);
        if (SCALARS.containsValue(type)) {
          return new Site.Wrapped(record(name), site(type));
        }
      }
      return new Site.Pooled(column(), record(name));
    }

    private RecordSite record(String name) {
      RecordSite known = records.get(name);
      if (known != null) {
        return known;
      }
      List<String> words = words(name);
      var names = new ArrayList<String>();
      words.stream().skip(1).forEach(word -> names.add(word.substring(0, word.indexOf(':'))));
      var record = new RecordSite(records.size(), type(name), names);
      records.put(name, record);
      for (String word : words.subList(1, words.size())) {
        record.components.add(site(word.substring(word.indexOf(':') + 1)));
      }
      return record;
    }

    private List<Object> constants(String name, List<String> words) {
      Object[] known = type(name).getEnumConstants();
      return words.stream()
          .skip(1)
          .map(word ->
              Arrays.stream(known)
                  .filter(constant -> ((Enum<?>) constant).name().equals(word))
                  .findFirst()
                  .orElseThrow(() -> gone(name + "." + word)))
          .toList();
    }

    private List<String> words(String name) {
      String definition = definitions.get(name);
      if (definition == null) {
        throw new IllegalArgumentException("The shape does not define " + name + ".");
      }
      return List.of(definition.strip().split(" "));
    }

    private Class<?> type(String name) {
      Class<?> type = classes.get(name);
      if (type == null) {
        throw gone(name);
      }
      return type;
    }

    private static IllegalArgumentException gone(String name) {
      return new IllegalArgumentException(
          "A decision was recorded with %s, which this release does not know.\nMaybe it was written by a newer release."
              .formatted(name));
    }
  }
}
