package dev.whence.service.http;

import java.util.EnumSet;
import java.util.Set;

/// Who calls.
///
/// @param name for audit rows and logs
public record Principal(String name, Set<Role> roles) {
  /// Whoever reaches the port, until callers have to say who they are.
  public static final Principal ANONYMOUS = new Principal("anonymous", EnumSet.allOf(Role.class));

  public Principal {
    roles = Set.copyOf(roles);
  }
}
