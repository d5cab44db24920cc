package dev.whence.service.access;

import java.util.Optional;
import java.util.UUID;

/// Who changed something, for [AccessEvent]s.
///
/// @param user empty for whoever has the order store itself, or a service that is open
public record Actor(String name, Optional<UUID> user) {

  public static Actor of(Principal principal) {
    return switch (principal) {
      case Principal.Local local -> new Actor(local.name(), Optional.empty());
      case Principal.SignedIn signedIn -> new Actor(signedIn.name(), Optional.of(signedIn.user()));
    };
  }

  /// @param account of the machine
  public static Actor atTheCommandLine(String account) {
    return new Actor(account + " (command line)", Optional.empty());
  }
}
