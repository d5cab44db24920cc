package dev.whence.service.http;

import dev.whence.service.inventory.StockStore;
import java.util.List;

/// A position that holds fewer units than are reserved of it, in the API.
///
/// @param endangered parcels that may not find their units, the last planned first
public record ShortView(StockShape position, List<EndangeredView> endangered) {
  public static ShortView of(StockStore.ShortPosition shortage) {
    return new ShortView(
        StockShape.of(shortage.position()),
        shortage.endangered().stream()
            .map(one -> new EndangeredView(one.order().value(), one.shipment(), one.units()))
            .toList());
  }

  /// @param units of the SKU in the parcel
  public record EndangeredView(String orderId, String shipmentId, int units) {}
}
