package dev.whence.service.store;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/// UUIDs of version 7 (RFC 9562): 48 bits of milliseconds, 74 random bits.
public final class TimeOrderedId {
  private static final SecureRandom RANDOM = new SecureRandom();

  private TimeOrderedId() {}

  /// A new id, of the given time.
  public static UUID next(Instant now) {
    return of(now, RANDOM.nextLong(), RANDOM.nextLong());
  }

  /// The lowest id of its millisecond: a bound for ranges, not an id to give away.
  public static UUID lowest(Instant at) {
    return new UUID(at.toEpochMilli() << 16, 0);
  }

  /// @param high random bits, of which twelve count
  /// @param low random bits, of which 62 count
  public static UUID of(Instant now, long high, long low) {
    return new UUID(
        (now.toEpochMilli() << 16) | 0x7000 | (high & 0xFFF),
        (low & 0x3FFF_FFFF_FFFF_FFFFL) | Long.MIN_VALUE);
  }

  /// As PostgreSQL compares, unlike [UUID#compareTo], which takes the halves as signed.
  public static int compare(UUID a, UUID b) {
    int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
  }
}
