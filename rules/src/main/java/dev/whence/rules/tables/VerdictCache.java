package dev.whence.rules.tables;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Verdicts by class of facts, never more than its capacity. Thread-safe without locks.
///
/// A class has [#WAYS] neighboring places, chosen by its hash; a new verdict takes the first, moves
/// the others along and pushes the oldest out. An entry is immutable and carries its class, so two
/// threads that write at once can lose an entry or keep one twice, and never give a wrong one.
final class VerdictCache<V> {
  private static final int WAYS = 4;

  private final AtomicReferenceArray<@Nullable Entry<V>> places;
  private final int setMask;

  /// @param capacity entries, a power of two and at least 4
  VerdictCache(int capacity) {
    if (capacity < WAYS || Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException(
          "The capacity (%d) is no power of two from %d on.\nMaybe use %d."
              .formatted(capacity, WAYS, Integer.highestOneBit(Math.max(WAYS, capacity))));
    }
    places = new AtomicReferenceArray<>(capacity);
    setMask = capacity / WAYS - 1;
  }

  /// @param first the first number that names the class
  /// @param rest the other numbers
  Optional<V> find(long first, long[] rest) {
    int set = firstPlace(first, rest);
    for (int way = 0; way < WAYS; way++) {
      Entry<V> entry = places.getAcquire(set + way);
      if (entry == null) {
        break;
      }
      if (entry.isOf(first, rest)) {
        return entry.verdict;
      }
    }
    return Optional.empty();
  }

  void put(long first, long[] rest, V verdict) {
    int set = firstPlace(first, rest);
    for (int way = WAYS - 1; way > 0; way--) {
      places.setRelease(set + way, places.getAcquire(set + way - 1));
    }
    places.setRelease(set, new Entry<>(first, rest, Optional.of(verdict)));
  }

  /// How many entries there are now.
  int size() {
    int size = 0;
    for (int i = 0; i < places.length(); i++) {
      size += places.getAcquire(i) == null ? 0 : 1;
    }
    return size;
  }

  private int firstPlace(long first, long[] rest) {
    long hash = mix(first);
    for (long word : rest) {
      hash = mix(hash ^ word);
    }
    return (int) (hash & setMask) * WAYS;
  }

  /// Every bit of the number matters to every bit of the result; constants of David Stafford's
  /// "Mix13".
  private static long mix(long number) {
    long mixed = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  private static final class Entry<V> {
    private final long first;
    private final long[] rest;
    private final Optional<V> verdict;

    Entry(long first, long[] rest, Optional<V> verdict) {
      this.first = first;
      this.rest = rest;
      this.verdict = verdict;
    }

    boolean isOf(long first, long[] rest) {
      return this.first == first && Arrays.equals(this.rest, rest);
    }
  }
}
