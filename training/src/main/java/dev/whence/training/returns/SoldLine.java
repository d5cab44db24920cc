package dev.whence.training.returns;

import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import java.time.Instant;

/// One order line as the return-risk model sees it, and what became of it.
///
/// @param query with the history as it was known strictly before the order
/// @param unitsReturned within the return window
public record SoldLine(
    OrderId order, OrderLineId line, ReturnQuery query, Instant orderedAt, int unitsReturned) {
  boolean cameBack() {
    return unitsReturned > 0;
  }
}
