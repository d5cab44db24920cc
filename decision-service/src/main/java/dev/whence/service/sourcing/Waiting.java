package dev.whence.service.sourcing;

import dev.whence.domain.orders.Component;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.sourcing.SourcingDecision.Allocation;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Shortage;
import dev.whence.rules.sourcing.SourcingDecision.ShortageReason;
import java.util.HashMap;
import java.util.Map;

/// Which units of an order wait for stock after a decision.
final class Waiting {
  private Waiting() {}

  /// Units by line; lines of which nothing waits are left out. What does not ship for another
  /// reason than stock does not wait: stock would not help it. Nothing waits when the policy
  /// refuses to.
  ///
  /// @param order with the quantities that were decided on
  /// @param lots units of a line that one of these stands for, where it is more than one
  static Map<OrderLineId, Integer> of(
      Order order, Outcome outcome, Map<OrderLineId, Integer> lots) {
    Map<OrderLineId, Integer> waiting = new HashMap<>(of(order, outcome));
    lots.forEach((line, units) ->
        waiting.computeIfPresent(line, (_, lacking) -> Math.multiplyExact(lacking, units)));
    return waiting;
  }

  private static Map<OrderLineId, Integer> of(Order order, Outcome outcome) {
    return switch (outcome) {
      case Outcome.PartlyBackordered partly -> lacking(order, partly);
      case Outcome.Backordered all -> lacking(order, all);
      case Outcome.Allocated ignored -> Map.of();
      case Outcome.Held ignored -> Map.of();
      case Outcome.Unfillable ignored -> Map.of();
    };
  }

  private static Map<OrderLineId, Integer> lacking(Order order, Outcome outcome) {
    var waiting = new HashMap<OrderLineId, Integer>();
    for (OrderLine line : order.lines()) {
      int lacking = 0;
      for (Shortage shortage : outcome.shortages()) {
        if (shortage.line().equals(line.id())
            && shortage.reason() instanceof ShortageReason.NoStock) {
          lacking = Math.addExact(lacking, shortage.units());
        }
      }
      int units = Math.min(lacking, line.quantity() - shipped(line, outcome));
      if (units > 0) {
        waiting.put(line.id(), units);
      }
    }
    return waiting;
  }

  private static int shipped(OrderLine line, Outcome outcome) {
    int units = Integer.MAX_VALUE;
    for (Component goods : line.goods()) {
      int sent =
          outcome.shipments().stream()
              .flatMap(shipment -> shipment.lines().stream())
              .filter(part -> part.line().equals(line.id()) && part.sku().equals(goods.sku()))
              .mapToInt(Allocation::units)
              .sum();
      units = Math.min(units, sent / goods.quantity());
    }
    return units;
  }
}
