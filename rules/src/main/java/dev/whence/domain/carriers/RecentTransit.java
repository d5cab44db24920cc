package dev.whence.domain.carriers;

import java.time.Instant;

/// What parcels of one carrier service on one lane took lately, known strictly before the decision.
///
/// @param destination every service into the destination region, last 14 days
/// @param lane this service from region to region, last 28 days
/// @param service this service everywhere, last 28 days
/// @param newestKnownAt when the newest of these arrivals became known; [Instant#EPOCH] if none is
public record RecentTransit(
    CarrierServiceId carrierService,
    String originRegion,
    String destinationRegion,
    TransitWindow destination,
    TransitWindow lane,
    TransitWindow service,
    Instant newestKnownAt) {

  public static RecentTransit none(CarrierServiceId id, String originRegion, String toRegion) {
    return new RecentTransit(
        id,
        originRegion,
        toRegion,
        TransitWindow.EMPTY,
        TransitWindow.EMPTY,
        TransitWindow.EMPTY,
        Instant.EPOCH);
  }
}
