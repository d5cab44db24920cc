package dev.whence.service.http;

import dev.whence.service.admission.Lane;
import java.time.Duration;

/// How much is worked on at once, and how long callers wait for an answer.
///
/// @param decisions places for what decides orders
/// @param others places for everything else that costs something, so that a rush of orders does not
///   turn away those who confirm or look at them
/// @param timeBudget of a request that names none
public record WorkLimits(Lane decisions, Lane others, Duration timeBudget) {
  /// @param places of each of the two
  /// @param queue in front of each of the two
  public static WorkLimits of(int places, int queue, Duration timeBudget) {
    return new WorkLimits(new Lane(places, queue), new Lane(places, queue), timeBudget);
  }
}
