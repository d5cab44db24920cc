/// Reservations: the hold of a decision on stock and on places of a ship node's day.
///
/// Start at [dev.whence.service.reservations.ReservationPlan], which takes what a decision needs,
/// and [dev.whence.service.reservations.ReservationStore] (confirm, release, extend, expire). What
/// a reservation holds stands in its parcels ([dev.whence.service.orders]); nothing here knows how
/// a decision came about.
@NullMarked
package dev.whence.service.reservations;

import org.jspecify.annotations.NullMarked;
