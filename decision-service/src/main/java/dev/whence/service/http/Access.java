package dev.whence.service.http;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/// Who may call a route. Every route declares it; `x-access` in the OpenAPI document says the same.
///
/// Nothing enforces it yet: every call is [Principal#ANONYMOUS], who is everything.
///
/// @param roles of which a caller needs one; empty where nobody needs any
public record Access(Set<Role> roles) {
  /// Also those who are not known: health, metrics, the description of the interface.
  public static final Access ANYONE = new Access(Set.of());

  /// Looks at anything that is no secret.
  public static final Access READING = new Access(EnumSet.allOf(Role.class));

  /// Orders and what becomes of them.
  public static final Access ORDERS = of(Role.CALLER, Role.OPERATOR);

  /// Ship nodes, carrier services, items, stock, money and places.
  public static final Access NETWORK = of(Role.CALLER, Role.OPERATOR);

  public static final Access TABLES = of(Role.ANALYST, Role.APPROVER);

  /// Puts in force what others wrote.
  public static final Access APPROVALS = of(Role.APPROVER);

  public static final Access MODELS = of(Role.DATA_SCIENTIST, Role.APPROVER);

  /// What only whoever runs the service needs.
  public static final Access OPERATIONS = of(Role.OPERATOR);

  public Access {
    roles = Set.copyOf(roles);
  }

  private static Access of(Role... roles) {
    return new Access(Set.of(roles));
  }

  /// Whether somebody of these roles may call.
  public boolean admits(Collection<Role> held) {
    return roles.isEmpty() || held.stream().anyMatch(roles::contains);
  }
}
