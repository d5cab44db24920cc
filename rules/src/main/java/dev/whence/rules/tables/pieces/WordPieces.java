package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Test;
import java.util.List;

/// The pieces of a column that takes the words of a closed list.
final class WordPieces<E extends Enum<E>> extends Pieces<E> {

  WordPieces(CellType.Words<E> type, List<Test<E>> tests) {
    super(Cuts.of(List.of(type.words().getEnumConstants())), tests, _ -> true);
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // the members are the constants in their order
  int cut(E value) {
    return value.ordinal();
  }
}
