package dev.whence.service.access;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/// Who calls.
public sealed interface Principal {
  /// For audit rows and logs.
  String name();

  Set<Role> roles();

  /// Whoever reaches a service that listens on loopback alone while no user is set up: everything.
  record Local() implements Principal {
    /// No user can have it.
    public static final String NAME = "local";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Set<Role> roles() {
      return EnumSet.allOf(Role.class);
    }
  }

  /// A user.
  ///
  /// @param user the id, which is what the order store compares
  /// @param name unique, and never given to another
  /// @param isPerson false of a service, which cannot sign in
  /// @param roles of the user, and of the key if it came with one
  record SignedIn(UUID user, String name, boolean isPerson, Set<Role> roles, Means means)
      implements Principal {
    public SignedIn {
      roles = Set.copyOf(roles);
    }
  }

  /// How somebody said who it is.
  sealed interface Means {
    UUID id();

    Instant expiresAt();

    /// By the cookie of a session, which browsers send by themselves.
    record Session(UUID id, Instant expiresAt) implements Means {}

    record Key(UUID id, String keyName, Instant expiresAt) implements Means {}
  }
}
