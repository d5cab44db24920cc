package dev.whence.service.sourcing;

import dev.whence.domain.orders.Order;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// The moment an order is decided at: what is known, which cutoffs are missed and how old a model
/// is are all measured from it. Reservations go by the database's clock whatever this says.
public sealed interface DecisionTime {
  Instant of(Order order);

  /// No order can be placed later than this, as far as is known now.
  Instant latestOrder();

  /// Now.
  record Live(Clock clock) implements DecisionTime {
    /// How far ahead of now the day of an order may lie; one further off is mistyped.
    public static final Duration MOST_AHEAD = Duration.ofDays(92);

    @Override
    public Instant latestOrder() {
      return clock.instant().plus(MOST_AHEAD);
    }

    @Override
    public Instant of(Order order) {
      return clock.instant();
    }
  }

  /// When the order was placed: for routing orders of the past as they would have been routed.
  record WhenOrdered() implements DecisionTime {
    @Override
    public Instant latestOrder() {
      return Instant.MAX;
    }

    @Override
    public Instant of(Order order) {
      return order.orderedAt();
    }
  }
}
