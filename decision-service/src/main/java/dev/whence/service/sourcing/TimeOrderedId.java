package dev.whence.service.sourcing;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/// UUIDs of version 7 (RFC 9562): 48 bits of milliseconds, 74 random bits.
final class TimeOrderedId {
  private static final SecureRandom RANDOM = new SecureRandom();

  private TimeOrderedId() {}

  static UUID next(Instant now) {
    return of(now, RANDOM.nextLong(), RANDOM.nextLong());
  }

  /// The lowest id of its millisecond: a bound for ranges, not an id to give away.
  static UUID lowest(Instant at) {
    return new UUID(at.toEpochMilli() << 16, 0);
  }

  static UUID of(Instant now, long high, long low) {
    return new UUID(
        (now.toEpochMilli() << 16) | 0x7000 | (high & 0xFFF),
        (low & 0x3FFF_FFFF_FFFF_FFFFL) | Long.MIN_VALUE);
  }

  /// As PostgreSQL compares, unlike [UUID#compareTo], which takes the halves as signed.
  static int compare(UUID a, UUID b) {
    int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
  }
}
