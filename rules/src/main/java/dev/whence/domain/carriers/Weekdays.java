package dev.whence.domain.carriers;

import java.time.DayOfWeek;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;

/// Some days of the week, Monday first, that do not change: a decision asks for days some hundred
/// times, and a bit answers.
final class Weekdays extends AbstractSet<DayOfWeek> {
  private final int bits;

  private Weekdays(int bits) {
    this.bits = bits;
  }

  static Weekdays copyOf(Set<DayOfWeek> days) {
    int bits = 0;
    for (DayOfWeek day : days) {
      bits |= bit(day);
    }
    return new Weekdays(bits);
  }

  private static int bit(DayOfWeek day) {
    return 1 << day.getValue();
  }

  @Override
  public boolean contains(Object day) {
    return day instanceof DayOfWeek weekday && (bits & bit(weekday)) != 0;
  }

  @Override
  public Iterator<DayOfWeek> iterator() {
    return Arrays.stream(DayOfWeek.values()).filter(this::contains).iterator();
  }

  @Override
  public int size() {
    return Integer.bitCount(bits);
  }
}
