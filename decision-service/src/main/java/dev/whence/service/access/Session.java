package dev.whence.service.access;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// Somebody who has signed in.
///
/// @param lastUsedAt up to a minute late
/// @param expiresAt when it ends, whatever is done with it
public record Session(UUID id, Instant createdAt, Instant lastUsedAt, Instant expiresAt) {
  /// How long it goes on when nothing is done with it.
  public static final Duration IDLE = Duration.ofHours(2);

  /// How long it goes on at most.
  public static final Duration LONGEST = Duration.ofHours(12);

  /// A session with its token, which is told this once.
  public record Begun(Session session, User user, String token) {
    /// Without the token, for logs.
    @Override
    public String toString() {
      return "Begun[" + session.id() + "]";
    }
  }
}
