package dev.whence.rules.replay.policies;

import java.util.List;

/// A choice that was made, how it could have been made, and what came of it.
///
/// @param arms the actions that were open; the chances of the target add up to 1, those of the
///   logging policy to at most 1
/// @param chosen place of the action taken among `arms`, which was taken with some chance
/// @param outcome of the action taken, in the unit of the estimates: minor units, or 0 and 1
public record LoggedChoice(Cluster cluster, List<Arm> arms, int chosen, double outcome) {
  private static final double ROUNDING = 1e-9;

  public LoggedChoice {
    arms = List.copyOf(arms);
    if (chosen < 0 || chosen >= arms.size() || arms.get(chosen).propensity() == 0) {
      throw new IllegalArgumentException(
          "Action %d of %d was taken although nothing gave it a chance.\nMaybe log the propensity of what was taken."
              .formatted(chosen, arms.size()));
    }
    double target = arms.stream().mapToDouble(Arm::target).sum();
    double logging = arms.stream().mapToDouble(Arm::propensity).sum();
    if (Math.abs(target - 1) > ROUNDING || logging > 1 + ROUNDING) {
      throw new IllegalArgumentException(
          "The target's chances add up to %s and the logging policy's to %s.\nMaybe one action is listed twice."
              .formatted(target, logging));
    }
    if (!Double.isFinite(outcome)) {
      throw new IllegalArgumentException(
          "The outcome of a choice is %s.\nMaybe leave out what is not settled yet."
              .formatted(outcome));
    }
  }

  Arm taken() {
    return arms.get(chosen);
  }

  /// How much more often the target takes what was taken.
  double weight() {
    return taken().target() / taken().propensity();
  }

  /// The target's chance to take what the logging policy never takes.
  double unsupported() {
    return arms.stream().filter(arm -> arm.propensity() == 0).mapToDouble(Arm::target).sum();
  }
}
