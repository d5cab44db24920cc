package dev.whence.rules.tables.analysis;

import dev.whence.rules.tables.schema.HitPolicy;
import java.util.ArrayDeque;
import java.util.BitSet;

/// Whether a column ever makes a difference: whether two cases that differ in it alone are answered
/// differently. Exact, by splitting the space in the other columns until the rows that are left
/// there test the column alone.
final class Difference {
  /// What a case without any row answers.
  private static final int NOTHING = -1;

  /// Pieces that are tried beside a known case.
  private static final int TRIES = 8;

  private final Space space;
  private final HitPolicy hitPolicy;
  private final int[] outcomes;

  /// @param outcomes of the rows, which are the first boxes of the space
  Difference(Space space, HitPolicy hitPolicy, int[] outcomes) {
    this.space = space;
    this.hitPolicy = hitPolicy;
    this.outcomes = outcomes;
  }

  sealed interface Answer {
    record Matters() implements Answer {}

    record NeverMatters() implements Answer {}

    record Unsettled() implements Answer {}
  }

  /// Whether a known case of a first-match table shows a difference at once; no when the effort is
  /// spent.
  ///
  /// @param answered for each row, a case that it answers, empty where none is known
  boolean isSeenNear(Effort effort, int[][] answered, int column) {
    for (int row = 0; row < answered.length && !effort.isSpent(); row++) {
      long[] side = space.side(row, column);
      if (answered[row].length == 0 || Bits.contains(side, space.whole(column))) {
        continue;
      }
      int[] point = answered[row].clone();
      long[] others = Bits.without(space.whole(column), side);
      for (int tries = 0; tries < TRIES && !Bits.isEmpty(others); tries++) {
        point[column] = Bits.first(others);
        others[point[column] / Long.SIZE] &= ~(1L << point[column]);
        if (first(effort, point) != outcomes[row]) {
          return true;
        }
      }
    }
    return false;
  }

  private int first(Effort effort, int[] point) {
    for (int row = 0; row < outcomes.length; row++) {
      if (space.has(row, point)) {
        effort.spend(row + 1L);
        return outcomes[row];
      }
    }
    effort.spend(outcomes.length);
    return NOTHING;
  }

  Answer search(Effort effort, int column) {
    int[] rows = new int[outcomes.length];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = row;
    }
    var left = new ArrayDeque<Region>();
    left.push(Region.of(space, effort, space.whole(), rows));
    while (!left.isEmpty()) {
      if (effort.isSpent()) {
        return new Answer.Unsettled();
      }
      Region region = left.pop();
      if (hitPolicy == HitPolicy.FIRST_MATCH) {
        keepWhatIsReached(region);
      } else {
        keepWhatAdds(region);
      }
      if (isPlain(region, column)) {
        continue;
      }
      int split = firstOpenBeside(region, column);
      if (split < 0) {
        if (differs(region, column)) {
          return new Answer.Matters();
        }
        continue;
      }
      long open = region.open(split) & ~(1L << column);
      int at = Long.numberOfTrailingZeros(open);
      long[] side = region.boxSide(split, at);
      Region inside = region.copy();
      inside.narrow(at, Bits.both(region.side(at), side));
      region.narrow(at, Bits.without(region.side(at), side));
      left.push(region);
      left.push(inside);
    }
    return new Answer.NeverMatters();
  }

  /// Rows below one that holds the whole region are never reached in it.
  private static void keepWhatIsReached(Region region) {
    for (int i = 0; i < region.size(); i++) {
      if (region.open(i) == 0) {
        region.cutOff(i + 1);
      }
    }
  }

  /// Where a row answers in all of the region, others with its outcome add nothing.
  private void keepWhatAdds(Region region) {
    var sure = new BitSet();
    for (int i = 0; i < region.size(); i++) {
      if (region.open(i) == 0) {
        sure.set(outcomes[region.box(i)]);
      }
    }
    region.remove(i -> sure.get(outcomes[region.box(i)]));
  }

  /// Whether nothing in the region tests the column, or all answers in it are alike.
  private boolean isPlain(Region region, int column) {
    boolean tested = false;
    boolean alike = hitPolicy == HitPolicy.FIRST_MATCH;
    boolean closed = false;
    for (int i = 0; i < region.size(); i++) {
      tested |= (region.open(i) >>> column & 1) != 0;
      alike &= outcomes[region.box(i)] == outcomes[region.box(0)];
      closed |= region.open(i) == 0;
    }
    return !tested || (alike && closed);
  }

  /// The first row that leaves out a part of the region in another column, -1 for none.
  private static int firstOpenBeside(Region region, int column) {
    for (int i = 0; i < region.size(); i++) {
      if ((region.open(i) & ~(1L << column)) != 0) {
        return i;
      }
    }
    return -1;
  }

  /// Whether the pieces of the column are answered differently, where rows test nothing else.
  private boolean differs(Region region, int column) {
    long[] side = region.side(column);
    boolean known = false;
    BitSet before = new BitSet();
    for (int number = 0; number < side.length * Long.SIZE; number++) {
      if (!Bits.has(side, number)) {
        continue;
      }
      BitSet answers = answers(region, column, number);
      if (known && !answers.equals(before)) {
        return true;
      }
      before = answers;
      known = true;
    }
    return false;
  }

  private BitSet answers(Region region, int column, int number) {
    var answers = new BitSet();
    for (int i = 0; i < region.size(); i++) {
      if (Bits.has(region.boxSide(i, column), number)) {
        answers.set(outcomes[region.box(i)]);
        if (hitPolicy == HitPolicy.FIRST_MATCH) {
          break;
        }
      }
    }
    return answers;
  }
}
