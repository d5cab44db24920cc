package dev.whence.service.http.catalog;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.service.http.Fields;
import dev.whence.service.inventory.StockStore;

/// Units of a SKU at a ship node, in the API. `reserved` and `availableToPromise` are told and not
/// taken: a load that names them is read without them.
public record StockShape(
    String shipNode,
    String sku,
    int onHand,
    int safetyStock,
    int reserved,
    int availableToPromise) {
  private static final int MOST_UNITS = 1_000_000_000;

  static StockStore.Count read(Fields fields) {
    var count =
        new StockStore.Count(
            new ShipNodeId(fields.word("shipNode")),
            new Sku(fields.word("sku")),
            fields.integer("onHand", 0, MOST_UNITS),
            fields.integerOr("safetyStock", 0, MOST_UNITS, 0));
    fields.ignore("reserved");
    fields.ignore("availableToPromise");
    return count;
  }

  static StockShape of(StockPosition position) {
    return new StockShape(
        position.node().value(),
        position.sku().value(),
        position.onHand(),
        position.safetyStock(),
        position.reserved(),
        position.availableToPromise(0));
  }
}
