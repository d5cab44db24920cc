package dev.whence.service.orders;

import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import java.util.List;
import java.util.Map;

/// What a decision is written on: the order as it stood, and what changes of it before units are
/// taken.
///
/// @param version of the order when it was read, 0 when it was not known
/// @param lines as they are recorded: with everything that was ordered of them
/// @param cancelled units of lines that are cancelled from now on, by line; lines that are not
///   named keep what they have
/// @param giveBack what is taken out of earlier parcels
/// @param confirmed whether the units stay reserved without another word of the caller
public record OrderBasis(
    long version,
    List<OrderLine> lines,
    Map<OrderLineId, Integer> cancelled,
    GiveBack giveBack,
    boolean confirmed) {
  public OrderBasis {
    lines = List.copyOf(lines);
    cancelled = Map.copyOf(cancelled);
  }

  /// An order that nobody has decided before.
  public static OrderBasis ofNew(Order order) {
    return new OrderBasis(0, order.lines(), Map.of(), GiveBack.NOTHING, false);
  }
}
