package dev.whence.domain;

/// Chances on the scale on which evidence adds up.
public final class LogOdds {
  private LogOdds() {}

  /// `ln(p / (1 - p))`: endless for 0 and 1.
  ///
  /// @param chance 0 to 1
  public static double of(double chance) {
    return Math.log(chance / (1 - chance));
  }

  /// The chance with these log-odds.
  public static double chance(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }
}
