package dev.whence.service.sourcing;

import dev.whence.domain.orders.Order;
import java.time.Clock;
import java.time.Instant;

/// The moment an order is decided at: what is known, which cutoffs are missed and how old a model
/// is are all measured from it. Reservations go by the database's clock whatever this says.
public sealed interface DecisionTime {
  Instant of(Order order);

  /// Now.
  record Live(Clock clock) implements DecisionTime {
    @Override
    public Instant of(Order order) {
      return clock.instant();
    }
  }

  /// When the order was placed: for routing orders of the past as they would have been routed.
  record WhenOrdered() implements DecisionTime {
    @Override
    public Instant of(Order order) {
      return order.orderedAt();
    }
  }
}
