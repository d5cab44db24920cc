package dev.whence.service.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A key that a program calls with in the name of a user.
///
/// @param user the name of that user
/// @param name what it is for, unique among the user's keys
/// @param prefixes the shown beginnings of its secrets: the present one first, and while it is
///   rotated the one before
/// @param roles of which those count that the user has, too
/// @param lastUsedAt up to a minute late; empty if it never was
public record ApiKey(
    UUID id,
    String user,
    String name,
    List<String> prefixes,
    Set<Role> roles,
    Instant createdAt,
    String createdBy,
    Instant expiresAt,
    Optional<Instant> revokedAt,
    Optional<Instant> lastUsedAt) {
  /// How long a key that is rotated is valid beside the new one, where nobody says.
  public static final Duration OVERLAP = Duration.ofHours(24);

  public ApiKey {
    prefixes = List.copyOf(prefixes);
    roles = Set.copyOf(roles);
  }

  /// A key with a new secret, which is told this once.
  public record Issued(ApiKey key, String secret) {
    /// Without the secret, for logs.
    @Override
    public String toString() {
      return "Issued[" + key.id() + "]";
    }
  }
}
