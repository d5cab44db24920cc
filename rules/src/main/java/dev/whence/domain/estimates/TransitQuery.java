package dev.whence.domain.estimates;

import dev.whence.domain.Probability;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.carriers.RecentTransit;
import java.time.ZonedDateTime;

/// One candidate (ship node, carrier service) as the transit-time model sees it.
///
/// @param publishedDays the carrier's own figure for the zone, 0 when it publishes none
/// @param publishedOnTime the carrier's own share on time, used when no model answers
/// @param weightGrams of the lines that could travel together
/// @param handover in the ship node's time zone
/// @param crossBorder whether origin and destination country differ
/// @param attributes what the merchant tells beyond that
public record TransitQuery(
    double distanceKm,
    int publishedDays,
    Probability publishedOnTime,
    long weightGrams,
    ZonedDateTime handover,
    boolean crossBorder,
    RecentTransit recent,
    Attributes attributes) {

  /// Of which nothing more is told.
  public TransitQuery(
      double distanceKm,
      int publishedDays,
      Probability publishedOnTime,
      long weightGrams,
      ZonedDateTime handover,
      boolean crossBorder,
      RecentTransit recent) {
    this(
        distanceKm,
        publishedDays,
        publishedOnTime,
        weightGrams,
        handover,
        crossBorder,
        recent,
        Attributes.NONE);
  }
}
