package dev.whence.rules.sourcing;

import dev.whence.domain.inventory.Item;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.Promise;
import dev.whence.rules.facts.AllocationFact;
import dev.whence.rules.facts.AllocationTerms;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.schema.AllocationPriority;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Which of several orders stock goes to: the allocation-priority table asked about an order as it
/// stands now. Pure.
public final class StockAllocation {
  private static final int MOST_DAYS = 3_650;

  private StockAllocation() {}

  /// @param items of the order, which the sourcing policy may ask for; a promise by the policy is
  ///   worked out from its row
  /// @param now from which age and promise are counted
  public static AllocationTerms of(Order order, List<Item> items, Instant now, RuleTables tables) {
    var zone = order.destination().timeZone();
    LocalDate orderDate = order.orderedAt().atZone(zone).toLocalDate();
    long toPromise =
        ChronoUnit.DAYS.between(now.atZone(zone).toLocalDate(), promised(order, items, tables));
    long waiting = Duration.between(order.orderedAt(), now).toHours();
    return tables.first(
        AllocationPriority.SCHEMA,
        new AllocationFact(
            order.channel(),
            order.customerClass(),
            order.customerId(),
            order.serviceLevel(),
            order.currency().getCurrencyCode(),
            order.extent().valueMinor(),
            Math.toIntExact(Math.clamp(waiting, 0, 24L * MOST_DAYS)),
            Math.clamp(toPromise, -MOST_DAYS, MOST_DAYS),
            orderDate));
  }

  private static LocalDate promised(Order order, List<Item> items, RuleTables tables) {
    return switch (order.promise()) {
      case Promise.On(var date) -> date;
      case Promise.Exactly(var date) -> date;
      case Promise.AsPolicySays() -> OrderContext.policyPromise(order, items, tables);
    };
  }
}
