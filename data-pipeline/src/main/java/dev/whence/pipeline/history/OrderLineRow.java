package dev.whence.pipeline.history;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import java.time.Instant;
import java.util.Currency;

/// One order line with what a return-risk model may know of its order.
///
/// @param shipmentId the shipment it left with, empty when it never left
/// @param customerId pseudonym of the customer, empty when unknown
/// @param category of the SKU, empty when unknown
/// @param unitPriceMinor what the customer paid for one unit
/// @param orderUnits units of the whole order
/// @param orderLines lines of the whole order
/// @param sameCategoryUnits units of the order in the line's category, this line included
/// @param canceled never delivered on purpose: neither sold nor returned
/// @param attributes what the merchant told of it when the order came in
public record OrderLineRow(
    OrderId order,
    OrderLineId line,
    String shipmentId,
    Instant orderedAt,
    String customerId,
    String channel,
    Sku sku,
    String category,
    int quantity,
    long unitPriceMinor,
    Currency currency,
    int orderUnits,
    int orderLines,
    int sameCategoryUnits,
    boolean canceled,
    Attributes attributes) {

  /// @throws IllegalArgumentException if the quantity is below 1 or the price negative
  public OrderLineRow {
    if (quantity < 1 || unitPriceMinor < 0) {
      throw new IllegalArgumentException(
          "Line %s of order %s has %d units at %d; at least 1 unit and no negative price."
              .formatted(line, order, quantity, unitPriceMinor));
    }
  }

  /// The same line in an order of this size.
  public OrderLineRow withOrderTotals(int units, int lines, int inCategory) {
    return new OrderLineRow(
        order,
        line,
        shipmentId,
        orderedAt,
        customerId,
        channel,
        sku,
        category,
        quantity,
        unitPriceMinor,
        currency,
        units,
        lines,
        inCategory,
        canceled,
        attributes);
  }
}
