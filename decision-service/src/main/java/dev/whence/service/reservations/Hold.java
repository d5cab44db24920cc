package dev.whence.service.reservations;

import java.time.Instant;

/// What a decision holds until it is confirmed.
public sealed interface Hold {
  /// Nothing ships, so nothing is reserved.
  record Nothing() implements Hold {}

  /// @param expiresAt the database's clock
  record Reserved(ReservationId reservation, Instant expiresAt) implements Hold {}

  /// What could ship is kept until a person decides; there is nothing to confirm.
  record Kept(ReservationId reservation) implements Hold {}
}
