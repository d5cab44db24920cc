package dev.whence.models.transit;

import dev.whence.domain.carriers.CarrierServiceId;
import java.time.Duration;
import java.time.Instant;

/// A parcel that reached the door.
///
/// @param knownAt when the arrival entered our records: a decision before it may not use it
/// @param expectedHours [ReferenceTransit#hours] of the parcel
public record Arrival(
    CarrierServiceId carrierService,
    String originRegion,
    String destinationRegion,
    Instant handedOverAt,
    Instant deliveredAt,
    Instant knownAt,
    long expectedHours) {

  /// @throws IllegalArgumentException if it was delivered before it was handed over, or the
  ///   expected hours are not above 0
  public Arrival {
    if (deliveredAt.isBefore(handedOverAt)) {
      throw new IllegalArgumentException(
          "A parcel handed over at %s cannot be delivered at %s."
              .formatted(handedOverAt, deliveredAt));
    }
    if (expectedHours <= 0) {
      throw new IllegalArgumentException(
          "The expected hours are " + expectedHours + ".\nMaybe use ReferenceTransit.hours.");
    }
  }

  /// Hours from hand-over to door, rounded down.
  public long actualHours() {
    return Duration.between(handedOverAt, deliveredAt).toHours();
  }
}
