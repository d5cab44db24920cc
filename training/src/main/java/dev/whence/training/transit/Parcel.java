package dev.whence.training.transit;

import dev.whence.domain.estimates.TransitQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/// One shipment as the transit-time model sees it, and what became of it.
///
/// @param query with the recent transit as it was known strictly before the order
/// @param destinationZone in which a day at the door ends
/// @param promisedUntil end of the promised day at the destination; [Instant#MAX] without a promise
/// @param deliveredAt [Instant#MAX] when it never arrived
/// @param knownAt when the arrival was known; [Instant#MAX] when it never arrived
public record Parcel(
    TransitQuery query,
    Instant orderedAt,
    ZoneId destinationZone,
    Instant promisedUntil,
    Instant deliveredAt,
    Instant knownAt) {
  private static final double MILLIS_PER_DAY = 86_400_000;

  public Instant handedOverAt() {
    return query.handover().toInstant();
  }

  public boolean isDelivered() {
    return deliveredAt.isBefore(Instant.MAX);
  }

  public boolean isPromised() {
    return promisedUntil.isBefore(Instant.MAX);
  }

  /// Days from hand-over to door.
  public double days() {
    return daysUntil(deliveredAt);
  }

  /// Days from hand-over to the end of the promised day.
  public double promisedDays() {
    return daysUntil(promisedUntil);
  }

  /// Whether it was not at the door when the promised day ended; never arriving is late.
  public boolean isLate() {
    return !deliveredAt.isBefore(promisedUntil);
  }

  /// Days from hand-over to the end of the first, second, ... day at the destination.
  ///
  /// @param count how many
  double[] dayEnds(int count) {
    LocalDate first = handedOverAt().atZone(destinationZone).toLocalDate();
    double[] ends = new double[count];
    for (int i = 0; i < count; i++) {
      ends[i] = daysUntil(first.plusDays(i + 1).atStartOfDay(destinationZone).toInstant());
    }
    return ends;
  }

  /// The same parcel, its arrival not known yet.
  Parcel asUndelivered() {
    return new Parcel(query, orderedAt, destinationZone, promisedUntil, Instant.MAX, Instant.MAX);
  }

  private double daysUntil(Instant end) {
    return Duration.between(handedOverAt(), end).toMillis() / MILLIS_PER_DAY;
  }
}
