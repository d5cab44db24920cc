package dev.whence.service.http;

import java.util.Locale;

/// What somebody is to the service.
public enum Role {
  /// A shop, an order management system, a warehouse: orders, parcels, stock.
  CALLER,
  /// Writes rule tables.
  ANALYST,
  /// Puts in force what others wrote.
  APPROVER,
  /// Trains and publishes models.
  DATA_SCIENTIST,
  /// Runs the service and owns its network.
  OPERATOR;

  /// As OpenAPI and settings write it, for instance `data-scientist`.
  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
