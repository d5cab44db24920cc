package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.schema.Component;
import dev.whence.rules.tables.schema.WholeRange;
import java.util.Arrays;
import java.util.List;

/// The pieces of a column of whole numbers.
final class WholePieces extends Pieces<Long> {
  private final long[] named;

  WholePieces(CellType.Whole type, List<Test<Long>> tests) {
    super(
        Cuts.ascending(members(named(tests), new Neighbors(type.least()))),
        tests,
        value -> type.least() <= value && value <= type.most());
    named = named(tests).stream().mapToLong(Long::longValue).toArray();
  }

  /// As [#of(Comparable)].
  int ofNumber(long value) {
    return piece(orderedCut(Arrays.binarySearch(named, value)));
  }

  /// The numbers around one that lie in its piece, without a gap.
  WholeRange around(long value) {
    int cut = orderedCut(Arrays.binarySearch(named, value));
    int piece = piece(cut);
    int first = cut;
    while (first > 0 && piece(first - 1) == piece) {
      first--;
    }
    int last = cut;
    while (last < 2 * named.length && piece(last + 1) == piece) {
      last++;
    }
    return new WholeRange(first(first), last(last));
  }

  private long first(int cut) {
    if (cut == 0) {
      return Long.MIN_VALUE;
    }
    return cut % 2 == 0 ? named[cut / 2 - 1] + 1 : named[cut / 2];
  }

  private long last(int cut) {
    if (cut == 2 * named.length) {
      return Long.MAX_VALUE;
    }
    return cut % 2 == 0 ? named[cut / 2] - 1 : named[cut / 2];
  }

  @Override
  int cut(Long value) {
    return orderedCut(Arrays.binarySearch(named, value));
  }

  @Override
  <F extends Record> PieceReader<F> reader(Component<F, Long> component) {
    return component instanceof Component.Whole<F>(var number)
        ? new PieceReader.OfWhole<>(number, this)
        : super.reader(component);
  }

  /// The gap between 5 and 6 is empty; 6 stands for it.
  private record Neighbors(Long anywhere) implements Gaps<Long> {
    @Override
    public Long before(Long first) {
      return Math.max(first, Long.MIN_VALUE + 1) - 1;
    }

    @Override
    public Long between(Long low, Long high) {
      return low + 1;
    }

    @Override
    public Long after(Long last) {
      return Math.min(last, Long.MAX_VALUE - 1) + 1;
    }
  }
}
