package dev.whence.training.transit;

import dev.whence.domain.estimates.TransitQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/// One shipment as the transit-time model sees it, and what became of it.
///
/// Its days run from the hand-over that the decision planned, or, where the history does not say,
/// from the one to be expected when the order came ([UsualHandover]): when it really left, nobody
/// knew.
///
/// @param query with the recent transit as it was known strictly before the order, and the planned
///   hand-over
/// @param destinationZone in which a day at the door ends
/// @param promisedUntil end of the promised day at the destination; [Instant#MAX] without a promise
/// @param deliveredAt [Instant#MAX] when it has not arrived, as far as is known
/// @param knownAt when the arrival was known; [Instant#MAX] when it is not
/// @param byInstant whether arrivals and promises are instants; else only their day counts
public record Parcel(
    String shipmentId,
    TransitQuery query,
    Instant orderedAt,
    ZoneId destinationZone,
    Instant promisedUntil,
    Instant deliveredAt,
    Instant knownAt,
    boolean byInstant) {
  private static final double MILLIS_PER_DAY = 86_400_000;

  /// Where the logarithm of days begins: what arrives two hours after the planned hand-over or
  /// before it, because it left early, took this.
  static final double SHORTEST_DAYS = 1.0 / 12;

  /// As [#SHORTEST_DAYS], where arrivals are instants: five minutes.
  static final double SHORTEST_DAYS_BY_INSTANT = 1.0 / 288;

  /// Of which only the days of arrival and promise count.
  Parcel(
      String shipmentId,
      TransitQuery query,
      Instant orderedAt,
      ZoneId destinationZone,
      Instant promisedUntil,
      Instant deliveredAt,
      Instant knownAt) {
    this(shipmentId, query, orderedAt, destinationZone, promisedUntil, deliveredAt, knownAt, false);
  }

  /// When it is to leave.
  public Instant leavesAt() {
    return query.handover().toInstant();
  }

  public boolean isDelivered() {
    return deliveredAt.isBefore(Instant.MAX);
  }

  public boolean isPromised() {
    return promisedUntil.isBefore(Instant.MAX);
  }

  /// Days from planned hand-over to door; below 0 if it was there sooner.
  public double days() {
    return daysUntil(deliveredAt);
  }

  double logDays() {
    return Math.log(Math.max(days(), byInstant ? SHORTEST_DAYS_BY_INSTANT : SHORTEST_DAYS));
  }

  /// Days from planned hand-over to the end of the promised day.
  public double promisedDays() {
    return daysUntil(promisedUntil);
  }

  /// Whether it was not at the door when the promised day ended; never arriving is late.
  public boolean isLate() {
    return !deliveredAt.isBefore(promisedUntil);
  }

  /// The parcel as it was known at an instant.
  Parcel asOf(Instant now) {
    return knownAt.isBefore(now)
        ? this
        : new Parcel(
            shipmentId,
            query,
            orderedAt,
            destinationZone,
            promisedUntil,
            Instant.MAX,
            Instant.MAX,
            byInstant);
  }

  /// When a day begins at the door.
  Instant startOf(LocalDate day) {
    return day.atStartOfDay(destinationZone).toInstant();
  }

  /// Days from planned hand-over to an instant.
  double daysUntil(Instant end) {
    return Duration.between(leavesAt(), end).toMillis() / MILLIS_PER_DAY;
  }
}
