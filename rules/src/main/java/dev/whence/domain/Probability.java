package dev.whence.domain;

/// A chance between 0 and 1, both included.
public record Probability(double value) {
  public static final Probability ZERO = new Probability(0);
  public static final Probability ONE = new Probability(1);

  /// @throws IllegalArgumentException if `value` is not a number from 0 to 1
  public Probability {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "A probability lies between 0 and 1, not at " + value + ".");
    }
  }

  public Probability complement() {
    return new Probability(1 - value);
  }
}
