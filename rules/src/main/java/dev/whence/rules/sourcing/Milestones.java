package dev.whence.rules.sourcing;

import java.time.Instant;

/// When work on a parcel has to be done for its promise to be kept, told in `docs/milestones.md`.
///
/// @param acceptBy the last moment at which work on it may begin
/// @param pickBy the last moment at which it may be picked: half of the processing is left
/// @param handOverBy the last hand-over from which the parcel keeps its promise with the least
///   chance; the planned one where no later one does
public record Milestones(Instant acceptBy, Instant pickBy, Instant handOverBy) {
  /// What has to be done, in order.
  public enum Milestone {
    ACCEPT,
    PICK,
    HAND_OVER
  }
}
