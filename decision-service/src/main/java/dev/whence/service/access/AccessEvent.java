package dev.whence.service.access;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Something that was done about users, sessions or keys.
///
/// @param actor who did it, by name
/// @param actorId empty of whoever has the order store itself
/// @param subject the name of the user it was done to
/// @param detail for a person; never a secret
public record AccessEvent(
    long id,
    Instant at,
    String actor,
    Optional<UUID> actorId,
    String action,
    String subject,
    String detail) {

  /// What can be done.
  public enum Action {
    USER_ADDED,
    USER_CHANGED,
    PASSWORD_SET,
    UNLOCKED,
    SIGNED_IN,
    SIGNED_OUT,
    KEY_MADE,
    KEY_ROTATED,
    KEY_REVOKED;

    /// As it is stored and told, for instance `user-added`.
    public String spelling() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
