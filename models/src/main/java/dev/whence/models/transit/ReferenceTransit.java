package dev.whence.models.transit;

/// The hours a parcel is expected to take before anything is learned: the yardstick against which
/// recent parcels are fast or slow.
///
/// The sums of [dev.whence.domain.carriers.TransitWindow#expectedHours] are made of it. It is
/// computed once, when the parcel is handed over, and kept with the shipment. It never changes with
/// data: a changed formula is a new release of every transit-time model.
public final class ReferenceTransit {
  private static final long FIRST_DAY_HOURS = 24;
  private static final double KM_PER_HOUR = 25;

  private ReferenceTransit() {}

  /// Whole hours, at least 24: the published days, or one day and an hour per 25 km where the
  /// carrier publishes none.
  ///
  /// @param publishedDays 0 when the carrier publishes none
  /// @throws IllegalArgumentException if the days are negative, or unpublished for a distance that
  ///   is no number or negative
  public static long hours(int publishedDays, double distanceKm) {
    if (publishedDays < 0) {
      throw new IllegalArgumentException("A carrier cannot publish " + publishedDays + " days.");
    }
    if (publishedDays > 0) {
      return 24L * publishedDays;
    }
    if (!(distanceKm >= 0) || Double.isInfinite(distanceKm)) {
      throw new IllegalArgumentException(
          "A distance of " + distanceKm + " km has no reference transit time.");
    }
    return FIRST_DAY_HOURS + (long) (distanceKm / KM_PER_HOUR);
  }
}
