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
import dev.whence.service.inventory.ReceiptStore;
import dev.whence.service.inventory.StockStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Remembers where a stock load names ship nodes and SKUs, so that unknown ones can be told by
/// their place in the load and no position is counted twice. For one load.
final class StockReferences {
  private static final int MOST_RECEIVED = 10_000_000;

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
            fields.label("reason"),
            fields.has("occurredAt")
                ? Optional.of(fields.instant("occurredAt"))
                : Optional.empty());
    references.add(
        new Reference(
            adjustment.node(), adjustment.sku(), fields.locate("shipNode"), fields.locate("sku")));
    return adjustment;
  }

  ReceiptStore.Order readOrder(Fields fields) {
    var order =
        new ReceiptStore.Order(
            fields.word("receiptId"),
            new ShipNodeId(fields.word("shipNode")),
            new Sku(fields.word("sku")),
            fields.integer("units", 0, MOST_RECEIVED),
            fields.date("expectedOn"));
    remember(fields, order.node(), order.sku());
    return order;
  }

  ReceiptStore.Receipt readReceipt(Fields fields) {
    var receipt =
        new ReceiptStore.Receipt(
            fields.word("eventId"),
            new ShipNodeId(fields.word("shipNode")),
            new Sku(fields.word("sku")),
            fields.integer("units", 1, MOST_RECEIVED),
            fields.has("receiptId") ? Optional.of(fields.word("receiptId")) : Optional.empty(),
            fields.has("receivedAt")
                ? Optional.of(fields.instant("receivedAt"))
                : Optional.empty());
    if (receipt.receivedAt().filter(at -> at.isAfter(Instant.now().plusSeconds(60))).isPresent()) {
      fields.complain("receivedAt", "must not lie in the future");
    }
    remember(fields, receipt.node(), receipt.sku());
    return receipt;
  }

  private void remember(Fields fields, ShipNodeId node, Sku sku) {
    references.add(new Reference(node, sku, fields.locate("shipNode"), fields.locate("sku")));
  }

  FailureException noPosition(List<Position> missing) {
    var errors = new FieldErrors();
    for (Reference reference : references) {
      if (missing.contains(new Position(reference.node(), reference.sku()))) {
        errors.add(
            reference.skuPlace(),
            "has no position at ship node %s".formatted(reference.node().value()),
            reference.sku().value());
      }
    }
    return errors.as(Failure.UnknownReference::new);
  }

  FailureException unknown(StockStore.Result.Unknown unknown) {
    var errors = new FieldErrors();
    references.forEach(reference -> reference.addUnknown(unknown, errors));
    return errors.as(Failure.UnknownReference::new);
  }

  /// What of one row is not loaded.
  static FieldErrors unknown(StockStore.Result.Unknown unknown, StockStore.Count row, Fields at) {
    var errors = new FieldErrors();
    new Reference(row.node(), row.sku(), at.locate("shipNode"), at.locate("sku"))
        .addUnknown(unknown, errors);
    return errors;
  }

  private record Reference(
      ShipNodeId node, Sku sku, FieldError.Location nodePlace, FieldError.Location skuPlace) {
    void addUnknown(StockStore.Result.Unknown unknown, FieldErrors errors) {
      if (unknown.nodes().contains(node)) {
        errors.add(nodePlace, "is no ship node", node.value());
      }
      if (unknown.skus().contains(sku)) {
        errors.add(skuPlace, "is no item", sku.value());
      }
    }
  }
}
