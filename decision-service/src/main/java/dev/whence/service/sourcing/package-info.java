/// Sourcing an order against the order store: the snapshot a decision reads, and the one
/// transaction that writes it.
///
/// Start at [dev.whence.service.sourcing.SnapshotStore] (read) and
/// [dev.whence.service.sourcing.DecisionStore] (write). What a decision takes, and what becomes of
/// it, is in [dev.whence.service.reservations].
@NullMarked
package dev.whence.service.sourcing;

import org.jspecify.annotations.NullMarked;
