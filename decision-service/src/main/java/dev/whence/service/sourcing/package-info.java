/// Sourcing an order against the order store: the snapshot a decision reads, the one transaction
/// that writes it, and what becomes of its reservation.
///
/// Start at [dev.whence.service.sourcing.SnapshotStore] (read),
/// [dev.whence.service.sourcing.DecisionStore] (write) and
/// [dev.whence.service.sourcing.ReservationStore] (confirm, release, extend, expire).
@NullMarked
package dev.whence.service.sourcing;

import org.jspecify.annotations.NullMarked;
