package dev.whence.rules.tables.schema;

import dev.whence.domain.inventory.NodeType;
import dev.whence.rules.tables.cells.CellType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/// A column that tests one component of the table's fact.
///
/// @param name the component's name in words, for instance `minutes to cutoff`
/// @param value reads the component
/// @param meaning for the reader of the table, without a full stop
/// @param names what its words name
public record Condition<F extends Record, T extends Comparable<? super T>>(
    String name, CellType<T> type, Component<F, T> value, String meaning, Loaded names) {
  private Condition(String name, CellType<T> type, Component<F, T> value, String meaning) {
    this(name, type, value, meaning, Loaded.NOTHING);
  }

  /// A column of ids.
  static <F extends Record> Condition<F, String> id(
      String name, Loaded names, Function<F, String> value, String meaning) {
    return new Condition<>(name, new CellType.Text(), new Component.Value<>(value), meaning, names);
  }

  /// The region of a ship node, which may be empty.
  static <F extends Record> Condition<F, String> nodeRegion(
      String name, Function<F, String> value, String meaning) {
    return new Condition<>(
        name,
        new CellType.OptionalText(),
        new Component.Value<>(value),
        meaning,
        Loaded.NODE_REGION);
  }

  static <F extends Record> Condition<F, String> text(
      String name, Function<F, String> value, String meaning) {
    return new Condition<>(name, new CellType.Text(), new Component.Value<>(value), meaning);
  }

  /// Text that a request may leave out; the component is empty then.
  static <F extends Record> Condition<F, String> optionalText(
      String name, Function<F, String> value, String meaning) {
    return new Condition<>(
        name, new CellType.OptionalText(), new Component.Value<>(value), meaning);
  }

  static <F extends Record> Condition<F, String> country(
      String name, Function<F, String> value, String meaning) {
    return new Condition<>(name, new CellType.Country(), new Component.Value<>(value), meaning);
  }

  static <F extends Record> Condition<F, String> currency(
      String name, Function<F, String> value, String meaning) {
    return new Condition<>(name, new CellType.Currency(), new Component.Value<>(value), meaning);
  }

  static <F extends Record> Condition<F, NodeType> nodeType(Function<F, NodeType> value) {
    return new Condition<>(
        "node type",
        new CellType.Words<>(NodeType.class),
        new Component.Value<>(value),
        "kind of ship node");
  }

  static <F extends Record> Condition<F, Boolean> yesNo(
      String name, Predicate<F> value, String meaning) {
    return new Condition<>(name, new CellType.YesNo(), new Component.YesNo<>(value), meaning);
  }

  static <F extends Record> Condition<F, Long> whole(
      String name, long least, long most, String unit, ToLongFunction<F> value, String meaning) {
    return new Condition<>(
        name, new CellType.Whole(least, most, unit), new Component.Whole<>(value), meaning);
  }

  /// A floating-point component, compared as the shortest decimal that names it.
  static <F extends Record> Condition<F, BigDecimal> decimal(
      String name,
      String least,
      String most,
      String unit,
      ToDoubleFunction<F> value,
      String meaning) {
    return new Condition<>(
        name,
        new CellType.Decimal(new BigDecimal(least), new BigDecimal(most), unit),
        new Component.Decimal<>(value),
        meaning);
  }

  /// A postal code, normalized in the fact.
  static <F extends Record> Condition<F, String> postalCode(Function<F, String> value) {
    return new Condition<>(
        "destination postal code",
        new CellType.PostalCode(),
        new Component.Value<>(value),
        "of the destination; upper and lower case, spaces and dashes do not count");
  }

  static <F extends Record> Condition<F, LocalDate> orderDate(Function<F, LocalDate> value) {
    return new Condition<>(
        "order date",
        new CellType.Day(),
        new Component.Value<>(value),
        "day of the order in the destination's time zone; a range makes a row seasonal");
  }
}
