package dev.whence.rules.tables.analysis;

import java.util.ArrayList;
import java.util.List;

/// The cases that a table can meet: one piece of each column. Rows are boxes in it, a set of pieces
/// for each column.
final class Space {
  private final long[][] whole;
  private final List<long[][]> boxes = new ArrayList<>();

  /// @param whole all pieces of each column, none of them empty
  Space(long[][] whole) {
    this.whole = whole;
  }

  int columns() {
    return whole.length;
  }

  long[][] whole() {
    return whole.clone();
  }

  long[] whole(int column) {
    return whole[column];
  }

  /// @return the number of the box
  int add(long[][] box) {
    boxes.add(box);
    return boxes.size() - 1;
  }

  long[] side(int box, int column) {
    return boxes.get(box)[column];
  }

  long[][] box(int box) {
    return boxes.get(box);
  }

  int size() {
    return boxes.size();
  }

  boolean isEmpty(int box) {
    for (long[] side : boxes.get(box)) {
      if (Bits.isEmpty(side)) {
        return true;
      }
    }
    return false;
  }

  boolean has(int box, int[] point) {
    long[][] sides = boxes.get(box);
    for (int c = 0; c < sides.length; c++) {
      if (!Bits.has(sides[c], point[c])) {
        return false;
      }
    }
    return true;
  }

  boolean meet(int a, int b) {
    for (int c = 0; c < whole.length; c++) {
      if (!Bits.meet(side(a, c), side(b, c))) {
        return false;
      }
    }
    return true;
  }

  boolean contains(int outer, int inner) {
    for (int c = 0; c < whole.length; c++) {
      if (!Bits.contains(side(outer, c), side(inner, c))) {
        return false;
      }
    }
    return true;
  }

  long[][] both(int a, int b) {
    long[][] both = new long[whole.length][];
    for (int c = 0; c < both.length; c++) {
      both[c] = Bits.both(side(a, c), side(b, c));
    }
    return both;
  }
}
