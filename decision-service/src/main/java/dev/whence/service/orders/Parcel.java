package dev.whence.service.orders;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderLineId;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/// A parcel that was planned for an order, with the units that are still in it.
///
/// @param handoverDay local day of the node whose capacity it counts against
/// @param contents without what was taken out; empty when nothing is left in it
public record Parcel(
    String shipment,
    UUID reservation,
    ShipNodeId node,
    LocalDate handoverDay,
    Stage stage,
    List<Content> contents) {
  public Parcel {
    contents = List.copyOf(contents);
  }

  /// How far a parcel has come, in order.
  public enum Stage {
    /// Lost by the carrier; its units are open again, or in other parcels.
    REPLACED,
    /// Its reservation was held and has run out; its units are as good as open.
    OVERDUE,
    /// Kept while a person decides about the order; its units are open until then.
    KEPT,
    /// Held until confirmed.
    RESERVED,
    CONFIRMED,
    /// With the carrier; it can not be called back from here.
    LEFT,
    DELIVERED
  }

  /// The same with other contents.
  public Parcel holding(List<Content> others) {
    return new Parcel(shipment, reservation, node, handoverDay, stage, others);
  }

  public boolean hasLeft() {
    return stage == Stage.REPLACED || stage.compareTo(Stage.LEFT) >= 0;
  }

  /// Whether its units count as planned; otherwise they are open, and given back by the next
  /// decision on them unless they have left.
  public boolean counts() {
    return stage.compareTo(Stage.RESERVED) >= 0;
  }

  /// Units of a line, of one SKU on the shelf.
  ///
  /// @param units at least 1
  public record Content(OrderLineId line, Sku sku, int units) {}
}
