package dev.whence.service.http.catalog;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Fields;
import dev.whence.service.inventory.StockStore;
import java.util.ArrayList;
import java.util.List;

/// Remembers where a stock load names ship nodes and SKUs, so that unknown ones can be told by
/// their place in the load. For one load.
final class StockReferences {
  private final List<Reference> references = new ArrayList<>();

  StockStore.Count read(Fields fields) {
    StockStore.Count count = StockShape.read(fields);
    references.add(
        new Reference(count.node(), count.sku(), fields.locate("shipNode"), fields.locate("sku")));
    return count;
  }

  FailureException unknown(StockStore.Result.Unknown unknown) {
    var errors = new FieldErrors();
    for (Reference reference : references) {
      if (unknown.nodes().contains(reference.node())) {
        errors.add(reference.nodePlace(), "is no ship node", reference.node().value());
      }
      if (unknown.skus().contains(reference.sku())) {
        errors.add(reference.skuPlace(), "is no item", reference.sku().value());
      }
    }
    return errors.as(Failure.UnknownReference::new);
  }

  private record Reference(
      ShipNodeId node, Sku sku, FieldError.Location nodePlace, FieldError.Location skuPlace) {}
}
