package dev.whence.models.features;

import dev.whence.domain.attributes.Attributes;
import dev.whence.models.features.FeatureTable.Column;
import java.util.SequencedMap;
import java.util.function.Function;

/// Columns that read what a merchant tells beyond what every question has.
///
/// `attributes.temp` is the number of that name, `attributes.mode=Air` is 1 where the attribute has
/// that word and 0 where it has another. Either is missing where nothing of the kind is told.
public final class AttributeColumns {
  public static final String PREFIX = "attributes.";

  private static final String UNIT_OF_WORDS = "0 or 1";

  private AttributeColumns() {}

  /// The name of the column of a number.
  public static String number(String attribute) {
    return PREFIX + attribute;
  }

  /// The name of the column of one of an attribute's words.
  public static String word(String attribute, String word) {
    return PREFIX + attribute + "=" + word;
  }

  /// Whether a column of that name reads attributes.
  public static boolean isOne(String column) {
    return column.startsWith(PREFIX);
  }

  /// A table with columns of attributes behind its own.
  ///
  /// @param attributes units by name of the column, as [#number] or [#word] name it
  /// @param of the attributes of a question
  /// @throws IllegalArgumentException if a column has no name of an attribute
  public static <Q> FeatureTable<Q> behind(
      FeatureTable<Q> table, SequencedMap<String, String> attributes, Function<Q, Attributes> of) {
    return attributes.isEmpty()
        ? table
        : table.with(
            attributes.entrySet().stream()
                .map(column -> column(column.getKey(), column.getValue(), of))
                .toList());
  }

  /// @param column as [#number] or [#word] name it
  /// @param unit of a number, of the merchant's
  /// @param of the attributes of a question
  /// @throws IllegalArgumentException if the column has no name of an attribute
  public static <Q> Column<Q> column(String column, String unit, Function<Q, Attributes> of) {
    String told = column.substring(PREFIX.length());
    int equals = told.indexOf('=');
    if (equals < 0) {
      Attributes.requireName(told);
      return Column.of(
          column,
          unit,
          Feature.Role.ATTRIBUTE,
          "The attribute of that name.",
          question -> of.apply(question).number(told).orElse(Double.NaN));
    }
    String attribute = told.substring(0, equals);
    String word = told.substring(equals + 1);
    Attributes.requireName(attribute);
    return Column.of(
        column,
        UNIT_OF_WORDS,
        Feature.Role.ATTRIBUTE,
        "1 where the attribute says so, 0 where it says something else.",
        question ->
            of.apply(question)
                .word(attribute)
                .map(said -> said.equals(word) ? 1.0 : 0.0)
                .orElse(Double.NaN));
  }
}
