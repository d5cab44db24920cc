package dev.whence.service.sourcing;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.service.inventory.NodeDay;
import dev.whence.service.records.DecisionId;
import java.util.List;
import java.util.Optional;

/// A decision that is to be written, for a caller who waits.
///
/// @param claim the offer that the decision follows from
record PendingCommit(DecisionWrite write, CallerKey key, Optional<OfferClaim> claim) {

  DecisionId id() {
    return write.decision().id();
  }

  /// The first ship node whose rows it takes from; none for a decision that takes nothing. A
  /// further decision on an order is written by itself, too: it may give back before it takes.
  Optional<ShipNodeId> node() {
    return write.decision().basis().version() == 0 && claim.isEmpty()
        ? write.plan().parcels().keySet().stream().findFirst().map(NodeDay::node)
        : Optional.empty();
  }

  /// What another commit must not share to be written together with it: its order and its key.
  List<Object> twins() {
    return key instanceof CallerKey.Given(var name, var ignored)
        ? List.of(write.decision().inputs().orderCase().order().id(), name)
        : List.of(write.decision().inputs().orderCase().order().id());
  }
}
