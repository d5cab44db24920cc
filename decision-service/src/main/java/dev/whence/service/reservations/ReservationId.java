package dev.whence.service.reservations;

import dev.whence.service.records.DecisionId;
import dev.whence.service.store.TimeOrderedId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Id of a reservation: a UUID of version 7.
public record ReservationId(UUID value) {

  static ReservationId next(Instant now) {
    return new ReservationId(TimeOrderedId.next(now));
  }

  /// @throws IllegalArgumentException if `text` is no UUID
  public static ReservationId parse(String text) {
    return new ReservationId(UUID.fromString(text));
  }

  /// An id as a caller wrote it, if it is one.
  public static Optional<ReservationId> findParsed(String text) {
    return DecisionId.findParsed(text).map(id -> new ReservationId(id.value()));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
