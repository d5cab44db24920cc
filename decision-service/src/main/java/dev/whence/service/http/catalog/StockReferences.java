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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers where a stock load names ship nodes and SKUs, so that unknown ones can be told by
/// their place in the load and no position is counted twice. For one load.
final class StockReferences {
  private final List<Reference> references = new ArrayList<>();
  private final Map<Position, String> places = new HashMap<>();

  StockStore.Count read(Fields fields) {
    StockStore.Count count = StockShape.read(fields);
    if (fields.raw().path("shipNode").isTextual() && fields.raw().path("sku").isTextual()) {
      @Nullable String earlier =
          places.putIfAbsent(new Position(count.node(), count.sku()), fields.place());
      if (earlier != null) {
        fields.complain(
            "sku",
            "of ship node %s is in %s, too.\nMaybe add the counts up"
                .formatted(count.node().value(), earlier));
      }
    }
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

  private record Position(ShipNodeId node, Sku sku) {}

  private record Reference(
      ShipNodeId node, Sku sku, FieldError.Location nodePlace, FieldError.Location skuPlace) {}
}
