package dev.whence.service.records;

import dev.whence.service.store.TimeOrderedId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Id of a recorded decision: a UUID of version 7, so ids sort by time to the millisecond.
public record DecisionId(UUID value) implements Comparable<DecisionId> {

  /// A new id for a decision made at `now` (the service's clock).
  public static DecisionId next(Instant now) {
    return new DecisionId(TimeOrderedId.next(now));
  }

  /// @throws IllegalArgumentException if `text` is no UUID
  public static DecisionId parse(String text) {
    return new DecisionId(UUID.fromString(text));
  }

  /// An id as a caller wrote it, if it is one.
  public static Optional<DecisionId> findParsed(String text) {
    try {
      // The JDK also takes shortened forms such as 1-1-1-1-1.
      return Optional.of(parse(text)).filter(id -> id.toString().equalsIgnoreCase(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// The id of the decision's `n`-th shipment, counted from 1.
  public String shipment(int n) {
    return value + "-" + n;
  }

  /// In the order of PostgreSQL: by unsigned bytes.
  @Override
  public int compareTo(DecisionId other) {
    return TimeOrderedId.compare(value, other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
