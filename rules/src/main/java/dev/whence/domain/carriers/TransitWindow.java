package dev.whence.domain.carriers;

/// Parcels whose arrival became known within a window, as whole-number sums so that every way of
/// computing them agrees to the last digit.
///
/// @param parcels how many
/// @param actualHours their summed hours from hand-over to door, each rounded down
/// @param expectedHours their summed reference hours (see `models`, `ReferenceTransit`)
public record TransitWindow(long parcels, long actualHours, long expectedHours) {
  public static final TransitWindow EMPTY = new TransitWindow(0, 0, 0);

  public TransitWindow plus(TransitWindow other) {
    return new TransitWindow(
        parcels + other.parcels,
        actualHours + other.actualHours,
        expectedHours + other.expectedHours);
  }
}
