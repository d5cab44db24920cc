package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.WholeRange;
import java.util.ArrayList;
import java.util.List;

/// Numbers the classes of facts that a table cannot tell apart: facts whose components lie in the
/// same pieces, column for column. Immutable.
///
/// A class is named by the pieces' numbers, packed into as few bits as they need: into one `long`
/// for most tables, into several where many columns are cut into many pieces.
public final class FactClasses<F extends Record> {
  private static final int WORD = Long.SIZE;

  private final Word<F>[] words;
  private final List<Column<F, ?>> columns;

  /// @param columns the columns that any row tests
  public FactClasses(List<Column<F, ?>> columns) {
    var full = new ArrayList<Word<F>>();
    var fields = new ArrayList<Field<F>>();
    int used = 0;
    for (Column<F, ?> column : columns) {
      int bits = WORD - Long.numberOfLeadingZeros(column.pieces().count() - 1L);
      if (bits == 0) {
        continue;
      }
      if (used + bits > WORD) {
        full.add(Word.of(fields));
        fields.clear();
        used = 0;
      }
      fields.add(new Field<>(column.reader(), used));
      used += bits;
    }
    full.add(Word.of(fields));
    words = array(full);
    this.columns = List.copyOf(columns);
  }

  /// How many numbers name a class, at least 1.
  public int words() {
    return words.length;
  }

  /// One of the numbers that name the class of a fact.
  ///
  /// @param word from 0 to [#words()] - 1
  public long word(int word, F fact) {
    return words[word].of(fact);
  }

  /// The same for many facts, in their order.
  public long[] word(int word, F[] facts) {
    return words[word].of(facts);
  }

  /// The numbers around a column's value that a fact may have instead and stay in its class.
  public WholeRange around(Condition<F, Long> column, long value) {
    for (Column<F, ?> tested : columns) {
      if (tested.column().equals(column) && tested.pieces() instanceof WholePieces pieces) {
        return pieces.around(value);
      }
    }
    return WholeRange.EVERY;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of words of the same F
  private static <F extends Record> Word<F>[] array(List<Word<F>> words) {
    return words.toArray(new Word[0]);
  }

  /// A column and the pieces that its tests cut.
  public record Column<F extends Record, T extends Comparable<? super T>>(
      Condition<F, T> column, Pieces<T> pieces) {

    PieceReader<F> reader() {
      return pieces.reader(column.value());
    }
  }

  private record Field<F extends Record>(PieceReader<F> reader, int shift) {}

  private static final class Word<F extends Record> {
    private final PieceReader<F>[] readers;
    private final int[] shifts;

    private Word(PieceReader<F>[] readers, int[] shifts) {
      this.readers = readers;
      this.shifts = shifts;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of readers of the same F
    static <F extends Record> Word<F> of(List<Field<F>> fields) {
      return new Word<>(
          fields.stream().map(Field::reader).toArray(PieceReader[]::new),
          fields.stream().mapToInt(Field::shift).toArray());
    }

    long of(F fact) {
      long word = 0;
      for (int i = 0; i < readers.length; i++) {
        word |= (long) readers[i].piece(fact) << shifts[i];
      }
      return word;
    }

    long[] of(F[] facts) {
      long[] keys = new long[facts.length];
      for (int i = 0; i < readers.length; i++) {
        readers[i].addTo(keys, facts, shifts[i]);
      }
      return keys;
    }
  }
}
