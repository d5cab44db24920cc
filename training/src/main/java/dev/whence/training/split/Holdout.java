package dev.whence.training.split;

import dev.whence.training.runs.CannotTrain;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/// Where a history is cut to see what a model is worth.
///
/// ```
/// learned from, as it was known at testFrom | measured on | not measured: may still change
///                                           ^testFrom     ^testUntil       knownUntil^
/// ```
///
/// A row belongs to a part by when it was ordered, which is when the decision is made: rows chosen
/// by their end would miss the slow ones.
///
/// @param testFrom end of what is learned from: orders and outcomes known at or after it are not
/// @param testUntil end of the orders measured, excluded: those after it may not have ended
/// @param knownUntil end of the data
public record Holdout(Instant testFrom, Instant testUntil, Instant knownUntil) {

  /// @param begins when each row was ordered, in any order
  /// @param knownUntil end of the data
  /// @param settles time from an order after which nearly every outcome is known
  /// @param testShare of the rows that could be measured: the newest
  /// @throws CannotTrain if the share is not between 0 and 1, or the history is shorter than
  ///   `settles`
  public static Holdout of(
      Collection<Instant> begins, Instant knownUntil, Duration settles, double testShare) {
    if (!(testShare > 0 && testShare < 1)) {
      throw new CannotTrain(
          "A test share of %s leaves nothing to learn from or to measure.\nMaybe use 0.2."
              .formatted(testShare));
    }
    Instant testUntil = knownUntil.minus(settles);
    Instant[] ended =
        begins.stream()
            .filter(instant -> instant.isBefore(testUntil))
            .sorted()
            .toArray(Instant[]::new);
    if (ended.length == 0) {
      throw new CannotTrain(
          "Nothing in the history until %s was ordered %d days before its end, after which outcomes are known.\nMaybe bring a longer history, or give fewer --embargo-days."
              .formatted(knownUntil, settles.toDays()));
    }
    return new Holdout(ended[(int) (ended.length * (1 - testShare))], testUntil, knownUntil);
  }
}
