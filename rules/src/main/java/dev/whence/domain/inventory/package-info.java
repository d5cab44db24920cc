/// Ship nodes, the items they hold and how many units can be promised.
///
/// Start at [dev.whence.domain.inventory.ShipNode] and [dev.whence.domain.inventory.StockPosition].
@NullMarked
package dev.whence.domain.inventory;

import org.jspecify.annotations.NullMarked;
