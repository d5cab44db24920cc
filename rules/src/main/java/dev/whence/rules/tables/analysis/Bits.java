package dev.whence.rules.tables.analysis;

/// Sets of small numbers in arrays of words. Both sides of an operation have the same length.
final class Bits {
  private Bits() {}

  static long[] all(int size) {
    long[] set = new long[words(size)];
    for (int i = 0; i < size; i++) {
      add(set, i);
    }
    return set;
  }

  static int words(int size) {
    return (size + Long.SIZE - 1) / Long.SIZE;
  }

  static void add(long[] set, int number) {
    set[number / Long.SIZE] |= 1L << number;
  }

  static boolean has(long[] set, int number) {
    return (set[number / Long.SIZE] >>> number & 1) != 0;
  }

  static boolean isEmpty(long[] set) {
    for (long word : set) {
      if (word != 0) {
        return false;
      }
    }
    return true;
  }

  static boolean meet(long[] a, long[] b) {
    for (int i = 0; i < a.length; i++) {
      if ((a[i] & b[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  static boolean contains(long[] outer, long[] inner) {
    for (int i = 0; i < inner.length; i++) {
      if ((inner[i] & ~outer[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  static long[] without(long[] set, long[] taken) {
    long[] rest = set.clone();
    takeOff(rest, taken);
    return rest;
  }

  static void takeOff(long[] set, long[] taken) {
    for (int i = 0; i < set.length; i++) {
      set[i] &= ~taken[i];
    }
  }

  static long[] both(long[] a, long[] b) {
    long[] both = a.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] &= b[i];
    }
    return both;
  }

  static int count(long[] set) {
    int count = 0;
    for (long word : set) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /// The lowest number, -1 for an empty set.
  static int first(long[] set) {
    for (int i = 0; i < set.length; i++) {
      if (set[i] != 0) {
        return i * Long.SIZE + Long.numberOfTrailingZeros(set[i]);
      }
    }
    return -1;
  }
}
