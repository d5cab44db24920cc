package dev.whence.service.events;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// When a failed delivery is tried again. Pure.
///
/// @param pauses after the first attempt, the second and so on; after the last one it is given up
public record RetrySchedule(List<Duration> pauses) {
  /// Share of a pause by which it may be longer or shorter, so that what failed together does not
  /// come back together.
  private static final double JITTER = 0.2;

  public RetrySchedule {
    pauses = List.copyOf(pauses);
  }

  /// How long to wait after a failed attempt, with jitter.
  ///
  /// @param attempts made so far, at least 1
  /// @param chance 0 (inclusive) to 1 (exclusive): where in the jitter's range
  /// @return empty when it is to be given up
  public Optional<Duration> pauseAfter(int attempts, double chance) {
    if (attempts > pauses.size()) {
      return Optional.empty();
    }
    double factor = 1 - JITTER + 2 * JITTER * chance;
    return Optional.of(Duration.ofMillis(Math.round(pauses.get(attempts - 1).toMillis() * factor)));
  }
}
