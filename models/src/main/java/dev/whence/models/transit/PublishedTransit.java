package dev.whence.models.transit;

import dev.whence.domain.Probability;

/// What carriers publish, read as a chance to be late.
public final class PublishedTransit {
  private PublishedTransit() {}

  /// Within the published days the carrier is late as often as it admits, sooner always.
  ///
  /// @param days published, above 0
  /// @param onTime published share, above 0
  /// @param promisedDays from hand-over to the end of the promised day
  public static double late(int days, Probability onTime, double promisedDays) {
    return promisedDays >= days ? onTime.complement().value() : 1;
  }
}
