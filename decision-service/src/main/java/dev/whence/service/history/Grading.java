package dev.whence.service.history;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import java.time.Instant;
import java.util.Optional;

/// What somebody found when looking at returned units.
///
/// @param id counts once
/// @param sku may be left out unless the line is a bundle or its order is not known
/// @param sellable units that go back into stock
/// @param damaged units that do not; together at least 1
/// @param gradedAt when, if known
public record Grading(
    String id,
    String returnId,
    ShipNodeId node,
    Optional<Sku> sku,
    int sellable,
    int damaged,
    Optional<Instant> gradedAt) {
  int units() {
    return Math.addExact(sellable, damaged);
  }
}
