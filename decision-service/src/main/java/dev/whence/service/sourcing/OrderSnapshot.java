package dev.whence.service.sourcing;

import dev.whence.service.orders.OrderBasis;
import dev.whence.service.orders.OrderState;
import dev.whence.service.orders.Rest;

/// What the order store knew at one moment for what is left of an order.
public sealed interface OrderSnapshot {
  /// @param snapshot of the units that are open
  /// @param basis the order as it stood
  record Open(Snapshot snapshot, OrderBasis basis) implements OrderSnapshot {}

  /// There is nothing to decide.
  ///
  /// @param why anything but [Rest.Open]
  record Settled(OrderState state, Rest why) implements OrderSnapshot {}
}
