package dev.whence.rules.tables.analysis;

import java.util.Arrays;
import java.util.BitSet;

/// Whether some boxes cover all of a region: exact, by splitting the region where a box ends.
///
/// A box that leaves a part of the region out in one column only is followed at once: what it holds
/// is covered, and only the rest is looked at. Otherwise the region is split in two, where the box
/// with the fewest open columns ends. A half whose cover does not depend on the split covers both.
final class Covering {
  /// Regions within each other; deeper ones are not settled.
  private static final int DEEPEST = 1_000;

  private final Space space;
  private final Effort effort;
  private long[][] hole = {};

  private Covering(Space space, Effort effort) {
    this.space = space;
    this.effort = effort;
  }

  sealed interface Answer {
    /// No box holds any of these cases.
    final class Open implements Answer {
      private final long[][] sides;

      private Open(long[][] sides) {
        this.sides = sides;
      }

      long[][] sides() {
        return sides.clone();
      }

      /// One of them.
      int[] point() {
        return Arrays.stream(sides).mapToInt(Bits::first).toArray();
      }
    }

    /// These boxes hold every case; not always all of them are needed.
    record Covered(BitSet by) implements Answer {}

    /// The effort was not enough.
    record Unsettled() implements Answer {}
  }

  private enum Result {
    OPEN,
    COVERED,
    UNSETTLED
  }

  static Answer of(Space space, Effort effort, long[][] sides, int[] boxes) {
    for (long[] side : sides) {
      if (Bits.isEmpty(side)) {
        return new Answer.Covered(new BitSet());
      }
    }
    var covering = new Covering(space, effort);
    var used = new BitSet();
    Result result = covering.solve(Region.of(space, effort, sides, boxes), used, 0);
    return switch (result) {
      case OPEN -> new Answer.Open(covering.hole);
      case COVERED -> new Answer.Covered(used);
      case UNSETTLED -> new Answer.Unsettled();
    };
  }

  /// Leaves out boxes until each that is left is needed. One box alone comes first.
  ///
  /// @return fewer boxes where the effort is enough to find them
  static BitSet needed(Space space, Effort effort, long[][] sides, BitSet cover) {
    BitSet needed = (BitSet) cover.clone();
    for (int box = needed.length() - 1; box >= 0; box = needed.previousSetBit(box - 1)) {
      if (!needed.get(box)) {
        continue;
      }
      BitSet fewer = (BitSet) needed.clone();
      fewer.clear(box);
      if (of(space, effort, sides, fewer.stream().toArray()) instanceof Answer.Covered(var by)) {
        needed = by;
      }
    }
    return needed;
  }

  /// @param used takes the boxes that the cover is made of
  private Result solve(Region region, BitSet used, int depth) {
    while (true) {
      if (region.size() == 0) {
        hole = region.sides();
        return Result.OPEN;
      }
      if (effort.isSpent() || depth > DEEPEST) {
        return Result.UNSETTLED;
      }
      int least = least(region);
      long open = region.open(least);
      if (open == 0) {
        used.set(region.box(least));
        return Result.COVERED;
      }
      if (Long.bitCount(open) == 1) {
        if (!follow(region, Long.numberOfTrailingZeros(open), used)) {
          return Result.COVERED;
        }
        continue;
      }
      int column = widest(region, open);
      long[] side = space.side(region.box(least), column);
      Region beside = region.copy();
      beside.narrow(column, Bits.without(region.side(column), side));
      var half = new BitSet();
      Result result = solve(beside, half, depth + 1);
      if (result != Result.COVERED) {
        return result;
      }
      used.or(half);
      if (!dependsOn(region, column, half)) {
        return Result.COVERED;
      }
      region.narrow(column, Bits.both(region.side(column), side));
    }
  }

  /// The box with the fewest open columns.
  private static int least(Region region) {
    int least = 0;
    int fewest = Integer.MAX_VALUE;
    for (int i = 0; i < region.size() && fewest > 0; i++) {
      int count = Long.bitCount(region.open(i));
      if (count < fewest) {
        fewest = count;
        least = i;
      }
    }
    return least;
  }

  /// Takes off what boxes cover that are open in this column only.
  ///
  /// @return whether anything is left
  private static boolean follow(Region region, int column, BitSet used) {
    long[] rest = region.side(column).clone();
    for (int i = 0; i < region.size(); i++) {
      if (region.open(i) == 1L << column) {
        long[] side = region.boxSide(i, column);
        if (Bits.meet(rest, side)) {
          Bits.takeOff(rest, side);
          used.set(region.box(i));
        }
      }
    }
    if (Bits.isEmpty(rest)) {
      return false;
    }
    region.narrow(column, rest);
    return true;
  }

  /// Of the columns given, the one in which most boxes are open.
  private int widest(Region region, long columns) {
    int widest = -1;
    int most = -1;
    for (long left = columns; left != 0; left &= left - 1) {
      int column = Long.numberOfTrailingZeros(left);
      int count = 0;
      for (int i = 0; i < region.size(); i++) {
        count += (int) (region.open(i) >>> column & 1);
      }
      if (count > most) {
        most = count;
        widest = column;
      }
    }
    effort.spend(region.size());
    return widest;
  }

  private static boolean dependsOn(Region region, int column, BitSet cover) {
    for (int i = 0; i < region.size(); i++) {
      if ((region.open(i) >>> column & 1) != 0 && cover.get(region.box(i))) {
        return true;
      }
    }
    return false;
  }
}
