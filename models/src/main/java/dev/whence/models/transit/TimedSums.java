package dev.whence.models.transit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/// Two sums over what happened to one key, such as a lane, up to each moment: any window of time is
/// a difference of two entries. Whole numbers, so that however the entries are spread over machines
/// the sums agree to the last digit. Not thread-safe.
///
/// Memory grows with the entries, 24 bytes each.
public final class TimedSums {

  /// @param count of entries
  /// @param first sum of their first value
  /// @param second sum of their second value
  /// @param newestMicros when the newest of them was, microseconds since 1970; 0 if there is none
  public record Window(long count, long first, long second, long newestMicros) {
    public static final Window EMPTY = new Window(0, 0, 0, 0);
  }

  private long[] at = new long[8];
  private long[] first = new long[8];
  private long[] second = new long[8];
  private int size;

  /// Whole microseconds since 1970.
  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /// @param micros since 1970, not below those of the entry before
  /// @throws IllegalArgumentException if they are
  public void add(long micros, long firstValue, long secondValue) {
    if (size > 0 && micros < at[size - 1]) {
      throw new IllegalArgumentException(
          "An entry at %d microseconds comes after one at %d.\nMaybe sort them by time."
              .formatted(micros, at[size - 1]));
    }
    if (size == at.length) {
      at = Arrays.copyOf(at, size * 2);
      first = Arrays.copyOf(first, size * 2);
      second = Arrays.copyOf(second, size * 2);
    }
    at[size] = micros;
    first[size] = firstValue + (size == 0 ? 0 : first[size - 1]);
    second[size] = secondValue + (size == 0 ? 0 : second[size - 1]);
    size++;
  }

  /// Of the entries added so far, those in the time of this length that ends just before `now`.
  /// Questions may come in any order.
  public Window before(Instant now, Duration length) {
    return between(micros(now.minus(length)), micros(now));
  }

  /// Of the entries added so far, those from one microsecond on until before another.
  public Window between(long fromMicros, long untilMicros) {
    int from = firstAtOrAfter(fromMicros);
    int until = firstAtOrAfter(untilMicros);
    return from >= until
        ? Window.EMPTY
        : new Window(
            until - from,
            difference(first, from, until),
            difference(second, from, until),
            at[until - 1]);
  }

  private static long difference(long[] sums, int from, int until) {
    return sums[until - 1] - (from == 0 ? 0 : sums[from - 1]);
  }

  private int firstAtOrAfter(long micros) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at[middle] < micros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
