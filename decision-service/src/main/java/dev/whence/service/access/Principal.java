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
  ///
  /// @param as whom they say they are, so that two people can be tried on an open service; empty
  ///   for nobody
  record Local(String as) implements Principal {
    /// No user can have it, nor a name that begins with it and a colon.
    public static final String NAME = "local";

    public Local() {
      this("");
    }

    @Override
    public String name() {
      return as.isEmpty() ? NAME : NAME + ":" + as;
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
