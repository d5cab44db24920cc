package dev.whence.service.sourcing;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/// What became of writing a decision. Only [Committed] changed anything.
public sealed interface CommitResult {
  record Committed(DecisionId decision, Hold hold) implements CommitResult {}

  /// Other orders took the units since the snapshot: decide again.
  record StockLost(List<LostUnits> units) implements CommitResult {
    public StockLost {
      units = List.copyOf(units);
    }
  }

  /// Other orders took the last parcels of a ship node's day since the snapshot: decide again.
  record CapacityLost(List<LostCapacity> capacity) implements CommitResult {
    public CapacityLost {
      capacity = List.copyOf(capacity);
    }
  }

  /// What is planned for the order has changed since it was read: decide again.
  record OrderChanged() implements CommitResult {}

  /// The offer that the decision follows from is no longer open.
  record OfferTaken() implements CommitResult {}

  /// The same request under the same key was decided before, maybe a moment ago by a twin.
  record DuplicateKey(DecisionId decision) implements CommitResult {}

  /// The key was used for another request.
  record KeyConflict(String key) implements CommitResult {}

  /// What the decision holds until it is confirmed.
  sealed interface Hold {
    /// Nothing ships, so nothing is reserved.
    record Nothing() implements Hold {}

    /// @param expiresAt the database's clock
    record Reserved(ReservationId reservation, Instant expiresAt) implements Hold {}

    /// What could ship is kept until a person decides; there is nothing to confirm.
    record Kept(ReservationId reservation) implements Hold {}
  }

  /// @param wanted units of the SKU in all lines from that node
  /// @param available units it could promise to this order when looked at again
  record LostUnits(ShipNodeId node, Sku sku, int wanted, int available) {}

  /// @param day local hand-over date at the node
  record LostCapacity(ShipNodeId node, LocalDate day, int wanted, int available) {}
}
