package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.cells.Test;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/// The cuts of a column, each with a value of it, and which of them pass a test. Immutable.
///
/// A test is asked for as few values as tell what it takes, so that the tests of a thousand rows
/// are not asked for each of thousands of cuts.
abstract sealed class Cuts<T extends Comparable<? super T>> {
  private final List<T> members;

  private Cuts(List<T> members) {
    this.members = List.copyOf(members);
  }

  /// Of an ordered type.
  ///
  /// @param members never descending
  static <T extends Comparable<? super T>> Cuts<T> ascending(List<T> members) {
    return new Ascending<>(members);
  }

  /// Of text.
  ///
  /// @param words ascending; what no test names passes what the last of `rest` passes
  /// @param rest what stands for the texts with some start, and for all others
  static Cuts<String> text(List<String> words, List<String> rest) {
    return new OfText(words, rest);
  }

  /// Of a few values.
  static <T extends Comparable<? super T>> Cuts<T> of(List<T> members) {
    return new Each<>(members);
  }

  /// A value of each cut.
  List<T> members() {
    return members;
  }

  /// The cuts whose values pass the test.
  abstract BitSet passing(Test<T> test);

  /// The piece of each cut: cuts that pass the same tests are one piece, numbered in the order in
  /// which they first appear. Each test splits the pieces that are there so far.
  int[] pieces(Collection<Test<T>> tests) {
    var pieces = new int[members.size()];
    int[] sizes = new int[pieces.length];
    sizes[0] = pieces.length;
    int count = 1;
    int[] passing = new int[pieces.length];
    int[] becomes = new int[pieces.length];
    int[] touched = new int[pieces.length];
    for (Test<T> test : tests) {
      BitSet cuts = passing(test);
      if (2 * cuts.cardinality() > pieces.length) {
        cuts.flip(0, pieces.length);
      }
      int touches = 0;
      for (int cut = cuts.nextSetBit(0); cut >= 0; cut = cuts.nextSetBit(cut + 1)) {
        int piece = pieces[cut];
        if (passing[piece]++ == 0) {
          touched[touches++] = piece;
        }
      }
      for (int cut = cuts.nextSetBit(0); cut >= 0; cut = cuts.nextSetBit(cut + 1)) {
        int piece = pieces[cut];
        if (passing[piece] == sizes[piece]) {
          continue; // all of it passes
        }
        if (becomes[piece] == 0) {
          becomes[piece] = count++;
        }
        pieces[cut] = becomes[piece];
      }
      for (int touch = 0; touch < touches; touch++) {
        int piece = touched[touch];
        if (becomes[piece] > 0) {
          sizes[becomes[piece]] = passing[piece];
          sizes[piece] -= passing[piece];
          becomes[piece] = 0;
        }
        passing[piece] = 0;
      }
    }
    return numbered(pieces);
  }

  private static int[] numbered(int[] pieces) {
    int[] numbers = new int[pieces.length];
    Arrays.fill(numbers, -1);
    int count = 0;
    for (int cut = 0; cut < pieces.length; cut++) {
      if (numbers[pieces[cut]] < 0) {
        numbers[pieces[cut]] = count++;
      }
      pieces[cut] = numbers[pieces[cut]];
    }
    return pieces;
  }

  private static final class Each<T extends Comparable<? super T>> extends Cuts<T> {
    Each(List<T> members) {
      super(members);
    }

    @Override
    BitSet passing(Test<T> test) {
      var passing = new BitSet(members().size());
      for (int cut = 0; cut < members().size(); cut++) {
        passing.set(cut, test.matches(members().get(cut)));
      }
      return passing;
    }
  }

  private static final class Ascending<T extends Comparable<? super T>> extends Cuts<T> {
    Ascending(List<T> members) {
      super(members);
    }

    /// Between the values that the test names it takes all or none.
    @Override
    BitSet passing(Test<T> test) {
      var passing = new BitSet(members().size());
      int from = 0;
      for (T named : Pieces.named(List.of(test))) {
        int to = first(named, false);
        add(passing, test, from, to);
        from = first(named, true);
        add(passing, test, to, from);
      }
      add(passing, test, from, members().size());
      return passing;
    }

    private void add(BitSet passing, Test<T> test, int from, int to) {
      if (from < to && test.matches(members().get(from))) {
        passing.set(from, to);
      }
    }

    /// The first cut whose value is not less than this one, or beyond it.
    private int first(T value, boolean beyond) {
      int low = 0;
      int high = members().size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        int order = members().get(middle).compareTo(value);
        if (order < 0 || (beyond && order == 0)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  private static final class OfText extends Cuts<String> {
    private final List<String> words;
    private final List<String> rest;

    OfText(List<String> words, List<String> rest) {
      var all = new ArrayList<>(words);
      all.addAll(rest);
      super(all);
      this.words = List.copyOf(words);
      this.rest = List.copyOf(rest);
    }

    @Override
    BitSet passing(Test<String> test) {
      var passing = new BitSet(members().size());
      if (TextPieces.starts(List.of(test)).isEmpty()) {
        passing.set(0, members().size(), test.matches(rest.getLast()));
        for (String word : Pieces.named(List.of(test))) {
          int cut = Collections.binarySearch(words, word);
          if (cut >= 0) {
            passing.set(cut, test.matches(word));
          }
        }
      } else {
        for (int cut = 0; cut < members().size(); cut++) {
          passing.set(cut, test.matches(members().get(cut)));
        }
      }
      return passing;
    }
  }
}
