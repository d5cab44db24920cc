package dev.whence.service.sourcing;

import dev.whence.service.records.DecisionId;
import dev.whence.service.reservations.Hold;
import dev.whence.service.reservations.LostCapacity;
import dev.whence.service.reservations.LostUnits;
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
}
