package dev.whence.rules.replay.policies;

/// One of the actions that were open to a choice.
///
/// @param propensity chance with which the logging policy takes it, 0 to 1; 0 where it never does
///   or where the record does not tell
/// @param target chance with which the policy under evaluation takes it, 0 to 1
/// @param estimate of its outcome as recorded at the time, before anything was known of it
public record Arm(double propensity, double target, double estimate) {
  public Arm {
    requireChance(propensity, "propensity");
    requireChance(target, "target's chance");
    if (!Double.isFinite(estimate)) {
      throw new IllegalArgumentException(
          "The estimate of an action is %s.\nMaybe leave the choice out.".formatted(estimate));
    }
  }

  private static void requireChance(double chance, String what) {
    if (!(chance >= 0 && chance <= 1)) {
      throw new IllegalArgumentException(
          "The %s of an action is %s.\nMaybe give a share from 0 to 1.".formatted(what, chance));
    }
  }
}
