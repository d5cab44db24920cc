package dev.whence.service.http.catalog;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Fields;
import dev.whence.service.http.StockShape;
import dev.whence.service.inventory.Position;
import dev.whence.service.inventory.StockStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /// Several adjustments of one position are fine: each has an id of its own.
  StockStore.Adjustment readAdjustment(Fields fields, int mostUnits) {
    var adjustment =
        new StockStore.Adjustment(
            fields.word("adjustmentId"),
            new ShipNodeId(fields.word("shipNode")),
            new Sku(fields.word("sku")),
            fields.integer("units", -mostUnits, mostUnits),
            fields.word("reason"),
            fields.has("occurredAt")
                ? Optional.of(fields.instant("occurredAt"))
                : Optional.empty());
    references.add(
        new Reference(
            adjustment.node(), adjustment.sku(), fields.locate("shipNode"), fields.locate("sku")));
    return adjustment;
  }

  FailureException noPosition(List<Position> missing) {
    var errors = new FieldErrors();
    for (Reference reference : references) {
      if (missing.contains(new Position(reference.node(), reference.sku()))) {
        errors.add(
            reference.skuPlace(),
            "has no position at ship node %s.\nMaybe count it first"
                .formatted(reference.node().value()),
            reference.sku().value());
      }
    }
    return errors.as(Failure.UnknownReference::new);
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
