/// Shipments on their way: what carriers and ship nodes tell of parcels, and what follows from it.
///
/// Start at [dev.whence.service.shipments.ShipmentStore] (scans) and
/// [dev.whence.service.shipments.Acceptances] (ship nodes that accept their parcels). What an order
/// makes of its parcels is in [dev.whence.service.orders].
@NullMarked
package dev.whence.service.shipments;

import org.jspecify.annotations.NullMarked;
