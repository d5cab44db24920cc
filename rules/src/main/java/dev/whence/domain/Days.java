package dev.whence.domain;

import java.time.LocalDate;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.LongStream;

/// Some days that do not change: a decision asks for days some hundred times, and a bit answers.
/// Equal to any set of the same days; goes through them in their order.
public final class Days extends AbstractSet<LocalDate> {
  /// More than a hundred years; days that lie further apart are kept in another way.
  private static final long MOST_BITS = 40_000;

  private final long first;
  private final long[] bits;
  private final int size;

  private Days(long first, long last, Set<LocalDate> days) {
    this.first = first;
    this.bits = new long[(int) ((last - first) / Long.SIZE) + 1];
    for (LocalDate day : days) {
      long at = day.toEpochDay() - first;
      bits[(int) (at / Long.SIZE)] |= 1L << at;
    }
    this.size = days.size();
  }

  /// The same object where it is one that does not change already.
  public static Set<LocalDate> copyOf(Set<LocalDate> days) {
    if (days instanceof Days || days.isEmpty()) {
      return days.isEmpty() ? Set.of() : days;
    }
    long first = Collections.min(days).toEpochDay();
    long last = Collections.max(days).toEpochDay();
    return last - first < MOST_BITS ? new Days(first, last, days) : Set.copyOf(days);
  }

  @Override
  public boolean contains(Object other) {
    return other instanceof LocalDate day && isIn(day.toEpochDay() - first);
  }

  private boolean isIn(long at) {
    return at >= 0
        && at < (long) bits.length * Long.SIZE
        && (bits[(int) (at / Long.SIZE)] & (1L << at)) != 0;
  }

  @Override
  public Iterator<LocalDate> iterator() {
    return LongStream.range(0, (long) bits.length * Long.SIZE)
        .filter(this::isIn)
        .mapToObj(at -> LocalDate.ofEpochDay(first + at))
        .iterator();
  }

  @Override
  public int size() {
    return size;
  }
}
