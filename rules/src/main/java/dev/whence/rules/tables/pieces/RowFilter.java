package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.cells.Test;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.function.IntPredicate;

/// Finds the rows that a fact may match without asking each: for every column it is known which
/// rows let a piece pass, and what all columns let pass may match. Immutable.
///
/// Pieces of a column that is cut finely share a place, so the filter grows with the rows and not
/// with their square; and what looks inside of text always passes. So whoever is found has to be
/// asked, and whoever is not does not match.
public final class RowFilter<F extends Record> {
  private static final int MOST_PLACES = 1_024;

  private final Places<F>[] columns;
  private final int words;
  private final long lastWord;

  /// @param rows how many, at least 1
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of places of the same F
  public RowFilter(List<Tested<F, ?>> columns, int rows) {
    words = (rows + Long.SIZE - 1) / Long.SIZE;
    lastWord = -1L >>> (words * Long.SIZE - rows);
    this.columns = columns.stream().map(column -> places(column, words)).toArray(Places[]::new);
  }

  /// @param tests of the rows in their order, [Test.Any] for a blank cell
  public record Tested<F extends Record, T extends Comparable<? super T>>(
      FactClasses.Column<F, T> column, List<Test<T>> tests) {
    public Tested {
      tests = List.copyOf(tests);
    }
  }

  /// The first row that may match the fact and is one, or -1.
  ///
  /// @param isOne asked of rows that may match, in their order, until it says yes
  public int first(F fact, IntPredicate isOne) {
    long[][] passing = new long[columns.length][];
    for (int c = 0; c < passing.length; c++) {
      passing[c] = columns[c].passing(fact);
    }
    for (int word = 0; word < words; word++) {
      long rows = word == words - 1 ? lastWord : -1;
      for (long[] column : passing) {
        rows &= column[word];
      }
      while (rows != 0) {
        int row = word * Long.SIZE + Long.numberOfTrailingZeros(rows);
        if (isOne.test(row)) {
          return row;
        }
        rows &= rows - 1;
      }
    }
    return -1;
  }

  private static <F extends Record, T extends Comparable<? super T>> Places<F> places(
      Tested<F, T> tested, int words) {
    Pieces<T> pieces = tested.column().pieces();
    int count = Math.min(pieces.count(), MOST_PLACES);
    int[] placeOf = new int[pieces.count()];
    long[][] passing = new long[count][words];
    for (int piece = 0; piece < placeOf.length; piece++) {
      placeOf[piece] = (int) ((long) piece * count / pieces.count());
    }
    var known = new HashMap<Test<T>, BitSet>();
    for (int row = 0; row < tested.tests().size(); row++) {
      Test<T> test = tested.tests().get(row);
      BitSet places = known.computeIfAbsent(test, _ -> passing(test, pieces, placeOf));
      for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
        passing[place][row / Long.SIZE] |= 1L << row;
      }
    }
    return new Places<>(tested.column().reader(), placeOf, passing);
  }

  /// The places that a test may let pass.
  private static <T extends Comparable<? super T>> BitSet passing(
      Test<T> test, Pieces<T> pieces, int[] placeOf) {
    var places = new BitSet();
    if (test.looksInside()) {
      places.set(0, placeOf[placeOf.length - 1] + 1);
    } else {
      pieces.passing(test).stream().forEach(piece -> places.set(placeOf[piece]));
    }
    return places;
  }

  private static final class Places<F extends Record> {
    private final PieceReader<F> reader;

    /// By piece.
    private final int[] placeOf;

    /// By place, the rows that a fact of it may pass.
    private final long[][] passing;

    Places(PieceReader<F> reader, int[] placeOf, long[][] passing) {
      this.reader = reader;
      this.placeOf = placeOf;
      this.passing = passing;
    }

    long[] passing(F fact) {
      return passing[placeOf[reader.piece(fact)]];
    }
  }
}
