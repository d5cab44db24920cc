package dev.whence.service.http;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.service.inventory.StockStore;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Units of a SKU at a ship node, in the API. `reserved`, `availableToPromise` and `short` are told
/// and not taken: a load that names them is read without them.
///
/// @param onHand left out for a position that never runs out
/// @param uncounted whether it never runs out
/// @param shortBy units that are reserved and not there
public record StockShape(
    String shipNode,
    String sku,
    @Nullable Integer onHand,
    boolean uncounted,
    int safetyStock,
    int reserved,
    @Nullable Integer availableToPromise,
    int shortBy,
    boolean active) {
  private static final int MOST_UNITS = 1_000_000_000;

  public static StockStore.Count read(Fields fields) {
    boolean uncounted = fields.has("uncounted") && fields.flag("uncounted");
    if (uncounted && fields.has("onHand")) {
      fields.complain("onHand", "must not stand beside uncounted: nothing is counted there");
    }
    var count =
        new StockStore.Count(
            new ShipNodeId(fields.word("shipNode")),
            new Sku(fields.word("sku")),
            uncounted ? 0 : fields.integer("onHand", 0, MOST_UNITS),
            fields.integerOr("safetyStock", 0, MOST_UNITS, 0),
            uncounted,
            fields.has("countedAt") ? Optional.of(fields.instant("countedAt")) : Optional.empty(),
            fields.has("active") ? Optional.of(fields.flag("active")) : Optional.empty());
    if (count.countedAt().filter(at -> at.isAfter(Instant.now().plusSeconds(60))).isPresent()) {
      fields.complain("countedAt", "must not lie in the future");
    }
    fields.ignore("reserved");
    fields.ignore("availableToPromise");
    fields.ignore("shortBy");
    return count;
  }

  public static StockShape of(StockPosition position) {
    boolean counted = position.isCounted();
    return new StockShape(
        position.node().value(),
        position.sku().value(),
        counted ? position.onHand() : null,
        !counted,
        position.safetyStock(),
        position.reserved(),
        counted ? position.availableToPromise(0) : null,
        position.isShort() ? position.reserved() - position.onHand() : 0,
        position.active());
  }
}
