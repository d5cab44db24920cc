package dev.whence.rules.tables.schema;

import dev.whence.rules.tables.cells.CellType;
import java.math.BigDecimal;
import java.util.List;

/// A column that holds a part of what the row answers. Every table file has all of them but those
/// with a usual value.
///
/// @param meaning for the reader of the table, without a full stop
/// @param names what its words name
/// @param usual what counts where a file does not have the column: nothing, or one value
public record Action<T>(
    String name, CellType<T> type, String meaning, Loaded names, List<T> usual) {
  public Action {
    usual = List.copyOf(usual);
  }

  private Action(String name, CellType<T> type, String meaning) {
    this(name, type, meaning, Loaded.NOTHING, List.of());
  }

  /// The same column, which a file may leave out.
  Action<T> usually(T value) {
    return new Action<>(name, type, meaning, names, List.of(value));
  }

  public boolean mayBeMissing() {
    return !usual.isEmpty();
  }

  static <E extends Enum<E>> Action<E> word(String name, Class<E> words, String meaning) {
    return new Action<>(name, new CellType.Words<>(words), meaning);
  }

  static Action<Boolean> yesNo(String name, String meaning) {
    return new Action<>(name, new CellType.YesNo(), meaning);
  }

  static Action<Long> whole(String name, long least, long most, String unit, String meaning) {
    return new Action<>(name, new CellType.Whole(least, most, unit), meaning);
  }

  static Action<BigDecimal> decimal(
      String name, String least, String most, String unit, String meaning) {
    return new Action<>(
        name, new CellType.Decimal(new BigDecimal(least), new BigDecimal(most), unit), meaning);
  }

  static Action<List<String>> ranking(String name, Loaded names, String meaning) {
    return new Action<>(name, new CellType.Ranking(), meaning, names, List.of());
  }
}
