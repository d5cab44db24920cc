package dev.whence.service.http;

import dev.whence.service.access.Role;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Who may call a route. Every route declares it; `x-access` in the OpenAPI document says the same,
/// and [Gate] holds everybody to it.
///
/// @param roles of which a caller needs one; empty where nobody needs any
/// @param alsoFromHere whether a program on the same machine needs none either
public record Access(Set<Role> roles, boolean alsoFromHere) {
  /// Also those who are not known: health, sign-in, the description of the interface.
  public static final Access ANYONE = new Access(Set.of(), false);

  /// Looks at anything that is no secret.
  public static final Access READING = new Access(EnumSet.allOf(Role.class), false);

  /// Orders and what becomes of them.
  public static final Access ORDERS = of(Role.CALLER, Role.OPERATOR);

  /// Ship nodes, carrier services, items, stock, money and places.
  public static final Access NETWORK = of(Role.CALLER, Role.OPERATOR);

  /// Sees what would be decided, and changes nothing.
  public static final Access TRYING = of(Role.CALLER, Role.ANALYST, Role.OPERATOR);

  public static final Access TABLES = of(Role.ANALYST, Role.APPROVER);

  /// Puts in force what others wrote.
  public static final Access APPROVALS = of(Role.APPROVER);

  public static final Access MODELS = of(Role.DATA_SCIENTIST, Role.APPROVER);

  /// What only whoever runs the service needs.
  public static final Access OPERATIONS = of(Role.OPERATOR);

  /// As [#OPERATIONS], and agents on the same machine: metrics.
  public static final Access OPERATIONS_FROM_HERE = new Access(Set.of(Role.OPERATOR), true);

  public Access {
    roles = Set.copyOf(roles);
  }

  private static Access of(Role... roles) {
    return new Access(Set.of(roles), false);
  }

  /// Whether nobody has to say who it is.
  public boolean isForAnyone() {
    return roles.isEmpty();
  }

  /// Whether somebody of these roles may call.
  public boolean admits(Collection<Role> held) {
    return roles.isEmpty() || held.stream().anyMatch(roles::contains);
  }

  /// As `x-access` says it.
  public List<String> words() {
    if (isForAnyone()) {
      return List.of("anyone");
    }
    return Stream.concat(
            roles.stream().sorted().map(Role::spelling),
            alsoFromHere ? Stream.of("loopback") : Stream.empty())
        .toList();
  }
}
