package dev.whence.rules.yaml;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// A place in a YAML file that knows where it is and complains into one list.
///
/// A value that is missing or wrong is complained of, and a placeholder is returned so that reading
/// goes on; whoever reads must not act on what was read while there are complaints. A key without a
/// value counts as not given; `""` is the empty text. Not thread-safe.
public final class Yaml {
  private static final Set<String> TRUE = Set.of("true", "yes", "on");
  private static final Set<String> FALSE = Set.of("false", "no", "off");

  private final String path;
  private final Content content;
  private final List<Complaint> complaints;

  private Yaml(String path, Content content, List<Complaint> complaints) {
    this.path = path;
    this.content = content;
    this.complaints = complaints;
  }

  /// The root of a file in UTF-8, with or without byte order mark. Bytes that are no YAML, keys
  /// that stand there twice, anchors, aliases, tags and second documents are complained of.
  ///
  /// @param complaints where this and all that is read from here complains
  public static Yaml parse(byte[] bytes, List<Complaint> complaints) {
    return new Yaml("", Composer.compose(bytes, complaints), complaints);
  }

  /// Dotted, from the root, for instance `tables.orders.columns`; list elements count from 1.
  public String path() {
    return path;
  }

  /// Counted from 1.
  public int line() {
    return content.line();
  }

  public void complain(String what) {
    complaints.add(new Complaint(line(), path, what));
  }

  /// Whether there is no such key, or nothing behind it.
  public boolean isMissing() {
    return content.value() instanceof Content.Absent || isEmpty();
  }

  /// Whether the key is there with nothing behind it.
  public boolean isEmpty() {
    return content.value() instanceof Content.Empty;
  }

  public boolean isText() {
    return content.value() instanceof Content.Text;
  }

  public boolean isMap() {
    return content.value() instanceof Content.Fields;
  }

  /// Whether there is such a key, with or without a value.
  public boolean has(String key) {
    return !(get(key).content.value() instanceof Content.Absent);
  }

  /// The value under a key, missing if there is none.
  public Yaml get(String key) {
    Content value = content.value() instanceof Content.Fields(var fields) ? fields.get(key) : null;
    return under(key, value == null ? absent() : value);
  }

  /// The same map without a key, for a reader that does not know it.
  public Yaml without(String key) {
    if (content.value() instanceof Content.Fields(var fields) && fields.containsKey(key)) {
      var others = new LinkedHashMap<>(fields);
      others.remove(key);
      return new Yaml(path, new Content(line(), new Content.Fields(others)), complaints);
    }
    return this;
  }

  /// As [#get]; complains if it is missing.
  public Yaml required(String key) {
    Yaml value = get(key);
    if (!value.isMissing()) {
      return value;
    }
    value.complain(value.isEmpty() ? "has no value" : "is missing");
    return under(key, absent());
  }

  /// Complains of every key that is none of these.
  public void onlyKeys(String... keys) {
    Set<String> known = new LinkedHashSet<>(List.of(keys));
    for (var entry : entries()) {
      if (!known.contains(entry.getKey())) {
        entry.getValue().complain("unknown key; known here: " + known);
      }
    }
  }

  /// Key and value of each field, in the order of the file; complains if this is something else.
  public List<Map.Entry<String, Yaml>> entries() {
    if (content.value() instanceof Content.Fields(var fields)) {
      return fields.entrySet().stream()
          .map(field -> Map.entry(field.getKey(), under(field.getKey(), field.getValue())))
          .toList();
    }
    if (!isMissing()) {
      complain("must be a map");
    }
    return List.of();
  }

  /// The elements of a list; complains if this is something else.
  public List<Yaml> elements() {
    switch (content.value()) {
      case Content.Absent(), Content.Empty() -> {}
      case Content.Text(var text) -> complain("must be a list; maybe [%s]".formatted(text));
      case Content.Fields(var fields) -> complain("must be a list");
      case Content.Items(var items) -> {
        var elements = new ArrayList<Yaml>();
        for (Content item : items) {
          elements.add(new Yaml(element(path, elements.size()), item, complaints));
        }
        return elements;
      }
    }
    return List.of();
  }

  /// The text as it stands in the file, without its quotes.
  public String text() {
    return switch (content.value()) {
      case Content.Text(var text) -> text;
      case Content.Absent() -> "";
      case Content.Empty() -> {
        complain("has no value; maybe \"\" for the empty text");
        yield "";
      }
      case Content.Items(var items) -> {
        complain("must be a text, not a list");
        yield "";
      }
      case Content.Fields(var fields) -> {
        complain("must be a text, not a map");
        yield "";
      }
    };
  }

  public List<String> texts() {
    return elements().stream().map(Yaml::text).toList();
  }

  /// The text under a key, if there is one.
  public Optional<String> find(String key) {
    Yaml value = get(key);
    return value.isMissing() ? Optional.empty() : Optional.of(value.text());
  }

  /// What `parse` makes of the text.
  ///
  /// @param expected goes on after the text, for instance `is not a number`
  /// @param parse throws [IllegalArgumentException], [ArithmeticException] or [DateTimeException]
  ///   for a text that will not do
  public <T> T parsed(String expected, T placeholder, Function<String, T> parse) {
    String text = text();
    if (!isText()) {
      return placeholder;
    }
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      complain("'%s' %s".formatted(text, expected));
      return placeholder;
    }
  }

  public BigDecimal decimal() {
    return parsed("is not a number", BigDecimal.ONE, BigDecimal::new);
  }

  /// Both ends included.
  public double decimal(double min, double max) {
    return parsed(
        "is not a number from %s to %s".formatted(plain(min), plain(max)),
        min,
        text -> {
          double value = new BigDecimal(text).doubleValue();
          return within(value >= min && value <= max, value);
        });
  }

  /// A whole number, both ends included.
  public long whole(long min, long max) {
    return parsed(
        "is not a whole number from %d to %d".formatted(min, max),
        min,
        text -> {
          long value = new BigDecimal(text).longValueExact();
          return within(value >= min && value <= max, value);
        });
  }

  /// A whole number, both ends included.
  public int integer(int min, int max) {
    return Math.toIntExact(whole(min, max));
  }

  /// `true`, `yes` or `on`, `false`, `no` or `off`, in any letter case.
  public boolean flag() {
    return parsed(
        "is neither true nor false",
        false,
        text -> {
          String word = text.toLowerCase(Locale.ROOT);
          return within(TRUE.contains(word) || FALSE.contains(word), TRUE.contains(word));
        });
  }

  /// As [#flag], false if it is missing.
  public boolean flagOrFalse() {
    return !isMissing() && flag();
  }

  private static <T> T within(boolean fits, T value) {
    if (!fits) {
      throw new IllegalArgumentException(String.valueOf(value));
    }
    return value;
  }

  private static String plain(double value) {
    return new BigDecimal(value).stripTrailingZeros().toPlainString();
  }

  private Yaml under(String key, Content value) {
    return new Yaml(child(path, key), value, complaints);
  }

  private Content absent() {
    return new Content(line(), new Content.Absent());
  }

  static String child(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /// @param index counted from 0
  static String element(String path, int index) {
    return path + "[" + (index + 1) + "]";
  }
}
