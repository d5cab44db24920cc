package dev.whence.rules.tables.analysis;

/// A part of the space and the boxes that reach into it, in the order given. For each of them, the
/// columns in which it does not hold the whole region are kept as bits.
final class Region {
  private final Space space;
  private final Effort effort;
  private final long[][] sides;
  private final int[] boxes;
  private final long[] open;
  private int size;

  private Region(Space space, Effort effort, long[][] sides, int[] boxes, long[] open, int size) {
    this.space = space;
    this.effort = effort;
    this.sides = sides;
    this.boxes = boxes;
    this.open = open;
    this.size = size;
  }

  /// @param sides of the region, none of them empty
  /// @param boxes numbers of boxes of the space
  static Region of(Space space, Effort effort, long[][] sides, int[] boxes) {
    var region =
        new Region(
            space, effort, sides.clone(), boxes.clone(), new long[boxes.length], boxes.length);
    for (int i = 0; i < boxes.length; i++) {
      region.open[i] = (1L << space.columns()) - 1;
    }
    for (int c = 0; c < space.columns(); c++) {
      region.look(c);
    }
    return region;
  }

  Region copy() {
    effort.spend(size);
    return new Region(
        space,
        effort,
        sides.clone(),
        java.util.Arrays.copyOf(boxes, size),
        java.util.Arrays.copyOf(open, size),
        size);
  }

  int size() {
    return size;
  }

  int box(int i) {
    return boxes[i];
  }

  /// The columns in which the box leaves a part of the region out, as bits.
  long open(int i) {
    return open[i];
  }

  long[] side(int column) {
    return sides[column];
  }

  /// The side of the i-th box, also where it goes beyond the region.
  long[] boxSide(int i, int column) {
    return space.side(boxes[i], column);
  }

  long[][] sides() {
    return sides.clone();
  }

  /// Leaves out all boxes from the i-th on.
  void cutOff(int i) {
    size = i;
  }

  void remove(java.util.function.IntPredicate outcome) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!outcome.test(i)) {
        boxes[kept] = boxes[i];
        open[kept] = open[i];
        kept++;
      }
    }
    size = kept;
  }

  /// Makes the region smaller.
  ///
  /// @param side not empty, and a part of the side that was
  void narrow(int column, long[] side) {
    sides[column] = side;
    look(column);
  }

  private void look(int column) {
    long[] side = sides[column];
    long bit = 1L << column;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      long left = open[i];
      if ((left & bit) != 0) {
        long[] its = space.side(boxes[i], column);
        if (!Bits.meet(its, side)) {
          continue;
        }
        if (Bits.contains(its, side)) {
          left &= ~bit;
        }
      }
      boxes[kept] = boxes[i];
      open[kept] = left;
      kept++;
    }
    effort.spend((long) size * side.length);
    size = kept;
  }
}
