package dev.whence.pipeline.history;

import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import java.time.Instant;

/// Units of one order line that came back.
///
/// @param returnedAt when the return became known
/// @param units at least 1
/// @param reason the merchant's word, empty when unknown
public record ReturnRow(
    OrderId order, OrderLineId line, Instant returnedAt, int units, String reason) {

  /// @throws IllegalArgumentException if no unit came back
  public ReturnRow {
    if (units < 1) {
      throw new IllegalArgumentException(
          "A return of line %s of order %s has %d units; at least 1."
              .formatted(line, order, units));
    }
  }
}
