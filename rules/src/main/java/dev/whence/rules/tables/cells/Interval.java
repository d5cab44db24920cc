package dev.whence.rules.tables.cells;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Values between two ends, either of which may be missing.
record Interval<T extends Comparable<? super T>>(
    Optional<T> low, boolean lowIn, Optional<T> high, boolean highIn) {

  static <T extends Comparable<? super T>> Interval<T> of(T low, T high) {
    return new Interval<>(Optional.of(low), true, Optional.of(high), true);
  }

  static <T extends Comparable<? super T>> Interval<T> from(T low, boolean included) {
    return new Interval<>(Optional.of(low), included, Optional.empty(), false);
  }

  static <T extends Comparable<? super T>> Interval<T> upTo(T high, boolean included) {
    return new Interval<>(Optional.empty(), false, Optional.of(high), included);
  }

  boolean isPoint() {
    return low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) == 0;
  }

  boolean isEverything() {
    return low.isEmpty() && high.isEmpty();
  }

  private boolean isEmpty() {
    if (low.isEmpty() || high.isEmpty()) {
      return false;
    }
    int order = low.get().compareTo(high.get());
    return order > 0 || (order == 0 && !(lowIn && highIn));
  }

  /// Ascending and disjoint; those that touch become one, of stepped types also neighbors, unless
  /// both are single values.
  static <T extends Comparable<? super T>> List<Interval<T>> union(
      CellType.Ordered<T> type, List<Interval<T>> intervals) {
    var sorted = new ArrayList<>(intervals);
    sorted.removeIf(Interval::isEmpty);
    sorted.sort(byLow());
    for (int i = 0; i + 1 < sorted.size(); ) {
      Interval<T> first = sorted.get(i);
      Interval<T> second = sorted.get(i + 1);
      if (touches(type, first, second)) {
        sorted.set(i, first.hull(second));
        sorted.remove(i + 1);
        i = Math.max(0, i - 1);
      } else {
        i++;
      }
    }
    return List.copyOf(sorted);
  }

  static <T extends Comparable<? super T>> List<Interval<T>> common(
      CellType.Ordered<T> type, List<Interval<T>> some, List<Interval<T>> others) {
    var common = new ArrayList<Interval<T>>();
    for (Interval<T> one : some) {
      for (Interval<T> other : others) {
        Interval<T> later = Interval.<T>byLow().compare(one, other) >= 0 ? one : other;
        Interval<T> sooner = one.compareHigh(other) <= 0 ? one : other;
        common.add(new Interval<>(later.low, later.lowIn, sooner.high, sooner.highIn));
      }
    }
    return union(type, common);
  }

  /// @param intervals as of [#union]
  static <T extends Comparable<? super T>> List<Interval<T>> others(
      CellType.Ordered<T> type, List<Interval<T>> intervals) {
    var gaps = new ArrayList<Interval<T>>();
    Optional<T> low = Optional.empty();
    boolean lowIn = false;
    for (Interval<T> interval : intervals) {
      if (interval.low.isPresent()) {
        gaps.add(new Interval<>(low, lowIn, interval.low, !interval.lowIn));
      }
      if (interval.high.isEmpty()) {
        return union(type, gaps);
      }
      low = interval.high;
      lowIn = !interval.highIn;
    }
    gaps.add(new Interval<>(low, lowIn, Optional.empty(), false));
    return union(type, gaps);
  }

  private static <T extends Comparable<? super T>> Comparator<Interval<T>> byLow() {
    return (a, b) -> {
      if (a.low.isEmpty() || b.low.isEmpty()) {
        return Boolean.compare(a.low.isPresent(), b.low.isPresent());
      }
      int order = a.low.get().compareTo(b.low.get());
      return order != 0 ? order : Boolean.compare(b.lowIn, a.lowIn);
    };
  }

  private int compareHigh(Interval<T> other) {
    if (high.isEmpty() || other.high.isEmpty()) {
      return Boolean.compare(other.high.isPresent(), high.isPresent());
    }
    int order = high.get().compareTo(other.high.get());
    return order != 0 ? order : Boolean.compare(highIn, other.highIn);
  }

  private static <T extends Comparable<? super T>> boolean touches(
      CellType.Ordered<T> type, Interval<T> first, Interval<T> second) {
    if (first.high.isEmpty() || second.low.isEmpty()) {
      return true;
    }
    T end = first.high.get();
    T start = second.low.get();
    int order = end.compareTo(start);
    if (order > 0 || (order == 0 && (first.highIn || second.lowIn))) {
      return true;
    }
    return type instanceof CellType.Stepped<T> stepped
        && first.highIn
        && second.lowIn
        && !(first.isPoint() && second.isPoint())
        && stepped.next(end).compareTo(start) == 0;
  }

  private Interval<T> hull(Interval<T> later) {
    return compareHigh(later) >= 0 ? this : new Interval<>(low, lowIn, later.high, later.highIn);
  }
}
