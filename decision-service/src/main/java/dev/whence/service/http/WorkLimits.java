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
  /// Others take less time than a decision, so more of them may wait for as long.
  private static final int OTHERS_WAITING = 8;

  /// @param places of each of the two
  /// @param queue in front of decisions; others have eight times as many
  public static WorkLimits of(int places, int queue, Duration timeBudget) {
    return new WorkLimits(
        new Lane(places, queue), new Lane(places, OTHERS_WAITING * queue), timeBudget);
  }

  /// How long those who are turned away now are kept waiting for that answer.
  Duration pause() {
    Duration ofDecisions = decisions.pause();
    Duration ofOthers = others.pause();
    return ofDecisions.compareTo(ofOthers) > 0 ? ofDecisions : ofOthers;
  }
}
