package dev.whence.service.reservations;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.service.records.DecisionId;
import java.time.Instant;
import java.util.List;

/// Stock and capacity held for one decision. Times are the database's clock.
///
/// @param expiresAt after it a held reservation can no longer be confirmed; of no meaning in other
///   states
/// @param lines what it still holds of stock that has not left, in (node, SKU) order
public record Reservation(
    ReservationId id,
    DecisionId decision,
    OrderId order,
    Status status,
    Instant createdAt,
    Instant expiresAt,
    List<Line> lines) {
  public Reservation {
    lines = List.copyOf(lines);
  }

  public enum Status {
    /// Stays until a person decides about the order.
    KEPT,
    /// Ends by itself unless confirmed.
    HELD,
    /// Stays until the units leave or it is released.
    CONFIRMED,
    /// Given back by the caller.
    RELEASED,
    /// Given back because nobody confirmed it in time.
    EXPIRED;

    /// Whether it may hold something.
    public boolean holds() {
      return this == KEPT || this == HELD || this == CONFIRMED;
    }
  }

  /// Units of one SKU at one ship node.
  public record Line(ShipNodeId node, Sku sku, int units) {}
}
