/// The life of an order after its first decision: which of its units are open, wait, are planned in
/// parcels, have left or are cancelled.
///
/// Start at [dev.whence.service.orders.OrderState], which is worked out from the parcels and never
/// stored twice. Whoever changes what is planned for an order locks its row in `orders` first
/// ([dev.whence.service.orders.OrderStates]), then parcels, then stock by position, then capacity.
@NullMarked
package dev.whence.service.orders;

import org.jspecify.annotations.NullMarked;
