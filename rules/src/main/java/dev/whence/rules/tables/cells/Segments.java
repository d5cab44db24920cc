package dev.whence.rules.tables.cells;

import java.util.ArrayList;
import java.util.List;

/// The values of an ordered column that a test lets through, as segments of the column's range:
/// ascending, disjoint, and so long that no two could be one.
record Segments<T extends Comparable<? super T>>(List<Segment<T>> segments) {

  /// @param lowIn whether the low end belongs to it
  record Segment<T extends Comparable<? super T>>(T low, boolean lowIn, T high, boolean highIn) {

    private boolean isEmpty() {
      int order = low.compareTo(high);
      return order > 0 || (order == 0 && !(lowIn && highIn));
    }

    private boolean contains(Segment<T> other) {
      int lows = low.compareTo(other.low);
      int highs = other.high.compareTo(high);
      return (lows < 0 || (lows == 0 && (lowIn || !other.lowIn)))
          && (highs < 0 || (highs == 0 && (highIn || !other.highIn)));
    }
  }

  Segments {
    segments = List.copyOf(segments);
  }

  static <T extends Comparable<? super T>> Segments<T> of(CellType.Ordered<T> type, Test<T> test) {
    var builder = new Builder<>(type);
    addTo(builder, type, test);
    return new Segments<>(builder.segments);
  }

  private static <T extends Comparable<? super T>> void addTo(
      Builder<T> builder, CellType.Ordered<T> type, Test<T> test) {
    T least = type.least();
    T most = type.most();
    switch (test) {
      case Test.Any<T>() -> builder.add(least, true, most, true);
      case Test.AtLeast<T>(var bound) -> builder.add(bound, true, most, true);
      case Test.MoreThan<T>(var bound) -> builder.add(bound, false, most, true);
      case Test.AtMost<T>(var bound) -> builder.add(least, true, bound, true);
      case Test.LessThan<T>(var bound) -> builder.add(least, true, bound, false);
      case Test.Between<T>(var low, var high) -> builder.add(low, true, high, true);
      case Test.In<T>(var values) -> values.forEach(value -> builder.add(value, true, value, true));
      case Test.NotIn<T>(var values) -> builder.addGaps(values);
      case Test.Range<T>(var low, var lowIn, var high, var highIn) ->
          builder.add(low, lowIn, high, highIn);
      case Test.AnyOf<T>(var parts) -> parts.forEach(part -> addTo(builder, type, part));
      case Test.NoneOf<T> _, Test.StartsWith _, Test.Contains _, Test.Postal _ ->
          throw new IllegalArgumentException("No test of an ordered column: " + test + ".");
    }
  }

  boolean isEmpty() {
    return segments.isEmpty();
  }

  /// Whether every value of the other is one of this.
  boolean contains(Segments<T> other) {
    int at = 0;
    for (Segment<T> inner : other.segments) {
      while (at < segments.size() && segments.get(at).high.compareTo(inner.high) < 0) {
        at++;
      }
      if (at == segments.size() || !segments.get(at).contains(inner)) {
        return false;
      }
    }
    return true;
  }

  private static final class Builder<T extends Comparable<? super T>> {
    private final CellType.Ordered<T> type;
    private final List<Segment<T>> segments = new ArrayList<>();

    Builder(CellType.Ordered<T> type) {
      this.type = type;
    }

    /// Adds what lies in the column's range. Lows must ascend.
    void add(T low, boolean lowIn, T high, boolean highIn) {
      Segment<T> segment = normal(low, lowIn, high, highIn);
      if (segment.isEmpty()) {
        return;
      }
      if (!segments.isEmpty()
          && type instanceof CellType.Stepped<T> stepped
          && stepped.next(segments.getLast().high).compareTo(segment.low) >= 0) {
        Segment<T> last = segments.removeLast();
        segments.add(new Segment<>(last.low, true, segment.high, true));
      } else {
        segments.add(segment);
      }
    }

    void addGaps(List<T> ascending) {
      T low = type.least();
      boolean lowIn = true;
      for (T value : ascending) {
        if (value.compareTo(low) >= 0 && value.compareTo(type.most()) <= 0) {
          add(low, lowIn, value, false);
          low = value;
          lowIn = false;
        }
      }
      add(low, lowIn, type.most(), true);
    }

    /// Within the range, and with both ends in where values have neighbors.
    private Segment<T> normal(T low, boolean lowIn, T high, boolean highIn) {
      boolean below = low.compareTo(type.least()) < 0;
      boolean above = high.compareTo(type.most()) > 0;
      T from = below ? type.least() : low;
      T to = above ? type.most() : high;
      boolean fromIn = below || lowIn;
      boolean toIn = above || highIn;
      return type instanceof CellType.Stepped<T> stepped
          ? new Segment<>(
              fromIn ? from : stepped.next(from), true, toIn ? to : stepped.previous(to), true)
          : new Segment<>(from, fromIn, to, toIn);
    }
  }
}
