package dev.whence.training.attributes;

import dev.whence.domain.attributes.Attributes;
import dev.whence.models.features.AttributeColumns;
import dev.whence.pipeline.history.DeclaredAttributes;
import dev.whence.pipeline.history.DeclaredAttributes.Declared;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.training.runs.CannotTrain;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which attributes of parcels or lines a model may learn from.
///
/// @param all whatever they have
/// @param names otherwise these
public record AttributeChoice(boolean all, Set<String> names) {
  public static final AttributeChoice NONE = new AttributeChoice(false, Set.of());
  public static final AttributeChoice ALL = new AttributeChoice(true, Set.of());

  /// Rows with a number or a word below which it is not learned from.
  static final int FEWEST_ROWS = 100;

  /// Words of an attribute that get a column each, the most frequent ones.
  static final int MOST_WORDS = 30;

  public AttributeChoice {
    names = Set.copyOf(names);
  }

  /// @param text `none`, `all`, or names with commas between
  /// @throws IllegalArgumentException if a name is none
  public static AttributeChoice of(String text) {
    return switch (text.strip()) {
      case "none" -> NONE;
      case "all" -> ALL;
      default -> {
        Set<String> names = new TreeSet<>();
        for (String name : text.split(",", -1)) {
          Attributes.requireName(name.strip());
          names.add(name.strip());
        }
        yield new AttributeChoice(false, names);
      }
    };
  }

  /// Of the attributes that the history's import declared, by name.
  ///
  /// @throws CannotTrain if what it declared cannot be read
  public static Map<String, String> units(Path history, HistoryTable<?> table) {
    try {
      return DeclaredAttributes.read(history).of(table).stream()
          .collect(Collectors.toMap(Declared::name, Declared::unit));
    } catch (UncheckedIOException e) {
      throw new CannotTrain(String.valueOf(e.getMessage()));
    }
  }

  private boolean isWanted(String name) {
    return all || names.contains(name);
  }

  /// What rows have of an attribute.
  private static final class Seen {
    private int numbers;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;
    private final Map<String, Integer> words = new HashMap<>();

    void add(Attributes.Value value) {
      switch (value) {
        case Attributes.Value.Measure(var number) -> {
          numbers++;
          low = Math.min(low, number);
          high = Math.max(high, number);
        }
        case Attributes.Value.Word(var word) -> words.merge(word, 1, Integer::sum);
      }
    }

    boolean hasNumbers() {
      return numbers >= FEWEST_ROWS && low < high;
    }

    List<String> frequentWords() {
      return words.entrySet().stream()
          .filter(word -> word.getValue() >= FEWEST_ROWS)
          .filter(word -> word.getKey().chars().noneMatch(Character::isISOControl))
          .sorted(
              Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                  .thenComparing(Map.Entry.comparingByKey()))
          .limit(MOST_WORDS)
          .map(Map.Entry::getKey)
          .sorted()
          .toList();
    }
  }

  /// Columns of what these rows have: numbers that vary, and frequent words.
  ///
  /// @param rows what each has
  /// @param units of numbers, by name; empty where none was told
  /// @param kind what a row is, for instance `shipment`
  /// @return units by name of the column, in their order
  /// @throws CannotTrain if an attribute that is wanted by name is on none of them
  public SequencedMap<String, String> columns(
      Stream<Attributes> rows, Map<String, String> units, String kind) {
    SequencedMap<String, String> columns = new LinkedHashMap<>();
    if (!all && names.isEmpty()) {
      return columns;
    }
    Map<String, Seen> seen = new TreeMap<>();
    rows.forEach(row ->
        row.all()
            .forEach(each -> {
              if (isWanted(each.name())) {
                seen.computeIfAbsent(each.name(), first -> new Seen()).add(each.value());
              }
            }));
    Set<String> missing = new TreeSet<>(names);
    missing.removeAll(seen.keySet());
    if (!missing.isEmpty()) {
      throw new CannotTrain(
          "No %s has the attributes %s.\nMaybe declare them in the mapping (attributes:), or leave them out of --attributes."
              .formatted(kind, String.join(", ", missing)));
    }
    seen.forEach((name, values) -> {
      if (values.hasNumbers()) {
        columns.put(AttributeColumns.number(name), units.getOrDefault(name, ""));
      }
      values
          .frequentWords()
          .forEach(word -> columns.put(AttributeColumns.word(name, word), "0 or 1"));
    });
    return columns;
  }

  /// In the settings of a card.
  public String described() {
    return all ? "all" : names.isEmpty() ? "none" : String.join(", ", new TreeSet<>(names));
  }
}
