package dev.whence.models.features;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// The features that can be computed from one kind of question, in a fixed order.
///
/// Training and service call the same table, so a feature has one definition. Immutable.
///
/// @param <Q> the question
public final class FeatureTable<Q> {

  /// A feature and its function.
  ///
  /// @param value not a number when the question lacks what the feature needs
  /// @param known whether there is any history behind the value; always true for other features
  public record Column<Q>(Feature feature, ToDoubleFunction<Q> value, Predicate<Q> known) {
    public static <Q> Column<Q> of(
        String name, String unit, Feature.Role role, String meaning, ToDoubleFunction<Q> value) {
      return new Column<>(new Feature(name, unit, role, meaning), value, question -> true);
    }

    /// The same column, known only where `history` holds.
    public Column<Q> knownWhen(Predicate<Q> history) {
      return new Column<>(feature, value, history);
    }
  }

  private final List<Column<Q>> columns;
  private final List<String> names;
  private final Map<String, Integer> positions = new HashMap<>();

  /// @throws IllegalArgumentException if two columns share a name
  public FeatureTable(List<Column<Q>> columns) {
    this.columns = List.copyOf(columns);
    this.names = columns.stream().map(column -> column.feature().name()).toList();
    for (int i = 0; i < names.size(); i++) {
      if (positions.putIfAbsent(names.get(i), i) != null) {
        throw new IllegalArgumentException("Two features are named " + names.get(i) + ".");
      }
    }
  }

  /// The same table with more columns behind its own.
  ///
  /// @throws IllegalArgumentException if two columns share a name
  public FeatureTable<Q> with(List<Column<Q>> more) {
    var all = new ArrayList<>(columns);
    all.addAll(more);
    return new FeatureTable<>(all);
  }

  public List<Feature> features() {
    return columns.stream().map(Column::feature).toList();
  }

  /// The order of [#row].
  public List<String> names() {
    return names;
  }

  public Feature feature(int position) {
    return columns.get(position).feature();
  }

  /// Where a feature stands in a row; empty when this table cannot compute it.
  public OptionalInt findPosition(String name) {
    Integer position = positions.get(name);
    return position == null ? OptionalInt.empty() : OptionalInt.of(position);
  }

  /// All features of one question, in [#names] order.
  public float[] row(Q question) {
    float[] row = new float[columns.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = value(i, question);
    }
    return row;
  }

  public float value(int position, Q question) {
    return (float) columns.get(position).value().applyAsDouble(question);
  }

  /// Whether history stands behind the value at a position.
  public boolean known(int position, Q question) {
    return columns.get(position).known().test(question);
  }
}
